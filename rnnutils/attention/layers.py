"""Attention as a layer: from a sequence X into a memory M, with one way to compare.

The layers keep the contract of `Layer`, so they stack with `Dense` in a `Sequential`. The
memory is X itself (self-attention), unless `forward` is given another one (cross-attention).
"""

import numpy as np

from rnnutils.arrays import expect, rows
from rnnutils.attention.functions import (
    dot_scores,
    dot_scores_backward,
    weighted_sum,
    weighted_sum_backward,
)
from rnnutils.attention.masks import masked_softmax, may_look
from rnnutils.nn.first_weights import glorot
from rnnutils.nn.layer import Layer


class AttentionLayer(Layer):
    """What all attention layers share; each says in `look` how it compares.

    Attributes
    ----------
    A : ndarray of shape (N, T, T_k)
        Where the last `forward` looked; with heads (N, heads, T, T_k).
    memory_error : ndarray or None
        The error at the memory, after `backward` of cross-attention.
    """

    causal = False
    dtype = float
    n_features = "D"  # any, until a layer with weights says which
    n_memory = "D"

    def forward(self, X, *, memory=None, mask=None, memory_mask=None):
        """Return Y, one step to each step of X.

        Parameters
        ----------
        X : ndarray of shape (N, T, D) or (T, D)
            What the layer reads; (T, D) is one sequence.
        memory : ndarray of shape (N, T_k, D_m), optional
            Where to look, if not into X.
        mask : bool ndarray of shape (N, T), optional
            True where a step of X is real.
        memory_mask : bool ndarray of shape (N, T_k), optional
            True where a step of the memory is real.
        """
        D, D_m, dtype = self.n_features, self.n_memory, self.dtype
        self.X = X = expect(X, "X", ("T", D), ("N", "T", D), dtype=dtype)
        self.is_cross = memory is not None
        if self.is_cross:
            self.M = expect(memory, "memory", (*X.shape[:-2], "T", D_m), dtype=dtype)
        else:
            self.M, memory_mask = X, mask
        shape = X.shape[-2], self.M.shape[-2]
        self.Y = self.attend(may_look(shape, causal=self.causal, mask=memory_mask))
        return self.Y

    def backward(self, dY):
        """Return dX, and leave the gradients and, of cross-attention, `memory_error`."""
        dX, dM = self.attend_backward(expect(dY, "dY", self.Y.shape))
        self.memory_error = dM if self.is_cross else None
        return dX if self.is_cross else dX + dM


class DotAttention(AttentionLayer):
    """Attention without weights: the steps of X are queries, those of M keys and values.

    Parameters
    ----------
    use_scale : bool
        Whether the scores are multiplied by a number that is learned and starts at 1. There is
        no division by √d in either case; `MultiHeadAttention` has one.
    causal : bool
        Whether a step may look at itself and the past only.
    dtype : numpy dtype
        Precision of all numbers.

    References
    ----------
    Luong M.-T., Pham H., Manning C. D. (2015) Effective approaches to attention-based neural
    machine translation. EMNLP. https://doi.org/10.18653/v1/D15-1166

    Examples
    --------
    >>> layer = DotAttention()
    >>> print(layer.forward(np.array([[9.0, 0.0]]), memory=np.eye(2)).round(2), layer.A.round(2))
    [[1. 0.]] [[1. 0.]]
    """

    def __init__(self, *, use_scale=False, causal=False, dtype=float):
        self.scale = np.ones((), dtype)
        self.use_scale = use_scale
        self.causal, self.dtype = causal, dtype

    @property
    def parameters(self):
        """The scale, if it is learned."""
        return {"scale": self.scale} if self.use_scale else {}

    def attend(self, mask):
        """Return Y = softmax(scale · X Mᵀ) M."""
        self.A = masked_softmax(dot_scores(self.X, self.M, scale=self.scale), mask)
        return weighted_sum(self.A, self.M)

    def attend_backward(self, dY):
        """Return dX and dM."""
        dS, dV = weighted_sum_backward(dY, self.A, self.M)
        if self.use_scale:
            dots = dot_scores(self.X, self.M, scale=1)
            self.gradients = {"scale": (dS * dots).sum()}
        dX, dK = dot_scores_backward(dS, self.X, self.M, scale=self.scale)
        return dX, dV + dK


class AdditiveAttention(AttentionLayer):
    """Attention that compares with a small network: see `additive_scores`.

    Parameters
    ----------
    n_features : int
        Size D of a query, a step of X.
    units : int, optional
        Size H of the hidden layer. Without it queries and keys are added as they are and only
        `v` is learned, as in Keras, which leaves the two matrices to `Dense` layers in front.
    n_memory : int, optional
        Size of a key, a step of the memory; D unless given.
    causal : bool
        Whether a step may look at itself and the past only.
    seed : int or numpy Generator
        Start of the random numbers.
    dtype : numpy dtype
        Precision of all numbers.

    References
    ----------
    Bahdanau D., Cho K., Bengio Y. (2015) Neural machine translation by jointly learning to align
    and translate. ICLR. https://arxiv.org/abs/1409.0473

    Examples
    --------
    >>> layer = AdditiveAttention(3, 8, n_memory=5)
    >>> layer.forward(np.zeros((2, 4, 3)), memory=np.zeros((2, 6, 5))).shape, layer.A.shape
    ((2, 4, 5), (2, 4, 6))
    """

    def __init__(self, n_features, units=None, *, n_memory=None, causal=False, seed=0, dtype=float):
        rng = np.random.default_rng(seed)
        self.n_features = n_features
        self.n_memory = n_memory or n_features
        self.has_projections = units is not None
        if self.has_projections:
            self.W_q = glorot(rng, self.n_features, units).astype(dtype)
            self.W_k = glorot(rng, self.n_memory, units).astype(dtype)
        self.v = glorot(rng, units or n_features, 1)[:, 0].astype(dtype)
        self.causal, self.dtype = causal, dtype

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        names = ("W_q", "W_k", "v") if self.has_projections else ("v",)
        return {name: getattr(self, name) for name in names}

    def attend(self, mask):
        """Return Y = softmax(v · tanh(X W_q + M W_k)) M."""
        Q, K = self.X, self.M
        if self.has_projections:
            Q, K = Q @ self.W_q, K @ self.W_k
        self.hidden = np.tanh(Q[..., :, None, :] + K[..., None, :, :])  # (N, T, T_k, H)
        self.A = masked_softmax(self.hidden @ self.v, mask)
        return weighted_sum(self.A, self.M)

    def attend_backward(self, dY):
        """Return dX and dM."""
        dS, dV = weighted_sum_backward(dY, self.A, self.M)
        self.gradients = {"v": rows(self.hidden).T @ dS.ravel()}
        da = dS[..., None] * self.v * (1 - self.hidden**2)  # (N, T, T_k, H)
        dQ, dK = da.sum(axis=-2), da.sum(axis=-3)
        if not self.has_projections:
            return dQ, dV + dK
        self.gradients |= {"W_q": rows(self.X).T @ rows(dQ), "W_k": rows(self.M).T @ rows(dK)}
        return dQ @ self.W_q.T, dV + dK @ self.W_k.T
