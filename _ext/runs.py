"""Two tables for the page on reproducibility: the versions in use, and the last run of each page.

Pages are read and executed one by one, and the table may stand on an early one. So `{runs}` first
leaves a mark, and the table takes its place when MyST-NB has the record of every page.
"""

import ast
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from platform import python_version

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from tools.notebooks.files import read
from tools.publish.blocks import page_blocks

SEEDED = ("default_rng", "set_random_seed")  # functions whose first argument is a seed


class Mark(nodes.General, nodes.Element):
    """The place of the table of runs."""


class Runs(SphinxDirective):
    """Leave a mark, in every build anew."""

    def run(self):
        """Return the mark."""
        self.env.note_reread()
        return [Mark()]


class Versions(SphinxDirective):
    """Set a table of Python and those packages of the argument that are installed."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return the table; TensorFlow has another name on every kind of machine."""
        lines = [("Python", python_version())]
        for name in self.arguments[0].split():
            with suppress(PackageNotFoundError):
                lines.append((name, version(name)))
        return [table(["Package", "Version"], lines)]


def seeds(code):
    r"""Return all seeds that are written out in Python code.

    >>> seeds("rng = default_rng(7)\nfits = [fit(seed=s) for s in range(3)]")
    [0, 1, 2, 7]
    """
    found = set()
    for node in ast.walk(ast.parse(code)):
        values = seed_arguments(node)
        if isinstance(node, ast.Assign) and is_seed(name_of(node.targets[0])):
            values.append(node.value)
        for loop in [node] if isinstance(node, ast.For) else getattr(node, "generators", []):
            used = {name_of(value) for n in ast.walk(node) for value in seed_arguments(n)}
            if is_seed(name_of(loop.target)) or name_of(loop.target) in used:
                values.append(loop.iter)
        found.update(number for value in values for number in numbers(value))
    return sorted(found)


def seed_arguments(node):
    """Return the arguments of a call that are seeds; none if it is no call."""
    if not isinstance(node, ast.Call):
        return []
    named = [keyword.value for keyword in node.keywords if is_seed(keyword.arg or "")]
    return named + (node.args[:1] if name_of(node.func) in SEEDED else [])


def name_of(node):
    """Return the last part of a name in code, or nothing."""
    return getattr(node, "attr", getattr(node, "id", ""))


def is_seed(name):
    """Tell whether a name says that it holds a seed or several."""
    return name == "random_state" or "seed" in name.lower()


def numbers(node):
    """Return the whole numbers that an expression stands for, if it is a number or a range."""
    if isinstance(node, ast.Constant):
        return [node.value] if type(node.value) is int else []
    if isinstance(node, ast.Call) and name_of(node.func) == "range":
        ends = [end for argument in node.args for end in numbers(argument)]
        return range(*ends) if len(ends) == len(node.args) else []
    return []


def spans(whole):
    """Return sorted numbers as text, runs of them shortened.

    >>> spans([0, 1, 2, 3, 4, 7, 99])
    '0–4, 7, 99'
    """
    found = []
    for _, run in groupby(enumerate(whole), key=lambda item: item[1] - item[0]):
        first, *rest = [number for _, number in run]
        found.append(f"{first}–{rest[-1]}" if rest else str(first))
    return ", ".join(found)


def code_of(path):
    """Return the code of a page, without what only IPython understands."""
    if path.suffix == ".ipynb":
        cells = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    else:
        parts = page_blocks(path.read_text("utf-8"))
        cells = ["\n".join(part.lines) for part in parts if part.name == "code-cell"]
    lines = [line for cell in cells for line in cell.splitlines()]
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


def reading_order(env, page):
    """Yield the pages of the book, each before the pages below it."""
    yield page
    for below in env.toctree_includes.get(page, ()):
        yield from reading_order(env, below)


def rows(env):
    """Return title and name, seconds, day and seeds of every page with code, then the sum."""
    found, total = [], 0
    for page in reading_order(env, env.config.root_doc):
        code = code_of(Path(env.doc2path(page)))
        if not code:
            continue
        record = env.nb_metadata.get(page, {}).get("exec_data")
        took, day = ("not run", "")
        if record:
            total += record["runtime"] or 0
            took = f"{record['runtime'] or 0:.1f}"
            day = f"{datetime.fromtimestamp(record['mtime']):%Y\u2011%m\u2011%d}"  # in one line
        found.append(((env.titles[page].astext(), page), took, day, spans(seeds(code))))
    return [*found, ("All pages", f"{total:.1f}", "", "")]


def table(heads, lines, link=None):
    """Return a table; a cell is a text, or text and page for `link` to join."""

    def row(cells):
        entries = nodes.row()
        for cell in cells:
            shown = nodes.Text(cell) if isinstance(cell, str) else link(*cell)
            entries += nodes.entry("", nodes.paragraph("", "", shown))
        return entries

    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
    group += nodes.thead("", row(heads))
    group += nodes.tbody("", *map(row, lines))
    return nodes.table("", group, classes=["colwidths-auto"])


def fill(app, doctree, docname):
    """Put the table of runs in the place of its mark."""

    def link(text, page):
        address = app.builder.get_relative_uri(docname, page)
        return nodes.reference("", text, internal=True, refuri=address)

    for mark in list(doctree.findall(Mark)):
        heads = ["Page", "Seconds", "Last run", "Seeds in its code"]
        mark.replace_self(table(heads, rows(app.env), link))


def setup(app):
    """Register both directives."""
    app.add_node(Mark)
    app.add_directive("runs", Runs)
    app.add_directive("versions", Versions)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
