"""What every recurrent cell has in common: the constructor, the state, the walk through time."""

import numpy as np

from rnnutils.arrays import at_least, expect, one_of, rows
from rnnutils.nn.activations import get_activation
from rnnutils.nn.first_weights import glorot, orthogonal
from rnnutils.nn.walk import walk


class Cell:
    """The contract of RNN, LSTM and GRU, and of a cell of one's own.

    A cell adds its own `advance`, the equations of one step, and `step_back`, the same step
    backwards; `weight_gradients`, if its recurrent weights meet anything but the state before,
    h W_hh; ``blocks``, ``states`` and ``gates``, the names of its columns, its memory and its
    record. It inherits all else. No method changes what it was given.

    Parameters
    ----------
    n_features : int
        Length D of one step's input x.
    units : int
        Length H of the state h. It has nothing to do with the number of time steps.
    n_outputs : int, optional
        Length O of the output ``y = h W_hy + b_y``. Without it the output is h itself.
    activation : str
        Of the state: g in the equations.
    use_bias : bool
        Whether biases are learned; they start at zero.
    seed, dtype : int or numpy Generator, numpy dtype
        Where the first weights come from, and their precision.

    Attributes
    ----------
    W_xh : ndarray of shape (D, G·H)
        Input weights, one block of H columns for each of the G names in `blocks`.
    W_hh : ndarray of shape (H, G·H)
        Recurrent weights, in the same blocks.
    b_h : ndarray of shape (G·H,)
        The bias of every gate.
    W_hy, b_y : ndarray of shape (H, O), (O,)
        From state to output.

    Examples
    --------
    A cell is its equations, there and back; all else is here:

    >>> class Sum(Cell):
    ...     def advance(self, a, state):
    ...         return {"h": state["h"] + a}
    ...     def step_back(self, now, before, d, W_T):
    ...         return d["h"], d, d
    >>> cell = Sum(n_features=1, units=1)
    >>> cell.W_xh[:] = 1.0
    >>> X = np.array([[1.0], [2.0], [3.0]])
    >>> print(cell.unroll(X)["h"].ravel(), cell.step(X[0]), cell.step(X[1]))
    [1. 3. 6.] [1.] [3.]
    """

    blocks = ("h",)  # of columns in W_xh, W_hh and b_h, in Keras' order
    states = ("h",)  # carried from one step to the next
    gates = ()  # what `unroll` records besides the states

    def __init__(
        self, n_features, units, n_outputs=None, *,
        activation="tanh", use_bias=True, seed=0, dtype=float,
    ):  # fmt: skip
        for size, what in ((n_features, "n_features"), (units, "units")):
            at_least(size, 1, what)
        if n_outputs is not None:
            at_least(n_outputs, 1, "n_outputs")
        rng = np.random.default_rng(seed)
        width = len(self.blocks) * units
        self.n_features, self.units, self.n_outputs = n_features, units, n_outputs
        self.g = get_activation(activation)
        self.use_bias = use_bias
        self.W_xh = glorot(rng, n_features, width).astype(dtype)
        self.W_hh = orthogonal(rng, units, width).astype(dtype)
        self.b_h = np.zeros(width, dtype)
        self.W_hy = (glorot(rng, units, n_outputs) if n_outputs else np.eye(units)).astype(dtype)
        self.b_y = np.zeros(n_outputs or units, dtype)
        self.reset()

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        names = ["W_xh", "W_hh", "b_h"]
        if self.n_outputs:
            names += ["W_hy", "b_y"]
        learned = names if self.use_bias else [name for name in names if name.startswith("W")]
        return {name: getattr(self, name) for name in learned}

    def gate(self, name):
        """Return one gate's own weights (H + D, H), which multiply [h, x], and bias (H,)."""
        k = self.blocks.index(one_of(name, self.blocks, "gate"))
        columns = slice(k * self.units, (k + 1) * self.units)
        return np.concatenate([self.W_hh, self.W_xh])[:, columns], self.b_h[columns]

    def split(self, a):
        """Cut the columns of `a` into one block of H for each gate."""
        H = self.units
        return [a[..., k : k + H] for k in range(0, a.shape[-1], H)]

    def initial_state(self, n_sequences=None):
        """Return zeros for each state: (H,), or (N, H) for N sequences."""
        shape = (self.units,) if n_sequences is None else (n_sequences, self.units)
        return {name: np.zeros(shape, self.W_hh.dtype) for name in self.states}

    def reset(self):
        """Forget: put the state `step` carries back to zero."""
        for name, zeros in self.initial_state().items():
            setattr(self, name, zeros)

    def step(self, x):
        """Take one step from the state it is in, and keep the new state.

        Parameters
        ----------
        x : ndarray of shape (D,) or (N, D)
            One step of one sequence or of a batch.

        Returns
        -------
        ndarray of shape (O,) or (N, O)
        """
        x = self.expect_step(x)
        state = {name: getattr(self, name) for name in self.states}
        new = self.advance(x @ self.W_xh + self.b_h, state)
        for name in self.states:
            setattr(self, name, new[name])
        return self.h @ self.W_hy + self.b_y

    def expect_step(self, x):
        """Return x, or say what shape one step's input needs."""
        x = expect(x, "x", (self.n_features,), ("N", self.n_features), dtype=self.W_xh.dtype)
        if self.h.ndim == 2 and self.h.shape[:-1] != x.shape[:-1]:
            raise ValueError(
                f"x needs shape {(len(self.h), self.n_features)} as in the step before, "
                f"or reset() first; got {x.shape}"
            )
        return x

    def advance(self, a, state):
        """Take one step: from the activations and the state before to all that is recorded.

        Parameters
        ----------
        a : ndarray of shape (N, G·H)
            The inputs' share of the activations, x_t W_xh + b_h.
        state : dict of ndarray, (N, H)
            The states before the step.

        Returns
        -------
        dict of ndarray, (N, H)
            New arrays for every name in ``states`` and ``gates``.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method advance(a, state)")

    def step_back(self, now, before, d, W_T):
        """Take one step back: from the errors of its states to that of its activations.

        Parameters
        ----------
        now, before : dict of ndarray, (N, H)
            What the step recorded, and the states it started from.
        d : dict of ndarray, (N, H)
            The error dL/ds of each state s, as sent by later steps and the output.
        W_T : ndarray of shape (G·H, H)
            W_hh⊤. Laid out in memory once for all steps, it is half as fast again as ``W_hh.T``.

        Returns
        -------
        delta : ndarray of shape (N, G·H)
            The error of the activations dL/da_t, one block of columns for each gate.
        d_now, d_before : dict of ndarray, (N, H)
            The errors of the states after the step, with what one passes to another, and before.
        """
        raise NotImplementedError(
            f"{type(self).__name__} needs a method step_back(now, before, d, W_T) to learn"
        )

    def weight_gradients(self, recorded, before, delta):
        """Return the gradients of the recurrent weights over all steps: the sum is one product.

        Parameters
        ----------
        recorded, before : dict of ndarray, (T, N, H)
            As ``now`` and ``before`` of `step_back`, for all steps.
        delta : ndarray of shape (T, N, G·H)
            The errors of all pre-activations.

        Examples
        --------
        >>> ones = np.ones((5, 1, 1))
        >>> print(Cell(1, 1).weight_gradients({}, {"h": ones}, 2 * ones)["W_hh"])
        [[10.]]
        """
        return {"W_hh": rows(before["h"]).T @ rows(delta)}

    def unroll(self, X, *, mask=None, state=None, reverse=False):
        """Walk through time and record everything on the way.

        As `step`, but one product X W_xh + b_h gives the inputs' share for all steps at once.

        Parameters
        ----------
        X : ndarray of shape (T, D) or (N, T, D)
            One sequence or a batch.
        mask : ndarray of bool, shape (T,) or (N, T), optional
            False where a step is padding: the state passes by unchanged.
        state : dict of ndarray, optional
            Where to start; zeros if not given.
        reverse : bool
            Walk from the last step to the first. The record stays in the order of X.

        Returns
        -------
        dict of ndarray
            ``"y"`` the outputs (N, T, O); every state and gate by name, (N, T, H), after each
            step; ``"X"``, ``"mask"``, and the start as ``"h_0"`` (and ``"c_0"``). Without N
            for an X without N.
        """
        X = expect(
            X, "X", ("T", self.n_features), ("N", "T", self.n_features), dtype=self.W_xh.dtype
        )
        if not X.shape[-2]:
            raise ValueError(f"X needs at least one time step; got shape {X.shape}")
        if mask is not None:
            mask = expect(mask, "mask", X.shape[:-1]).astype(bool)
        state = self._start(state, X.shape[:-2])
        single = X.ndim == 2
        if single:
            X, mask = X[None], None if mask is None else mask[None]
            state = {name: s[None] for name, s in state.items()}
        trace = walk(self, X, mask, state, reverse)
        trace["y"] = trace["h"] @ self.W_hy + self.b_y if self.n_outputs else trace["h"]
        trace |= {"X": X, "mask": mask} | {f"{name}_0": s for name, s in state.items()}
        if single:
            trace = {name: v if v is None else v[0] for name, v in trace.items()}
        return trace | {"reverse": reverse}

    def _start(self, state, shape):
        zeros = self.initial_state(*shape)
        if state is None:
            return zeros
        if set(state) != set(self.states):
            raise ValueError(f"state needs {', '.join(self.states)}; got {', '.join(state)}")
        return {name: expect(state[name], f"state {name}", z.shape) for name, z in zeros.items()}
