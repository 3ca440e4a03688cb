"""The two ways to judge any forecaster: from many origins, and over many horizons.

A forecaster is a function of the past: ``forecast(history, horizon)`` takes the values
known so far, shape (T,), and returns the next ones, shape (horizon,). The rules in
`baselines` and the networks in `models` share this protocol, so one loop judges them all.
"""

import numpy as np

from rnnutils.arrays import as_series, at_least, expect
from rnnutils.forecasting.metrics import rmse


def rolling_forecast(forecast, series, origins, horizon=1):
    """Forecast from each origin in turn, showing the forecaster only what lies before it.

    Parameters
    ----------
    forecast : callable
        From the history (T,) and a horizon to an array (horizon,).
    series : array of shape (T,)
        The whole series, in its own units.
    origins : sequence of int
        The first step each forecast is about; between 1 and T.
    horizon : int
        How many steps each forecast covers.

    Returns
    -------
    ndarray of shape (len(origins), horizon)

    Examples
    --------
    >>> from rnnutils.forecasting.baselines import persistence
    >>> rolling_forecast(persistence, [1, 2, 3, 4], origins=[2, 3], horizon=2)
    array([[2., 2.],
           [3., 3.]])
    """
    series = as_series(series)[:, 0]
    origins = list(origins)
    if not origins or min(origins) < 1 or max(origins) > len(series):
        raise ValueError(f"origins needs steps from 1 to {len(series)}; got {origins}")
    return np.array([forecast(series[:origin], horizon) for origin in origins])


def rmse_by_horizon(series, forecasts, origins, targets=None):
    """Return the RMSE of the 1-step, 2-step, … forecasts of a rolling forecast.

    Parameters
    ----------
    series : array of shape (T,)
        The whole series, in its own units.
    forecasts : array of shape (len(origins), horizon)
        From `rolling_forecast`.
    origins : sequence of int
        The first step of each forecast.
    targets : sequence of int, optional
        The steps to judge on. With all steps as targets (the default) a later horizon is judged
        on later steps, and on fewer; to compare horizons with each other, name steps that all
        of them reach.

    Returns
    -------
    ndarray of shape (horizon,)
        In the units of the series.

    Examples
    --------
    >>> from rnnutils.forecasting.baselines import persistence
    >>> forecasts = rolling_forecast(persistence, [1, 2, 3, 4], [2, 3], horizon=2)
    >>> rmse_by_horizon([1, 2, 3, 4], forecasts, [2, 3])
    array([1., 2.])
    """
    series = as_series(series)[:, 0]
    origins = np.asarray(origins)
    forecasts = expect(forecasts, "forecasts", (len(origins), "horizon"))
    targets = np.arange(len(series)) if targets is None else np.asarray(targets)
    if targets.min() < 0 or targets.max() >= len(series):
        got = f"{targets.min()} to {targets.max()}"
        raise ValueError(f"targets needs steps from 0 to {len(series) - 1}; got {got}")
    errors = []
    for step in range(forecasts.shape[1]):
        judged = np.isin(origins + step, targets)
        if not judged.any():
            raise ValueError(
                f"origins needs one with a known value {step + 1} steps ahead; got none"
            )
        errors.append(rmse(series[origins[judged] + step], forecasts[judged, step]))
    return np.array(errors)


def rolling_origins(n_steps, *, n_folds, n_validation):
    """Return the folds of a rolling-origin evaluation: train on the past, judge on what follows.

    Parameters
    ----------
    n_steps : int
        Length T of the series.
    n_folds : int
        How many times to train and judge.
    n_validation : int
        How many steps each fold is judged on.

    Returns
    -------
    list of (train_end, validation_end)
        Both exclusive step numbers; the last fold ends at ``n_steps``.

    References
    ----------
    Tashman L. J. (2000) Out-of-sample tests of forecasting accuracy. International Journal
    of Forecasting 16:437-450. doi:10.1016/S0169-2070(00)00065-0

    Examples
    --------
    >>> rolling_origins(96, n_folds=3, n_validation=12)
    [(60, 72), (72, 84), (84, 96)]
    """
    judged = at_least(n_folds, 1, "n_folds") * at_least(n_validation, 1, "n_validation")
    if judged >= n_steps:
        raise ValueError(f"{n_folds} folds of {n_validation} need more steps; got {n_steps}")
    starts = range(n_steps - judged, n_steps, n_validation)
    return [(start, start + n_validation) for start in starts]
