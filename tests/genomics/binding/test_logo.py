"""A logo is as high as what a place tells, with its letters in order."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnnutils.genomics import Motif, ctcf, information_heights, plot_logo


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def boxes(ax):
    """Return letter, left, bottom, right, top of every letter drawn, in data units."""
    ax.figure.canvas.draw()
    for patch in ax.patches:
        path = patch.get_patch_transform().transform_path(patch.get_path())
        to_data = patch.get_transform() - ax.transData
        corners = to_data.transform_path(patch.get_path()).get_extents()
        assert path is not None
        yield patch.get_gid(), *corners.extents


def test_stacks_are_as_high_as_the_information_of_their_place():
    motif = Motif(ctcf())
    heights = information_heights(motif.probabilities)
    np.testing.assert_allclose(heights.sum(axis=1), motif.information)
    tops = {}
    for _, left, _, right, top in boxes(plot_logo(heights)):
        place = round((left + right) / 2)
        tops[place] = max(tops.get(place, 0), top)
    np.testing.assert_allclose([tops[k + 1] for k in range(19)], motif.information, rtol=1e-6)


def test_the_largest_letter_stands_on_top_and_letters_do_not_overlap():
    drawn = sorted(boxes(plot_logo([[0.1, 0.5, 0.2, 0.0]])), key=lambda box: box[2])
    assert [letter for letter, *_ in drawn] == ["A", "G", "C"]
    for (*_, top), (_, _, bottom, _, _) in zip(drawn, drawn[1:], strict=False):
        assert np.isclose(top, bottom)


def test_negative_letters_hang_below_the_line():
    ax = plot_logo([[-1.0, 2.0, 0, 0]])
    (a, c) = sorted(boxes(ax))
    assert np.isclose(min(a[2], a[4]), -1) and np.isclose(max(c[2], c[4]), 2)
    assert ax.get_ylim()[0] < -1 < 2 < ax.get_ylim()[1]


def test_what_is_no_table_of_four_columns_is_refused():
    with pytest.raises(ValueError, match=r"heights needs shape \(L, 4\)"):
        plot_logo([[1, 2, 3]])
    with pytest.raises(ValueError, match="sum to 1"):
        information_heights([[1, 1, 0, 0]])
