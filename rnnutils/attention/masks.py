"""Where a query may look, and a softmax that keeps to it.

Masks are boolean and broadcast to (..., T_q, T_k): True = may look. What is hidden has the
weight 0, exactly.
"""

import numpy as np

from rnnutils.arrays import expect
from rnnutils.nn.activations import softmax


def causal_mask(time_steps, n_keys=None):
    """Return where a step may look that does not know the future: (T, T), row = query.

    Other keys than the queries themselves are counted from the same first step.

    Parameters
    ----------
    time_steps : int
        Number T of queries.
    n_keys : int, optional
        Number of keys; as many as queries by default.

    Returns
    -------
    ndarray of bool, shape (T, n_keys)

    Examples
    --------
    >>> print(causal_mask(3).astype(int))
    [[1 0 0]
     [1 1 0]
     [1 1 1]]
    """
    return np.tri(time_steps, n_keys, dtype=bool)


def padding_mask(mask):
    """Return where all queries of a sequence may look: at its real steps.

    Parameters
    ----------
    mask : bool ndarray of shape (T,) or (N, T)
        True where a step is real, as everywhere in the course.

    Returns
    -------
    bool ndarray of shape (1, T) or (N, 1, T)
        It broadcasts over the queries; ``& causal_mask(T)`` hides the future too.

    Examples
    --------
    >>> print((padding_mask([True, True, False]) & causal_mask(3)).astype(int))
    [[1 0 0]
     [1 1 0]
     [1 1 0]]
    """
    mask = expect(mask, "mask", ("T",), ("N", "T"))
    return mask.astype(bool)[..., None, :]


def may_look(shape, *, causal=False, mask=None):
    """Return the mask of a layer (…, T_q, T_k) from its parts, or None if nothing is hidden.

    Parameters
    ----------
    shape : tuple of int
        T_q and T_k.
    causal : bool
        Whether the future is hidden.
    mask : bool ndarray of shape (T_k,) or (N, T_k), optional
        True where a step of the memory is real.

    Examples
    --------
    >>> print(may_look((2, 2), causal=True, mask=[False, True]).astype(int))
    [[0 0]
     [0 1]]
    """
    look = causal_mask(*shape) if causal else None
    if mask is None:
        return look
    real = padding_mask(mask)
    if real.shape[-1] != shape[1]:
        raise ValueError(f"mask needs one entry to each of {shape[1]} steps; got {np.shape(mask)}")
    return real if look is None else real & look


def masked_softmax(S, mask=None):
    """Return the softmax over the last axis, with exact zeros where the mask is False.

    Parameters
    ----------
    S : ndarray of shape (..., T_q, T_k)
        Scores.
    mask : ndarray of bool that broadcasts to S, optional
        True where a query may look.

    Returns
    -------
    ndarray of shape (..., T_q, T_k)
        Weights; each row sums to 1, or to 0 if it may look nowhere.

    Examples
    --------
    >>> print(masked_softmax(np.zeros((2, 3)), np.array([[True, True, False], [False] * 3])))
    [[0.5 0.5 0. ]
     [0.  0.  0. ]]
    """
    if mask is None:
        return softmax(S)
    mask = _may_look(mask, S.shape)
    largest = np.where(mask, S, S.min(initial=0)).max(axis=-1, keepdims=True)
    e = np.where(mask, np.exp(np.where(mask, S - largest, 0)), 0).astype(S.dtype)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def _may_look(mask, shape):
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise ValueError(f"mask needs booleans, True = may look; got {mask.dtype}")
    try:
        return np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(f"mask needs to broadcast to {shape}; got {mask.shape}") from None
