"""The tables of the page on reproducibility, built from a book of three pages."""

import re
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from _ext import runs

ROOT = Path(__file__).resolve().parents[2]

HEADER = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
HEADER += "kernelspec:\n  name: python3\n  display_name: Python 3\n---\n\n"
TOC = "```{toctree}\nrecord\nsecond\nfirst\n```\n"
RECORD = "# Record\n\n```{versions} numpy\n```\n\n```{runs}\n```\n"
FIRST = f"{HEADER}# First page\n\n```{{code-cell}} ipython3\nfrom numpy.random import default_rng\n"
FIRST += "\n%matplotlib inline\nrng = default_rng(7)\nSEEDS = range(3)\n```\n"
SECOND = f"{HEADER}# Second page\n\n```{{code-cell}} ipython3\n1 + 1\n```\n"


def build(root, **settings):
    """Build the book, with or without running its pages, and return the page of tables."""
    pages = {"index": f"# Book\n\n{TOC}", "record": RECORD, "first": FIRST, "second": SECOND}
    for name, text in pages.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    config = {"extensions": ["myst_nb", "_ext.runs"], "exclude_patterns": ["out"], **settings}
    out = root / "out"
    Sphinx(root, None, out, out / "trees", "html", config, None, None).build()
    return BeautifulSoup((out / "record.html").read_text("utf-8"), "html.parser")


def lines(table):
    """Return the rows of a table, each a list of texts."""
    return [[c.get_text().strip() for c in r.select("th, td")] for r in table.select("tr")]


def test_each_executed_page_is_listed_with_its_seconds_its_day_and_its_seeds(tmp_path):
    packages, pages = build(tmp_path, nb_execution_mode="force").select("table")
    assert lines(packages)[2:] == [["numpy", version("numpy")]]  # below the head and Python
    _, second, first, total = lines(pages)  # in reading order, though the table stands first
    assert [second[0], first[0], total[0]] == ["Second page", "First page", "All pages"]
    assert (second[3], first[3]) == ("", "0–2, 7")
    took = [float(row[1]) for row in (second, first, total)]
    assert min(took) > 0 and abs(took[0] + took[1] - took[2]) < 0.11  # each is rounded
    assert abs((date.today() - date.fromisoformat(first[2].replace("\u2011", "-"))).days) <= 1
    assert [link["href"] for link in pages.select("a")] == ["second.html", "first.html"]


def test_page_that_was_not_run_is_said_not_to_have_run(tmp_path):
    _, pages = build(tmp_path, nb_execution_mode="off").select("table")
    assert [row[1] for row in lines(pages)[1:3]] == ["not run", "not run"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("rng = np.random.default_rng(3)", [3]),
        ("keras.utils.set_random_seed(1); fit(X, seed=5)", [1, 5]),
        ("split(X, random_state=4)", [4]),
        ("SEEDS = range(2, 4)", [2, 3]),
        ("for s in range(3):\n    fit(seed=s)", [0, 1, 2]),
        ("{seed: fit(seed) for seed in range(2)}", [0, 1]),
        ("for s in range(3):\n    print(s)", []),
        ("default_rng(seed + 1); fit(seed=None)", []),
    ],
)
def test_seeds_are_read_off_the_code(code, found):
    assert runs.seeds(code) == found


def test_neighbouring_seeds_are_written_as_a_span():
    assert runs.spans([0, 1, 2, 7, 9, 10]) == "0–2, 7, 9–10"
    assert not re.search(r"\d", runs.spans([]))
