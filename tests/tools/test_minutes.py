"""The table of minutes, and how minutes are said."""

import doctest

import pytest

from tools.book import minutes, ways


@pytest.mark.parametrize("module", [minutes, ways])
def test_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module) > (0, 0) and doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("total", "said"), [(1, "1 minute"), (99, "99 minutes"), (100, "2 hours"), (121, "2½ hours")]
)
def test_more_than_a_hundred_minutes_are_said_in_half_hours_and_never_too_few(total, said):
    assert minutes.in_words(total) == said


def test_what_readers_are_told_is_rounded_up_page_by_page(tmp_path):
    for page, words in (("a", 1), ("b", 151)):
        (tmp_path / f"{page}.html").write_text(f"<article>{'word ' * words}</article>")
    assert minutes.shown(tmp_path, ["a"]) == 1
    assert minutes.shown(tmp_path, ["a", "b"]) == 3


def test_table_has_a_line_for_each_page_with_its_counts_and_the_sum(tmp_path):
    (tmp_path / "a.html").write_text(f"<article>{'word ' * 150}<table></table></article>")
    (tmp_path / "b.html").write_text("<article><img><img><img></article>")
    first, second, total = minutes.table(tmp_path, ["b", "a"]).splitlines()
    assert first.split()[:3] == ["b", "2.0", "min"] and "figures    3" in first
    assert second.split()[:3] == ["a", "1.5", "min"] and "words  150  " in second
    assert total == "2 pages, 4 minutes"  # 3.5, rounded to even
