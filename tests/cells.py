"""All cells of the course with weights that hide nothing, for the tests that hold for each."""

import numpy as np

from rnnutils.recurrent import GRU, LSTM, RNN

MAKERS = {
    "RNN": lambda *sizes, **options: RNN(*sizes, **options),
    "LSTM": lambda *sizes, **options: LSTM(*sizes, **options),
    "GRU": lambda *sizes, **options: GRU(*sizes, **options),
    "GRU before": lambda *sizes, **options: GRU(*sizes, reset_after=False, **options),
}


def make(name, *sizes, seed=0, **options):
    """Return a cell whose every parameter, biases too, is random."""
    cell = MAKERS[name](*sizes, seed=seed, **options)
    rng = np.random.default_rng(seed + 100)
    for p in cell.parameters.values():
        p += rng.normal(0, 0.4, p.shape)
    return cell


def data(N=2, T=5, D=3, seed=1):
    """Return inputs (N, T, D), and a mask that hides steps at the start, inside and at the end."""
    rng = np.random.default_rng(seed)
    mask = np.ones((N, T), bool)
    mask[0, 0] = mask[0, T // 2] = mask[-1, -1] = False
    return rng.normal(size=(N, T, D)), mask
