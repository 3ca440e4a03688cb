"""Backpropagation through time, written by hand: where the gradients of a cell come from.

Two derivatives of the loss L with respect to a state h_t are kept apart. The *immediate* one
sees only the output of step t. The *total* one also sees every later step that h_t reaches:

    total_t = immediate_t + (what step t + 1 passes back, from its own total)

In the code ``d["h"]`` is short for dL/dh, and ``delta`` for dL/da, the error of the activations
a_t = x_t W_xh + b_h + …; from delta come all errors of the weights, in one product each.
"""

from typing import NamedTuple

import numpy as np

from rnnutils.arrays import at_least, expect, one_of, rows
from rnnutils.nn.cell import Cell


class Backward(NamedTuple):
    """What `bptt` finds.

    Attributes
    ----------
    parameters : dict of ndarray
        The gradient of each parameter of the cell, under its name.
    X : ndarray of shape (N, T, D)
        Sequences.
    state : dict of ndarray, (N, H)
        The states before the step.
    immediate : ndarray of shape (N, T, H)
        ∂L/∂h_t through the output of step t alone.
    total : dict of ndarray, (N, T, H)
        dL/dh_t, and dL/dc_t for an LSTM, through all later steps too.
    delta : ndarray of shape (N, T, G·H)
        dL/da_t. Step t's share in the gradient of W_xh is ``X[:, t].T @ delta[:, t]``.
    """

    parameters: dict
    X: np.ndarray
    state: dict
    immediate: np.ndarray
    total: dict
    delta: np.ndarray


def bptt(cell, trace, dY=None, *, dH=None, truncate=None):
    """Send the error of the outputs back through all time steps.

    Parameters
    ----------
    cell : Cell
        RNN, LSTM, GRU, or a subclass of your own.
    trace : dict
        What ``cell.unroll`` returned.
    dY : ndarray of the shape of ``trace["y"]``, optional
        ∂L/∂y_t, from a loss.
    dH : ndarray of the shape of ``trace["h"]``, optional
        ∂L/∂h_t of a loss that sees the states themselves.
    truncate : int, optional
        Cut the walk into stretches of that many steps, counted in the order of the walk; no
        error passes from one stretch to the one before. Forward, nothing changes.

    Returns
    -------
    Backward
        Without N in the shapes if the trace has none.

    References
    ----------
    Werbos P. J. (1990) Backpropagation through time: what it does and how to do it.
    Proceedings of the IEEE 78. https://doi.org/10.1109/5.58337
    Williams R. J., Peng J. (1990) An efficient gradient-based algorithm for on-line training of
    recurrent network trajectories. Neural Computation 2.
    https://doi.org/10.1162/neco.1990.2.4.490

    Examples
    --------
    The error of the last state fades on its way to the first:

    >>> from rnnutils.nn.rnn import RNN
    >>> rnn = RNN(n_features=1, units=1)
    >>> rnn.W_hh[:] = 0.5
    >>> trace = rnn.unroll(np.zeros((4, 1)))
    >>> back = bptt(rnn, trace, dY=np.array([[0.0], [0.0], [0.0], [1.0]]))
    >>> print(back.immediate.ravel(), back.total["h"].ravel())
    [0. 0. 0. 1.] [0.125 0.25  0.5   1.   ]
    """
    if not isinstance(cell, Cell):
        raise ValueError(f"cell needs to be a Cell, such as RNN or your own; got {cell!r}")
    if truncate is not None:
        at_least(truncate, 1, "truncate")
    immediate = _immediate(cell, trace, dY, dH)
    single = immediate.ndim == 2
    if single:
        immediate, trace = immediate[None], _with_batch(trace)
    back = Backward(**_walk_back(cell, trace, immediate, truncate))
    if cell.n_outputs and dY is not None:
        dy = rows(np.asarray(dY))
        back.parameters["W_hy"] = rows(trace["h"]).T @ dy
        back.parameters["b_y"] = dy.sum(axis=0)
    grown = {
        name: back.parameters.get(name, np.zeros_like(p)) for name, p in cell.parameters.items()
    }
    back = back._replace(parameters=grown)
    return _without_batch(back) if single else back


def state_gradient_norms(cell, X, *, dY=None, mask=None, state="h"):
    """Return ‖dL/dh_t‖ for every t: how much of the error reaches each step.

    Parameters
    ----------
    cell : Cell
        RNN, LSTM, GRU, or a subclass of your own.
    X : ndarray of shape (T, D) or (N, T, D)
        One sequence or a batch.
    dY : ndarray of the shape of the outputs, optional
        ∂L/∂y_t. Without it L is the sum of the last state's units.
    mask : ndarray of bool, shape (N, T), optional
        True for real steps.
    state : str
        ``"h"``, or ``"c"`` for the cell path of an LSTM.

    Returns
    -------
    ndarray of shape (T,)
        The Euclidean norm, averaged over the sequences.

    Examples
    --------
    >>> from rnnutils.nn.rnn import RNN
    >>> rnn = RNN(n_features=1, units=1, activation="linear")
    >>> rnn.W_hh[:] = 2.0
    >>> print(state_gradient_norms(rnn, np.ones((4, 1))))
    [8. 4. 2. 1.]
    """
    one_of(state, cell.states, "state")
    trace = cell.unroll(X, mask=mask)
    dH = None
    if dY is None:
        dH = np.zeros_like(trace["h"])
        dH[..., -1, :] = 1
    total = bptt(cell, trace, dY, dH=dH).total[state]
    norms = np.linalg.norm(total, axis=-1)
    return norms if norms.ndim == 1 else norms.mean(axis=0)


def _immediate(cell, trace, dY, dH):
    if dY is None and dH is None:
        raise ValueError("bptt needs dY, dH or both; got neither")
    h, immediate = trace["h"], 0
    if dY is not None:
        dY = expect(dY, "dY", trace["y"].shape, dtype=h.dtype)
        immediate = dY @ cell.W_hy.T if cell.n_outputs else dY
    if dH is not None:
        immediate = immediate + expect(dH, "dH", h.shape, dtype=h.dtype)
    return immediate


def _walk_back(cell, trace, immediate, truncate):
    """Visit the steps in the opposite order of the walk forward."""
    N, T, H = immediate.shape
    recorded = {name: trace[name].swapaxes(0, 1) for name in cell.gates + cell.states}  # (T, N, H)
    before = {
        name: _shift(recorded[name], trace[f"{name}_0"], trace["reverse"]) for name in cell.states
    }
    total = {name: np.empty((T, N, H), immediate.dtype) for name in cell.states}
    delta = np.empty((T, N, len(cell.blocks) * H), immediate.dtype)
    W_T = np.ascontiguousarray(cell.W_hh.T)
    d = {name: np.zeros((N, H), immediate.dtype) for name in cell.states}
    for k in range(T - 1, -1, -1):  # k counts the steps of the walk, t is the place in X
        t = T - 1 - k if trace["reverse"] else k
        d = d | {"h": d["h"] + immediate[:, t]}
        delta[t], d_now, d_before = cell.step_back(_at(recorded, t), _at(before, t), d, W_T)
        if trace["mask"] is not None:  # a masked step changed nothing, so the error passes by
            real = trace["mask"][:, t, None]
            delta[t] *= real
            d_now = {name: np.where(real, d_now[name], d[name]) for name in d}
            d_before = {name: np.where(real, d_before[name], d[name]) for name in d}
        for name in d:
            total[name][t] = d_now[name]
        is_cut = truncate and k % truncate == 0 and k > 0
        d = {name: np.zeros_like(error) for name, error in d.items()} if is_cut else d_before
    return _gradients(cell, trace, recorded, before, delta) | {
        "state": d,
        "immediate": immediate,
        "total": {name: values.swapaxes(0, 1) for name, values in total.items()},
        "delta": delta.swapaxes(0, 1),
    }


def _gradients(cell, trace, recorded, before, delta):
    """Return the errors of weights and inputs: each met delta at every step, so one product."""
    da, X = rows(delta), trace["X"].swapaxes(0, 1)  # (T·N, G·H), (T, N, D)
    parameters = {"W_xh": rows(X).T @ da, "b_h": da.sum(axis=0)}
    parameters |= cell.weight_gradients(recorded, before, delta)
    return {"parameters": parameters, "X": (da @ cell.W_xh.T).reshape(X.shape).swapaxes(0, 1)}


def _at(values, t):
    return {name: series[t] for name, series in values.items()}


def _shift(values, start, reverse):
    """Return the state before each step, (T, N, H), from the states after."""
    if reverse:
        return np.concatenate([values[1:], start[None]])
    return np.concatenate([start[None], values[:-1]])


def _with_batch(trace):
    return {k: v[None] if isinstance(v, np.ndarray) else v for k, v in trace.items()}


def _without_batch(back):
    first = {"state": back.state, "total": back.total}
    first = {k: {name: v[0] for name, v in values.items()} for k, values in first.items()}
    return back._replace(X=back.X[0], immediate=back.immediate[0], delta=back.delta[0], **first)
