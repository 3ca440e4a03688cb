"""Forecasters that need no network: what every network has to be compared with."""

import numpy as np

from rnnutils.arrays import as_history, as_horizon
from rnnutils.inputs import preprocessing
from rnnutils.inputs.windowing import make_xy


def persistence(history, horizon):
    """Forecast the last value again and again.

    Examples
    --------
    >>> persistence([1, 2, 3], horizon=2)
    array([3., 3.])
    """
    history = as_history(history, 1)
    return np.full(as_horizon(horizon), history[-1])


def seasonal_naive(history, horizon, *, period=12):
    """Forecast each step by its value one period earlier.

    Examples
    --------
    >>> seasonal_naive([1, 2, 3, 4], horizon=3, period=2)
    array([3., 4., 3.])
    """
    history = as_history(history, period)
    return np.resize(history[-period:], as_horizon(horizon))


def seasonal_growth(history, horizon, *, period=12):
    """Forecast the value one period earlier times the growth last seen over a period.

    Examples
    --------
    >>> seasonal_growth([1, 2, 2, 4], horizon=3, period=2)
    array([4., 8., 8.])
    """
    history = as_history(history, period + 1)
    if history[-1 - period] == 0:
        raise ValueError("growth needs a value other than 0 one period ago; got 0")
    growth = history[-1] / history[-1 - period]
    cycles = 1 + np.arange(as_horizon(horizon)) // period
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
        for _ in range(as_horizon(horizon)):
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
        return back(fitted.apply(forward(as_history(history, 2))).forecast(as_horizon(horizon)))

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
        return model(history).smooth(params).forecast(as_horizon(horizon))

    return forecast
