"""Blocks of a Transformer: attention and a feed-forward network, each with norm and shortcut.

They keep the contract of `Layer` and stack in a `Sequential`.
"""

import numpy as np

from rnnutils.attention.multi_head import MultiHeadAttention
from rnnutils.attention.norm_and_shortcut import Residual
from rnnutils.nn.activations import GELU
from rnnutils.nn.feedforward import Dense, Sequential
from rnnutils.nn.layer import Layer, collect


class TransformerBlock(Layer):
    """Self-attention, then perhaps a look at a memory, then a feed-forward network.

    An encoder block is ``TransformerBlock(D, heads, F)``, a block of a language model has
    ``causal=True``, and a decoder block has ``causal=True, cross=True``.

    Parameters
    ----------
    n_features, heads, units : int
        Sizes D and heads, and F of the hidden layer of the feed-forward network.
    key_dim : int, optional
        As in `MultiHeadAttention`.
    causal : bool
        Whether a step may look at itself and the past only.
    cross : bool
        Whether there is a part that looks into the ``memory`` of `forward`.
    n_memory : int, optional
        Features of a step of the memory; D unless given.
    norm : {"pre", "post"}
        See `Residual`. After a stack of pre-norm blocks comes one more `LayerNorm`.
    activation : str
        Of the hidden layer: "gelu" or a name that `get_activation` knows.
    epsilon, seed, dtype : float, int or numpy Generator, numpy dtype
        As in `LayerNorm` and `MultiHeadAttention`.

    Attributes
    ----------
    attention, cross, feed_forward : Residual
        The parts; ``block.attention.layer.A`` is where the last `forward` looked.
    memory_error : ndarray or None
        The error at the memory, after `backward` of a block with ``cross=True``.

    References
    ----------
    Vaswani A. et al. (2017) Attention is all you need. NeurIPS, figure 1.
    https://arxiv.org/abs/1706.03762

    Examples
    --------
    >>> block = TransformerBlock(6, 2, 12)
    >>> block.forward(np.zeros((5, 4, 6))).shape
    (5, 4, 6)
    >>> decoder = TransformerBlock(6, 2, 12, causal=True, cross=True)
    >>> decoder.forward(np.zeros((5, 3, 6)), memory=np.zeros((5, 4, 6))).shape
    (5, 3, 6)
    """

    def __init__(
        self,
        n_features,
        heads,
        units,
        key_dim=None,
        *,
        causal=False,
        cross=False,
        n_memory=None,
        norm="pre",
        activation="relu",
        epsilon=1e-3,
        seed=0,
        dtype=float,
    ):
        D, rng = n_features, np.random.default_rng(seed)
        around = {"norm": norm, "epsilon": epsilon, "dtype": dtype}
        own = {"seed": rng, "dtype": dtype}
        look = MultiHeadAttention(D, heads, key_dim, causal=causal, **own)
        self.attention = Residual(look, D, **around)
        self.cross = None
        if cross:
            look = MultiHeadAttention(D, heads, key_dim, n_memory=n_memory, **own)
            self.cross = Residual(look, D, **around)
        if activation == "gelu":
            hidden = [Dense(D, units, **own), GELU()]
        else:
            hidden = [Dense(D, units, activation, **own)]
        self.feed_forward = Residual(Sequential([*hidden, Dense(units, D, **own)]), D, **around)

    @property
    def parameters(self):
        """All parameters, named ``attention.W_q``, ``feed_forward.norm.gamma`` and so on."""
        return collect(self._parts, "parameters")

    @property
    def gradients(self):
        """All gradients of the last `backward`, under the same names."""
        return collect(self._parts, "gradients")

    @property
    def _parts(self):
        names = ("attention", "cross", "feed_forward")
        return {name: part for name in names if (part := getattr(self, name)) is not None}

    def forward(self, X, *, memory=None, mask=None, memory_mask=None):
        """Return Y of the shape of X, (T, D) or (N, T, D); masks as in `MultiHeadAttention`."""
        if (self.cross is None) != (memory is None):
            need = "no memory" if self.cross is None else "a memory"
            raise ValueError(f"this block needs {need}: its cross is {self.cross is not None}")
        X = self.attention.forward(X, mask=mask)
        if self.cross is not None:
            X = self.cross.forward(X, memory=memory, mask=mask, memory_mask=memory_mask)
        return self.feed_forward.forward(X)

    def backward(self, dY):
        """Return dX, and leave the error at the memory in `memory_error`."""
        for part in reversed(self._parts.values()):
            dY = part.backward(dY)
        self.memory_error = self.cross.layer.memory_error if self.cross else None
        return dY
