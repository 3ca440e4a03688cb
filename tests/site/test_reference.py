"""The reference, and links to it from code and text, built from a book of three pages."""

import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from _ext import names, reference

ROOT = Path(__file__).resolve().parents[2]
CONF = """\
extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "_ext.names", "_ext.reference"]
nb_execution_mode = "off"
numpydoc_show_class_members = toc_object_entries = False
autodoc_typehints = "none"
exclude_patterns = ["html"]
"""
HEADER = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
HEADER += "kernelspec:\n  name: python3\n  display_name: Python 3\n  language: python\n---\n\n"
CODE = """\
import keras
from rnnutils import LSTM, diagrams, make_xy, sigmoid
from keras.layers import Dense

sigmoid = 1
X = make_xy(data, time_steps=3)
diagrams.lstm(LSTM(1, 3)).svg()
"""
PROSE = "Our `make_xy(x, 3)`, `LSTM.advance`, and `rnnutils.RNN`; `Dense` of Keras and `sigmoid`."
PAGES = {
    "index": "# Book\n\n```{toctree}\nchapters/one\nchapters/reference\n```\n",
    "chapters/one": f"{HEADER}# One\n\n{PROSE}\n\n```{{code-cell}} ipython3\n{CODE}```\n",
    "chapters/reference": "# Reference\n\n```{reference}\n```\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Build the book in a process of its own, and return a page as soup by its name."""
    root = tmp_path_factory.mktemp("book")
    (root / "chapters").mkdir()
    for name, text in PAGES.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    light = "import sys; sys.modules['keras'] = sys.modules['tensorflow'] = None\n"
    (root / "conf.py").write_text(light + CONF)  # a build that imports them fails
    command = [sys.executable, "-m", "sphinx", "-nWq", "--keep-going", root, root / "html"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    return lambda name: BeautifulSoup(
        (root / f"html/{name}.html").read_text("utf-8"), "html.parser"
    )


def links(soup):
    """Return text and anchor of each link to the reference."""
    found = soup.select("a[href^='reference.html#rnnutils']")
    return [(link.get_text(), link["href"].partition("#")[2]) for link in found]


def test_every_public_name_has_an_anchor_below_the_heading_of_its_wing(book):
    page = book("chapters/reference")
    anchors = {tag["id"] for tag in page.select("[id]")}
    assert names.public() <= anchors
    titles = [title.find(string=True, recursive=False) for title in page.select("h2")]
    assert titles == [wing.__name__ for wing in names.wings()]


def test_an_entry_shows_summary_parameters_example_and_the_pages_that_use_it(book):
    shown = book("chapters/reference").find(id="rnnutils.make_xy").find_next_sibling("dd")
    text = shown.get_text()
    for part in ("Cut a series", "time_steps", "Returns", "ValueError", ">>> X, Y"):
        assert part in text
    assert [a["href"] for a in shown.select("p > a")] == ["one.html"]
    assert "Used in" not in book("chapters/reference").find(id="rnnutils.GRU").parent.get_text()


def test_a_page_links_the_names_it_takes_from_rnnutils_and_no_others(book):
    page = book("chapters/one")
    assert links(page.p) == [
        ("make_xy(x, 3)", "rnnutils.make_xy"),
        ("LSTM.advance", "rnnutils.LSTM.advance"),
        ("rnnutils.RNN", "rnnutils.RNN"),
    ]
    imported, called = links(page.select_one("pre")), ("make_xy", "rnnutils.make_xy")
    assert imported.count(called) == 2
    assert ("diagrams.lstm", "rnnutils.diagrams.lstm") in imported
    assert {text for text, _ in imported} == {"LSTM", "make_xy", "diagrams.lstm"}


def test_code_reads_the_same_with_links_as_without(book):
    assert book("chapters/one").select_one("pre").get_text().strip() == CODE.strip()


def test_a_constant_is_told_by_the_comment_behind_it():
    assert "Base pairs." in reference.entry("rnnutils.genomics.LENGTH")
    assert ":value: 20000" in reference.entry("rnnutils.genomics.LENGTH")
