"""Where a step stands, told to layers that cannot know it: attention sees a set, not a row.

The layers keep the contract of `Layer`.
"""

import numpy as np

from rnnutils.arrays import expect
from rnnutils.nn.layer import Layer


def sinusoids(time_steps, n_features):
    """Return one pattern of sines and cosines for each position.

    ::

        P[t, 2i]     = sin(t / 10000^(2i/D))
        P[t, 2i + 1] = cos(t / 10000^(2i/D))

    Sines stand in the even columns and cosines in the odd ones, as the paper writes it. (Some
    programs put all sines in front of all cosines: the same numbers in another order.) Every
    pair of columns is a clock hand; each turns more slowly than the one before.

    Parameters
    ----------
    time_steps, n_features : int
        Number T of positions, and length D of a pattern.

    Returns
    -------
    ndarray of shape (time_steps, n_features)

    References
    ----------
    Vaswani A. et al. (2017) Attention is all you need. NeurIPS, section 3.5.
    https://arxiv.org/abs/1706.03762

    Examples
    --------
    >>> print(sinusoids(3, 4).round(2))
    [[ 0.    1.    0.    1.  ]
     [ 0.84  0.54  0.01  1.  ]
     [ 0.91 -0.42  0.02  1.  ]]
    """
    column = np.arange(n_features)
    angle = np.arange(time_steps)[:, None] / 10000 ** (column // 2 * 2 / n_features)
    return np.where(column % 2, np.cos(angle), np.sin(angle))


class PositionalEncoding(Layer):
    """Adds to every step the `sinusoids` of its position; nothing here is learned.

    Examples
    --------
    >>> print(PositionalEncoding().forward(np.zeros((2, 2))).round(2))
    [[0.   1.  ]
     [0.84 0.54]]
    """

    def forward(self, X, *, mask=None):
        """Return X + P for X of shape (T, D) or (N, T, D)."""
        X = expect(X, "X", ("T", "D"), ("N", "T", "D"))
        return X + sinusoids(*X.shape[-2:]).astype(X.dtype)

    def backward(self, dY):
        """Return dY: what is added has no part in the error."""
        return dY


class PositionEmbedding(Layer):
    """Adds to every step a row of a table, one row to a position, which is learned.

    Parameters
    ----------
    max_steps, n_features : int
        Rows and columns. A longer sequence has no rows left, and is refused.
    seed : int or numpy Generator
        Start of the random numbers.
    dtype : numpy dtype
        Precision of all numbers.

    Examples
    --------
    >>> PositionEmbedding(10, 2).forward(np.zeros((5, 4, 2))).shape
    (5, 4, 2)
    """

    def __init__(self, max_steps, n_features, *, seed=0, dtype=float):
        rng = np.random.default_rng(seed)
        self.P = rng.uniform(-0.05, 0.05, (max_steps, n_features)).astype(dtype)

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        return {"P": self.P}

    def forward(self, X, *, mask=None):
        """Return X + P for X of shape (T, D) or (N, T, D)."""
        D = self.P.shape[1]
        X = expect(X, "X", ("T", D), ("N", "T", D), dtype=self.P.dtype)
        if X.shape[-2] > len(self.P):
            raise ValueError(f"X needs at most {len(self.P)} steps; got {X.shape[-2]}")
        return X + self.P[: X.shape[-2]]

    def backward(self, dY):
        """Return dY, and leave what all sequences say about the table in `gradients`."""
        dP = np.zeros_like(self.P)
        dP[: dY.shape[-2]] = dY.reshape(-1, *dY.shape[-2:]).sum(axis=0)
        self.gradients = {"P": dP}
        return dY
