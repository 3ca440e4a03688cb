"""The minimal GRU: gates that read the input only, so that all steps can be computed at once."""

import numpy as np

from rnnutils.arrays import expect, rows
from rnnutils.nn.activations import get_activation
from rnnutils.nn.first_weights import glorot
from rnnutils.nn.layer import Layer
from rnnutils.nn.scan import scan_backward, scan_tree


class MinGRU(Layer):
    """A GRU without W_hh and without a reset gate: its recurrence is linear in h.

    ::

        z_t = σ(x_t W_xz + b_z)                       how much to keep
        h̃_t = g(x_t W_xh + b_h)                       candidate
        h_t = z_t ⊙ h_{t-1} + (1 − z_t) ⊙ h̃_t

    z keeps, as in `GRU` and Keras. Feng et al. write h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t:
    theirs is the share to *write*. Since 1 − σ(a) = σ(−a), it is the same network with W_xz
    and b_z negated. Their candidate is linear, and so is ours unless told otherwise.

    It keeps the contract of `Layer` and stacks in a `Sequential`.

    Parameters
    ----------
    n_features, units : int
        Sizes D and H.
    activation : str
        The g of the candidate.
    scan : callable
        How `forward` and `backward` walk: `scan_loop`, `scan_doubling` or `scan_tree`.
    seed : int or numpy Generator
        Start of the random numbers.
    dtype : numpy dtype
        Precision of all numbers.

    References
    ----------
    Feng L., Tung F., Ahmed M. O., Bengio Y., Hajimirsadeghi H. (2024) Were RNNs all we needed?
    https://arxiv.org/abs/2410.01201

    Examples
    --------
    >>> layer = MinGRU(n_features=1, units=1)
    >>> layer.W_xz[:], layer.W_xh[:] = 0.0, 1.0
    >>> print(layer.forward(np.array([[1.0], [1.0], [0.0]])).ravel())
    [0.5   0.75  0.375]
    """

    def __init__(
        self, n_features, units, *, activation="linear", scan=scan_tree, seed=0, dtype=float
    ):
        rng = np.random.default_rng(seed)
        self.W_xz, self.W_xh = (glorot(rng, n_features, units).astype(dtype) for _ in "zh")
        self.b_z, self.b_h = np.zeros(units, dtype), np.zeros(units, dtype)
        self.sigma, self.g = get_activation("sigmoid"), get_activation(activation)
        self.scan = scan

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        return {name: getattr(self, name) for name in ("W_xz", "W_xh", "b_z", "b_h")}

    def step(self, x, h):
        """Return the next state (..., H) from an input (..., D) and the state before."""
        z = self.sigma(x @ self.W_xz + self.b_z)
        h_tilde = self.g(x @ self.W_xh + self.b_h)
        return z * h + (1 - z) * h_tilde

    def forward(self, X, *, mask=None):
        """Return all states (T, H) or (N, T, H) of X (T, D) or (N, T, D), from zero.

        The mask, of shape (T,) or (N, T), is False where a step is padding: the state passes.
        """
        D = len(self.W_xz)
        self.X = expect(X, "X", ("T", D), ("N", "T", D), dtype=self.W_xz.dtype)
        self.z = self.sigma(self.X @ self.W_xz + self.b_z)
        self.h_tilde = self.g(self.X @ self.W_xh + self.b_h)
        self.mask = None if mask is None else expect(mask, "mask", self.X.shape[:-1])
        self.keep = self.z if mask is None else np.where(self.mask[..., None], self.z, 1)
        self.h = self.scan(self.keep, (1 - self.keep) * self.h_tilde)
        return self.h

    def backward(self, dY):
        """Return dX, and leave the gradients of the parameters in `gradients`.

        In the order of the code, from h_t = z_t ⊙ h_{t-1} + (1 − z_t) ⊙ h̃_t::

            δ_z  = (dkeep − db ⊙ h̃) ⊙ σ'
            δ_h̃  = db ⊙ (1 − z) ⊙ g'
            dX   = δ_z W_xz⊤ + δ_h̃ W_xh⊤
        """
        d_keep, d_b, _ = scan_backward(dY, self.keep, self.h, scan=self.scan)
        delta_z = self.sigma.backward(self.z, d_keep - d_b * self.h_tilde)
        if self.mask is not None:
            delta_z = np.where(self.mask[..., None], delta_z, 0)
        delta_h = self.g.backward(self.h_tilde, d_b * (1 - self.keep))
        x, d_z, d_h = rows(self.X), rows(delta_z), rows(delta_h)
        self.gradients = {
            "W_xz": x.T @ d_z,
            "W_xh": x.T @ d_h,
            "b_z": d_z.sum(axis=0),
            "b_h": d_h.sum(axis=0),
        }
        return delta_z @ self.W_xz.T + delta_h @ self.W_xh.T


def keras_min_gru(X, units, *, activation=None, name="min_gru"):
    """Return all states (N, T, units) of a `MinGRU` as part of a functional Keras model.

    The scan is that of `scan_doubling`: T has to be known, and there are log₂ T rounds.

    Parameters
    ----------
    X : Keras tensor of shape (N, T, D)
        Sequences.
    units : int
        Size of the state.
    activation : str, optional
        Of the candidate.
    name : str
        The two layers of weights are ``<name>_z`` and ``<name>_h``.

    Returns
    -------
    Keras tensor of shape (N, T, H)
        The states.

    Examples
    --------
    ::

        x = keras.Input((1000, 4))
        h = keras_min_gru(x, 32)
        model = keras.Model(x, keras.layers.Dense(1)(h[:, -1]))
    """
    T = X.shape[1]
    if T is None:
        raise ValueError("X needs a known number of time steps; got None")
    from keras import layers, ops

    z = layers.Dense(units, "sigmoid", name=f"{name}_z")(X)
    a, b = z, (1 - z) * layers.Dense(units, activation, name=f"{name}_h")(X)
    reach = 1
    while reach < T:
        back = ((0, 0), (reach, 0), (0, 0))  # steps before the start: the map h → 1 h + 0
        b = a * ops.pad(b[:, :-reach], back) + b
        a = a * ops.pad(a[:, :-reach], back, constant_values=1)
        reach *= 2
    return b
