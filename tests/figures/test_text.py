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
