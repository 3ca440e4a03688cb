"""The three recurrent cells of the course: RNN, LSTM and GRU.

Rows are inputs, so weights stand to the right: ``x @ W_xh``. All cells share `Cell`: the same
constructor, `initial_state`, `step`, `unroll`. What differs is `advance`, one step's equations,
which takes the inputs' share of the activation, ``a = x W_xh + b_h``, and the state before.
"""

import numpy as np

from rnnutils.activations import get_activation
from rnnutils.cell import Cell


class RNN(Cell):
    """The simple recurrent network: one state, one equation.

    ::

        h_t = tanh(x_t W_xh + h_{t-1} W_hh + b_h)     (H,)
        y_t = h_t W_hy + b_y                          (O,)

    with W_xh (D, H), W_hh (H, H), W_hy (H, O): the same three at every time step. In column
    notation the weights carry ⊤: h_t = tanh(W_xh⊤ x_t + W_hh⊤ h_{t-1} + b_h).
    Parameters are those of `Cell`.

    References
    ----------
    Elman J. L. (1990) Finding structure in time. Cognitive Science 14.
    https://doi.org/10.1207/s15516709cog1402_1

    Examples
    --------
    >>> rnn = RNN(n_features=1, units=1)
    >>> rnn.W_xh[:], rnn.W_hh[:] = 1.0, 0.5
    >>> print(rnn.step(np.array([1.0])).round(3), rnn.step(np.array([0.0])).round(3))
    [0.762] [0.363]
    >>> print(rnn.unroll(np.array([[1.0], [0.0]]))["h"].round(3).ravel())
    [0.762 0.363]
    """

    def step(self, x):
        """Update the state h from the input x of shape (D,) or (N, D); return the output y."""
        x = self.expect_step(x)
        self.h = self.g(x @ self.W_xh + self.h @ self.W_hh + self.b_h)
        y = self.h @ self.W_hy + self.b_y
        return y

    def advance(self, a, state):
        """Return h_t, given a = x_t W_xh + b_h and the state before."""
        return {"h": self.g(a + state["h"] @ self.W_hh)}


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
    recurrent_activation : str
        σ, of the gates.
    forget_bias : float
        Where b_f starts: at 1 the cell keeps more than it forgets.
    n_features, units, n_outputs, **options
        Those of `Cell`.

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


class GRU(Cell):
    """The gated recurrent unit: one state, an update gate and a reset gate.

    ::

        z = σ(x W_xz + h_{t-1} W_hz + b_z)            update gate: how much to keep
        r = σ(x W_xr + h_{t-1} W_hr + b_r)            reset gate: what the candidate sees
        h̃ = tanh(x W_xh̃ + r ⊙ (h_{t-1} W_hh̃ + b'_h̃) + b_h̃)     if reset_after
        h̃ = tanh(x W_xh̃ + (r ⊙ h_{t-1}) W_hh̃ + b_h̃)            if not
        h_t = z ⊙ h_{t-1} + (1 − z) ⊙ h̃

    Blocks stand in Keras' order z, r, h in W_xh (D, 3H), W_hh (H, 3H), b_h (3H,). With
    ``reset_after`` a second bias b_hh (3H,) goes with W_hh; all three gates have one.
    Olah's well-known figure swaps z and 1 − z.

    Parameters
    ----------
    recurrent_activation : str
        σ, of the gates.
    reset_after : bool
        Reset after the product (Keras, PyTorch, cuDNN) or before it (Cho 2014 as published).
    n_features, units, n_outputs, **options
        Those of `Cell`.

    References
    ----------
    Cho K. et al. (2014) Learning phrase representations using RNN encoder–decoder for
    statistical machine translation. EMNLP. https://doi.org/10.3115/v1/D14-1179

    Examples
    --------
    >>> gru = GRU(n_features=2, units=3)
    >>> trace = gru.unroll(np.ones((5, 2)), state={"h": np.ones(3)})
    >>> h_before = np.vstack([trace["h_0"], trace["h"][:-1]])
    >>> z, h_tilde = trace["z"], trace["h_tilde"]
    >>> np.allclose(trace["h"], z * h_before + (1 - z) * h_tilde)
    True
    """

    blocks = ("z", "r", "h")
    gates = ("z", "r", "m", "h_tilde")

    def __init__(
        self, n_features, units, n_outputs=None, *,
        recurrent_activation="sigmoid", reset_after=True, **options,
    ):  # fmt: skip
        super().__init__(n_features, units, n_outputs, **options)
        self.sigma = get_activation(recurrent_activation)
        self.reset_after = reset_after
        self.b_hh = np.zeros_like(self.b_h)

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        second = {"b_hh": self.b_hh} if self.use_bias and self.reset_after else {}
        return super().parameters | second

    def advance(self, a, state):
        """Return gates and state; m is what the candidate sees of the past."""
        h = state["h"]
        a_z, a_r, a_h = self.split(a)
        s_z, s_r, s_h = self.split(h @ self.W_hh + self.b_hh)
        z = self.sigma(a_z + s_z)
        r = self.sigma(a_r + s_r)
        if self.reset_after:
            m = s_h
            h_tilde = self.g(a_h + r * m)
        else:
            m = r * h
            h_tilde = self.g(a_h + m @ self.split(self.W_hh)[2])
        h = z * h + (1 - z) * h_tilde
        return {"z": z, "r": r, "m": m, "h_tilde": h_tilde, "h": h}
