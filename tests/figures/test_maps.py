"""Maps show the answers and the numbers they were given, in the roles' colours."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnnutils import plot_alignment, plot_decision, plot_grid

POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_each_half_of_the_plane_is_shaded_where_the_classifier_says_so():
    ax = plot_decision(lambda X: (X[:, 0] > 0.5).astype(int), POINTS, [0, 1, 0, 1])
    zero, one, *others = (mesh.get_array().filled(np.nan) for mesh in ax.collections)
    assert np.isfinite(zero[:, 0]).all() and np.isfinite(one[:, -1]).all()
    assert (np.isfinite(zero) != np.isfinite(one)).all()
    assert not any(np.isfinite(other).any() for other in others)


def test_every_point_is_drawn_with_the_marker_of_its_label():
    ax = plot_decision(lambda X: np.zeros(len(X)), POINTS, [0, 1, 1, 0])
    drawn = {line.get_marker(): line.get_xydata() for line in ax.lines}
    assert {marker: len(xy) for marker, xy in drawn.items()} == {"o": 2, "^": 2}
    np.testing.assert_array_equal(drawn["^"], POINTS[1:3])


@pytest.mark.parametrize(
    ("labels", "classify"),
    [
        ([0, 1, 0, 4], lambda X: np.zeros(len(X))),
        ([0, 1, 0, 1], lambda X: X[:, 0]),
    ],
)
def test_labels_and_answers_must_be_classes(labels, classify):
    with pytest.raises(ValueError, match="whole numbers from 0 to 3"):
        plot_decision(classify, POINTS, labels)


def test_points_need_two_coordinates():
    with pytest.raises(ValueError, match="X needs shape"):
        plot_decision(lambda X: X, np.zeros((4, 3)), [0, 0, 0, 0])


def test_a_grid_writes_its_numbers_and_leaves_gaps_empty():
    ax = plot_grid([[1.0, np.nan], [0.25, 3.0]], ["a", "b"], ["c", "d"], label="seeds")
    assert sorted(text.get_text() for text in ax.texts) == ["0.25", "1", "3"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first row stands on top


def test_a_grid_keeps_the_limits_it_is_given():
    ax = plot_grid([[1.0]], ["a"], ["b"], texts=[["1 of 5"]], limits=(0, 5))
    assert ax.collections[0].get_clim() == (0, 5)
    assert ax.texts[0].get_text() == "1 of 5"


def test_a_grid_needs_a_name_for_every_row_and_column():
    with pytest.raises(ValueError, match="values needs shape"):
        plot_grid(np.zeros((2, 3)), ["a", "b"], ["c", "d"])


def test_an_alignment_reads_as_text_on_both_sides():
    A = np.array([[1.0, 0.0, 0.0], [0.25, 0.5, 0.25]])
    ax = plot_alignment(A, "abc", ["x", "end"])
    assert "".join(tick.get_text() for tick in ax.get_xticklabels()) == "abc"
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["x", "end"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first symbol written stands on top
    np.testing.assert_array_equal(ax.collections[0].get_array(), A)


def test_a_larger_weight_of_an_alignment_is_darker_for_everybody():
    drawn = plot_alignment([[0.0, 1.0]], "ab", "x").collections[0]
    red, green, blue, _ = drawn.cmap(np.linspace(0, 1, 64)).T
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    assert drawn.get_clim() == (0, 1) and (np.diff(luminance) < 0).all()


def test_an_alignment_needs_a_weight_for_every_pair():
    with pytest.raises(ValueError, match=r"A needs shape \(2, 3\)"):
        plot_alignment(np.zeros((3, 2)), "abc", "xy")
    with pytest.raises(ValueError, match="A needs weights from 0 to 1; got -1 to 2"):
        plot_alignment([[-1, 2]], "ab", "x")
