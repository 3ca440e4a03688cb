"""The tables of the page on reproducibility, built from a book of three pages."""

from datetime import date
from importlib.metadata import version
from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]

HEADER = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
HEADER += "kernelspec:\n  name: python3\n  display_name: Python 3\n---\n\n"
TOC = "```{toctree}\nrecord\nsecond\nfirst\n```\n"
RECORD = "# Record\n\n```{versions} numpy\n```\n\n```{runs}\n```\n"
FIRST = f"{HEADER}# First page\n\n```{{code-cell}} ipython3\n1 + 2\n```\n"
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


def test_each_executed_page_is_listed_with_its_seconds_and_its_day(tmp_path):
    packages, pages = build(tmp_path, nb_execution_mode="force").select("table")
    assert lines(packages)[2:] == [["numpy", version("numpy")]]  # below the head and Python
    _, second, first, total = lines(pages)  # in reading order, though the table stands first
    assert [second[0], first[0], total[0]] == ["Second page", "First page", "All pages"]
    took = [float(row[1]) for row in (second, first, total)]
    assert min(took) > 0 and abs(took[0] + took[1] - took[2]) < 0.11  # each is rounded
    assert abs((date.today() - date.fromisoformat(first[2].replace("\u2011", "-"))).days) <= 1
    assert [link["href"] for link in pages.select("a")] == ["second.html", "first.html"]


def test_page_that_was_not_run_is_said_not_to_have_run(tmp_path):
    _, pages = build(tmp_path, nb_execution_mode="off").select("table")
    assert [row[1] for row in lines(pages)[1:3]] == ["not run", "not run"]
