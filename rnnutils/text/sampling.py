"""From scores to a choice: temperature, top-k, top-p, and text that a model writes."""

import numpy as np

from rnnutils.arrays import at_least
from rnnutils.nn.activations import softmax


def softmax_with_temperature(scores, *, temperature=1.0, top_k=None, top_p=None):
    r"""Return the probabilities from which the next symbol is drawn.

    .. math:: p_k = \frac{e^{s_k / \tau}}{\sum_j e^{s_j / \tau}}

    Below temperature :math:`\tau = 1` the likely become likelier, above it the unlikely. At 0,
    the limit, the symbol with the highest score is certain.

    Parameters
    ----------
    scores : array of shape (..., V)
        Before the softmax; logarithms of probabilities do as well.
    temperature : float
        0 or more: 0 leaves the likeliest, 1 changes nothing.
    top_k : int, optional
        Only the k symbols with the highest scores stay in play.
    top_p : float, optional
        Only the likeliest symbols stay in play, as few as together have this probability, above 0
        and up to 1, once the temperature has acted.

    Returns
    -------
    ndarray of shape (..., V)

    References
    ----------
    Ackley D. H., Hinton G. E., Sejnowski T. J. (1985) A learning algorithm for Boltzmann
    machines. Cognitive Science 9. https://doi.org/10.1207/s15516709cog0901_7
    Fan A., Lewis M., Dauphin Y. (2018) Hierarchical neural story generation. ACL.
    https://doi.org/10.18653/v1/P18-1082 (top-k)
    Holtzman A. et al. (2020) The curious case of neural text degeneration. ICLR.
    https://arxiv.org/abs/1904.09751 (top-p, which they call nucleus sampling)

    Examples
    --------
    >>> scores = np.log([0.6, 0.3, 0.1])
    >>> print(softmax_with_temperature(scores, temperature=0.5).round(2))
    [0.78 0.2  0.02]
    >>> print(softmax_with_temperature(scores, top_k=2).round(2))
    [0.67 0.33 0.  ]
    >>> print(softmax_with_temperature(scores, top_p=0.5).round(2))
    [1. 0. 0.]
    """
    scores = np.asarray(scores, float)
    V = scores.shape[-1] if scores.ndim else 0
    if not V or np.isnan(scores).any():
        raise ValueError(f"scores needs shape (..., V), without NaN; got {scores!r}")
    if not temperature >= 0:
        raise ValueError(f"temperature needs 0 or more; got {temperature!r}")
    if top_k is not None and not 1 <= top_k <= V:
        raise ValueError(f"top_k needs a number from 1 to {V}; got {top_k!r}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p needs a number above 0, up to 1; got {top_p!r}")
    k = 1 if temperature == 0 else top_k or V
    order = np.argsort(-scores, axis=-1, kind="stable")  # the likeliest first
    scores = scores.copy()
    np.put_along_axis(scores, order[..., k:], -np.inf, axis=-1)
    p = softmax(scores / (temperature or 1.0))
    if top_p is None:
        return p
    likeliest = np.take_along_axis(p, order, axis=-1)
    likeliest[likeliest.cumsum(axis=-1) - likeliest >= top_p] = 0  # those before had enough
    np.put_along_axis(p, order, likeliest, axis=-1)
    return p / p.sum(axis=-1, keepdims=True)


def generate(
    next_scores, start, length, *, temperature=1.0, top_k=None, top_p=None, seed=0
):  # fmt: skip
    """Let a model write: draw a symbol, append it, ask for the next.

    Parameters
    ----------
    next_scores : callable
        Given all numbers so far, a list that begins with `start`, the scores (V,) of the next.
    start : sequence of int
        The symbols to go on from, at least one.
    length : int
        How many symbols are written.
    temperature, top_k, top_p : float, int, float
        As in `softmax_with_temperature`.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    ndarray of int, shape (length,)
        Without the start.

    Examples
    --------
    A model that always sees the next number ahead, over an alphabet of four:

    >>> certain = np.log(np.eye(4) + 1e-12)
    >>> print(generate(lambda numbers: certain[(numbers[-1] + 1) % 4], [0], 6))
    [1 2 3 0 1 2]
    """
    numbers = [int(number) for number in start]
    at_least(length, 1, "length")
    if not numbers:
        raise ValueError(f"start needs at least one symbol; got {start!r}")
    rng = np.random.default_rng(seed)
    for _ in range(length):
        p = softmax_with_temperature(
            next_scores(numbers), temperature=temperature, top_k=top_k, top_p=top_p
        )
        numbers.append(int(rng.choice(len(p), p=p)))
    return np.array(numbers[-length:])
