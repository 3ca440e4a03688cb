"""How surprised a model is by what comes."""

import numpy as np


def bits_per_symbol(probabilities):
    r"""Return the mean surprise, in bits, of a model that gave what came these probabilities.

    .. math:: -\frac{1}{T} \sum_{t=1}^{T} \log_2 p(x_t \mid x_1, \dots, x_{t-1})

    For a text of characters it is called bits per character. A loss in nats, as Keras reports
    it, is this number times ln 2.

    Parameters
    ----------
    probabilities : array
        Above 0 and at most 1, in any shape.

    Returns
    -------
    float
        Bits.

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
        raise ValueError(f"probabilities needs numbers above 0, at most 1; got {worst.tolist()}")
    return float(-np.log2(p).mean())


def perplexity(bits):
    r"""Return :math:`2^{bits}`: among how many equally likely symbols the model hesitates.

    Parameters
    ----------
    bits : float
        Bits per symbol.

    Returns
    -------
    float

    Examples
    --------
    >>> perplexity(1.0), perplexity(3.0)
    (2.0, 8.0)
    """
    return float(2.0**bits)
