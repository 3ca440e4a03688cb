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


def test_the_picture_reaches_beyond_the_points_by_a_share_of_their_range():
    X = np.array([[0.0, 10.0], [2.0, 14.0]])
    ax = plot_decision(lambda X: np.zeros(len(X)), X, [0, 0], margin=0.25)
    assert ax.get_xlim() == (-0.5, 2.5) and ax.get_ylim() == (9.0, 15.0)
    ax = plot_decision(lambda X: np.zeros(len(X)), X, [0, 0], names=("left", "right"))
    assert ax.get_xlim() == (-1.0, 3.0)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("left", "right")


def test_the_plane_is_asked_where_it_is_drawn():
    asked = []
    ax = plot_decision(lambda X: asked.append(X) or np.zeros(len(X)), POINTS, [0, 0, 0, 0])
    (plane,) = asked
    assert (plane.min(axis=0) == [ax.get_xlim()[0], ax.get_ylim()[0]]).all()
    assert (plane.max(axis=0) == [ax.get_xlim()[1], ax.get_ylim()[1]]).all()
    assert len(plane) >= 100**2  # fine enough for a straight border to look straight


def test_only_classes_that_occur_are_named():
    ax = plot_decision(lambda X: np.zeros(len(X)), POINTS, [0, 3, 0, 3])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["0", "3"]
    ax.figure.canvas.draw()
    assert ax.get_legend().get_window_extent().x0 >= ax.get_window_extent().x1


def test_a_number_stands_in_the_middle_of_its_cell_and_so_do_the_names():
    ax = plot_grid([[1.0, 2.0], [3.0, 4.0]], ["a", "b"], ["c", "d"])
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert places == {"1": (0.5, 0.5), "2": (1.5, 0.5), "3": (0.5, 1.5), "4": (1.5, 1.5)}
    alignment = plot_alignment(np.eye(2), "ab", "AB")
    for drawn in ax, alignment:
        assert drawn.get_xticks().tolist() == drawn.get_yticks().tolist() == [0.5, 1.5]
        assert not any(spine.get_visible() for spine in drawn.spines.values())


def test_a_grid_without_limits_uses_all_of_its_colours():
    ax = plot_grid([[1.0, np.nan], [0.25, 3.0]], ["a", "b"], ["c", "d"])
    mesh = ax.collections[0]
    assert mesh.get_clim() == (0.25, 3.0)
    empty, full = mesh.cmap([0.0, 1.0])
    assert (empty == 1).all() and (full[:3] < 0.7).any()


@pytest.mark.parametrize("draw", ["grid", "alignment"])
def test_cells_are_as_high_in_a_long_table_as_in_a_short_one(draw):
    def height(rows):
        if draw == "grid":
            return plot_grid(np.eye(rows), range(rows), range(rows)).figure.get_figheight()
        return plot_alignment(np.eye(rows), range(rows), range(rows)).figure.get_figheight()

    steps = np.diff([height(rows) for rows in (2, 3, 4, 10)]) / [1, 1, 6]
    np.testing.assert_allclose(steps, steps[0])
    assert 0.15 < steps[0] < 0.6 and 0.3 < height(2) - 2 * steps[0] < 1.5


def test_a_field_of_an_alignment_is_a_square():
    one, wide = plot_alignment([[1.0]], "a", "x"), plot_alignment(np.eye(3)[:1], "abc", "x")
    assert one.figure.get_figwidth() == one.figure.get_figheight() == wide.figure.get_figheight()
    assert wide.get_aspect() == 1


def test_rounding_may_lift_a_weight_above_one_by_a_millionth():
    plot_alignment([[1 + 1e-7, 0.0]], "ab", "x")
    with pytest.raises(ValueError, match="weights from 0 to 1; got 0 to 1.01"):
        plot_alignment([[1.01, 0.0]], "ab", "x")
