"""The walk of a cell through time."""

import numpy as np

from rnnutils.arrays import rows


def walk(cell, X, mask, state, reverse):
    """Return what a cell records on its way through X: gates and states after every step.

    The way back is `bptt`.

    Parameters
    ----------
    cell : Cell
        What walks.
    X : ndarray of shape (N, T, D)
        Sequences.
    mask : ndarray of bool, shape (N, T), optional
        True for real steps.
    state : dict of ndarray, (N, H)
        Where to start.
    reverse : bool
        Whether to walk from the last step to the first.

    Returns
    -------
    dict of ndarray, (N, T, H)
    """
    N, T, _ = X.shape
    by_time = np.ascontiguousarray(X.swapaxes(0, 1))  # (T, N, D)
    A = (rows(by_time) @ cell.W_xh + cell.b_h).reshape(T, N, cell.b_h.size)  # (T, N, G·H)
    kept = cell.gates + cell.states
    record = {name: np.empty((T, N, cell.units), A.dtype) for name in kept}
    for t in range(T - 1, -1, -1) if reverse else range(T):
        new = cell.advance(A[t], state)
        if mask is not None:
            real = mask[:, t, None]
            new |= {name: np.where(real, new[name], state[name]) for name in cell.states}
        for name in kept:
            record[name][t] = new[name]
        state = {name: new[name] for name in cell.states}
    return {name: values.swapaxes(0, 1) for name, values in record.items()}  # (N, T, H)
