"""The shades of a text, as a reader with and without a browser gets them."""

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from rnnutils import highlight

TEXT = 'He <said>: "A & B"\nand left.'


def test_the_text_survives_in_both_forms():
    shown = highlight(TEXT, np.arange(len(TEXT)))
    page = BeautifulSoup(shown._repr_html_(), "html.parser")
    assert page.get_text() == TEXT.replace("\n", "¶") and len(page.find_all("br")) == 1
    assert repr(shown).splitlines()[0] == TEXT.replace("\n", "¶")


def test_darker_is_larger_and_neighbours_of_one_shade_are_one_piece():
    html = highlight("aabbcc", [0, 0, 1, 1, 2, 2])._repr_html_()
    shades = [float(a) for a in re.findall(r"rgba\([\d, ]+, ([\d.]+)\)", html)]
    assert html.count("<span") == 3 and len(shades) == 2 and shades == sorted(shades)


def test_limits_fix_the_scale():
    assert repr(highlight("ab", [0, 1], limits=(0, 2))).endswith("04")
    assert repr(highlight("ab", [-9, 9], limits=(0, 2))).endswith("08")


def test_a_number_for_each_character_is_needed():
    with pytest.raises(ValueError, match=r"shape \(3,\), not empty; got \(2,\)"):
        highlight("abc", [1, 2])


def test_the_highest_number_has_the_darkest_shade_and_the_lowest_none():
    html = highlight("abc", [3.0, 4.0, 5.0])._repr_html_()
    shades = [float(a) for a in re.findall(r"rgba\([\d, ]+, ([\d.]+)\)", html)]
    assert shades == [pytest.approx(shades[1] / 2, abs=0.01), max(shades)]
    assert 0.5 < max(shades) < 0.8  # black letters on it stay readable
    assert "<span>a</span>" in html


def test_a_number_that_never_changes_has_no_shade():
    assert repr(highlight("aaa", [7.0, 7.0, 7.0])).endswith("000")


def test_long_texts_are_written_in_lines_with_their_digits_below():
    text = "".join(chr(97 + k % 26) for k in range(150))
    lines = repr(highlight(text, np.arange(150))).splitlines()
    assert "".join(lines[::2]) == text and len(lines) == 6
    assert [len(line) for line in lines] == [72, 72, 72, 72, 6, 6]
    digits = "".join(lines[1::2])
    assert list(digits) == sorted(digits) and set(digits) == set("012345678")


def test_an_empty_text_has_nothing_to_show():
    with pytest.raises(ValueError, match="not empty"):
        highlight("", [])
