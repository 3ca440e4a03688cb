"""Formulas as MathML: the conversion, and what Sphinx adds to it."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from _ext import mathml
from tools.publish.formulas import as_one_formula

ROOT = Path(__file__).resolve().parents[2]

VENDORED = {
    "_ext/vendor/temml/temml.min.js": "_ext/vendor/temml/README.md",
    "_static/fonts/course-math.woff2": "_static/fonts/README.md",
}
CONF = """
extensions = ["myst_parser", "_ext.mathml"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_update_mathjax = False
html_math_renderer = "mathml"
mathml_macros = {r"\\R": r"\\mathbb{R}"}
numfig = True
"""


@pytest.fixture(scope="module")
def convert():
    typesetter = mathml.Typesetter()
    yield typesetter.convert
    typesetter.close()


@pytest.fixture
def build(tmp_path):
    """Build one page and return its HTML and what Sphinx complained about."""

    def run(page):
        (tmp_path / "conf.py").write_text(CONF)
        (tmp_path / "index.md").write_text("# Page\n\n" + page, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-nWq", "--keep-going"]
        command += [tmp_path, tmp_path / "html"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        html = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
        return html, done.returncode, done.stderr

    return run


@pytest.mark.parametrize("vendored", VENDORED)
def test_vendored_file_is_the_one_its_readme_names(vendored):
    checksum = hashlib.sha256((ROOT / vendored).read_bytes()).hexdigest()
    assert checksum in (ROOT / VENDORED[vendored]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "licence", ["_ext/vendor/temml/LICENSE", "_static/fonts/GUST-FONT-LICENSE.txt"]
)
def test_vendored_file_has_its_licence_beside_it(licence):
    assert len((ROOT / licence).read_text(encoding="utf-8")) > 1000


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize(
    ("tex", "leaves"),
    [
        (r"h_t = \tanh(a)", "ht=tanha"),
        (r"\frac{\partial \mathcal L}{\partial W}", "∂ℒ∂W"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a=bc=d"),
        (r"\begin{cases} a & \text{if } a > 0 \\ 0 \end{cases}", "{aif a>00"),
        (r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", "(1001)"),
    ],
)
def test_formula_becomes_wellformed_mathml_with_its_symbols(convert, tex, leaves, display):
    math = ElementTree.fromstring(convert(tex, display))
    text = re.sub(r"[()\u2061\s]", "", "".join(math.itertext()))
    assert text == re.sub(r"[()\s]", "", leaves)
    assert (math.get("display") == "block") is display


@pytest.mark.parametrize("tex", [r"\frac{a", r"\nosuchcommand", "a & b", r"\begin{aligned} a"])
def test_bad_latex_is_refused(convert, tex):
    with pytest.raises(ValueError):
        convert(tex)


def test_equal_formulas_are_converted_once():
    typesetter = mathml.Typesetter()
    first = typesetter.convert("x")
    typesetter.close()
    assert typesetter.convert("x") == first
    assert typesetter.engine is None


def test_lines_of_a_display_become_an_alignment():
    assert as_one_formula(r"a \\ b") == r"\begin{aligned}a \\ b\end{aligned}"
    assert as_one_formula("a\n\nb") == as_one_formula(r"a \\ b")


def test_rows_of_a_matrix_are_no_lines_of_the_display():
    matrix = r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"
    assert as_one_formula(matrix) == matrix


def test_numbers_come_from_sphinx_alone():
    assert as_one_formula(r"\begin{align}a\end{align}") == r"\begin{align*}a\end{align*}"


def test_numbered_equation_carries_number_permalink_and_anchor(build):
    html, code, said = build("See {eq}`step`.\n\n$$\nh = x\n$$ (step)\n\n$$\ny = h\n$$ (output)\n")
    assert (code, said) == (0, "")
    assert re.search(r'<a [^>]*href="#equation-step"[^>]*>\(1\)</a>', html)
    assert re.search(r'id="equation-step">\s*<div class="formula"><math', html)
    numbers = re.findall(r'class="eqno">\((\d+)\)<a class="headerlink" href="#([\w-]+)"', html)
    assert numbers == [("1", "equation-step"), ("2", "equation-output")]


def test_page_with_formulas_needs_no_script_for_them(build):
    html, _, _ = build("$x$")
    assert "<math>" in html
    assert "mathjax" not in html.lower()


def test_macro_of_the_configuration_is_known(build):
    html, code, _ = build(r"$\R$")
    assert code == 0
    assert "ℝ" in html


def test_bad_formula_fails_the_build_and_is_named_with_its_page(build):
    _, code, said = build("Fine $x$.\n\nBad $\\frac{a$.\n")
    assert code != 0
    assert r"index: formula `\frac{a`" in said
    assert "index.md:5" in said
