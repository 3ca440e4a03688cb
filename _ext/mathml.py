r"""Typeset formulas as MathML while the site is built.

The browser then needs no script and no network to show them, and screen readers get real
maths. Temml (`vendor/temml`) converts LaTeX inside a V8 engine from PyPI, so no Node is needed.
A formula that Temml rejects is a warning with page and formula, hence a failing build.
"""

from pathlib import Path
from typing import Any, NoReturn

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from tools.publish.formulas import as_one_formula

logger = logging.getLogger(__name__)
TEMML = Path(__file__).parent / "vendor" / "temml" / "temml.min.js"

# Errors come back as values: an exception through V8 would quote the whole library.
TYPESET = """
function typeset(tex, displayMode, macros) {
  try { return {mathml: temml.renderToString(tex, {displayMode, macros, throwOnError: true})}; }
  catch (error) { return {error: error.message}; }
}"""


class Typesetter:
    """One Temml for a whole build; equal formulas are converted once."""

    def __init__(self) -> None:
        self.engine: MiniRacer | None = None
        self.cache: dict[tuple[str, bool], dict[str, str]] = {}

    def convert(self, tex: str, display: bool = False, macros: dict[str, str] | None = None) -> str:
        r"""Return the MathML of `tex`; raise ValueError when it is not valid LaTeX.

        >>> Typesetter().convert("x")
        '<math><mi>x</mi></math>'
        """
        if (tex, display) not in self.cache:
            if self.engine is None:
                self.engine = MiniRacer()
                self.engine.eval(TEMML.read_text(encoding="utf-8") + TYPESET)
            answer: Any = self.engine.call("typeset", tex, display, macros or {})
            self.cache[tex, display] = dict(answer)
        result = self.cache[tex, display]
        if "error" in result:
            raise ValueError(" ".join(result["error"].split()))
        return result["mathml"]

    def close(self) -> None:
        """Stop V8: an engine left open keeps Python from exiting."""
        if self.engine is not None:
            self.engine.close()
        self.engine = None


typesetter = Typesetter()


def mathml(writer: Any, node: nodes.Element, tex: str, display: bool) -> str:
    """Convert one node; a failure names page and formula, and shows the LaTeX in its place."""
    try:
        return typesetter.convert(tex, display, writer.config.mathml_macros)
    except ValueError as error:
        page = writer.builder.current_docname
        logger.warning("%s: formula `%s`: %s", page, node.astext(), error, location=node)
        return f"<code>{writer.encode(node.astext())}</code>"


def visit_inline(writer: Any, node: nodes.Element) -> NoReturn:
    """Write a formula inside a sentence."""
    writer.body.append(writer.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    writer.body.append(mathml(writer, node, node.astext(), display=False) + "</span>")
    raise nodes.SkipNode


def visit_display(writer: Any, node: nodes.math_block) -> NoReturn:
    """Write a displayed formula, in a box of its own that scrolls on narrow screens."""
    writer.body.append(writer.starttag(node, "div", CLASS="math notranslate nohighlight"))
    formula = mathml(writer, node, as_one_formula(node.astext()), display=True)
    writer.body.append(f'<div class="formula">{formula}</div>')
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, _("Link to this equation"))
        writer.body.append("</span>")
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer and the macros, given in `_config.yml` as `name: definition`."""
    app.add_config_value("mathml_macros", {}, "html")
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    app.connect("build-finished", lambda app, exception: typesetter.close())
    # One engine serves the whole build, and V8 does not survive a fork.
    return {"parallel_read_safe": True, "parallel_write_safe": False}
