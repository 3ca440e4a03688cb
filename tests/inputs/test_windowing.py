"""Windows and targets, over many shapes."""

import numpy as np
import pytest

from rnnutils import make_xy

SHAPES = [(5, 1, 1), (5, 4, 1), (20, 7, 1), (20, 12, 3), (144, 12, 1)]


@pytest.mark.parametrize(("n_steps", "time_steps", "n_features"), SHAPES)
def test_windows_agree_with_a_plain_loop(n_steps, time_steps, n_features):
    series = np.random.default_rng(0).normal(size=(n_steps, n_features))
    X, Y, X_indices, Y_indices = make_xy(series, time_steps)
    assert X.shape == (n_steps - time_steps, time_steps, n_features)
    for n in range(n_steps - time_steps):
        np.testing.assert_array_equal(X[n], series[n : n + time_steps])
        np.testing.assert_array_equal(Y[n], series[n + time_steps])
    np.testing.assert_array_equal(series[X_indices], X)
    np.testing.assert_array_equal(series[Y_indices], Y)


def test_no_window_contains_its_target():
    _, _, X_indices, Y_indices = make_xy(np.arange(30.0), 5)
    assert (X_indices < Y_indices[:, None]).all()
    assert (X_indices[:, -1] + 1 == Y_indices).all()


def test_single_precision_stays_single():
    X, Y, *_ = make_xy(np.zeros((9, 1), "float32"), 3)
    assert X.dtype == Y.dtype == np.float32


def test_windows_are_copies():
    series = np.zeros((9, 1))
    X, *_ = make_xy(series, 3)
    X[:] = 1
    assert (series == 0).all()


@pytest.mark.parametrize(
    ("time_steps", "message"),
    [
        (0, "at least 1; got 0"),
        (-2, "at least 1; got -2"),
        (2.5, "needs a whole number of at least 1; got 2.5"),
        (True, "needs a whole number of at least 1; got True"),
        (9, "a window of 9 steps and its target need a series of at least 10 steps; got 9"),
        (40, "at least 41 steps; got 9"),
    ],
)
def test_impossible_windows_are_refused(time_steps, message):
    with pytest.raises(ValueError, match=message):
        make_xy(np.zeros(9), time_steps)


def test_a_gap_is_refused_and_named():
    with pytest.raises(ValueError, match=r"finite numbers; got nan at \(2,\)"):
        make_xy([1.0, 2.0, np.nan, 4.0], 2)


def test_whole_numbers_become_numbers_a_network_can_scale():
    X, Y, *_ = make_xy(np.arange(9), 3)
    assert X.dtype == Y.dtype == np.float64
