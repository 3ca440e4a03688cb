"""How far a forecast is from what happened, and how surprised a model was by it."""

import numpy as np

from rnnutils.arrays import as_history, at_least, expect


def rmse(target, prediction):
    r"""Return the root mean squared error, in the units of the target.

    .. math:: \mathrm{RMSE} = \sqrt{\tfrac{1}{n} \sum_{i=1}^{n} (y_i - \hat y_i)^2}

    Parameters
    ----------
    target, prediction : array of one shape
        Finite numbers in one unit; (N, 1) and (N,) count as one shape.

    Returns
    -------
    float
        In the units of the target.

    Raises
    ------
    ValueError
        If the shapes differ or are empty, or a value is NaN or infinite.

    Examples
    --------
    >>> round(rmse([1, 2, 3], [1, 2, 5]), 3)
    1.155
    """
    target, prediction = _pair(target, prediction)
    return float(np.sqrt(np.mean((target - prediction) ** 2)))


def mae(target, prediction):
    r"""Return the mean absolute error, in the units of the target.

    .. math:: \mathrm{MAE} = \tfrac{1}{n} \sum_{i=1}^{n} |y_i - \hat y_i|

    Parameters and errors are those of `rmse`.

    Parameters
    ----------
    target, prediction : array of one size
        Finite numbers in one unit, of any shape.

    Returns
    -------
    float
        In the units of the target.

    Examples
    --------
    >>> mae([1, 2, 3], [1, 2, 6])
    1.0
    """
    target, prediction = _pair(target, prediction)
    return float(np.mean(np.abs(target - prediction)))


def mase(target, prediction, known, *, period):
    r"""Return the mean absolute scaled error, in misses of a seasonal naive forecast.

    .. math:: \mathrm{MASE} = \frac{\frac{1}{n} \sum_{i=1}^{n} |y_i - \hat y_i|}
        {\frac{1}{T - s} \sum_{t=s+1}^{T} |y_t - y_{t-s}|}

    The error of a forecast, divided by what repeating the last period missed in the years before;
    it has no unit, so series of different units compare.

    Parameters
    ----------
    target, prediction : array of one shape
        Finite numbers in one unit; (N, 1) and (N,) count as one shape.
    known : array of shape (T,)
        The series that the forecaster was fitted to, in the same unit; more than a period of it.
    period : int
        The season s in time steps; 1 for a series without one.

    Returns
    -------
    float
        Below 1 is better than seasonal naive was.

    Raises
    ------
    ValueError
        If target and prediction cannot be compared, ``known`` is too short, or it repeats itself
        without a miss.

    References
    ----------
    Hyndman R. J., Koehler A. B. (2006) Another look at measures of forecast accuracy. International
    Journal of Forecasting 22:679-688. doi:10.1016/j.ijforecast.2006.03.001

    Examples
    --------
    >>> mase([7, 9], [6, 9], [1, 2, 3, 4], period=2)
    0.25
    """
    known = as_history(known, at_least(period, 1, "period") + 1)
    unit = mae(known[period:], known[:-period])
    if unit == 0:
        raise ValueError(f"known needs a change over {period} steps; got none to scale with")
    return mae(target, prediction) / unit


def _pair(target, prediction):
    """Return both as finite float64 arrays of one shape, a column (N, 1) as (N,)."""
    shapes = [np.shape(array) for array in (target, prediction)]
    flat = [shape[:-1] if shape[1:] == (1,) else shape for shape in shapes]
    if flat[0] != flat[1] or 0 in flat[0]:
        got = " and ".join(map(str, shapes))
        raise ValueError(f"target and prediction need one shape, not empty; got {got}")
    return (
        expect(array, name, shape, dtype="float64").reshape(flat[0])
        for array, name, shape in zip(
            (target, prediction), ("target", "prediction"), shapes, strict=True
        )
    )
