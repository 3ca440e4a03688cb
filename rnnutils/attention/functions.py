"""Attention as plain functions: compare, weigh, sum.

A query q asks every key k of a memory how well they match. A softmax turns these scores into
weights, and the answer is the sum of the values v under these weights::

    S = scores(Q, K)              (..., T_q, T_k)
    A = softmax(S)                (..., T_q, T_k)  rows sum to one
    Y = A V                       (..., T_q, d_v)

Everything takes one sequence (T, d), a batch (N, T, d), or a batch with heads (N, heads, T, d).

A mask says where a query **may look**: True = may look. What it hides has the weight 0, exactly.
"""

import numpy as np

from rnnutils.arrays import expect
from rnnutils.attention.masks import masked_softmax
from rnnutils.nn.activations import get_activation


def scaled_dot_product(Q, K, V, *, mask=None, scale=None):
    """Return what the queries find, and where they looked.

    In the order of the code::

        S = Q Kᵀ · scale              (..., T_q, T_k)
        A = softmax(S)                (..., T_q, T_k)
        Y = A V                       (..., T_q, d_v)

    Parameters
    ----------
    Q : ndarray of shape (..., T_q, d)
        Queries.
    K : ndarray of shape (..., T_k, d)
        Keys.
    V : ndarray of shape (..., T_k, d_v)
        Values, one to a key.
    mask : bool ndarray that broadcasts to (..., T_q, T_k), optional
        Where a query may look. See `causal_mask` and `padding_mask`.
    scale : float, optional
        1/√d unless given: the dot product of d independent terms of variance 1 has the
        variance d, and this brings it back to 1. 1 leaves the dot product as it is.

    Returns
    -------
    Y : ndarray of shape (..., T_q, d_v)
        The weighted sums.
    A : ndarray of shape (..., T_q, T_k)
        The weights. A row with nothing to look at is zero, and so is its sum.

    Raises
    ------
    ValueError
        If shapes do not fit together, or the mask is not boolean.

    References
    ----------
    Vaswani A. et al. (2017) Attention is all you need. NeurIPS, equation 1.
    https://arxiv.org/abs/1706.03762

    Examples
    --------
    The query matches the first key better than the second:

    >>> Q, K = np.array([[2.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> V = np.array([[10.0], [20.0]])
    >>> Y, A = scaled_dot_product(Q, K, V)
    >>> print(A.round(2), Y.round(1))
    [[0.8 0.2]] [[12.]]

    Two keys alike share the weight, and a key alone has all of it:

    >>> print(scaled_dot_product(Q, K, V, mask=np.array([False, True]))[1])
    [[0. 1.]]
    """
    S = dot_scores(Q, K, scale=scale)
    A = masked_softmax(S, mask)
    return weighted_sum(A, V), A


def dot_scores(Q, K, *, scale=None):
    """Return the scores Q Kᵀ · scale of shape (..., T_q, T_k).

    Parameters
    ----------
    Q, K : ndarray of shape (..., T_q, d), (..., T_k, d)
        Queries and keys.
    scale : float, optional
        1 / √d by default.

    Returns
    -------
    ndarray of shape (..., T_q, T_k)

    Examples
    --------
    >>> print(dot_scores([[1, 1, 1, 1]], [[1, 1, 1, 1], [0, 0, 1, 1]]))
    [[2. 1.]]
    """
    Q, K = _steps(Q, "Q"), _steps(K, "K")
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q and K need the same last size d; got {Q.shape} and {K.shape}")
    _together(Q, K, "Q and K")
    return Q @ K.swapaxes(-1, -2) * (K.shape[-1] ** -0.5 if scale is None else scale)


def additive(Q, K, V, W_q, W_k, v, *, mask=None):
    """Return (Y, A) as `scaled_dot_product` does, under the scores of `additive_scores`.

    Parameters
    ----------
    Q, K : ndarray of shape (..., T_q, d_q), (..., T_k, d_k)
        Queries and keys.
    V : ndarray of shape (..., T_k, d_v)
        Values.
    W_q, W_k, v : ndarray
        As in `additive_scores`.
    mask : ndarray of bool, optional
        As in `masked_softmax`.

    Returns
    -------
    tuple of ndarray
        Y of shape (..., T_q, d_v), and A of shape (..., T_q, T_k).

    Examples
    --------
    >>> Y, A = additive([[0.0]], [[3.0], [-3.0]], [[1.0], [2.0]], [[1.0]], [[1.0]], [2.0])
    >>> print(A.round(2), Y.round(2))
    [[0.98 0.02]] [[1.02]]
    """
    A = masked_softmax(additive_scores(Q, K, W_q, W_k, v), mask)
    return weighted_sum(A, V), A


def additive_scores(Q, K, W_q, W_k, v):
    """Return the scores of a small network that sees the query and the key.

    ::

        S[i, j] = v · tanh(Q[i] W_q + K[j] W_k)

    Query and key may differ in size. Bahdanau et al. write the query as the state sᵢ₋₁ of the
    decoder and the key as the state hⱼ of the encoder; their W_a, U_a, v_a are W_qᵀ, W_kᵀ, v.

    Parameters
    ----------
    Q : ndarray of shape (..., T_q, d_q)
        Queries.
    K : ndarray of shape (..., T_k, d_k)
        Keys.
    W_q, W_k : ndarray of shape (d_q, H), (d_k, H)
        Weights from queries and keys to the hidden layer.
    v : ndarray of shape (H,)
        Weights from the hidden layer to the score.

    Returns
    -------
    ndarray of shape (..., T_q, T_k)

    References
    ----------
    Bahdanau D., Cho K., Bengio Y. (2015) Neural machine translation by jointly learning to align
    and translate. ICLR, appendix A.1.2. https://arxiv.org/abs/1409.0473

    Examples
    --------
    >>> print(additive_scores([[0.0]], [[0.0], [9.0]], [[1.0]], [[1.0]], [2.0]).round(3))
    [[0. 2.]]
    """
    Q, K = _steps(Q, "Q"), _steps(K, "K")
    W_q = expect(W_q, "W_q", (Q.shape[-1], "H"))
    W_k = expect(W_k, "W_k", (K.shape[-1], W_q.shape[1]))
    v = expect(v, "v", (W_q.shape[1],))
    _together(Q, K, "Q and K")
    a = (Q @ W_q)[..., :, None, :] + (K @ W_k)[..., None, :, :]  # (..., T_q, T_k, H)
    return np.tanh(a) @ v


def weighted_sum(A, V):
    """Return Y = A V.

    Examples
    --------
    >>> print(weighted_sum(np.array([[0.25, 0.75]]), [[0.0, 4.0], [4.0, 0.0]]))
    [[3. 1.]]
    """
    V = _steps(V, "V")
    if V.shape[-2] != A.shape[-1]:
        raise ValueError(f"V needs one value to each of {A.shape[-1]} keys; got {V.shape}")
    _together(A, V, "Q and V")
    return A @ V


def weighted_sum_backward(dY, A, V):
    """Return the errors of the scores and of the values, dS and dV.

    In the order of the code::

        dV = Aᵀ dY                    (..., T_k, d_v)
        dA = dY Vᵀ                    (..., T_q, T_k)
        dS = A ⊙ (dA − Σ dA ⊙ A)      (..., T_q, T_k)

    A masked score has the weight 0, and so the error 0.
    """
    dV = A.swapaxes(-1, -2) @ dY
    dA = dY @ V.swapaxes(-1, -2)
    return get_activation("softmax").backward(A, dA), dV


def dot_scores_backward(dS, Q, K, *, scale=None):
    """Return dQ = dS K · scale and dK = dSᵀ Q · scale."""
    dS = dS * (K.shape[-1] ** -0.5 if scale is None else scale)
    return dS @ K, dS.swapaxes(-1, -2) @ Q


def _steps(value, name):
    array = expect(value, name, ("T", "d"), ("N", "T", "d"), ("N", "heads", "T", "d"))
    return array if array.dtype.kind == "f" else array.astype(float)


def _together(first, second, names):
    try:
        np.broadcast_shapes(first.shape[:-2], second.shape[:-2])
    except ValueError:
        shapes = f"{first.shape} and {second.shape}"
        raise ValueError(f"{names} need batches that fit; got {shapes}") from None
