"""The errors of an unrolled network in numbers: what each state owes to whom."""

import numpy as np

from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, unroll, vector

_COLUMN, _SIDE = 130, 30  # between steps; from a step to its two parts


def error_ledger(cell, trace, back):
    """Draw backpropagation through time with every number of one sequence.

    A column is a time step and is read downwards. The error comes from the loss of the step and
    from the step after; the two add up to the total, the slope of the activation function
    turns it into δ, and the step before receives δ through the recurrent weights.

    Parameters
    ----------
    cell : RNN
        One that has walked: see `bptt`.
    trace : dict
        What ``cell.unroll(X)`` returned for one sequence X of shape (T, D).
    back : Backward
        What ``bptt(cell, trace, dY)`` returned.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the trace holds a batch, or back belongs to another trace.

    Examples
    --------
    ::

        trace = cell.unroll(X)
        error_ledger(cell, trace, bptt(cell, trace, loss))
    """
    h, delta = np.asarray(trace["h"]), np.asarray(back.delta)
    if h.ndim != 2 or len(h) < 2:
        raise ValueError(f"trace needs one sequence of two steps or more; h has shape {h.shape}")
    if delta.shape != h.shape:
        raise ValueError(f"back needs δ of shape {h.shape}; got {delta.shape}")
    received = np.vstack([delta[1:] @ cell.W_hh.T, np.zeros_like(h[:1])])  # (T, H)
    d = Drawing(f"The errors of {plural(len(h), 'time step')}, number by number")
    d.data = {"immediate": back.immediate, "received": received}
    d.data |= {"total": back.total["h"], "delta": delta}
    row = 15.6 * h.shape[1] + 57  # a box with H numbers, and an arrow
    for t, x in unroll(len(h), _COLUMN):
        _step(d, t, x, row, last=t == len(h))
    for t in range(len(h), 1, -1):
        d.edge(f"δ_{t}", f"received {t - 1}", "W_hh", "error", side=1, size=12)
    top = 11 - row / 2  # just above the boxes of the first row
    d.text(8 - _SIDE, top - 16, "immediate", size=13, anchor="start", says="")
    d.text(_SIDE, top, "received", size=13, says="")
    for k, word in ((1, "total"), (2, "δ")):
        d.text(-34, k * row, word, size=13, anchor="end", says="")
    middle = (len(h) - 1) * _COLUMN / 2
    d.text(middle, 2.5 * row + 34, "dℒ/dh_t = ∂ℒ_t/∂h_t + W_hh δ_{t+1}", size=14)
    d.text(middle, 2.5 * row + 56, "δ_t = g′(a_t) ⊙ dℒ/dh_t", size=14)
    return d


def _step(d, t, x, row, last):
    """Draw one column; the last step receives nothing, so its total is its immediate part."""
    numbers = {name: values[t - 1] for name, values in d.data.items()}
    left = x if last else x - _SIDE
    d.node(f"ℒ_{t}", left, -row, f"ℒ_{t}", "error", w=50, h=50)
    _box(d, f"immediate {t}", left, 0, numbers["immediate"], f"∂ℒ_{t}/∂h_{t}")
    d.edge(f"ℒ_{t}", f"immediate {t}", role="error")
    _box(d, f"total {t}", x, row, numbers["total"], f"dℒ/dh_{t}")
    d.edge(f"immediate {t}", f"total {t}", role="error")
    if not last:
        _box(d, f"received {t}", x + _SIDE, 0, numbers["received"], f"W_hh δ_{t + 1}")
        d.edge(f"received {t}", f"total {t}", role="error")
    _box(d, f"δ_{t}", x, 2 * row, numbers["delta"], f"δ_{t}")
    d.edge(f"total {t}", f"δ_{t}", "g′" if t == 1 else None, "error", side=1, size=12)
    d.text(x, 2.5 * row, f"step {t}", size=13, says="")


def _box(d, name, x, y, values, says):
    vector(d, name, x, y, values, "error", label=says, w=52)
