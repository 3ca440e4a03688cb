"""Public names: where they come from, what pages use them, and links from pages to the reference.

A name in code or in inline code is linked if it begins with `rnnutils.` or if the page's own code
imports it from there; so `Dense` of Keras is not taken for ours. A library (sphinx-codeautolink)
would import all that pages import, TensorFlow among it, into the build to find out as much.
"""

import ast
import inspect
import re
from collections.abc import Container
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.python import ObjectEntry, PythonDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from tools.notebooks.files import read
from tools.publish.blocks import page_blocks

FACES = ("rnnutils", "rnnutils.genomics", "rnnutils.diagrams")
BLOCK = re.compile(r'<div class="highlight-i?python3? notranslate">.*?</pre>', re.DOTALL)
DOT = '<span class="o">.</span>'
CHAIN = re.compile(
    rf'(?<!{re.escape(DOT)})<span class="n">\w+</span>'
    rf'(?:{re.escape(DOT)}<span class="n">\w+</span>)*(?!<span class="o">=</span>)'
)


def code_of(path: Path) -> str:
    """Return the code of a page, without what only IPython understands."""
    if path.suffix == ".ipynb":
        cells = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    else:
        parts = page_blocks(path.read_text("utf-8"))
        cells = ["\n".join(part.lines) for part in parts if part.name == "code-cell"]
    lines = [line for cell in cells for line in cell.splitlines()]
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


@cache
def home(face: str, name: str) -> ModuleType:
    """Return the module in which a public name is made."""
    for node in ast.parse(inspect.getsource(import_module(face))).body:
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and name in {alias.name for alias in node.names}
        ):
            return import_module(node.module)
    raise LookupError(f"{face}.{name} is imported from nowhere")


@cache
def wings() -> dict[ModuleType, list[str]]:
    """Return for each wing, and each package with names of its own, the full names it shows."""
    found: dict[ModuleType, list[str]] = {}
    for face in FACES:
        for name in import_module(face).__all__:
            wing = ".".join(home(face, name).__name__.split(".")[:2]) if face == FACES[0] else face
            found.setdefault(import_module(wing), []).append(f"{face}.{name}")
    return found


@cache
def public() -> frozenset[str]:
    """Return the full names of all that is public."""
    return frozenset(name for names in wings().values() for name in names)


@cache
def bound(code: str) -> dict[str, str]:
    r"""Return what names mean in a page's code, as far as that is public.

    >>> bound("from rnnutils import RNN, LSTM, genomics as g\nRNN = 1")
    {'LSTM': 'rnnutils.LSTM', 'g': 'rnnutils.genomics'}
    """
    found, taken = {}, set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                name, full = alias.asname or alias.name, start + alias.name
                if full in public() or full in FACES:
                    found[name] = full
                else:
                    taken.add(name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            taken.add(node.id)
    return {name: full for name, full in found.items() if name not in taken}


def resolve(name: str, names: dict[str, str], known: Container[str]) -> tuple[str, str]:
    """Return the longest part of a name with dots that is known, and its full name.

    >>> resolve("g.kmers.shape", {"g": "rnnutils.genomics"}, {"rnnutils.genomics.kmers"})
    ('g.kmers', 'rnnutils.genomics.kmers')
    """
    first, dot, rest = name.partition(".")
    full = names.get(first, first if first == FACES[0] else "") + dot + rest
    while name and full not in known:
        name, full = name.rpartition(".")[0], full.rpartition(".")[0]
    return name, full if name else ""


def used(code: str) -> set[str]:
    r"""Return the public names that code uses.

    >>> sorted(used("import rnnutils\nfrom rnnutils import genomics\nrnnutils.RNN, genomics.kmers"))
    ['rnnutils.RNN', 'rnnutils.genomics.kmers']
    """
    tree, names = ast.walk(ast.parse(code)), bound(code)
    dotted = {ast.unparse(node) for node in tree if isinstance(node, ast.Name | ast.Attribute)}
    return {resolve(name, names, public())[1] for name in dotted} - {""}


def python_objects(env: BuildEnvironment) -> dict[str, ObjectEntry]:
    """Return where each name of the reference stands."""
    domain = env.get_domain("py")
    assert isinstance(domain, PythonDomain)
    return domain.objects


class LinkInlineCode(SphinxPostTransform):
    """Link inline code that names something public to the reference."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Wrap such a literal in a reference, unless it is in one already."""
        objects, docname = python_objects(self.env), self.env.docname
        names = bound(code_of(Path(self.env.doc2path(docname))))
        for literal in list(self.document.findall(nodes.literal)):
            shown = re.fullmatch(r"([A-Za-z_][\w.]*)(\(.*\))?", literal.astext(), re.DOTALL)
            full = shown and resolve(shown[1], names, objects)[1]
            parents = (nodes.reference, nodes.title, nodes.caption)
            if full and not isinstance(literal.parent, parents):
                to, child = objects[full], literal.deepcopy()
                literal.replace_self(
                    make_refnode(self.app.builder, docname, to.docname, to.node_id, child)
                )


def link_code(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Link the names in a page's blocks of code, once they are coloured."""
    if doctree is None or app.builder.format != "html":
        return
    objects, names = (
        python_objects(app.env),
        bound(code_of(Path(app.env.doc2path(pagename)))),
    )

    def link(match: re.Match[str]) -> str:
        parts = match[0].split(DOT)
        found, full = resolve(re.sub(r"<[^>]*>", "", match[0]), names, objects)
        if not full:
            return match[0]
        to, n = objects[full], found.count(".") + 1
        address = f"{app.builder.get_relative_uri(pagename, to.docname)}#{to.node_id}"
        name = f'<a class="reference internal" href="{address}">{DOT.join(parts[:n])}</a>'
        return DOT.join([name, *parts[n:]])

    context["body"] = BLOCK.sub(lambda block: CHAIN.sub(link, block[0]), context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Link prose before, and code after it is written as HTML."""
    app.add_post_transform(LinkInlineCode)
    app.connect("html-page-context", link_code)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
