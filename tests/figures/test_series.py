"""Plots draw the numbers they were given, and refuse what they cannot draw."""

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.dates import ConciseDateFormatter

import rnnutils
from rnnutils.figures.style import ROLES, STYLES, colour

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def data_of(ax):
    return [np.array(line.get_ydata(), float) for line in ax.lines]


def test_plot_series_draws_each_series_with_its_label():
    ax = rnnutils.plot_series([1, 2, 3], [[1, 2, 3], [3, 2, 1]], labels=["up", "down"])
    assert [line.get_label() for line in ax.lines] == ["up", "down"]
    np.testing.assert_array_equal(data_of(ax), [[1, 2, 3], [3, 2, 1]])


@pytest.mark.parametrize("scaled", [False, True])
def test_no_plot_claims_a_unit_nobody_gave(scaled):
    train, _, scaler = rnnutils.make_train_test(np.arange(1.0, 13.0))
    part = {"train": (train[2:], train, np.arange(2, 8))}
    drawn = [
        rnnutils.plot_series([1, 2], [1, 2]),
        rnnutils.plot_curves({"a": [1, 2]}),
        rnnutils.plot_scores({"a": [1, 2]}),
        rnnutils.plot_pred(part, scaler=scaler if scaled else None),
    ]
    words = {word for ax in drawn for word in (ax.get_xlabel(), ax.get_ylabel())}
    assert words == {"", "step", "value", "error"}
    ax = rnnutils.plot_pred(part, scaler=scaler, ylabel="grams")
    assert ax.get_ylabel() == "grams"


def test_plot_history_reads_a_dict_or_what_fit_returns():
    losses = {"loss": [3.0, 2.0], "val_loss": [4.0, 5.0]}
    wrapped = type("History", (), {"history": losses})()
    for history in (losses, wrapped):
        np.testing.assert_array_equal(data_of(rnnutils.plot_history(history)), [[3, 2], [4, 5]])


def test_plot_pred_puts_parts_one_after_the_other_in_their_units():
    train, test, scaler = rnnutils.make_train_test(np.arange(1.0, 13.0))
    data = {
        "train": (train[2:], train, np.arange(2, 8)),
        "test": (test[2:], test, np.arange(2, 4)),
    }
    ax = rnnutils.plot_pred(data, scaler=scaler, ticks=[0, 6], labels=["a", "b"])
    actual, predicted, later_actual, later = ax.lines
    np.testing.assert_allclose(actual.get_ydata(), np.arange(1, 9))
    np.testing.assert_allclose(predicted.get_xdata(), np.arange(2, 8))
    np.testing.assert_allclose(later.get_xdata(), [10, 11])
    np.testing.assert_allclose(later.get_ydata(), [11, 12], rtol=1e-6)
    np.testing.assert_allclose(later_actual.get_ydata(), [9, 10, 11, 12], rtol=1e-6)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["a", "b"]


def test_plot_scores_puts_the_best_on_top_with_a_dot_a_seed():
    ax = rnnutils.plot_scores({"bad": 9.0, "good": [1.0, 2.0, 3.0]}, best=["good"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["bad", "good"]
    assert [len(line.get_xdata()) for line in ax.lines] == [1, 1, 3, 1]
    assert ax.lines[-1].get_color() == colour("output")


def test_plot_curves_draws_the_median_and_a_band_over_runs():
    ax = rnnutils.plot_curves({"one": [1, 2], "three": [[1, 2], [3, 4], [9, 9]]})
    np.testing.assert_array_equal(data_of(ax), [[1, 2], [3, 4]])
    assert len(ax.collections) == 1


def test_plots_draw_on_the_axes_they_are_given_and_set_nothing_global():
    before = dict(matplotlib.rcParams)
    _, ax = plt.subplots()
    assert rnnutils.plot_series([1, 2], [1, 2], ax=ax) is ax
    assert rnnutils.plot_curves({"a": [1, 2]}, ax=ax) is ax
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rnnutils.plot_history({"accuracy": [1]}), 'history needs "loss"'),
        (lambda: rnnutils.plot_series([1], [[1], [2]], labels=["a"]), "each of 2 series; got 1"),
        (lambda: rnnutils.plot_pred({"a": ([1], [1])}), r"needs \(prediction, series"),
        (
            lambda: rnnutils.plot_pred({"a": ([1.0], [1.0, 2.0], [0, 1])}),
            "one index a prediction; got 1 predictions and 2 indices",
        ),
        (lambda: rnnutils.plot_pred({"a": ([1.0], [1.0, 2.0], [2])}), "indices from 0 to 1"),
        (lambda: colour("purple"), f"one of {', '.join(map(repr, ROLES))}; got 'purple'"),
    ],
)
def test_bad_input_says_what_was_needed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_logarithmic_axis_leaves_a_gap_where_a_curve_is_zero():
    curves = {"fades": [0.0, 1e-9, 1e-3, 1.0], "seeds": [[0.0, 1, 2, 3], [1.0, 2, 3, 4]]}
    ax = rnnutils.plot_curves(curves, log=True)
    assert ax.get_yscale() == "log"
    drawn = ax.lines[0].get_ydata()
    assert np.isnan(drawn[0]) and (drawn[1:] == [1e-9, 1e-3, 1.0]).all()
    ax.figure.canvas.draw()


def test_steps_and_epochs_are_counted_from_one():
    for ax in rnnutils.plot_curves({"a": [5, 6, 7]}), rnnutils.plot_history({"loss": [5, 6, 7]}):
        assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]


@pytest.mark.parametrize("n", [1, 3, 4, 6])
def test_more_than_three_names_stand_above_axes_that_are_higher_for_it(n):
    curves = {f"name {k}": [k + 1.0, 2.0] for k in range(n)}
    ax, single = rnnutils.plot_curves(curves), rnnutils.plot_curves({"a": [1.0, 2.0]})
    ax.figure.canvas.draw()
    above = ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1
    assert above == (n > 3) and not ax.get_legend().get_frame_on()
    assert (ax.figure.get_figheight() > single.figure.get_figheight()) == (n > 3)


def test_no_two_of_six_lines_look_alike_in_colour_or_in_print():
    ax = rnnutils.plot_curves({f"name {k}": [k + 1.0, 2.0] for k in range(6)})
    assert [line.get_color() for line in ax.lines] == [colour(role) for role, _ in STYLES]
    assert len({role for role, _ in STYLES}) == len({style for _, style in STYLES}) == 6


def test_the_first_series_is_the_data_and_the_next_the_first_model():
    ax = rnnutils.plot_series([1, 2], [[1, 2], [2, 1]])
    first_model = rnnutils.plot_curves({"a": [1, 2]}).lines[0]
    assert ax.lines[0].get_color() == colour("neutral") and ax.lines[0].get_linestyle() == "-"
    assert ax.lines[1].get_color() == first_model.get_color()
    assert ax.get_legend() is None


def test_dates_are_written_as_dates_and_numbers_as_numbers():
    days = np.arange("2025-01-01", "2025-03-01", dtype="datetime64[D]")
    for time, is_date in (days, True), (np.arange(len(days)), False):
        formatter = rnnutils.plot_series(time, np.arange(len(days))).xaxis.get_major_formatter()
        assert isinstance(formatter, ConciseDateFormatter) == is_date


def test_only_the_first_part_names_the_actual_values_and_zero_is_an_index():
    part = ([1.0], [1.0, 2.0], [0])
    ax = rnnutils.plot_pred({"first": part, "second": part})
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["actual", "predicted, first", "predicted, second"]
    for wrong in [-1], [2]:
        with pytest.raises(ValueError, match="indices from 0 to 1"):
            rnnutils.plot_pred({"a": ([1.0], [1.0, 2.0], wrong)})
    with pytest.raises(ValueError, match=r"one variable; got shape \(2, 2\)"):
        rnnutils.plot_pred({"a": (np.ones((2, 2)), [1.0, 2.0], [0, 1])})


def test_ticks_without_texts_are_numbers():
    ax = rnnutils.plot_pred({"a": ([1.0], [1.0, 2.0], [1])}, ticks=[0, 1])
    assert ax.get_xticks().tolist() == [0, 1]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "1"]


def test_a_score_is_a_bar_at_the_median_with_its_number_beside_the_worst_seed():
    ax = rnnutils.plot_scores({"one": 5.0, "three": [1.0, 2.0, 4.0]})
    bars = {line.get_ydata()[0]: line.get_xdata()[0] for line in ax.lines[1::2]}
    assert bars == {0: 5.0, 1: 2.0}
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("5.0", (5, 0)), ("2.0", (4, 1))]
    assert ax.lines[0].get_color() == colour("neutral") and ax.get_xscale() == "log"


def test_axes_of_scores_grow_by_the_same_for_each_name():
    heights = [
        rnnutils.plot_scores({f"{k}": k + 1.0 for k in range(n)}).figure.get_figheight()
        for n in (3, 4, 5, 12)
    ]
    steps = np.diff(heights) / [1, 1, 7]
    np.testing.assert_allclose(steps, steps[0])
    assert 0.2 < steps[0] < 0.5 and 0.5 < heights[0] - 3 * steps[0] < 1.5


def test_a_band_reaches_from_the_lowest_run_to_the_highest_above_zero():
    ax = rnnutils.plot_curves({"runs": [[1, 5], [3, 4], [9, 6]], "two": [[1, 2], [2, 3]]})
    assert len(ax.collections) == 2 and ax.get_ylim()[0] == 0
    corners = ax.collections[0].get_paths()[0].vertices
    assert {tuple(corner) for corner in corners} == {(1, 1), (1, 9), (2, 4), (2, 6)}
    assert 0 < ax.collections[0].get_alpha() < 0.5 and ax.get_yscale() == "linear"


def test_axes_are_open_above_and_to_the_right():
    ax = rnnutils.plot_series([1, 2], [1, 2])
    shown = {side for side, spine in ax.spines.items() if spine.get_visible()}
    assert shown == {"left", "bottom"}
