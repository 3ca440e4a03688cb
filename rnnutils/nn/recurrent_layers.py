"""Layers around the cells, so that they stack, run both ways and read integers.

They keep the contract of `Layer`, and so compose with `Dense` in a `Sequential`.
"""

import numpy as np

from rnnutils.arrays import expect, expect_numbers, one_of
from rnnutils.nn.bptt import bptt
from rnnutils.nn.layer import Layer, collect


class Embedding(Layer):
    """A table that turns an integer into a vector: row k stands for the integer k.

    Parameters
    ----------
    n_symbols, n_features : int
        Rows and columns of the table.
    mask_zero : bool
        Whether 0 is padding; then the layers behind see a mask.
    seed : int or numpy Generator
        Start of the random numbers.
    dtype : numpy dtype
        Precision of all numbers.

    Examples
    --------
    >>> layer = Embedding(3, 2)
    >>> layer.E[:] = [[0, 0], [1, 10], [2, 20]]
    >>> print(layer.forward(np.array([2, 1])))
    [[ 2. 20.]
     [ 1. 10.]]
    """

    def __init__(self, n_symbols, n_features, *, mask_zero=False, seed=0, dtype=float):
        rng = np.random.default_rng(seed)
        self.E = rng.uniform(-0.05, 0.05, (n_symbols, n_features)).astype(dtype)
        self.mask_zero = mask_zero

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        return {"E": self.E}

    def forward(self, X, *, mask=None):
        """Return the rows (..., D) of the integers X (T,) or (N, T)."""
        self.X = X = expect_numbers(X, "X", len(self.E), ("T",), ("N", "T"))
        return self.E[X]

    def backward(self, dY):
        """Leave the gradient of the table in `gradients`; integers have no error to return."""
        dE = np.zeros_like(self.E)
        np.add.at(dE, self.X, expect(dY, "dY", (*self.X.shape, self.E.shape[1])))
        self.gradients = {"E": dE}

    def mask_after(self, X, mask):
        """Return where X is no padding."""
        return np.asarray(X) != 0 if self.mask_zero else mask


class Recurrent(Layer):
    """A cell as a layer: from a sequence to its outputs, or to the last of them.

    Parameters
    ----------
    cell : Cell
        What walks over the steps.
    return_sequences : bool
        Whether to return every output (N, T, O) or only the last of the walk (N, O). A cell
        that feeds another one must return them all.
    reverse : bool
        Walk from the last step to the first. Outputs stay in the order of X.
    zero_masked : bool
        Whether the outputs of masked steps are zero, instead of those of the step before.

    Attributes
    ----------
    trace : dict
        What the cell recorded in the last `forward`.

    Examples
    --------
    >>> from rnnutils.nn.lstm import LSTM
    >>> Recurrent(LSTM(2, 3), return_sequences=False).forward(np.zeros((5, 4, 2))).shape
    (5, 3)
    """

    def __init__(self, cell, *, return_sequences=True, reverse=False, zero_masked=False):
        self.cell = cell
        self.return_sequences = return_sequences
        self.reverse = reverse
        self.zero_masked = zero_masked

    @property
    def parameters(self):
        """Those of the cell."""
        return self.cell.parameters

    def forward(self, X, *, mask=None):
        """Return the outputs of the cell for X of shape (T, D) or (N, T, D)."""
        self.trace = self.cell.unroll(X, mask=mask, reverse=self.reverse)
        Y = self.trace["y"]
        return self._hide(Y) if self.return_sequences else Y[..., self._last, :]

    def backward(self, dY):
        """Return dX, and leave the gradients of the cell in `gradients`."""
        Y = self.trace["y"]
        if self.return_sequences:
            dY = self._hide(expect(dY, "dY", Y.shape))
        else:
            last, dY = expect(dY, "dY", Y[..., 0, :].shape), np.zeros_like(Y)
            dY[..., self._last, :] = last
        back = bptt(self.cell, self.trace, dY)
        self.gradients = back.parameters
        return back.X

    def mask_after(self, X, mask):
        """Return the mask while there are time steps left to mask."""
        return mask if self.return_sequences else None

    @property
    def _last(self):
        return 0 if self.reverse else -1

    def _hide(self, Y):
        if self.zero_masked and self.trace["mask"] is not None:
            return Y * self.trace["mask"][..., None]
        return Y


class Bidirectional(Layer):
    """Two cells read the same sequence, one from each end.

    Parameters
    ----------
    forward_cell, backward_cell : RNN, LSTM or GRU
        With weights of their own.
    merge : {"concat", "sum", "ave", "mul"}
        How the two outputs become one.
    return_sequences : bool
        As in `Recurrent`. The last output of the backward walk belongs to the first step.
        In a sequence, outputs of masked steps are zero, as in Keras.

    Examples
    --------
    >>> from rnnutils.nn.gru import GRU
    >>> layer = Bidirectional(GRU(2, 3, seed=0), GRU(2, 3, seed=1))
    >>> layer.forward(np.zeros((5, 4, 2))).shape
    (5, 4, 6)
    """

    def __init__(self, forward_cell, backward_cell, *, merge="concat", return_sequences=True):
        self.merge = one_of(merge, ("concat", "sum", "ave", "mul"), "merge")
        options = {"return_sequences": return_sequences, "zero_masked": True}
        self.ways = [
            Recurrent(forward_cell, **options),
            Recurrent(backward_cell, **options, reverse=True),
        ]

    @property
    def parameters(self):
        """Those of both cells, named ``forward.…`` and ``backward.…``."""
        return collect(self._named, "parameters")

    @property
    def gradients(self):
        """Gradients of the last `backward`, under the same names."""
        return collect(self._named, "gradients")

    def forward(self, X, *, mask=None):
        """Return the merged outputs for X of shape (T, D) or (N, T, D)."""
        self.Y = there, back = [way.forward(X, mask=mask) for way in self.ways]
        if self.merge == "concat":
            return np.concatenate([there, back], axis=-1)
        if self.merge == "mul":
            return there * back
        return (there + back) * (0.5 if self.merge == "ave" else 1)

    def backward(self, dY):
        """Return dX: the sum of what both ways send back."""
        there, back = self.Y
        if self.merge == "concat":
            errors = np.split(dY, [there.shape[-1]], axis=-1)
        elif self.merge == "mul":
            errors = [dY * back, dY * there]
        else:
            errors = [dY * (0.5 if self.merge == "ave" else 1)] * 2
        return sum(way.backward(error) for way, error in zip(self.ways, errors, strict=True))

    def mask_after(self, X, mask):
        """Return the mask while there are time steps left to mask."""
        return self.ways[0].mask_after(X, mask)

    @property
    def _named(self):
        return dict(zip(["forward", "backward"], self.ways, strict=True))
