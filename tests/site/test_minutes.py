"""The minutes of pages and the ways through the course, built from a book of three chapters."""

import io
import math
import re

import pytest
import reading_time
from bs4 import BeautifulSoup
from small_course import HEADER
from sphinx.application import Sphinx

from tools.book.minutes import Count

TOC = """\
format: jb-book
root: index
parts:
  - chapters:
      - file: chapters/one
        sections: [{file: exercises/one}]
      - file: chapters/two
        sections: [{file: exercises/two}]
      - file: chapters/three
"""
WAYS = "Short: [chapters/one]\nLong: [chapters/one, chapters/three, chapters/two]\n"
INDEX = """\
# Book

In all {minutes}`the course`, the long way {minutes}`Long`, one page {minutes}`chapters/two`.

```{way} Long
```
"""
BOX = ":::{admonition} You will\n:class: objectives\n\n```{time}\n```\n:::\n\n"
ONE = f"{HEADER}# One\n\n{BOX}{'word ' * 450}\n\n```{{code-cell}} ipython3\n1 + 1\n```\n"
TWO = f"# Two\n\n{BOX}{'word ' * 150}\n\n$$a = b$$\n\n$$c = d$$\n"


def build(root, index=INDEX, **settings):
    """Build the book; return its site and what Sphinx had to say."""
    pages = {"index": index, "chapters/one": ONE, "chapters/two": TWO, "chapters/three": "# Three"}
    pages |= {"exercises/one": "# Try one", "exercises/two": "# Try two"}
    files = {f"{name}.md": text for name, text in pages.items()}
    for name, text in (files | {"_toc.yml": TOC, "ways.yml": WAYS}).items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    extensions = ["myst_nb", "sphinx_external_toc", "_ext.mathml", "_ext.runs", "_ext.minutes"]
    config = {"extensions": extensions, "exclude_patterns": ["out"], "nb_execution_mode": "off"}
    config |= {"html_math_renderer": "mathml", "html_theme": "sphinx_book_theme"}
    config |= {"myst_enable_extensions": ["colon_fence", "dollarmath"]}
    config |= {"html_context": {"default_mode": "auto"}}
    # A second Sphinx in one process says what the first registered; no kernel, no lexer.
    config |= {"suppress_warnings": ["app.add_node", "app.add_role", "app.add_directive"]}
    config["suppress_warnings"] += ["myst-nb.lexer"]
    out, said = root / "out", io.StringIO()
    Sphinx(root, None, out, out / "trees", "html", config | settings, None, said).build()
    return out, said.getvalue()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site, said = build(tmp_path_factory.mktemp("book"))
    assert said == ""
    return site


def article(site, page):
    return BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser").article


def told(site, page):
    return [span.get_text() for span in article(site, page).select(".minutes")]


def counted(site, page):
    return math.ceil(Count.of((site / f"{page}.html").read_text("utf-8")).minutes)


def test_page_tells_its_own_minutes_as_they_are_counted_when_it_is_written(built):
    for page in ("chapters/one", "chapters/two"):
        assert told(built, page) == [f"{counted(built, page)} minutes"]
    assert counted(built, "chapters/two") == 4  # two formulas, 150 words and the line of time


def test_front_page_tells_the_minutes_of_pages_that_are_read_after_it(built):
    one, two, three = (counted(built, f"chapters/{stem}") for stem in ("one", "two", "three"))
    told_of = [f"{n} minute{'s' * (n > 1)}" for n in (one + two, one + two + three, two)]
    assert told(built, "index")[:3] == told_of


def test_way_lists_its_pages_in_order_with_their_minutes(built):
    items = article(built, "index").select("ol li")
    assert [i.a.get_text() for i in items] == ["One", "Three", "Two"]
    assert [i.get_text().strip().partition(", ")[2] for i in items] == told(built, "index")[3:]


def test_page_leads_to_its_neighbours_on_each_of_its_ways_and_no_other_page_does(built):
    def lines(page):
        found = article(built, page).select("p.way")
        return [(p.get_text(), [a["href"] for a in p.select("a")]) for p in found]

    assert lines("chapters/one") == [("Long: next Three", ["three.html"])]
    links = ["one.html", "two.html"]
    assert lines("chapters/three") == [("Long: previous One · next Two", links)]
    assert lines("chapters/two") == [("Long: previous Three", ["three.html"])]
    assert lines("index") == lines("exercises/one") == []


def test_way_of_one_page_leads_nowhere(built):
    assert "Short" not in article(built, "chapters/one").get_text()


def test_page_that_was_not_run_promises_no_seconds(built):
    assert "minutes to read." in article(built, "chapters/one").get_text()


def test_page_that_was_run_tells_the_measured_time(tmp_path):
    site, said = build(tmp_path, nb_execution_mode="force")
    assert said == ""
    assert "minutes to read, a few seconds to run." in article(site, "chapters/one").get_text()


@pytest.mark.parametrize("index", ["{minutes}`chapters/gone`", "```{way} Gone\n```"])
def test_page_or_way_that_does_not_exist_is_a_warning(index, tmp_path):
    _, said = build(tmp_path, f"# Book\n\n{index}\n")
    assert re.search("index.md.*(chapters/gone|'Gone')", said)


# ---- The two counts --------------------------------------------------------------------------

PIECES = {
    "<p>one two, it's three.</p><p>4 5</p>": 4 / 150,
    "<p>a <span class='math'><math><mi>x</mi></math></span></p>": 1 / 150,
    "<h2>Two words<a class='headerlink' href='#a'>link</a></h2>": 2 / 150,
    "<img alt='a' src='a.png'><p>a</p>": 2 / 3 + 1 / 150,
    "<svg role='img'><title>a</title><path/></svg>": 2 / 3,
    "<svg><path/></svg>": 0,
    "<div class='cell'><div class='cell_output'><svg><path/></svg>said</div></div>": 2 / 3,
    "<table><tr><td>a</td></tr></table>": 1 / 2,
    "<math display='block'><mi>x</mi></math><math display='inline'><mi>x</mi></math>": 1,
    "<div class='predict admonition'>Bet</div>": 3 / 4 + 1 / 150,
    "<div class='cell'><div class='cell_input'><div class='highlight'><pre>a\nb\n</pre></div>"
    "</div></div>": 2 / 15,
    "<div class='highlight'><pre>a = b\n</pre></div>": 2 / 150,
    "<details><summary>Answer</summary><img src='a.png'><p>a</p><table></table></details>": 0,
    "<div class='cell'><details class='hide'><div class='cell_input'><div class='highlight'>"
    "<pre>a\n</pre></div></div></details></div>": 0,
}


@pytest.mark.parametrize("piece", PIECES)
def test_both_counts_find_the_minutes_of_a_piece(piece):
    for html in (f"<article>{piece}</article>", f"<p>not this</p><article>{piece}</article><img>"):
        assert Count.of(html).minutes == pytest.approx(PIECES[piece])
        assert reading_time.minutes(html) == pytest.approx(PIECES[piece])


def test_page_without_an_article_takes_no_time():
    assert Count.of("<p>a search</p>").minutes == reading_time.minutes("<p>a search</p>") == 0


def test_budget_is_one_for_all_chapters_but_those_listed_which_may_only_shrink():
    def faults(**found):
        return reading_time.over_budget({"long": 50} | found, {"long": 55})

    assert faults(short=30, bptt=40) == []
    assert faults(long=55.1) == ["long takes 56 minutes, not 55"]
    assert faults(short=30.1) == ["short takes 31 minutes, not 30"]
    assert faults(bptt=41) == ["bptt takes 41 minutes, not 40"]
    assert faults(long=30) == ["long keeps its 30 minutes: take it out of the list"]
    assert reading_time.over_budget({}, {"gone": 50}) == ["gone is no chapter"]
