"""What the local extensions do to a page after Sphinx has written it."""

import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from _ext import finish, icons

ROOT = Path(__file__).resolve().parents[2]

STOCK = [
    '<script defer src="_static/scripts/fontawesome.js?digest=1"></script>',
    '<summary aria-label="Toggle hidden content">',
    '<summary><span class="toctree-toggle" role="presentation"><i></i></span></summary>',
    '<button class="btn search-button-field" title="Search" aria-label="Search">',
    '<div id="pst-primary-sidebar" class="bd-sidebar">',
    '<div class="citation" role="doc-biblioentry">',
    "<tr><th></th><th>RMSE</th></tr>",
]


@pytest.fixture
def picture(tmp_path):
    (tmp_path / "_images").mkdir()
    plt.imsave(tmp_path / "_images" / "a.png", [[0, 1, 0]])
    return '<img alt="three pixels" src="_images/a.png" />'


@pytest.mark.parametrize("html", STOCK)
def test_stock_defect_is_repaired_once(html):
    repaired = finish.repair(html)
    assert repaired != html
    assert finish.repair(repaired) == repaired


def test_heading_with_text_stays_a_heading():
    assert "<th>RMSE</th>" in finish.repair(STOCK[-1])


def test_picture_gets_its_size_once(picture, tmp_path):
    sized = finish.with_sizes(picture, tmp_path)
    assert sized.startswith('<img width="3" height="1" alt="three pixels"')
    assert finish.with_sizes(sized, tmp_path) == sized


@pytest.mark.parametrize(("alt", "code"), [("", 1), ("![three pixels](_images/a.png)", 0)])
def test_picture_without_text_fails_the_build(alt, code, picture, tmp_path):
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "_ext.finish"]\n')
    (tmp_path / "index.md").write_text("# Page\n\n" + (alt or "![](_images/a.png)"))
    command = [sys.executable, "-m", "sphinx", "-nWq", "--keep-going"]
    command += [tmp_path, tmp_path / "html"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == code
    assert ("index: image a.png has no alternative text" in done.stderr) is bool(code)


def test_icons_are_found_by_name_by_number_and_by_variable():
    css = ':root{--pst-icon-bell:"\uf0f3"}'
    css += '.fa-sun:before{content:"\\f185"}.fa-moon:before{content:"\\f186"}'
    texts = ['<i class="fa-solid fa-sun"></i>', 'summary::after{content:"\\f107"}']
    assert icons.used_characters(css, texts) == {0xF0F3, 0xF185, 0xF107}


def test_subset_holds_what_is_asked_and_nothing_else(tmp_path):
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent
    original = next(theme.rglob("fa-solid-900.ttf"))
    copy = tmp_path / original.name
    copy.write_bytes(original.read_bytes())
    icons.make_subset(copy, {0xF185})
    subset = copy.with_suffix(".woff")
    with TTFont(subset) as font:
        assert list(font.getBestCmap()) == [0xF185]
    assert subset.stat().st_size < 5_000


DRAWN = '<svg role="img"><desc id="d">Arrows: x to h</desc></svg>'


def drawn_page(root, html, outputs=1):
    """Build a page of one cell whose output is `html`; return the page and what was said."""
    cell = new_code_cell("1", metadata={"mystnb": {"image": {"alt": "A <neuron> & an input."}}})
    cell.outputs = outputs * [new_output("display_data", {"text/html": html, "text/plain": "x"})]
    notebook = new_notebook(cells=[new_markdown_cell("# Page"), cell])
    (root / "index.ipynb").write_text(nbformat.writes(notebook))
    (root / "conf.py").write_text(
        'extensions = ["myst_nb", "_ext.finish"]\nnb_execution_mode = "off"\n'
        'suppress_warnings = ["myst-nb.lexer"]\n'
    )
    command = [sys.executable, "-m", "sphinx", "-nq", root, root / "html"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return (root / "html" / "index.html").read_text("utf-8"), done.stderr


def test_a_drawing_is_described_by_the_text_of_its_cell(tmp_path):
    html, said = drawn_page(tmp_path, DRAWN)
    assert '<desc id="d">A &lt;neuron&gt; &amp; an input.</desc>' in html
    assert "Arrows" not in html and said == ""


@pytest.mark.parametrize(("html", "outputs"), [("<p>No picture</p>", 1), (DRAWN, 2)])
def test_a_text_for_no_picture_or_for_two_is_a_warning(html, outputs, tmp_path):
    _, said = drawn_page(tmp_path, html, outputs)
    assert f"index: {outputs * (html == DRAWN)} pictures of a cell for one text" in said
