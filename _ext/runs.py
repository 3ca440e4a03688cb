"""Tell what was run: the versions in use, the last run of each page, and the seconds of one.

The tables are for the page on reproducibility; {seconds}`to run` is for the page itself.
Pages are read and executed one by one, and the table may stand on an early one. So `{runs}` first
leaves a mark, and the table takes its place when MyST-NB has the record of every page.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from tools.notebooks.files import read
from tools.publish.blocks import page_blocks

Row = tuple[tuple[str, str] | str, str, str]  # title and name of a page, seconds, day


class Mark(nodes.General, nodes.Element):
    """The place of the table of runs."""


class Took(nodes.Inline, nodes.Element):
    """The place of the seconds of the page it stands on."""


class Seconds(SphinxRole):
    """Leave the place of the seconds of a page; only its own are known in time."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the place; the words of the role follow the seconds."""
        return [Took(words=self.text)], []


class Runs(SphinxDirective):
    """Leave a mark, in every build anew."""

    def run(self) -> list[nodes.Node]:
        """Return the mark."""
        self.env.note_reread()
        return [Mark()]


class Versions(SphinxDirective):
    """Set a table of Python and those packages of the argument that are installed."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table; TensorFlow has another name on every kind of machine."""
        lines = [("Python", python_version())]
        for name in self.arguments[0].split():
            with suppress(PackageNotFoundError):
                lines.append((name, version(name)))
        return [table(["Package", "Version"], lines)]


def has_code(path: Path) -> bool:
    """Tell whether a page has something to run."""
    if path.suffix == ".ipynb":
        return any(cell.cell_type == "code" for cell in read(path).cells)
    return any(part.name == "code-cell" for part in page_blocks(path.read_text("utf-8")))


def reading_order(env: Any, page: str) -> Iterator[str]:
    """Yield the pages of the book, each before the pages below it."""
    yield page
    for below in env.toctree_includes.get(page, ()):
        yield from reading_order(env, below)


def record_of(env: Any, page: str) -> dict[str, Any] | None:
    """Return what MyST-NB knows of the last run of a page, or None."""
    return env.nb_metadata.get(page, {}).get("exec_data")


def in_words(record: dict[str, Any]) -> str:
    """Return how long a run took, as readers say it.

    >>> [in_words({"runtime": seconds}) for seconds in (0.4, 34.9, 89, 91, 240)]
    ['a few seconds', 'about 30 seconds', 'about 90 seconds', 'about 2 minutes', 'about 4 minutes']
    """
    seconds = record["runtime"] or 0
    if seconds < 10:
        return "a few seconds"
    tens = 10 * round(seconds / 10)
    return f"about {tens} seconds" if seconds <= 90 else f"about {round(seconds / 60)} minutes"


def rows(env: Any) -> list[Row]:
    """Return title and name, seconds and day of every page with code, then the sum."""
    found: list[Row] = []
    total = 0
    for page in reading_order(env, env.config.root_doc):
        if not has_code(Path(env.doc2path(page))):
            continue
        record = record_of(env, page)
        took, day = ("not run", "")
        if record:
            total += record["runtime"] or 0
            took = f"{record['runtime'] or 0:.1f}"
            day = f"{datetime.fromtimestamp(record['mtime']):%Y\u2011%m\u2011%d}"  # in one line
        found.append(((env.titles[page].astext(), page), took, day))
    return [*found, ("All pages", f"{total:.1f}", "")]


def table(heads: Sequence[str], lines: Iterable[Sequence[str | nodes.Node]]) -> nodes.table:
    """Return a table of texts and links."""

    def row(cells: Sequence[str | nodes.Node]) -> nodes.row:
        entries = nodes.row()
        for cell in cells:
            shown = nodes.Text(cell) if isinstance(cell, str) else cell
            entries += nodes.entry("", nodes.paragraph("", "", shown))
        return entries

    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", row(heads))
    group += nodes.tbody("", *map(row, lines))
    return nodes.table("", group, classes=["colwidths-auto"])


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the table of runs, and the seconds of the page, in their places."""

    def link(cell: tuple[str, str] | str) -> str | nodes.Node:
        if isinstance(cell, str):
            return cell
        text, page = cell
        address = app.builder.get_relative_uri(docname, page)
        return nodes.reference("", text, internal=True, refuri=address)

    for mark in list(doctree.findall(Mark)):
        heads = ["Page", "Seconds", "Last run"]
        lines = [(link(page), *figures) for page, *figures in rows(app.env)]
        mark.replace_self(table(heads, lines))
    for place in list(doctree.findall(Took)):
        record = record_of(app.env, docname)
        place.replace_self(nodes.Text(f", {in_words(record)} {place['words']}" if record else ""))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives and the role."""
    app.add_node(Mark)
    app.add_node(Took)
    app.add_role("seconds", Seconds())
    app.add_directive("runs", Runs)
    app.add_directive("versions", Versions)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
