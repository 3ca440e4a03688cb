"""One step of each cell, backwards: from the error of its states to that of its activations.

``now`` holds what the step recorded, ``before`` the states it started from, and ``d`` the errors
of its states: ``d["h"]`` is short for dL/dh_t. ``delta`` is dL/da_t, the error of the activations
a_t = x_t W_xh + b_h + …, one block of columns for each gate, in the cell's order.
"""

import numpy as np

from rnnutils.recurrent import GRU, LSTM, RNN
from rnnutils.shapes import rows


def rnn_step_back(cell, now, before, d, W_T):
    """Return delta and the error of the state before.

    In the order of the code, from h_t = g(a_t)::

        δ_t         = dh_t ⊙ g'(a_t)       1 − h_t² for tanh
        dh_{t-1}    = δ_t W_hh⊤

    Parameters
    ----------
    cell : RNN
    now, before, d : dict of ndarray, (N, H)
        Recorded values, states before, errors of the states.
    W_T : ndarray of shape (H, H)
        W_hh⊤. Laid out in memory once for all steps, it is half as fast again as ``W_hh.T``.

    Returns
    -------
    delta : ndarray of shape (N, H)
    d_before : dict of ndarray, (N, H)

    Examples
    --------
    >>> rnn = RNN(1, 1)
    >>> rnn.W_hh[:] = 2.0
    >>> now, d = {"h": np.array([[0.5]])}, {"h": np.array([[1.0]])}
    >>> delta, d_before = rnn_step_back(rnn, now, {}, d, rnn.W_hh.T)
    >>> print(delta, d_before["h"])
    [[0.75]] [[1.5]]
    """
    delta = cell.g.backward(now["h"], d["h"])
    return delta, {"h": delta @ W_T}


def lstm_step_back(cell, now, before, d, W_T):
    """Return delta and the errors of both states before; complete ``d["c"]``.

    In the order of the code, from h_t = o ⊙ g(c_t) and c_t = f ⊙ c_{t-1} + i ⊙ c̃::

        dc_t       += dh_t ⊙ o ⊙ g'(c_t)      h_t depends on c_t
        δ_i         = dc_t ⊙ c̃ ⊙ σ'
        δ_f         = dc_t ⊙ c_{t-1} ⊙ σ'
        δ_c         = dc_t ⊙ i ⊙ g'
        δ_o         = dh_t ⊙ g(c_t) ⊙ σ'
        dh_{t-1}    = [δ_i, δ_f, δ_c, δ_o] W_hh⊤
        dc_{t-1}    = dc_t ⊙ f                the conveyor: no matrix, no g'

    Parameters and returns are those of `rnn_step_back`, delta of shape (N, 4H).

    Examples
    --------
    A closed output gate, and only the conveyor is left:

    >>> lstm = LSTM(1, 1)
    >>> one, none = np.ones((1, 1)), np.zeros((1, 1))
    >>> now = {"i": one, "f": 0.9 * one, "c_tilde": one, "o": none, "c": one, "h": none}
    >>> d = {"h": none, "c": one}
    >>> print(lstm_step_back(lstm, now, {"c": one}, d, lstm.W_hh.T)[1]["c"])
    [[0.9]]
    """
    i, f, c_tilde, o = now["i"], now["f"], now["c_tilde"], now["o"]
    g_c = cell.g(now["c"])
    d["c"] = d["c"] + cell.g.backward(g_c, d["h"] * o)
    delta_i = cell.sigma.backward(i, d["c"] * c_tilde)
    delta_f = cell.sigma.backward(f, d["c"] * before["c"])
    delta_c = cell.g.backward(c_tilde, d["c"] * i)
    delta_o = cell.sigma.backward(o, d["h"] * g_c)
    delta = np.concatenate([delta_i, delta_f, delta_c, delta_o], axis=1)  # (N, 4H)
    return delta, {"h": delta @ W_T, "c": d["c"] * f}


def gru_step_back(cell, now, before, d, W_T):
    """Return delta and the error of the state before.

    In the order of the code, from h_t = z ⊙ h_{t-1} + (1 − z) ⊙ h̃, where m is what the reset
    gate acts on::

        δ_z         = dh_t ⊙ (h_{t-1} − h̃) ⊙ σ'
        δ_h̃         = dh_t ⊙ (1 − z) ⊙ g'
        δ_r         = δ_h̃ ⊙ m ⊙ σ'                        reset_after: m = h_{t-1} W_hh̃ + b'_h̃
        δ_r         = (δ_h̃ W_hh̃⊤) ⊙ h_{t-1} ⊙ σ'          else
        dh_{t-1}    = dh_t ⊙ z + what passes W_hh⊤

    Parameters and returns are those of `rnn_step_back`, delta of shape (N, 3H).

    Examples
    --------
    An update gate at one keeps the state, and hands its error on:

    >>> gru = GRU(1, 1)
    >>> one = np.ones((1, 1))
    >>> now = {"z": one, "r": one, "m": one, "h_tilde": one, "h": one}
    >>> print(gru_step_back(gru, now, {"h": one}, {"h": 3 * one}, gru.W_hh.T)[1]["h"])
    [[3.]]
    """
    z, r, m, h_tilde = now["z"], now["r"], now["m"], now["h_tilde"]
    h, H = before["h"], cell.units
    delta_z = cell.sigma.backward(z, d["h"] * (h - h_tilde))
    delta_h = cell.g.backward(h_tilde, d["h"] * (1 - z))
    if cell.reset_after:
        delta_r = cell.sigma.backward(r, delta_h * m)
        through = np.concatenate([delta_z, delta_r, delta_h * r], axis=1) @ W_T
    else:
        d_m = delta_h @ W_T[2 * H :]
        delta_r = cell.sigma.backward(r, d_m * h)
        through = np.concatenate([delta_z, delta_r], axis=1) @ W_T[: 2 * H] + d_m * r
    return np.concatenate([delta_z, delta_r, delta_h], axis=1), {"h": d["h"] * z + through}


def recurrent_gradients(cell, recorded, before, delta):
    """Return the gradient of W_hh, which met h_{t-1} at every step: the sum is one product.

    Parameters
    ----------
    cell : RNN or LSTM
    recorded, before : dict of ndarray, (T, N, H)
        Of all steps.
    delta : ndarray of shape (T, N, G·H)

    Returns
    -------
    dict of ndarray

    Examples
    --------
    >>> ones = np.ones((5, 1, 1))
    >>> print(recurrent_gradients(RNN(1, 1), {}, {"h": ones}, 2 * ones)["W_hh"])
    [[10.]]
    """
    return {"W_hh": rows(before["h"]).T @ rows(delta)}


def gru_gradients(cell, recorded, before, delta):
    """Return the gradients of W_hh and b_hh, whose third block the reset gate touches.

    Parameters and returns are those of `recurrent_gradients`.

    Examples
    --------
    >>> ones = np.ones((5, 1, 1))
    >>> recorded, delta = {"r": 0 * ones, "m": ones}, np.ones((5, 1, 3))
    >>> print(gru_gradients(GRU(1, 1), recorded, {"h": ones}, delta)["W_hh"])
    [[5. 5. 0.]]
    """
    H = cell.units
    h, behind = rows(before["h"]), rows(delta).copy()
    if cell.reset_after:
        behind[:, 2 * H :] *= rows(recorded["r"])
        return {"W_hh": h.T @ behind, "b_hh": behind.sum(axis=0)}
    candidate = rows(recorded["m"]).T @ behind[:, 2 * H :]
    return {"W_hh": np.hstack([h.T @ behind[:, : 2 * H], candidate])}


# How each cell goes back: the function of one step, and that of the recurrent weights.
STEP_BACK = {
    RNN: (rnn_step_back, recurrent_gradients),
    LSTM: (lstm_step_back, recurrent_gradients),
    GRU: (gru_step_back, gru_gradients),
}
