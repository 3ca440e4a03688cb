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


def bits_per_symbol(probabilities):
    r"""Return the mean surprise, in bits, of a model that gave what came these probabilities.

    .. math:: -\frac{1}{T} \sum_{t=1}^{T} \log_2 p(x_t \mid x_1, \dots, x_{t-1})

    For a text of characters it is called bits per character. A loss in nats, as Keras reports
    it, is this number times ln 2.

    Parameters
    ----------
    probabilities : array of any shape, above 0 and at most 1

    Raises
    ------
    ValueError
        If a probability is 0 (what came was called impossible), above 1 or NaN.

    Examples
    --------
    A coin costs one bit, a sure thing none:

    >>> bits_per_symbol([0.5, 0.5]), bits_per_symbol([1.0, 0.25])
    (1.0, 1.0)
    """
    p = np.asarray(probabilities, dtype="float64")
    if p.size == 0 or not ((p > 0) & (p <= 1 + 1e-6)).all():
        worst = p[~((p > 0) & (p <= 1 + 1e-6))][:1]
        raise ValueError(f"probabilities must be above 0 and at most 1; got {worst.tolist()}")
    return float(-np.log2(p).mean())


def perplexity(bits):
    r"""Return :math:`2^{bits}`: among how many equally likely symbols the model hesitates.

    Examples
    --------
    >>> perplexity(1.0), perplexity(3.0)
    (2.0, 8.0)
    """
    return float(2.0**bits)


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
