"""Splitting and scaling look at the past only."""

import numpy as np
import pytest

from rnnutils import airlines, log_seasonal_difference, make_train_test


@pytest.fixture
def series(rng):
    return rng.uniform(1, 9, size=30)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_the_lecture_split_gives_96_and_48_months():
    data = np.array(airlines()["passengers"].values.astype("float32")).reshape(-1, 1)
    train, test, _ = make_train_test(data)
    assert (train.shape, test.shape) == ((96, 1), (48, 1))


def test_the_future_cannot_move_the_training_part(series):
    later = series.copy()
    later[20:] *= 100
    np.testing.assert_array_equal(make_train_test(series)[0], make_train_test(later)[0])


def test_fitting_on_all_lets_the_future_leak(series):
    later = series.copy()
    later[20:] *= 100
    leaked = [make_train_test(part, fit_on="all")[0] for part in (series, later)]
    assert not np.allclose(*leaked)


def test_training_part_reaches_from_zero_to_one(series):
    train, _, _ = make_train_test(series)
    assert (train.min(), train.max()) == (0, 1)


def test_the_scaler_restores_the_units_of_both_parts(series):
    train, test, scaler = make_train_test(series)
    restored = scaler.inverse_transform(np.concatenate([train, test]))[:, 0]
    np.testing.assert_allclose(restored, series, rtol=1e-6)


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, float("nan")])
def test_a_fraction_outside_zero_and_one_is_refused(series, fraction):
    with pytest.raises(ValueError, match="train_fraction needs a number between 0 and 1; got"):
        make_train_test(series, train_fraction=fraction)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([1.0, np.nan, 2.0], r"finite numbers; got nan at \(1,\)"),
        ([1.0, np.inf], r"finite numbers; got inf at \(1,\)"),
        (np.ones((2, 2, 2)), r"shape \(T,\) or \(T, D\).*got \(2, 2, 2\)"),
        ([], r"at least one value; got shape \(0,\)"),
        (["a", "b"], "an array of numbers"),
        ([1.0], "both parts need at least one time step; got 1 for training and 0"),
    ],
)
def test_what_is_no_series_is_refused(data, message):
    with pytest.raises(ValueError, match=message):
        make_train_test(data)


def test_an_unknown_fit_on_is_refused(series):
    with pytest.raises(ValueError, match="one of 'train', 'all'; got 'test'"):
        make_train_test(series, fit_on="test")


def test_growth_undone_gives_the_series_back(series):
    growth = log_seasonal_difference(series, period=12)
    np.testing.assert_allclose(series[:-12] * np.exp(growth), series[12:])


def test_constant_yearly_growth_becomes_constant(rng):
    season = rng.uniform(1, 2, size=12)
    series = np.concatenate([season * 1.1**year for year in range(4)])
    np.testing.assert_allclose(log_seasonal_difference(series, 12), np.log(1.1))


@pytest.mark.parametrize(
    ("series", "period", "message"),
    [
        ([1, 2, 3], 3, "period needs a number from 1 to 2; got 3"),
        ([1, 2, 3], 0, "period needs a number from 1 to 2"),
        ([1, 0, 3], 1, "positive values; got a minimum of 0.0"),
        (np.ones((4, 2)), 1, r"one variable needs shape \(T,\); got \(4, 2\)"),
    ],
)
def test_growth_needs_a_positive_series_longer_than_a_period(series, period, message):
    with pytest.raises(ValueError, match=message):
        log_seasonal_difference(series, period)
