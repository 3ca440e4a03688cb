"""The faults a person makes in the cells' rooms, for mutate.py to plant."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A change of one room: `old` becomes `new`, where it occurs first."""

    idea: str
    room: str
    old: str
    new: str

    def plant(self, source: str) -> str:
        """Return the source with the fault in it."""
        if self.old not in source:
            raise ValueError(f"{self.idea}: {self.room}.py has no {self.old!r} to change")
        return source.replace(self.old, self.new, 1)


FAULTS = [
    Fault(
        "swapped gate order of the LSTM",
        "recurrent",
        "a_i, a_f, a_c, a_o =",
        "a_f, a_i, a_c, a_o =",
    ),
    Fault("swapped gate order of the GRU", "recurrent", "a_z, a_r, a_h =", "a_r, a_z, a_h ="),
    Fault("swapped blocks", "recurrent", '("i", "f", "c", "o")', '("f", "i", "c", "o")'),
    Fault(
        "z and 1 − z swapped", "recurrent", "z * h + (1 - z) * h_tilde", "z * h_tilde + (1 - z) * h"
    ),
    Fault("missing bias in step", "recurrent", " + self.b_h)", ")"),
    Fault(
        "missing bias in unroll", "cell", "@ self.W_xh + self.b_h).reshape", "@ self.W_xh).reshape"
    ),
    Fault("missing second bias", "recurrent", "h @ self.W_hh + self.b_hh", "h @ self.W_hh"),
    Fault("missing output bias", "cell", "@ self.W_hy + self.b_y if", "@ self.W_hy if"),
    Fault("dropped tanh of the cell state", "recurrent", "o * self.g(c)", "o * c"),
    Fault("dropped tanh′", "step_back", 'cell.g.backward(now["h"], d["h"])', 'd["h"]'),
    Fault(
        "dropped tanh′ of the cell state",
        "step_back",
        'cell.g.backward(g_c, d["h"] * o)',
        'd["h"] * o',
    ),
    Fault(
        "dropped σ′",
        "step_back",
        'cell.sigma.backward(f, d["c"] * before["c"])',
        'd["c"] * before["c"]',
    ),
    Fault("forget gate not on the way back", "step_back", '"c": d["c"] * f', '"c": d["c"]'),
    Fault(
        "error of the cell state replaced", "step_back", 'd["c"] = d["c"] + cell', 'd["c"] = cell'
    ),
    Fault("update gate not on the way back", "step_back", 'd["h"] * z + through', "through"),
    Fault(
        "W_hh not transposed",
        "bptt",
        "ascontiguousarray(cell.W_hh.T)",
        "ascontiguousarray(cell.W_hh)",
    ),
    Fault(
        "off by one in time, backward",
        "bptt",
        "concatenate([start[None], values[:-1]])",
        "array(values)",
    ),
    Fault(
        "off by one in time, forward",
        "cell",
        "self.advance(A[t], state)",
        "self.advance(A[t - 1], state)",
    ),
    Fault(
        "reversed states one step late",
        "bptt",
        "concatenate([values[1:], start[None]])",
        "array(values)",
    ),
    Fault(
        "walk always forward", "cell", "range(T - 1, -1, -1) if reverse else range(T)", "range(T)"
    ),
    Fault(
        "mask ignored forward",
        "cell",
        "        if mask is not None:\n                real",
        "        if False:\n                real",
    ),
    Fault("mask ignored backward", "bptt", 'if trace["mask"] is not None', "if False"),
    Fault(
        "mask inverted",
        "cell",
        "np.where(real, new[name], state[name])",
        "np.where(real, state[name], new[name])",
    ),
    Fault("masked steps leak into gradients", "bptt", "delta[t] *= real", "pass"),
    Fault("truncation one step off", "bptt", "k % truncate == 0", "k % truncate == 1"),
    Fault(
        "immediate taken for total",
        "bptt",
        'd["h"] = d["h"] + immediate[:, t]',
        'd["h"] = immediate[:, t]',
    ),
    Fault(
        "hidden states lost between steps",
        "cell",
        "state = {name: new[name] for name in self.states}",
        "pass",
    ),
    Fault("gradient of the bias averaged", "bptt", "da.sum(axis=0)}", "da.mean(axis=0)}"),
    Fault(
        "transposed gradient of a layer",
        "feedforward",
        "return da @ self.W.T",
        "return da @ self.W",
    ),
    Fault("derivative of the loss dropped", "training", "2 * weight * error", "weight * error"),
    Fault(
        "mask ignored in the loss",
        "training",
        "np.ones(shape) if mask is None else",
        "np.ones(shape) if True else",
    ),
    Fault("memory of Adagrad lost", "training", "self.memory.get(name, 0) + g * g", "g * g"),
    Fault("no correction in Adam", "training", "m / (1 - self.beta_1**step)", "m"),
    Fault("sign of the update", "training", "p -= self.learning_rate", "p += self.learning_rate"),
    Fault(
        "softmax taken element by element",
        "activations",
        "y * (dy - (dy * y).sum(axis=-1, keepdims=True))",
        "y * (1 - y) * dy",
    ),
    Fault(
        "backward cell walks forward",
        "layers",
        "zero_masked=True, reverse=True",
        "zero_masked=True",
    ),
    Fault(
        "last output of the wrong end", "layers", "return 0 if self.reverse else -1", "return -1"
    ),
    Fault(
        "repeated symbols counted once",
        "layers",
        "np.add.at(dE, self.X, ",
        "dE.__setitem__(self.X, ",
    ),
    Fault(
        "bias of the perceptron not learned",
        "perceptron",
        "self.w_0 + learning_rate * error",
        "self.w_0",
    ),
    Fault("twin of a GRU resets before", "twins", 'config["reset_after"]', "False"),
    Fault("twin without its mask", "twins", 'mask_zero=config["mask_zero"]', "mask_zero=False"),
    Fault(
        "twin with tanh always",
        "twins",
        'for name in ("activation", "use_bias")',
        'for name in ("use_bias",)',
    ),
    Fault("missing scale", "attention", "(K.shape[-1] ** -0.5 if scale is None else scale)", "1"),
    Fault(
        "scale of the queries' number",
        "attention",
        "(K.shape[-1] ** -0.5 if",
        "(K.shape[-2] ** -0.5 if",
    ),
    Fault(
        "missing scale on the way back",
        "attention",
        "dS = dS * (K.shape[-1] ** -0.5 if scale is None else scale)",
        "pass",
    ),
    Fault("no tanh in additive scores", "attention", "return np.tanh(a) @ v", "return a @ v"),
    Fault(
        "softmax over the queries",
        "masks",
        "return softmax(S)",
        "return softmax(S.swapaxes(-1, -2)).swapaxes(-1, -2)",
    ),
    Fault(
        "soft mask",
        "masks",
        "np.where(mask, np.exp(np.where(mask, S - largest, 0)), 0)",
        "np.exp(np.where(mask, S - largest, -9.0))",
    ),
    Fault("a step of the future seen", "masks", "n_keys, dtype", "n_keys, 1, dtype"),
    Fault("padding hides queries", "masks", "[..., None, :]", "[..., :, None]"),
    Fault("padding forgotten by causal layers", "masks", "real & look", "look"),
    Fault("memory masked as X is", "alignment", "mask=memory_mask)", "mask=mask)"),
    Fault("keys lost on the way back", "alignment", "return dX, dV + dK", "return dX, dV"),
    Fault("queries lost on the way back", "alignment", "else dX + dM", "else dM"),
    Fault("dropped tanh′ of additive scores", "alignment", " * (1 - self.hidden**2)", ""),
    Fault(
        "wrong order of heads",
        "heads",
        "heads, -1).swapaxes(-3, -2)",
        "-1, heads).swapaxes(-1, -2).swapaxes(-3, -2)",
    ),
    Fault("values made by the keys' weights", "heads", '_project("v"', '_project("k"'),
    Fault("queries from the memory", "heads", '_project("q", self.X)', '_project("q", self.M)'),
    Fault("missing bias of the heads", "heads", " + b.ravel()", ""),
    Fault("missing bias of the mixture", "heads", " + self.b_o", ""),
    Fault(
        "sines and cosines swapped", "positions", "np.cos(angle), np.sin", "np.sin(angle), np.cos"
    ),
    Fault("every column its own frequency", "positions", "column // 2 * 2", "column"),
    Fault(
        "sines before cosines",
        "positions",
        "np.where(column % 2",
        "np.where(column * 2 > n_features",
    ),
    Fault("norm over the batch", "residual", "X.mean(axis=-1", "X.mean(axis=0"),
    Fault(
        "ε beside the deviation",
        "residual",
        "keepdims=True) + self.epsilon)",
        "keepdims=True)) + self.epsilon",
    ),
    Fault("error through the mean forgotten", "residual", "dX_hat - through_mean", "dX_hat"),
    Fault("error through the variance forgotten", "residual", " - through_variance", ""),
    Fault("missing shortcut", "residual", "return X + self.layer", "return self.layer"),
    Fault(
        "missing shortcut on the way back", "residual", "return dY + self.norm", "return self.norm"
    ),
    Fault("norms on the wrong side", "residual", 'norm == "pre"', 'norm != "pre"'),
    Fault("GELU taken for its first factor on the way back", "residual", " + self.X * phi", ""),
    Fault(
        "block without its cross-attention",
        "transformer",
        "if self.cross is not None:\n            X",
        "if False:\n            X",
    ),
    Fault(
        "blocks that ignore padding",
        "transformer",
        "self.attention.forward(X, mask=mask)",
        "self.attention.forward(X)",
    ),
    Fault(
        "only the last reader sends an error",
        "graph",
        "errors[source] + error if source in errors else error",
        "error",
    ),
    Fault(
        "mask of the memory lost in a graph", "graph", '"memory_mask": m[1]', '"memory_mask": None'
    ),
    Fault("twin of a decoder sees the future", "twins", "if call.causal:", "if False:"),
    Fault("twin with an ε of its own", "twins", 'epsilon=config["epsilon"], ', ""),
    Fault(
        "twin without its GELU", "twins", "Sequential([twin, GELU()]) if is_gelu else twin", "twin"
    ),
    Fault(
        "explicit masks not read",
        "keras_graph",
        'mask = _source(options.pop("value_mask"))',
        'options.pop("value_mask")',
    ),
]
