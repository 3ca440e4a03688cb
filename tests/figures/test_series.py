"""Plots draw the numbers they were given, and refuse what they cannot draw."""

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

import rnnutils
from rnnutils.figures.style import ROLES, colour

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
