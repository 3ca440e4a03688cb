"""One set of numbers: the site and the published notebooks, with _toc.yml as the only source."""

import re

import nbformat
import pytest
import site_facts as facts
import small_course
import yaml

from tools.publish.project import Project

pytestmark = [pytest.mark.usefixtures("not_in_a_workflow"), small_course.SPHINX_IS_OLD]
PAGES = ("chapters/one", "exercises/one", "solutions/one")
NEW = "  - caption: New\n    numbered: 1\n    chapters:\n      - file: chapters/zero\n"


def course(folder):
    """Write the course without its computed figure, which is none before its cell has run."""
    root = small_course.make(folder)
    page = root / "chapters" / "one.md"
    text = re.sub(r"  figure:\n.*\n.*name: curve\n", "", page.read_text())
    page.write_text(text.replace("{numref}`curve`", "{numref}`drawing`"))
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return small_course.build(course(tmp_path_factory.mktemp("numbers")))


@pytest.fixture(scope="module")
def longer(tmp_path_factory):
    """Build the course with a chapter before the first one, and nothing else changed."""
    root = course(tmp_path_factory.mktemp("longer"))
    toc = (root / "_toc.yml").read_text()
    (root / "_toc.yml").write_text(toc.replace("parts:\n", "parts:\n" + NEW))
    (root / "chapters" / "zero.md").write_text("# New\n\n$$x$$ (new)\n")
    return small_course.build(root)


def both(site, page):
    notebook = nbformat.read(site / "notebooks" / f"{page}.ipynb", as_version=4)
    return facts.soup(site / f"{page}.html"), notebook


@pytest.mark.parametrize("page", PAGES)
def test_site_and_notebook_have_the_same_numbers(site, page):
    assert facts.different_numbers(*both(site, page)) == []


def test_numbers_count_within_the_chapter_and_go_on_below_it(site):
    shown = facts.numbers_of_a_page(both(site, "chapters/one")[0])
    assert shown["formula"] == ["1.1", "1.2"]
    assert shown["heading"] == ["1"]
    assert shown["caption"][:2] == ["Table 1.1", "Figure 1.1"]
    assert {"(1.2)", "(2.1)", "Table 1.1", "exercise 1.2"} <= set(shown["reference"])
    assert facts.numbers_of_a_page(both(site, "exercises/one")[0])["heading"] == ["1.1", "1.2"]


def test_the_sidebar_and_the_way_on_show_the_number_of_a_chapter(site):
    page = facts.soup(site / "chapters" / "one.html")
    links = [link.get_text().strip() for link in page.select("nav a.reference.internal")]
    assert "2 The second chapter" in links
    page = facts.soup(site / "solutions" / "one.html")
    assert "2 The second chapter" in page.select_one("a.right-next").get_text()


def test_a_chapter_is_inserted_and_all_after_it_count_on(site, longer):
    for page in PAGES:
        assert facts.different_numbers(*both(longer, page)) == []
        before, after = (facts.numbers_of_a_page(both(s, page)[0]) for s in (site, longer))
        for kind, numbers in before.items():
            moved = [n.replace("2.", "3.").replace("1.", "2.") for n in numbers]
            moved = ["2"] if (kind, numbers) == ("heading", ["1"]) else moved
            assert after[kind] == moved and (numbers or kind != "heading")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("\\tag{1.2}", "\\tag{1.9}"),
        ("**Figure 1.1.**", "**Figure 1.9.**"),
        ("# 1 The", "# The"),
        ("exercise 1.2", "exercise 1.9"),
        ("[(2.1)]", "[(2.9)]"),
    ],
)
def test_another_number_in_the_notebook_is_noticed(site, here, there):
    page, notebook = both(site, "chapters/one")
    cell = next(cell for cell in notebook.cells if here in cell.source)
    cell.source = cell.source.replace(here, there)
    assert facts.different_numbers(page, notebook) != []


def test_pages_of_the_book_are_in_numbered_chapters_but_for_what_stands_around_them():
    numbers = Project(facts.ROOT).numbers.chapter_of
    toc = yaml.safe_load((facts.ROOT / "_toc.yml").read_text("utf-8"))
    files, others = (
        [
            c["file"]
            for part in toc["parts"]
            if ("numbered" in part) == wanted
            for c in part["chapters"]
        ]
        for wanted in (True, False)
    )
    assert [numbers[file] for file in files] == list(range(1, len(files) + 1))
    assert {numbers[file] for file in others} == {None}
    for folder in ("exercises", "solutions"):
        assert [numbers[f.replace("chapters", folder)] for f in files] == [
            numbers[f] for f in files
        ]
