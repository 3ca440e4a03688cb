"""The reference: every public name, made from its docstring, with the pages that use it.

Sphinx's autodoc and numpydoc render the docstrings; this puts them in the order of the wings.
"""

import inspect
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from _ext.names import code_of, home, public, used, wings

QUOTED = re.compile(r"(?<![`:\w])`(\w[\w.]*)`(?!`)")
# Whose use of a name is told. Exercises and solutions stand beside their chapter anyway, and a
# list of the functions that an answer needs would give it away.
PAGES = ("chapters/", "index")


@cache
def users(pages: tuple[tuple[str, Path], ...]) -> dict[str, list[str]]:
    """Return for each public name those of the pages that use it, in code or in prose."""
    found: dict[str, list[str]] = {}
    for page, path in pages:
        prose = set(re.findall(r"`(rnnutils\.[\w.]*\w)", path.read_text("utf-8")))
        for name in sorted(used(code_of(path)) | prose & public()):
            found.setdefault(name, []).append(page)
    return found


class Reference(SphinxDirective):
    """Set the whole reference: a heading for each wing, and below it its public names."""

    def run(self) -> list[nodes.Node]:
        """Return the sections, in the order in which data walks through the wings."""
        self.env.note_reread()  # other pages decide who uses what
        text = "\n".join(section(wing, names) for wing, names in wings().items())
        box = nodes.Element()
        self.state.nested_parse(StringList(text.splitlines()), 0, box, match_titles=True)
        return box.children


def section(wing: ModuleType, names: list[str]) -> str:
    """Return the Markdown of a wing: what it is, its names in a line, and each of them."""
    links = " · ".join(f"[`{name.rpartition('.')[2]}`](#{name})" for name in names)
    entries = "\n".join(map(entry, names))
    first = (wing.__doc__ or "").splitlines()[0]
    return f"## {wing.__name__}\n\n{first}\n\n{links}\n\n```{{eval-rst}}\n{entries}\n```\n"


def entry(full: str) -> str:
    """Return the reStructuredText that shows a public name; a number is told by its comment."""
    face, _, name = full.rpartition(".")
    value = getattr(import_module(face), name)
    if inspect.isclass(value):
        return f".. autoclass:: {full}\n   :members:\n"
    if callable(value):
        return f".. autofunction:: {full}\n"
    source = inspect.getsource(home(face, name))
    comment = re.search(rf"^(?:\w+, )*{name}\b[^#]* = .*  # (.+)$", source, re.MULTILINE)
    lines = [f"{comment[1][0].upper()}{comment[1][1:]}."] if comment else []
    return "\n".join(
        [f".. py:data:: {full}", f"   :value: {value!r}", "", *(f"   {x}" for x in lines)]
    )


def quote(app: Sphinx, what: str, name: str, value: object, options: Any, lines: list[str]) -> None:
    """Turn names in single backticks into links, or into plain code if they are not public."""

    def role(match: re.Match[str]) -> str:
        full = next(
            (
                f"{face}.{match[1]}"
                for face in (name.rpartition(".")[0], "rnnutils")
                if f"{face}.{match[1]}" in public()
            ),
            "",
        )
        return f":py:obj:`{match[1]} <{full}>`" if full else f"``{match[1]}``"

    lines[:] = [QUOTED.sub(role, line) for line in lines]


def tell_users(
    app: Sphinx, what: str, name: str, value: object, options: Any, lines: list[str]
) -> None:
    """End the entry of a name with the pages that use it."""
    env = app.env
    pages = tuple(
        (page, Path(env.doc2path(page)))
        for page in sorted(env.found_docs)
        if page.startswith(PAGES)
    )
    if pages_of := users(pages).get(name):
        lines += ["", "Used in: " + " · ".join(f":doc:`/{page}`" for page in pages_of), ""]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive, and what happens to a docstring before and after numpydoc."""
    app.add_directive("reference", Reference)
    app.connect("autodoc-process-docstring", quote, priority=400)
    app.connect("autodoc-process-docstring", tell_users, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
