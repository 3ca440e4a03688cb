"""The gated recurrent unit: one state, two gates, and the way back."""

import numpy as np

from rnnutils.arrays import rows
from rnnutils.nn.activations import get_activation
from rnnutils.nn.cell import Cell


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
    n_features, units, n_outputs : int
        As in `Cell`.
    recurrent_activation : str
        The σ of the gates.
    reset_after : bool
        Reset after the product (Keras, PyTorch, cuDNN) or before it (Cho 2014 as published).
    **options : dict
        As in `Cell`.

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

    def step_back(self, now, before, d, W_T):
        """Return delta and the errors of h_t and h_{t-1}.

        In the order of the code, from h_t = z ⊙ h_{t-1} + (1 − z) ⊙ h̃, where m is what the
        reset gate acts on::

            δ_z         = dh_t ⊙ (h_{t-1} − h̃) ⊙ σ'
            δ_h̃         = dh_t ⊙ (1 − z) ⊙ g'
            δ_r         = δ_h̃ ⊙ m ⊙ σ'                    reset_after: m = h_{t-1} W_hh̃ + b'_h̃
            δ_r         = (δ_h̃ W_hh̃⊤) ⊙ h_{t-1} ⊙ σ'      else
            dh_{t-1}    = dh_t ⊙ z + what passes W_hh⊤

        Parameters and returns are those of `Cell.step_back`, delta of shape (N, 3H).

        Examples
        --------
        An update gate at one keeps the state, and hands its error on:

        >>> gru = GRU(1, 1)
        >>> one = np.ones((1, 1))
        >>> now = {"z": one, "r": one, "m": one, "h_tilde": one, "h": one}
        >>> print(gru.step_back(now, {"h": one}, {"h": 3 * one}, gru.W_hh.T)[2]["h"])
        [[3.]]
        """
        z, r, m, h_tilde = now["z"], now["r"], now["m"], now["h_tilde"]
        h, H = before["h"], self.units
        delta_z = self.sigma.backward(z, d["h"] * (h - h_tilde))
        delta_h = self.g.backward(h_tilde, d["h"] * (1 - z))
        if self.reset_after:
            delta_r = self.sigma.backward(r, delta_h * m)
            through = np.concatenate([delta_z, delta_r, delta_h * r], axis=1) @ W_T
        else:
            d_m = delta_h @ W_T[2 * H :]
            delta_r = self.sigma.backward(r, d_m * h)
            through = np.concatenate([delta_z, delta_r], axis=1) @ W_T[: 2 * H] + d_m * r
        delta = np.concatenate([delta_z, delta_r, delta_h], axis=1)  # (N, 3H)
        return delta, d, {"h": d["h"] * z + through}

    def weight_gradients(self, recorded, before, delta):
        """Return the gradients of W_hh and b_hh, whose third block the reset gate touches.

        Parameters and returns are those of `Cell.weight_gradients`.

        Examples
        --------
        >>> ones = np.ones((5, 1, 1))
        >>> recorded, delta = {"r": 0 * ones, "m": ones}, np.ones((5, 1, 3))
        >>> print(GRU(1, 1).weight_gradients(recorded, {"h": ones}, delta)["W_hh"])
        [[5. 5. 0.]]
        """
        H = self.units
        h, behind = rows(before["h"]), rows(delta).copy()
        if self.reset_after:
            behind[:, 2 * H :] *= rows(recorded["r"])
            return {"W_hh": h.T @ behind, "b_hh": behind.sum(axis=0)}
        candidate = rows(recorded["m"]).T @ behind[:, 2 * H :]
        return {"W_hh": np.hstack([h.T @ behind[:, : 2 * H], candidate])}
