"""The simple recurrent network: one state, one equation, and its way back."""

from rnnutils.nn.cell import Cell


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
    >>> import numpy as np
    >>> rnn = RNN(n_features=1, units=1)
    >>> rnn.W_xh[:], rnn.W_hh[:] = 1.0, 0.5
    >>> print(rnn.step(np.array([1.0])).round(3), rnn.step(np.array([0.0])).round(3))
    [0.762] [0.363]
    >>> print(rnn.unroll(np.array([[1.0], [0.0]]))["h"].round(3).ravel())
    [0.762 0.363]
    """

    def step(self, x):
        """Update the state h from x of shape (D,) or (N, D); return the output y."""
        x = self.expect_step(x)
        self.h = self.g(x @ self.W_xh + self.h @ self.W_hh + self.b_h)
        y = self.h @ self.W_hy + self.b_y
        return y

    def advance(self, a, state):
        """Return h_t, given a = x_t W_xh + b_h and the state before."""
        return {"h": self.g(a + state["h"] @ self.W_hh)}

    def step_back(self, now, before, d, W_T):
        """Return delta and the errors of h_t and h_{t-1}.

        In the order of the code, from h_t = g(a_t)::

            δ_t         = dh_t ⊙ g'(a_t)       1 − h_t² for tanh
            dh_{t-1}    = δ_t W_hh⊤

        Parameters and returns are those of `Cell.step_back`.

        Examples
        --------
        >>> import numpy as np
        >>> rnn = RNN(1, 1)
        >>> rnn.W_hh[:] = 2.0
        >>> now, d = {"h": np.array([[0.5]])}, {"h": np.array([[1.0]])}
        >>> delta, _, d_before = rnn.step_back(now, {}, d, rnn.W_hh.T)
        >>> print(delta, d_before["h"])
        [[0.75]] [[1.5]]
        """
        delta = self.g.backward(now["h"], d["h"])
        return delta, d, {"h": delta @ W_T}
