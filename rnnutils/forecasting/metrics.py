"""How far a forecast is from what happened, and how surprised a model was by it."""

import numpy as np


def rmse(target, prediction):
    r"""Return the root mean squared error, in the units of the target.

    .. math:: \mathrm{RMSE} = \sqrt{\tfrac{1}{n} \sum_{i=1}^{n} (y_i - \hat y_i)^2}

    Parameters
    ----------
    target, prediction : arrays of one size, of any shape, finite

    Raises
    ------
    ValueError
        If the sizes differ or are zero, or a value is NaN or infinite.

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

    Examples
    --------
    >>> mae([1, 2, 3], [1, 2, 6])
    1.0
    """
    target, prediction = _pair(target, prediction)
    return float(np.mean(np.abs(target - prediction)))


def _pair(target, prediction):
    """Return both as finite flat float64 arrays of one length."""
    target = np.asarray(target, dtype="float64").ravel()
    prediction = np.asarray(prediction, dtype="float64").ravel()
    if len(target) != len(prediction) or len(target) == 0:
        raise ValueError(
            "target and prediction must have one length, not zero; "
            f"got {len(target)} and {len(prediction)}"
        )
    if not (np.isfinite(target).all() and np.isfinite(prediction).all()):
        raise ValueError("target and prediction must be finite; got NaN or infinity")
    return target, prediction
