"""Forecasters that need no network: what every network has to be compared with."""

import numpy as np

from rnnutils.arrays import as_history, at_least
from rnnutils.inputs import preprocessing
from rnnutils.inputs.windowing import make_xy


def persistence(history, horizon):
    """Forecast the last value again and again.

    Parameters
    ----------
    history : array of shape (T,)
        All values up to now.
    horizon : int
        How many steps to forecast.

    Returns
    -------
    ndarray of shape (horizon,)
        In the units of the history.

    Examples
    --------
    >>> persistence([1, 2, 3], horizon=2)
    array([3., 3.])
    """
    history = as_history(history, 1)
    return np.full(at_least(horizon, 1, "horizon"), history[-1])


def seasonal_naive(history, horizon, *, period=12):
    """Forecast each step by its value one period earlier.

    Parameters
    ----------
    history : array of shape (T,)
        All values up to now, at least a period of them.
    horizon : int
        How many steps to forecast.
    period : int
        The season s in time steps.

    Returns
    -------
    ndarray of shape (horizon,)
        In the units of the history.

    Examples
    --------
    >>> seasonal_naive([1, 2, 3, 4], horizon=3, period=2)
    array([3., 4., 3.])
    """
    history = as_history(history, period)
    return np.resize(history[-period:], at_least(horizon, 1, "horizon"))


def seasonal_growth(history, horizon, *, period=12):
    """Forecast the value one period earlier times the growth last seen over a period.

    Parameters
    ----------
    history : array of shape (T,)
        All values up to now, more than a period of them.
    horizon : int
        How many steps to forecast.
    period : int
        The season s in time steps.

    Returns
    -------
    ndarray of shape (horizon,)
        In the units of the history.

    Examples
    --------
    >>> seasonal_growth([1, 2, 2, 4], horizon=3, period=2)
    array([4., 8., 8.])
    """
    history = as_history(history, period + 1)
    if history[-1 - period] == 0:
        raise ValueError("growth needs a value other than 0 one period ago; got 0")
    growth = history[-1] / history[-1 - period]
    cycles = 1 + np.arange(at_least(horizon, 1, "horizon")) // period
    return np.resize(history[-period:], horizon) * growth**cycles


class LinearAutoregression:
    r"""Forecast a weighted sum of the last values, fitted by least squares.

    .. math:: \hat y_t = b + \sum_{k=1}^{p} w_k \, y_{t-k}

    Parameters
    ----------
    n_lags : int
        How many past values p enter the sum.

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
        for _ in range(at_least(horizon, 1, "horizon")):
            values.append(self.bias + self.weights @ values[-self.n_lags :])
        return np.array(values[-horizon:])


def fit_sarima(train, order, seasonal_order, *, log=False):
    """Fit a seasonal ARIMA model by maximum likelihood and return its forecaster.

    The parameters stay those of ``train``; later values only move the state.

    Parameters
    ----------
    train : array of shape (T,)
        The series up to the first forecast, in its own units.
    order, seasonal_order : tuple of int
        The (p, d, q) and (P, D, Q, s) of statsmodels' ``SARIMAX``.
    log : bool
        Whether to model the logarithm of the series.

    Returns
    -------
    callable
        A forecaster for `rolling_forecast`, from history and horizon to (horizon,).

    References
    ----------
    Box G. E. P., Jenkins G. M. (1970) Time Series Analysis: Forecasting and Control.

    Examples
    --------
    ::

        forecast = fit_sarima(train, (2, 1, 0), (0, 1, 1, 12), log=True)
        rolling_forecast(forecast, series, origins=range(96, 144), horizon=1)
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    forward, back = (preprocessing.log, np.exp) if log else (np.asarray, np.asarray)
    model = SARIMAX(
        forward(as_history(train, 2)),
        order=order,
        seasonal_order=seasonal_order,
        enforce_stationarity=False,
        enforce_invertibility=False,
    )
    fitted = model.fit(disp=False)

    def forecast(history, horizon):
        return back(
            fitted.apply(forward(as_history(history, 2))).forecast(at_least(horizon, 1, "horizon"))
        )

    return forecast


def fit_exponential_smoothing(train, *, period=12):
    """Fit a smoothed level, trend and multiplicative season; return the forecaster.

    The smoothing weights stay those of ``train``; later values only move the state.

    Parameters
    ----------
    train : array of shape (T,)
        The series up to the first forecast, in its own units.
    period : int
        The season s in time steps.

    Returns
    -------
    callable
        A forecaster for `rolling_forecast`, from history and horizon to (horizon,).

    References
    ----------
    Hyndman R. J., Koehler A. B., Snyder R. D., Grose S. (2002) A state space framework for
    automatic forecasting using exponential smoothing methods. International Journal of
    Forecasting 18:439-454. doi:10.1016/S0169-2070(01)00110-8

    Examples
    --------
    ::

        forecast = fit_exponential_smoothing(train)
        rolling_forecast(forecast, series, origins=range(96, 144), horizon=1)
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
        return model(history).smooth(params).forecast(at_least(horizon, 1, "horizon"))

    return forecast
