"""All cells of the course with weights that hide nothing, for the tests that hold for each."""

import numpy as np

from rnnutils.nn.cell import Cell
from rnnutils.nn.gru import GRU
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.rnn import RNN


class Leaky(Cell):
    """A cell as a reader may write it: a state that leaks away and is filled up."""

    gates = ("u",)

    def advance(self, a, state):
        """Return u = g(a + h W_hh) and h = 0.8 h + 0.2 u."""
        u = self.g(a + state["h"] @ self.W_hh)
        return {"u": u, "h": 0.8 * state["h"] + 0.2 * u}

    def step_back(self, now, before, d, W_T):
        """Return delta and the errors of h_t and h_{t-1}."""
        delta = self.g.backward(now["u"], 0.2 * d["h"])
        return delta, d, {"h": 0.8 * d["h"] + delta @ W_T}


class Heir(LSTM):
    """A cell of the course by another name."""


MAKERS = {
    "RNN": lambda *sizes, **options: RNN(*sizes, **options),
    "LSTM": lambda *sizes, **options: LSTM(*sizes, **options),
    "GRU": lambda *sizes, **options: GRU(*sizes, **options),
    "GRU before": lambda *sizes, **options: GRU(*sizes, reset_after=False, **options),
}


def make(name, *sizes, seed=0, makers=MAKERS, **options):
    """Return a cell whose every parameter, biases too, is random."""
    cell = makers[name](*sizes, seed=seed, **options)
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
