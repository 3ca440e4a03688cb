"""The long short-term memory: a cell state, the gates that guard it, and the way back."""

import numpy as np

from rnnutils.nn.activations import get_activation
from rnnutils.nn.cell import Cell


class LSTM(Cell):
    """The long short-term memory: a cell state c, and three gates that guard it.

    ::

        i = σ(x W_xi + h_{t-1} W_hi + b_i)            input gate: what to write
        f = σ(x W_xf + h_{t-1} W_hf + b_f)            forget gate: what to keep
        c̃ = tanh(x W_xc + h_{t-1} W_hc + b_c)         candidate
        o = σ(x W_xo + h_{t-1} W_ho + b_o)            output gate: what to show
        c_t = f ⊙ c_{t-1} + i ⊙ c̃                     cell state
        h_t = o ⊙ tanh(c_t)                           hidden state

    The four blocks stand side by side in W_xh (D, 4H), W_hh (H, 4H) and b_h (4H,), in Keras'
    order i, f, c, o; ``gate("f")`` returns one gate's W_f (H + D, H), made for [h, x], and b_f.

    Parameters
    ----------
    n_features, units, n_outputs : int
        As in `Cell`.
    recurrent_activation : str
        The σ of the gates.
    forget_bias : float
        Where b_f starts: at 1 the cell keeps more than it forgets.
    **options : dict
        As in `Cell`.

    References
    ----------
    Hochreiter S., Schmidhuber J. (1997) Long short-term memory. Neural Computation 9.
    https://doi.org/10.1162/neco.1997.9.8.1735
    Gers F. A., Schmidhuber J., Cummins F. (2000) Learning to forget. Neural Computation 12.
    https://doi.org/10.1162/089976600300015015

    Examples
    --------
    >>> lstm = LSTM(n_features=2, units=3)
    >>> trace = lstm.unroll(np.zeros((5, 2)))
    >>> trace["c"].shape, float(trace["f"][0, 0].round(3))
    ((5, 3), 0.731)
    """

    blocks = ("i", "f", "c", "o")
    states = ("h", "c")
    gates = ("i", "f", "c_tilde", "o")

    def __init__(
        self, n_features, units, n_outputs=None, *,
        recurrent_activation="sigmoid", forget_bias=1.0, **options,
    ):  # fmt: skip
        super().__init__(n_features, units, n_outputs, **options)
        self.sigma = get_activation(recurrent_activation)
        if self.use_bias:
            self.split(self.b_h)[1][:] = forget_bias

    def advance(self, a, state):
        """Return gates and states, given a = x_t W_xh + b_h and the past."""
        a_i, a_f, a_c, a_o = self.split(a + state["h"] @ self.W_hh)
        i = self.sigma(a_i)
        f = self.sigma(a_f)
        c_tilde = self.g(a_c)
        o = self.sigma(a_o)
        c = f * state["c"] + i * c_tilde
        h = o * self.g(c)
        return {"i": i, "f": f, "c_tilde": c_tilde, "o": o, "c": c, "h": h}

    def step_back(self, now, before, d, W_T):
        """Return delta and the errors of both states, after the step and before it.

        In the order of the code, from h_t = o ⊙ g(c_t) and c_t = f ⊙ c_{t-1} + i ⊙ c̃::

            dc_t       += dh_t ⊙ o ⊙ g'(c_t)      h_t depends on c_t
            δ_i         = dc_t ⊙ c̃ ⊙ σ'
            δ_f         = dc_t ⊙ c_{t-1} ⊙ σ'
            δ_c         = dc_t ⊙ i ⊙ g'
            δ_o         = dh_t ⊙ g(c_t) ⊙ σ'
            dh_{t-1}    = [δ_i, δ_f, δ_c, δ_o] W_hh⊤
            dc_{t-1}    = dc_t ⊙ f                the conveyor: no matrix, no g'

        Parameters and returns are those of `Cell.step_back`, delta of shape (N, 4H).

        Examples
        --------
        A closed output gate, and only the conveyor is left:

        >>> lstm = LSTM(1, 1)
        >>> one, none = np.ones((1, 1)), np.zeros((1, 1))
        >>> now = {"i": one, "f": 0.9 * one, "c_tilde": one, "o": none, "c": one, "h": none}
        >>> d = {"h": none, "c": one}
        >>> print(lstm.step_back(now, {"c": one}, d, lstm.W_hh.T)[2]["c"])
        [[0.9]]
        """
        i, f, c_tilde, o = now["i"], now["f"], now["c_tilde"], now["o"]
        g_c = self.g(now["c"])
        dc = d["c"] + self.g.backward(g_c, d["h"] * o)
        delta_i = self.sigma.backward(i, dc * c_tilde)
        delta_f = self.sigma.backward(f, dc * before["c"])
        delta_c = self.g.backward(c_tilde, dc * i)
        delta_o = self.sigma.backward(o, d["h"] * g_c)
        delta = np.concatenate([delta_i, delta_f, delta_c, delta_o], axis=1)  # (N, 4H)
        return delta, {"h": d["h"], "c": dc}, {"h": delta @ W_T, "c": dc * f}
