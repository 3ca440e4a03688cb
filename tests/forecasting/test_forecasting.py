"""Baselines against closed forms and scikit-learn; no forecaster sees the future."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

import rnnutils

SERIES = rnnutils.airlines().passengers.to_numpy(float)
KNOWN = SERIES[:96]


def forecasters():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels tells how it starts its search
        return {
            "persistence": rnnutils.persistence,
            "seasonal naive": rnnutils.seasonal_naive,
            "seasonal growth": rnnutils.seasonal_growth,
            "linear": rnnutils.LinearAutoregression(13).fit(KNOWN),
            "sarima": rnnutils.fit_sarima(KNOWN, (0, 1, 1), (0, 1, 1, 12), log=True),
            "smoothing": rnnutils.fit_exponential_smoothing(KNOWN),
        }


@pytest.fixture(scope="module", params=forecasters().items(), ids=lambda pair: pair[0])
def forecast(request):
    return request.param[1]


@pytest.mark.parametrize("horizon", [1, 12, 30])
def test_every_forecaster_returns_the_horizon_in_finite_numbers(forecast, horizon):
    got = forecast(KNOWN, horizon)
    assert got.shape == (horizon,) and np.isfinite(got).all()


def test_no_forecaster_sees_the_future(forecast):
    other = SERIES.copy()
    other[100:] = 1.0
    for series in (SERIES, other):
        got = rnnutils.rolling_forecast(forecast, series, [100], horizon=3)
        np.testing.assert_array_equal(got[0], forecast(SERIES[:100], 3))


def test_a_longer_forecast_begins_with_the_shorter_one(forecast):
    longer = forecast(KNOWN, 12)
    np.testing.assert_allclose(longer[:3], forecast(KNOWN, 3), rtol=1e-10)


def test_no_forecaster_is_fitted_again(forecast, monkeypatch):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    def fit(*_, **__):
        raise AssertionError("the parameters are those of the training years")

    monkeypatch.setattr(MLEModel, "fit", fit)
    monkeypatch.setattr(ETSModel, "fit", fit)
    assert np.isfinite(forecast(SERIES[:120], 12)).all()


def test_too_little_past_is_refused(forecast):
    with pytest.raises(ValueError, match="past values; got|at least one value; got"):
        forecast(KNOWN[:0] if forecast is rnnutils.persistence else KNOWN[:1], 1)


@pytest.mark.parametrize("horizon", [0, -1, 2.5, True])
def test_a_horizon_below_one_is_refused(forecast, horizon):
    with pytest.raises(ValueError, match="horizon needs a whole number of at least 1; got"):
        forecast(KNOWN, horizon)


def test_logarithms_and_growth_need_positive_values():
    with pytest.raises(ValueError, match="positive values; got a minimum of 0.0"):
        rnnutils.fit_sarima(KNOWN - KNOWN.min(), (0, 1, 1), (0, 1, 1, 12), log=True)
    with pytest.raises(ValueError, match="other than 0 one period ago"):
        rnnutils.seasonal_growth(np.arange(13), 1)


@pytest.mark.parametrize("rule", [rnnutils.seasonal_naive, rnnutils.seasonal_growth])
def test_a_repeating_year_is_forecast_without_error(rule):
    year = np.arange(1.0, 13.0)
    np.testing.assert_allclose(rule(np.tile(year, 3), 24), np.tile(year, 2))


def test_seasonal_growth_continues_constant_growth():
    season = np.arange(1.0, 13.0)
    years = np.concatenate([season * 1.1**n for n in range(6)])
    np.testing.assert_allclose(rnnutils.seasonal_growth(years[:36], 36), years[36:])


@pytest.mark.parametrize("n_lags", [1, 5, 13])
def test_linear_weights_are_those_of_scikit_learn(n_lags):
    X, Y, *_ = rnnutils.make_xy(KNOWN, n_lags)
    witness = LinearRegression().fit(X[:, :, 0], Y[:, 0])
    ours = rnnutils.LinearAutoregression(n_lags).fit(KNOWN)
    np.testing.assert_allclose(ours.weights, witness.coef_, rtol=1e-6)
    assert ours.bias == pytest.approx(witness.intercept_, rel=1e-6)


def test_linear_recursion_feeds_its_forecasts_back():
    linear = rnnutils.LinearAutoregression(2).fit([1, 1, 2, 3, 5, 8, 13, 21])
    np.testing.assert_allclose(linear([34, 55], 4), [89, 144, 233, 377], rtol=1e-6)


def test_rolling_forecast_passes_exactly_the_past():
    seen = []

    def spy(history, horizon):
        seen.append(history.copy())
        return np.zeros(horizon)

    rnnutils.rolling_forecast(spy, [5, 6, 7, 8], origins=[2, 4])
    assert [list(past) for past in seen] == [[5, 6], [5, 6, 7, 8]]


@pytest.mark.parametrize("origins", [[], [0], [5]])
def test_origins_outside_the_series_are_refused(origins):
    with pytest.raises(ValueError, match="origins needs steps from 1 to 4"):
        rnnutils.rolling_forecast(rnnutils.persistence, [1, 2, 3, 4], origins)


def test_rmse_by_horizon_agrees_with_a_plain_loop():
    origins = [100, 110, 140]
    forecasts = rnnutils.rolling_forecast(rnnutils.seasonal_naive, SERIES, origins, horizon=6)
    got = rnnutils.rmse_by_horizon(SERIES, forecasts, origins)
    for step in range(6):
        pairs = [(o, i) for i, o in enumerate(origins) if o + step < 144]
        errors = [SERIES[o + step] - forecasts[i, step] for o, i in pairs]
        assert got[step] == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_on_common_targets_seasonal_naive_is_flat_for_a_year():
    origins, targets = range(96, 144), range(119, 144)
    forecasts = rnnutils.rolling_forecast(rnnutils.seasonal_naive, SERIES, origins, horizon=24)
    errors = rnnutils.rmse_by_horizon(SERIES, forecasts, origins, targets)
    assert np.ptp(errors[:12]) < 1e-9 and np.ptp(errors[12:]) < 1e-9
    assert errors[0] == pytest.approx(rnnutils.rmse(SERIES[119:], SERIES[107:132]))


def test_targets_outside_the_series_are_refused():
    with pytest.raises(ValueError, match="targets needs steps from 0 to 2; got 3 to 3"):
        rnnutils.rmse_by_horizon([1, 2, 3], np.zeros((1, 1)), [2], targets=[3])


def test_a_horizon_beyond_every_known_value_is_refused():
    with pytest.raises(ValueError, match="known value 2 steps ahead; got none"):
        rnnutils.rmse_by_horizon([1, 2, 3], np.zeros((1, 2)), [2])


@pytest.mark.parametrize(("n", "folds", "size"), [(96, 3, 12), (10, 1, 9), (50, 7, 7)])
def test_folds_follow_each_other_and_end_with_the_series(n, folds, size):
    got = rnnutils.rolling_origins(n, n_folds=folds, n_validation=size)
    assert len(got) == folds and got[-1][1] == n
    assert all(stop - start == size for start, stop in got)
    assert all(a[1] == b[0] for a, b in zip(got, got[1:], strict=False))


def test_folds_that_leave_nothing_to_train_on_are_refused():
    with pytest.raises(ValueError, match="2 folds of 12 need more steps; got 24"):
        rnnutils.rolling_origins(24, n_folds=2, n_validation=12)
