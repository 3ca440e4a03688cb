"""How far a forecast is from what happened, and how surprised a model was by it."""

import numpy as np

from rnnutils.arrays import expect


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
