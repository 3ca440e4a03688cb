"""Forecasters that need no network, and the two ways to judge any forecaster.

A forecaster is a function of the past: ``forecast(history, horizon)`` takes the values
known so far, shape (T,), and returns the next ones, shape (horizon,). Baselines here and
networks in `models` share this protocol, so one loop judges them all.
"""

import numpy as np

from rnnutils.metrics import rmse
from rnnutils.preprocessing import as_series
from rnnutils.windowing import make_xy


def persistence(history, horizon):
    """Forecast the last value again and again.

    Examples
    --------
    >>> persistence([1, 2, 3], horizon=2)
    array([3., 3.])
    """
    history = as_history(history, 1)
    return np.full(horizon, history[-1])


def seasonal_naive(history, horizon, *, period=12):
    """Forecast each step by its value one period earlier.

    Examples
    --------
    >>> seasonal_naive([1, 2, 3, 4], horizon=3, period=2)
    array([3., 4., 3.])
    """
    history = as_history(history, period)
    return np.resize(history[-period:], horizon)


def seasonal_growth(history, horizon, *, period=12):
    """Forecast the value one period earlier times the growth last seen over a period.

    Examples
    --------
    >>> seasonal_growth([1, 2, 2, 4], horizon=3, period=2)
    array([4., 8., 8.])
    """
    history = as_history(history, period + 1)
    growth = history[-1] / history[-1 - period]
    cycles = 1 + np.arange(horizon) // period
    return np.resize(history[-period:], horizon) * growth**cycles


class LinearAutoregression:
    r"""Forecast a weighted sum of the last values, fitted by least squares.

    .. math:: \hat y_t = b + \sum_{k=1}^{p} w_k \, y_{t-k}

    Parameters
    ----------
    n_lags : int, how many past values p enter the sum

    Examples
    --------
    >>> double = LinearAutoregression(n_lags=1).fit([1, 2, 4, 8])
    >>> double([16], horizon=2).round()
    array([32., 64.])
    """

    def __init__(self, n_lags):
        self.n_lags = n_lags

    def fit(self, series):
        """Fit the weights to a series of shape (T,) and return self."""
        X, Y, *_ = make_xy(series, self.n_lags)
        A = np.column_stack([np.ones(len(X)), X[:, :, 0]])  # (N, 1 + p)
        solution = np.linalg.lstsq(A, Y[:, 0], rcond=None)[0]
        self.bias, self.weights = solution[0], solution[1:]
        return self

    def __call__(self, history, horizon):
        """Forecast ``horizon`` steps, feeding each forecast back as the newest value."""
        values = list(as_history(history, self.n_lags))
        for _ in range(horizon):
            values.append(self.bias + self.weights @ values[-self.n_lags :])
        return np.array(values[-horizon:])


def fit_sarima(train, order, seasonal_order, *, log=False):
    """Fit a seasonal ARIMA model by maximum likelihood and return its forecaster.

    The parameters stay those of ``train``; later values only move the state.

    Parameters
    ----------
    train : array of shape (T,)
    order, seasonal_order : the (p, d, q) and (P, D, Q, s) of statsmodels' ``SARIMAX``
    log : bool, whether to model the logarithm of the series

    References
    ----------
    Box G. E. P., Jenkins G. M. (1970) Time Series Analysis: Forecasting and Control.
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    forward, back = (np.log, np.exp) if log else (np.asarray, np.asarray)
    model = SARIMAX(
        forward(as_history(train, 2)),
        order=order,
        seasonal_order=seasonal_order,
        enforce_stationarity=False,
        enforce_invertibility=False,
    )
    fitted = model.fit(disp=False)

    def forecast(history, horizon):
        return back(fitted.apply(forward(as_history(history, 2))).forecast(horizon))

    return forecast


def fit_exponential_smoothing(train, *, period=12):
    """Fit a smoothed level, trend and multiplicative season; return the forecaster.

    The smoothing weights stay those of ``train``; later values only move the state.

    References
    ----------
    Hyndman R. J., Koehler A. B., Snyder R. D., Grose S. (2002) A state space framework for
    automatic forecasting using exponential smoothing methods. International Journal of
    Forecasting 18:439-454. doi:10.1016/S0169-2070(01)00110-8
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    def model(history):
        return ETSModel(
            as_history(history, 2 * period),
            error="mul",
            trend="add",
            seasonal="mul",
            seasonal_periods=period,
        )

    params = model(train).fit(disp=False).params

    def forecast(history, horizon):
        return model(history).smooth(params).forecast(horizon)

    return forecast


def rolling_forecast(forecast, series, origins, horizon=1):
    """Forecast from each origin in turn, showing the forecaster only what lies before it.

    Parameters
    ----------
    forecast : a forecaster
    series : array of shape (T,)
    origins : sequence of int, the first step each forecast is about; between 1 and T
    horizon : int, how many steps each forecast covers

    Returns
    -------
    ndarray of shape (len(origins), horizon)

    Examples
    --------
    >>> rolling_forecast(persistence, [1, 2, 3, 4], origins=[2, 3], horizon=2)
    array([[2., 2.],
           [3., 3.]])
    """
    series = as_series(series)[:, 0]
    origins = list(origins)
    if not origins or min(origins) < 1 or max(origins) > len(series):
        raise ValueError(f"origins must lie between 1 and {len(series)}; got {origins}")
    return np.array([forecast(series[:origin], horizon) for origin in origins])


def rmse_by_horizon(series, forecasts, origins):
    """Return the RMSE of the 1-step, 2-step, … forecasts of a rolling forecast.

    Forecasts that reach beyond the end of the series have nothing to be compared with and
    are left out, so a later horizon averages over fewer origins.

    Returns
    -------
    ndarray of shape (horizon,), in the units of the series

    Examples
    --------
    >>> forecasts = rolling_forecast(persistence, [1, 2, 3, 4], [2, 3], horizon=2)
    >>> rmse_by_horizon([1, 2, 3, 4], forecasts, [2, 3])
    array([1., 2.])
    """
    series = as_series(series)[:, 0]
    forecasts, origins = np.asarray(forecasts), np.asarray(origins)
    if forecasts.ndim != 2 or len(forecasts) != len(origins):
        raise ValueError(
            f"forecasts must have shape ({len(origins)}, horizon); got {forecasts.shape}"
        )
    errors = []
    for step in range(forecasts.shape[1]):
        known = origins + step < len(series)
        if not known.any():
            raise ValueError(f"no origin has a known value {step + 1} steps ahead")
        errors.append(rmse(series[origins[known] + step], forecasts[known, step]))
    return np.array(errors)


def rolling_origins(n_steps, *, n_folds, n_validation):
    """Return the folds of a rolling-origin evaluation: train on the past, judge on what follows.

    Returns
    -------
    list of (train_end, validation_end), both exclusive step numbers; the last fold ends at
    ``n_steps``

    References
    ----------
    Tashman L. J. (2000) Out-of-sample tests of forecasting accuracy. International Journal
    of Forecasting 16:437-450. doi:10.1016/S0169-2070(00)00065-0

    Examples
    --------
    >>> rolling_origins(96, n_folds=3, n_validation=12)
    [(60, 72), (72, 84), (84, 96)]
    """
    if n_folds < 1 or n_validation < 1 or n_folds * n_validation >= n_steps:
        raise ValueError(
            f"n_folds * n_validation must be positive and less than n_steps = {n_steps}; "
            f"got {n_folds} * {n_validation}"
        )
    starts = range(n_steps - n_folds * n_validation, n_steps, n_validation)
    return [(start, start + n_validation) for start in starts]


def as_history(history, n_needed):
    """Return the past as a finite array of shape (T,), at least ``n_needed`` steps long."""
    history = as_series(history)
    if history.shape[1] != 1:
        raise ValueError(f"a forecaster reads one variable; got shape {history.shape}")
    if len(history) < n_needed:
        raise ValueError(f"this forecaster needs {n_needed} past values; got {len(history)}")
    return history[:, 0]
