"""What must hold on every page of the site, a function each.

A fact takes a visited page and returns its defects; an empty list means that it holds.
`test_site.py` visits the pages, and plants a defect for each fact to prove that it can fail.
"""

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from playwright.sync_api import Page

from tools.data.font import unicode_ranges

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Visit:
    """One page in the browser, and what happened while it loaded."""

    page: Page
    root: Path
    path: str
    errors: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    foreign: list = field(default_factory=list)

    @functools.cached_property
    def soup(self):
        return soup(self.root / self.path)


@functools.cache
def soup(file):
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def console_is_quiet(visit):
    return visit.errors


def requests_succeed(visit):
    return visit.failed


def no_other_host_is_asked(visit):
    return visit.foreign


def formulas_are_typeset(visit):
    return visit.page.evaluate("""() => [...document.querySelectorAll(".math")].filter(box => {
        const math = box.querySelector("math");
        return !math || math.querySelector("merror") || math.getClientRects().length &&
            (math.getBoundingClientRect().width < 2 || math.namespaceURI.indexOf("MathML") < 0);
    }).map(box => box.textContent)""")


def no_tex_is_left(visit):
    texts = visit.page.evaluate("""() => {
        const skip = "code, pre, script, style, math, .highlight, svg";
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walk.nextNode())
            if (!walk.currentNode.parentElement.closest(skip)) found.push(walk.currentNode.data);
        return found;
    }""")
    return [text for text in texts if re.search(r"\$|\\[(\[a-zA-Z]|\{[a-z:]+\}`", text)]


def formula_font_has_every_character(visit):
    known = unicode_ranges((ROOT / "_static" / "formulas.css").read_text(encoding="utf-8"))
    text = "".join(math.get_text() for math in visit.soup.find_all("math"))
    return sorted(f"{c} U+{ord(c):04X}" for c in set(text) if ord(c) not in known and c.strip())


def links_resolve(visit):
    """Return the internal links that miss a file of the site, or an anchor in it."""
    here = (visit.root / visit.path).resolve()
    dead = []
    for href in {link["href"] for link in visit.soup.find_all("a", href=True)}:
        url = urlsplit(href)
        if url.scheme or url.netloc:
            continue
        file = (here.parent / unquote(url.path)).resolve() if url.path else here
        missing = not file.is_file()
        if not missing and url.fragment:
            missing = soup(file).find(id=unquote(url.fragment)) is None
        if missing:
            dead.append(href)
    return dead


def numbers_agree(visit):
    """Compare the number a reference shows with the one its equation, figure or table carries."""
    wrong = []
    for link in visit.soup.select("a.reference.internal[href*='#']"):
        path, _, anchor = link["href"].partition("#")
        file = (visit.root / visit.path).parent / (path or Path(visit.path).name)
        if not file.is_file():
            continue  # links_resolve says so
        number = soup(file).select_one(f"[id='{anchor}'] :is(.eqno, .caption-number)")
        shown = link.get_text().strip()
        if number and re.fullmatch(r"(\(|Figure |Table )[\d.]+\)?", shown):
            if not number.get_text().strip().startswith(shown):
                wrong.append(f"{shown} leads to {number.get_text()}")
    return wrong


def numbers_of_a_page(page):
    """Return the numbers of formulas, captions and headings, each in order, and those shown."""
    shown = [link.get_text().strip() for link in page.select("article a.reference.internal")]
    return {
        "formula": [n.get_text().strip(" ()#\n") for n in page.select(".eqno")],
        "caption": [n.get_text().strip() for n in page.select(".caption-number")],
        "heading": [n.get_text().strip() for n in page.select(":is(h1, h2) > .section-number")],
        "reference": [text for text in shown if re.fullmatch(REFERENCE, text)],
    }


def numbers_of_a_notebook(notebook):
    """Return the same of a published notebook, as far as it has references."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return {
        "formula": re.findall(r"\\tag\{([\d.]+)\}", text),
        "caption": re.findall(r"^[> ]*\*\*((?:Figure|Table) [\d.]+)\.\*\*", text, re.M),
        "heading": re.findall(r"^##? (\d+(?:\.\d+)*) ", text, re.M),
        "reference": re.findall(REFERENCE, text),
    }


REFERENCE = r"\(\d+\.\d+\)|(?:Figure|Table|exercise) [\d.]*\d"


def different_numbers(page, notebook):
    """Return what has one number on the site and another, or none, in the notebook."""
    site, plain = numbers_of_a_page(page), numbers_of_a_notebook(notebook)
    # Text in brackets may look like a reference; every true one has to be there.
    lost = Counter(site.pop("reference")) - Counter(plain.pop("reference"))
    return [
        f"{kind}: {site[kind]} and {plain[kind]}" for kind in site if site[kind] != plain[kind]
    ] + [f"reference: {text}" for text in lost]


def images_load(visit):
    return visit.page.evaluate("""() => [...document.images]
        .filter(image => !image.complete || image.naturalWidth === 0).map(image => image.src)""")


def images_have_alt_text(visit):
    images = visit.soup.select("article img, main .cell_output img")
    return [str(i) for i in images if re.fullmatch(r"\s*|.*\.(png|svg|jpe?g)", i.get("alt", ""))]


def icons_have_glyphs(visit):
    """Return the icons that the subset fonts of `_ext/icons.py` cannot draw."""
    shown = visit.page.evaluate("""() => [...document.querySelectorAll("[class*='fa-']")]
        .flatMap(icon => getComputedStyle(icon, "::before").content.match(/^"(.)"$/)?.[1] ?? [])""")
    known = set()
    for file in visit.root.glob("_static/vendor/fontawesome/webfonts/*.woff"):
        with TTFont(file) as font:
            known |= set(font.getBestCmap())
    return sorted({f"U+{ord(icon):04X}" for icon in shown if ord(icon) not in known})


def nothing_is_wider_than_the_window(visit):
    return visit.page.evaluate("""() => {
        const wide = document.documentElement.scrollWidth - window.innerWidth;
        return wide > 0 ? [`${wide} px too wide at ${window.innerWidth} px`] : [];
    }""")


def text_is_readable(visit):
    """Demand contrast 4.5 between text, formulas, outputs and what is painted behind them."""
    return visit.page.evaluate("""() => {
        const parse = colour => colour.match(/[\\d.]+/g).map(Number);
        const light = c => c.slice(0, 3).map(v => v / 255).map(v =>
            v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = node => {
            for (; node; node = node.parentElement) {
                const c = parse(getComputedStyle(node).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c;
            }
            return [255, 255, 255];
        };
        const seen = "article :is(p, li, td, th, math, pre, summary, figcaption, .text_html)";
        return [...document.querySelectorAll(seen)].filter(node => node.checkVisibility())
            .map(node => [light(parse(getComputedStyle(node).color)), light(behind(node)), node])
            .filter(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5)
            .map(([a, b, node]) => node.outerHTML.slice(0, 80));
    }""")


def controls_and_landmarks_are_named(visit):
    """Return the defects axe-core finds in the stock theme, which `_ext/finish.py` repairs."""
    defects = visit.soup.select(
        "th:empty, summary[aria-label^=Toggle], summary:not([aria-label]) > .toctree-toggle,"
        "script[src*=fontawesome], #pst-primary-sidebar:not([role]), [role=doc-biblioentry]"
    )
    language = visit.soup.html.get("lang")
    return [str(d)[:80] for d in defects] + ([] if language == "en-GB" else [f"lang {language}"])


FACTS_OF_A_LOAD = [
    console_is_quiet,
    requests_succeed,
    no_other_host_is_asked,
    formulas_are_typeset,
    images_load,
]
FACTS_OF_A_PAGE = [
    no_tex_is_left,
    formula_font_has_every_character,
    links_resolve,
    numbers_agree,
    images_have_alt_text,
    icons_have_glyphs,
    controls_and_landmarks_are_named,
]
FACTS_OF_A_VIEW = [nothing_is_wider_than_the_window, text_is_readable]


def defects(visit, facts):
    """Return what is wrong by fact; an empty dictionary is a sound page."""
    return {fact.__name__: found for fact in facts if (found := fact(visit))}
