"""Attention with several heads, each with a comparison of its own."""

import numpy as np

from rnnutils.arrays import rows
from rnnutils.attention.functions import (
    dot_scores,
    dot_scores_backward,
    weighted_sum,
    weighted_sum_backward,
)
from rnnutils.attention.layers import AttentionLayer
from rnnutils.attention.masks import masked_softmax
from rnnutils.nn.first_weights import glorot


class MultiHeadAttention(AttentionLayer):
    """Attention with several heads side by side; what they find is mixed at the end.

    In the order of the code, for every head::

        Q = X W_q + b_q               (N, heads, T, d)
        K = M W_k + b_k               (N, heads, T_k, d)
        V = M W_v + b_v               (N, heads, T_k, d_v)
        A = softmax(Q Kᵀ / √d)        (N, heads, T, T_k)
        Z = A V                       (N, heads, T, d_v)

        Y = Σ over heads Z W_o + b_o  (N, T, D)

    where the memory M is X itself, unless another one is given.

    Parameters
    ----------
    n_features, heads : int
        Sizes D and heads.
    key_dim : int, optional
        Size d of queries and keys; D / heads unless given.
    value_dim : int, optional
        Size d_v of the values; d unless given.
    n_memory : int, optional
        Features of a step of the memory; D unless given.
    causal : bool
        Whether a step may look at itself and the past only.
    use_bias : bool
        Whether the projections have biases.
    seed : int or numpy Generator
        Start of the random numbers.
    dtype : numpy dtype
        Precision of all numbers.

    Attributes
    ----------
    A : ndarray of shape (N, heads, T, T_k)
        Where the last `forward` looked.

    References
    ----------
    Vaswani A. et al. (2017) Attention is all you need. NeurIPS, section 3.2.2.
    https://arxiv.org/abs/1706.03762

    Examples
    --------
    >>> layer = MultiHeadAttention(6, 2, causal=True)
    >>> layer.forward(np.ones((5, 4, 6))).shape, layer.A.shape
    ((5, 4, 6), (5, 2, 4, 4))
    >>> print(layer.A[0, 0].round(2)[:2])
    [[1.  0.  0.  0. ]
     [0.5 0.5 0.  0. ]]
    """

    def __init__(
        self,
        n_features,
        heads,
        key_dim=None,
        *,
        value_dim=None,
        n_memory=None,
        causal=False,
        use_bias=True,
        seed=0,
        dtype=float,
    ):
        if key_dim is None and n_features % heads:
            raise ValueError(f"n_features needs a multiple of {heads} heads; got {n_features}")
        d = key_dim or n_features // heads
        d_v, D, D_m = value_dim or d, n_features, n_memory or n_features
        rng = np.random.default_rng(seed)
        for name, size, n in [("q", D, d), ("k", D_m, d), ("v", D_m, d_v)]:
            W = glorot(rng, size, heads * n).reshape(size, heads, n)
            setattr(self, f"W_{name}", W.astype(dtype))
            setattr(self, f"b_{name}", np.zeros((heads, n), dtype))
        self.W_o = glorot(rng, heads * d_v, D).reshape(heads, d_v, D).astype(dtype)
        self.b_o = np.zeros(D, dtype)
        self.n_features, self.n_memory = D, D_m
        self.causal, self.dtype = causal, dtype
        self.use_bias = use_bias

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        kinds = "Wb" if self.use_bias else "W"
        return {f"{kind}_{n}": getattr(self, f"{kind}_{n}") for n in "qkvo" for kind in kinds}

    def attend(self, mask):
        """Return Y of shape (N, T, D)."""
        self.Q, self.K = self._project("q", self.X), self._project("k", self.M)
        self.V = self._project("v", self.M)
        if mask is not None and mask.ndim == 3:
            mask = mask[:, None]  # (N, 1, T, T_k): the same in all heads
        self.A = masked_softmax(dot_scores(self.Q, self.K), mask)
        self.Z = _side_by_side(weighted_sum(self.A, self.V))  # (N, T, heads · d_v)
        return self.Z @ self._flat("o") + self.b_o

    def attend_backward(self, dY):
        """Return dX and dM."""
        dZ = _to_heads(dY @ self._flat("o").T, len(self.W_o))
        dS, dV = weighted_sum_backward(dZ, self.A, self.V)
        dQ, dK = dot_scores_backward(dS, self.Q, self.K)
        found = {"W_o": rows(self.Z).T @ rows(dY), "b_o": rows(dY).sum(axis=0)}
        dX = self._unproject("q", dQ, self.X, found)
        dM = self._unproject("k", dK, self.M, found) + self._unproject("v", dV, self.M, found)
        self.gradients = {name: found[name].reshape(p.shape) for name, p in self.parameters.items()}
        return dX, dM

    def _project(self, name, X):
        b = getattr(self, f"b_{name}")
        return _to_heads(X @ self._flat(name) + b.ravel(), len(b))

    def _unproject(self, name, error, source, found):
        """Leave the gradients of one projection in `found`, and return the error at its source."""
        error = _side_by_side(error)  # (N, T, heads d)
        found[f"W_{name}"] = rows(source).T @ rows(error)
        found[f"b_{name}"] = rows(error).sum(axis=0)
        return error @ self._flat(name).T

    def _flat(self, name):
        """Return a weight as a matrix: all heads side by side."""
        W = getattr(self, f"W_{name}")
        return W.reshape(-1, W.shape[-1]) if name == "o" else W.reshape(len(W), -1)


def _to_heads(P, heads):
    """Return (…, T, heads · d) as (…, heads, T, d)."""
    return P.reshape(*P.shape[:-1], heads, -1).swapaxes(-3, -2)


def _side_by_side(Z):
    """Return (…, heads, T, d) as (…, T, heads · d)."""
    Z = Z.swapaxes(-3, -2)
    return Z.reshape(*Z.shape[:-2], -1)
