"""The ways through the course: every page exists, and needs nothing that is not on its way."""

import re

import pytest
import yaml
from sphinx_external_toc.parsing import parse_toc_yaml

from tools import ROOT
from tools.book import ways
from tools.publish.blocks import page_blocks

WAYS = ways.read(ROOT)
LINK = re.compile(
    r"\]\((?P<file>[\w./-]+)\.md(?:#[\w-]+)?\)|\{ref\}`(?:[^`<]*<)?(?P<label>[\w-]+)>?`"
)


def known_first(text, homes):
    """Return the pages that the box of a page links as what to know first, as stems.

    `homes` has the page of each label.
    """
    boxes = [b for b in page_blocks(text) if b.options.get("class") == "objectives"]
    said = "\n".join(line for box in boxes for line in box.lines).partition("**Know first:**")[2]
    links = LINK.finditer(said.partition("```")[0].replace("\n", " "))
    return {found["file"] or homes[found["label"]] for found in links}


def not_met(pages, needs):
    """Return for each page of a way what it needs and no page before it is, if there is any."""
    missing = {page: needs[page] - set(pages[:place]) for place, page in enumerate(pages)}
    return {page: found for page, found in missing.items() if found}


def read():
    """Return the text of every chapter, and the page of every label above a title."""
    texts = {path.stem: path.read_text("utf-8") for path in (ROOT / "chapters").glob("*.md")}
    labels = re.compile(r"^\(([\w-]+)\)=\n+# ", re.M)
    return texts, {label: stem for stem, text in texts.items() for label in labels.findall(text)}


@pytest.mark.parametrize("name", WAYS)
def test_every_page_of_a_way_is_in_the_book_and_stands_once_on_it(name):
    assert set(WAYS[name]) <= set(parse_toc_yaml(ROOT / "_toc.yml"))
    assert len(set(WAYS[name])) == len(WAYS[name]) > 1


def test_the_front_page_shows_every_way_with_its_minutes():
    front = (ROOT / "index.md").read_text("utf-8")
    assert re.findall(r"^```\{way\} (.+)$", front, re.M) == list(WAYS)
    assert [name for name in WAYS if f"{name}: {{minutes}}`{name}`" in front] == list(WAYS)


@pytest.mark.parametrize("name", WAYS)
def test_the_pages_of_a_way_stand_in_the_order_of_the_book(name):
    book = list(parse_toc_yaml(ROOT / "_toc.yml"))
    assert WAYS[name] == sorted(WAYS[name], key=book.index)


@pytest.mark.parametrize("name", WAYS)
def test_a_way_needs_no_page_that_it_does_not_have(name):
    texts, homes = read()
    pages = [page.removeprefix("chapters/") for page in WAYS[name]]
    needs = {page: known_first(texts[page], homes) for page in pages}
    assert not_met(pages, needs) == {}


def test_links_of_all_kinds_are_read_from_the_right_part_of_the_box():
    box = ":::{{admonition}} You\n:class: objectives\n\n- see [](a.md)\n\n**Know first:** {}\n\n"
    box += "```{{time}}\n```\n:::\n\n[](b.md)\n"
    text = box.format("x ([](c.md)), {ref}`d e\n<d-e>`, {ref}`f-g` and [h](h.md#i).")
    assert known_first(text, {"d-e": "de", "f-g": "fg"}) == {"c", "de", "fg", "h"}
    assert known_first(box.format("nothing."), {}) == set()


def test_a_page_that_needs_what_is_elsewhere_or_comes_later_is_noticed():
    needs = {"a": set(), "b": {"a"}, "c": {"b", "a"}}
    assert not_met(["a", "b", "c"], needs) == {}
    assert not_met(["a", "c", "b"], needs) == {"c": {"b"}}
    assert not_met(["b", "c"], needs) == {"b": {"a"}, "c": {"a"}}


def test_neighbours_are_the_pages_before_and_after():
    pages = ["a", "b", "c"]
    assert [ways.neighbours(pages, page) for page in pages] == [
        (None, "b"),
        ("a", "c"),
        ("b", None),
    ]


def test_ways_are_read_in_their_order_and_a_course_may_have_none(tmp_path):
    assert ways.read(tmp_path) == {}
    (tmp_path / "ways.yml").write_text(yaml.safe_dump({"B": ["x"], "A": ["y"]}, sort_keys=False))
    assert list(ways.read(tmp_path)) == ["B", "A"]


def test_chapters_have_exercises_and_companions_stand_below_them(tmp_path):
    below = [{"file": "closer"}, {"file": "exercises/b"}]
    with_exercises = [{"file": "b", "sections": below}, {"file": "a"}]
    toc = {
        "parts": [
            {"chapters": with_exercises},
            {"chapters": [{"file": "d", "sections": [{"file": "exercises/d"}]}]},
        ]
    }
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc))
    assert ways.chapters(tmp_path) == ["b", "d"]
    assert ways.texts(tmp_path) == ["b", "closer", "d"]
