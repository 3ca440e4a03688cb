"""The built site as a reader's browser sees it, with every other host blocked.

The facts stand in `site_facts.py`. Needs `make book` first.
"""

import functools
import http.server
import math
import os
import re
import shutil
import threading

import nbformat
import pytest
import reading_time
import site_facts as facts
from playwright.sync_api import sync_playwright
from site_facts import FACTS_OF_A_LOAD, FACTS_OF_A_PAGE, FACTS_OF_A_VIEW, ROOT, Visit, defects
from sphinx_external_toc.parsing import parse_toc_yaml

from _ext.names import public
from tools.book import execute, ways
from tools.book.minutes import Count, in_words
from tools.publish import branch

SITE = ROOT / "_build" / "html"
CHROMIUM = next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None
)
# Chromium asks its maker's hosts by itself unless told not to.
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
--disable-background-networking --disable-component-update""".split()

# ---- The browser and what it visits -----------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if CHROMIUM is None:
        said = "these tests look at the site with Chromium (Debian: apt-get install chromium)"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, args=FLAGS
        )
        yield context
        context.close()


@pytest.fixture(scope="module")
def serve():
    """Return a function that serves a folder on this machine and gives its address."""
    servers = []

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    def start(folder):
        handler = functools.partial(Quiet, directory=folder)
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(browser):
    """Return a function that opens a page at `base`, blocks all else and notes what happens."""
    page = browser.new_page()

    def open_page(root, path, base):
        visit = Visit(page, root, path)

        def gate(route):
            if route.request.url.startswith((base, "data:")):
                return route.continue_()
            visit.foreign.append(route.request.url)
            return route.abort()

        page.route("**/*", gate)
        page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("requestfailed", lambda request: visit.failed.append(request.url))
        page.on("response", lambda r: visit.failed.append(r.url) if r.status >= 400 else None)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(f"{base}/{path}", wait_until="load")
        page.evaluate("document.fonts.ready")
        return visit

    yield open_page
    page.close()


def pages():
    """Return the pages that `_toc.yml` names, and the search."""
    toc = ROOT / "_toc.yml"
    named = [str(page) for page in parse_toc_yaml(toc)] if toc.exists() else ["index"]
    return [re.sub(r"\.(md|ipynb)$", "", page) + ".html" for page in named] + ["search.html"]


@pytest.fixture(scope="module")
def site():
    if not (SITE / "index.html").exists():
        pytest.fail("there is no site in _build/html: run `make book` first")
    return SITE


@pytest.fixture(scope="module")
def address(site, serve):
    return serve(site)


@pytest.mark.parametrize("path", pages())
def test_page_is_sound_without_any_other_host(path, site, address, visit):
    seen = visit(site, path, address)
    assert defects(seen, FACTS_OF_A_LOAD + FACTS_OF_A_PAGE) == {}
    for width in (1280, 390):
        for scheme in ("light", "dark"):
            seen.page.set_viewport_size({"width": width, "height": 900})
            seen.page.emulate_media(color_scheme=scheme)
            # The theme fades from one scheme to the other.
            seen.page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
            seen.page.wait_for_timeout(300)
            assert defects(seen, FACTS_OF_A_VIEW) == {}, f"{width} px, {scheme}"


@pytest.mark.parametrize("path", pages())
def test_page_is_sound_from_an_unzipped_folder(path, site, visit):
    assert defects(visit(site, path, site.as_uri()), FACTS_OF_A_LOAD) == {}


def test_dark_page_prints_light_and_comes_back_dark(site, address, visit):
    page = visit(site, "index.html", address).page
    page.evaluate("""() => {
        const seen = document.documentElement.dataset;
        seen.theme = "dark";
        window.addEventListener("beforeprint", () => { window.printed = seen.theme; });
    }""")
    page.pdf()
    assert page.evaluate("window.printed") == "light"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_page_on_reproducibility_lists_every_executed_page_in_the_order_of_the_book(site):
    record = site / "chapters" / "reproducibility.html"
    table = facts.soup(record).select("table")[1]
    paths = [page.relative_to(ROOT).with_suffix(".html") for page in execute.pages(ROOT)]
    named = [os.path.relpath(path, "chapters") for path in paths]
    assert [link["href"] for link in table.select("a")] == named
    assert "not run" not in table.get_text()


@pytest.mark.parametrize("page", branch.launchable(ROOT))
def test_site_and_published_notebook_have_one_set_of_numbers(page, site):
    notebook = nbformat.read(site / "notebooks" / f"{page}.ipynb", as_version=4)
    assert facts.different_numbers(facts.soup(site / f"{page}.html"), notebook) == []


@pytest.mark.parametrize("page", branch.launchable(ROOT))
def test_published_notebook_carries_the_outputs_of_the_book(page, site):
    notebook = nbformat.read(site / "notebooks" / f"{page}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    images = [output for output in outputs if "image/png" in output.get("data", {})]
    assert outputs and all(image.metadata["image/png"]["alt"] for image in images)


def test_every_public_name_can_be_linked_and_a_chapter_links_to_it(site):
    chapters = site / "chapters"
    anchors = {tag["id"] for tag in facts.soup(chapters / "reference.html").select("dt[id]")}
    assert public() <= anchors
    code = facts.soup(chapters / "forecasting.html").select("pre a[href^='reference.html#']")
    linked = {(link.get_text(), link["href"].partition("#")[2]) for link in code}
    assert ("rnnutils.make_xy", "rnnutils.make_xy") in linked
    assert {anchor for _, anchor in linked} <= anchors


def read(site, page):
    return (site / f"{page}.html").read_text("utf-8")


@pytest.mark.parametrize("path", pages())
def test_minutes_are_those_that_a_second_count_finds(path, site):
    html = (site / path).read_text("utf-8")
    assert abs(Count.of(html).minutes - reading_time.minutes(html)) < 0.5


@pytest.mark.parametrize("page", ways.chapters(ROOT))
def test_chapter_tells_how_long_it_takes_to_read_and_to_run(page, site):
    said = facts.soup(site / f"{page}.html").select_one(".objectives").get_text()
    minutes = math.ceil(reading_time.minutes(read(site, page)))
    assert re.search(
        rf"Time: {minutes} minutes to read, (a few seconds|about \d+ \w+) to run\.", said
    )


def test_front_page_tells_the_minutes_of_every_chapter_and_of_every_way(site):
    front = facts.soup(site / "index.html")
    told = {span["data-pages"]: span.get_text() for span in front.select(".minutes")}
    every = [*([page] for page in ways.chapters(ROOT)), *ways.read(ROOT).values()]
    assert [pages for pages in every if " ".join(pages) not in told] == []
    for pages in every:
        total = sum(math.ceil(reading_time.minutes(read(site, page))) for page in pages)
        assert told[" ".join(pages)] == in_words(total)


def test_chapters_keep_their_budget_of_minutes(site):
    stems = {page.removeprefix("chapters/"): page for page in ways.chapters(ROOT)}
    found = {stem: reading_time.minutes(read(site, page)) for stem, page in stems.items()}
    assert reading_time.over_budget(found) == []


# ---- Every fact can fail ------------------------------------------------------------------------

EVERY_FACT = FACTS_OF_A_LOAD + FACTS_OF_A_PAGE + FACTS_OF_A_VIEW
SOUND = '<html lang="en-GB"><title>t</title><link rel="icon" href="data:,"><article>{}</article>'
PLANTED = {
    facts.console_is_quiet: "<script>console.error('planted')</script>",
    facts.requests_succeed: "<script src='missing.js'></script>",
    facts.no_other_host_is_asked: "<img alt='a map' src='https://example.org/map.png'>",
    facts.formulas_are_typeset: "<span class='math'>h_t</span>",
    facts.no_tex_is_left: r"<p>the state \(h_t\)</p>",
    facts.formula_font_has_every_character: "<math><mi>ж</mi></math>",
    facts.links_resolve: "<a href='#equation-gone'>(1)</a>",
    facts.numbers_agree: "<a class='reference internal' href='#equation-a'>(1.2)</a>"
    "<div id='equation-a'><span class='eqno'>(1.1)</span></div>",
    facts.images_load: "<img alt='a map' src='data:image/png;base64,AAAA'>",
    facts.images_have_alt_text: "<img alt='_images/0f3a.png' src='data:,'>",
    facts.icons_have_glyphs: r"<style>i::before { content: '\f185' }</style><i class='fa-sun'></i>",
    facts.controls_and_landmarks_are_named: "<table><tr><th></th></tr></table>",
    facts.nothing_is_wider_than_the_window: "<pre style='width: 3000px'>wide</pre>",
    facts.text_is_readable: "<p style='color: #999'>pale</p>",
}


@pytest.mark.parametrize("fact", EVERY_FACT)
def test_planted_defect_is_found(fact, tmp_path, serve, visit):
    (tmp_path / "index.html").write_text(SOUND.format(PLANTED[fact]), encoding="utf-8")
    assert fact(visit(tmp_path, "index.html", serve(tmp_path)))


def test_sound_page_has_no_defect(tmp_path, serve, visit):
    formula = "<span class='math'><math><mi>x</mi></math></span>"
    (tmp_path / "index.html").write_text(SOUND.format(formula), encoding="utf-8")
    assert defects(visit(tmp_path, "index.html", serve(tmp_path)), EVERY_FACT) == {}
