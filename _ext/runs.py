"""Two tables for the page on reproducibility: the versions in use, and the last run of each page.

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
from sphinx.util.docutils import SphinxDirective

from tools.notebooks.files import read
from tools.publish.blocks import page_blocks

Row = tuple[tuple[str, str] | str, str, str]  # title and name of a page, seconds, day


class Mark(nodes.General, nodes.Element):
    """The place of the table of runs."""


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


def rows(env: Any) -> list[Row]:
    """Return title and name, seconds and day of every page with code, then the sum."""
    found: list[Row] = []
    total = 0
    for page in reading_order(env, env.config.root_doc):
        if not has_code(Path(env.doc2path(page))):
            continue
        record = env.nb_metadata.get(page, {}).get("exec_data")
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
    """Put the table of runs in the place of its mark."""

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


def setup(app: Sphinx) -> dict[str, bool]:
    """Register both directives."""
    app.add_node(Mark)
    app.add_directive("runs", Runs)
    app.add_directive("versions", Versions)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
