"""What can be done to a cell before training: the choice of its first weights.

Each function overwrites some weights of a cell, in place, and returns the cell, so that it can
stand around the constructor: ``identity_start(RNN(2, 16, activation="relu"))``.
"""

import numpy as np

from rnnutils.arrays import at_least, expect, positive
from rnnutils.nn.gru import GRU
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.rnn import RNN


def spectral_radius(W):
    """Return ρ(W), the largest absolute eigenvalue of a square matrix.

    It says how W stretches in the long run: ‖Wᵏ‖ grows like ρᵏ. One application may stretch
    more, up to the largest singular value.

    Parameters
    ----------
    W : ndarray of shape (H, H)
        Recurrent weights.

    Returns
    -------
    float

    Examples
    --------
    >>> W = np.array([[0.5, 9.0], [0.0, 0.5]])
    >>> print(spectral_radius(W), np.linalg.norm(W, 2).round(2))
    0.5 9.03
    """
    W = expect(W, "W", ("H", "H"), dtype=float)
    if W.shape[0] != W.shape[1]:
        raise ValueError(f"W needs as many rows as columns; got {W.shape}")
    return float(np.abs(np.linalg.eigvals(W)).max())


def gaussian_start(cell, *, radius=1.0, seed=0):
    """Draw the recurrent weights of an RNN from a normal distribution and scale ρ to `radius`.

    Parameters
    ----------
    cell : RNN
        Its recurrent weights are written anew.
    radius : float
        The spectral radius ρ they get.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    RNN
        The same cell.

    Examples
    --------
    >>> round(spectral_radius(gaussian_start(RNN(1, 8), radius=0.9).W_hh), 6)
    0.9
    """
    _expect_cell(cell, RNN)
    positive(radius, "radius")
    W = np.random.default_rng(seed).standard_normal(cell.W_hh.shape)
    cell.W_hh[:] = W * (radius / spectral_radius(W))
    return cell


def identity_start(cell, *, scale=1.0):
    """Let an RNN begin by copying its state: W_hh = `scale` · identity, and a bias of zero.

    With ``activation="relu"`` this is the IRNN.

    Parameters
    ----------
    cell : RNN
        Its recurrent weights and its bias are written anew.
    scale : float
        What the state is multiplied by at each step.

    Returns
    -------
    RNN
        The same cell.

    References
    ----------
    Le Q. V., Jaitly N., Hinton G. E. (2015) A simple way to initialize recurrent networks of
    rectified linear units. https://arxiv.org/abs/1504.00941

    Examples
    --------
    >>> irnn = identity_start(RNN(1, 2, activation="relu"))
    >>> print(irnn.W_hh.tolist(), irnn.b_h.tolist())
    [[1.0, 0.0], [0.0, 1.0]] [0.0, 0.0]
    """
    _expect_cell(cell, RNN)
    cell.W_hh[:] = scale * np.eye(cell.units)
    cell.b_h[:] = 0
    return cell


def chrono_start(cell, time_steps, *, seed=0):
    """Give every unit a memory of its own length, up to the longest lag in `time_steps` steps.

    ::

        b_f = log u,   u uniform from 1 to time_steps − 1
        b_i = −b_f                                        LSTM only

    A gate of σ(log u) = u / (u + 1) keeps a state for about u steps. In a GRU the update gate
    decides what is kept, and b_z takes the place of b_f.

    Parameters
    ----------
    cell : LSTM or GRU
        The biases of its gates are written anew.
    time_steps : int
        The longest lag.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    LSTM or GRU
        The same cell.

    References
    ----------
    Tallec C., Ollivier Y. (2018) Can recurrent neural networks warp time? ICLR.
    https://arxiv.org/abs/1804.11188

    Examples
    --------
    >>> lstm = chrono_start(LSTM(1, 3), time_steps=40)
    >>> b_i, b_f = lstm.gate("i")[1], lstm.gate("f")[1]
    >>> print(np.exp(b_f).round(1), (b_i == -b_f).all())
    [25.2 11.3  2.6] True
    """
    _expect_cell(cell, LSTM, GRU)
    at_least(time_steps, 3, "time_steps")
    bias = np.log(np.random.default_rng(seed).uniform(1, time_steps - 1, cell.units))
    biases = dict(zip(cell.blocks, cell.split(cell.b_h), strict=True))
    biases["f" if "f" in biases else "z"][:] = bias
    if "i" in biases:
        biases["i"][:] = -bias
    return cell


def _expect_cell(cell, *kinds):
    if not isinstance(cell, kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"this start needs {names}; got {type(cell).__name__}")
