"""What one page has to know about the others: titles, labels, addresses and literature."""

import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from pybtex.database import Entry, parse_file
from pybtex.richtext import Text
from sphinx_external_toc.parsing import parse_toc_yaml

from tools.notebooks.files import read
from tools.publish import addresses
from tools.publish.blocks import Block, blocks, page_blocks
from tools.publish.counting import Numbers, chapters

HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
ROLE = re.compile(r"\{[\w:.+-]+\}`([^`]*)`")
NOT_PAGES = ("code-block", "code", "code-cell")


class Project:
    """All pages that _toc.yml names, read for their titles and labels.

    Attributes
    ----------
    titles : dict
        Title of each page.
    labels : dict
        Page and title of each label; the title is empty where none belongs to it.
    numbers : Numbers
        What is counted on all pages.
    """

    def __init__(self, root: Path, url: str | None = None) -> None:
        self.root = Path(root)
        self.repository = url or addresses.repository_url(self.root)
        self.titles: dict[str, str] = {}
        self.labels: dict[str, tuple[str, str]] = {}
        self.glossary = ""
        self.numbers = Numbers(chapters(parse_toc_yaml(self.root / "_toc.yml")))
        for page in self.numbers.chapter_of:
            self._read(page)
        bibliography = self.root / "references.bib"
        self.entries = parse_file(bibliography).entries if bibliography.exists() else {}

    def path(self, page: str) -> Path:
        """Return the file of a page; LookupError if there is none."""
        for ending in ("", ".md", ".ipynb"):
            if (path := self.root / f"{page}{ending}").is_file():
                return path
        raise LookupError(f"no page {page!r}")

    def _read(self, page: str) -> None:
        path = self.path(page)
        self.titles[page] = page
        if path.suffix == ".ipynb":
            cells = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
            parts = [block for cell in cells for block in blocks(cell.split("\n"))]
        else:
            parts = page_blocks(path.read_text("utf-8"))
        headings = [h for part in parts if part.kind == "text" for h in _headings(part.lines)]
        if headings:
            self.titles[page] = headings[0]
        self._label(page, parts)
        self.numbers.read(page, parts)

    def _label(self, page: str, parts: list[Block]) -> None:
        """Note the labels of some blocks and of those inside them."""
        for part, following in itertools.zip_longest(parts, parts[1:]):
            if part.kind == "target":
                heading = _headings(following.lines[:1]) if following else []
                self.labels[part.name] = (page, heading[0] if heading else "")
            elif part.kind == "math" and part.name:
                self.labels[part.name] = (page, "")
            elif part.kind == "directive":
                figure = (part.options.get("mystnb") or {}).get("figure") or {}
                for options in (part.options, figure):
                    if name := options.get("name") or options.get("label"):
                        self.labels[name] = (page, "")
                if part.name == "glossary":
                    self.glossary = page
                if part.name not in NOT_PAGES:
                    self._label(page, blocks(part.lines, part.body_line))

    # Addresses --------------------------------------------------------------------

    def home(self, label: str) -> str:
        """Return the page of a label."""
        if label not in self.labels:
            raise LookupError(f"unknown label {label!r}")
        return self.labels[label][0]

    def number(self, label: str) -> tuple[str, str]:
        """Return kind and number of a label."""
        self.home(label)
        if label not in self.numbers.labels:
            raise LookupError(f"{label!r} has no number")
        return self.numbers.labels[label]

    def url(self, page: str, label: str = "") -> str:
        """Return the address of a page of the site."""
        url = addresses.page_url(self.repository, page)
        return f"{url}#{anchor(label)}" if label else url

    def exercise(self, name: str) -> tuple[str, str, str]:
        """Return page, number and anchor of an exercise, named as "lstm: Its title"."""
        stem, _, title = name.partition(": ")
        page = f"exercises/{stem}"
        for heading, number in self.numbers.exercises.get(page, {}).items():
            if heading.rpartition(" (")[0] == title:
                return page, number, anchor(heading)
        raise LookupError(f"unknown exercise {name!r}")

    def page_link(self, page: str, text: str = "", label: str = "") -> str:
        """Return a link to a page of the site."""
        if page not in self.titles:
            raise LookupError(f"unknown page {page!r}")
        return f"[{text or self.titles[page]}]({self.url(page, label)})"

    def file_url(self, path: str) -> str:
        """Return the address of a file that is published with the notebooks."""
        return addresses.file_url(self.repository, path)

    def source_url(self, path: str) -> str:
        """Return the address of a file of the repository."""
        return f"{self.repository}/blob/main/{path}"

    def term(self, name: str, text: str = "") -> str:
        """Return a term, linked to its entry if there is a glossary."""
        if not self.glossary:
            return text or name
        entry = re.sub(r"[^A-Za-z0-9]+", "-", name)  # Sphinx keeps the capitals of a term
        return f"[{text or name}]({self.url(self.glossary)}#term-{entry})"

    # Literature -------------------------------------------------------------------

    def citation(self, keys: Iterable[str], textual: bool) -> str:
        """Return “(Author, Year)” or “Author (Year)”, linked to the sources."""
        shown = []
        for key in keys:
            entry = self._entry(key)
            form = "{} ({})" if textual else "{}, {}"
            shown.append(_linked(form.format(_authors(entry), _field(entry, "year")), entry))
        return ", ".join(shown) if textual else f"({'; '.join(shown)})"

    def reference(self, key: str) -> str:
        """Return a line of a list of sources."""
        entry = self._entry(key)
        where = next((_field(entry, f) for f in ("journal", "booktitle", "publisher")), "")
        start = f"{_authors(entry)} ({_field(entry, 'year')}). "
        return start + _linked(_field(entry, "title"), entry) + (f". {where}." if where else ".")

    def _entry(self, key: str) -> Entry:
        if key not in self.entries:
            raise LookupError(f"unknown source {key!r}")
        return self.entries[key]


def anchor(label: str) -> str:
    """Return a label or heading as docutils writes it into HTML."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def _headings(lines: list[str]) -> list[str]:
    found = [HEADING.match(line) for line in lines]
    return [ROLE.sub(r"\1", heading[1]) for heading in found if heading]


def _authors(entry: Entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_plain(" ".join(p.prelast_names + p.last_names)) for p in people]
    if not names:
        return _field(entry, "organization") or _field(entry, "title")
    if len(names) > 2 or names[-1] == "others":
        return f"{names[0]} et al."
    return " & ".join(names)


def _field(entry: Entry, name: str) -> str:
    return _plain(entry.fields.get(name, ""))


def _plain(latex: str) -> str:
    return str(Text.from_latex(latex).render_as("text"))


def _linked(text: str, entry: Entry) -> str:
    doi, url = entry.fields.get("doi"), entry.fields.get("url")
    # Some DOIs hold parentheses, which would end a Markdown link.
    target = f"https://doi.org/{doi}".replace("(", "%28").replace(")", "%29") if doi else url
    return f"[{text}]({target})" if target else text
