"""The faults a person makes in the wings, for mutate.py to plant."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A change of one module of the wings: `old` becomes `new`, where it occurs first."""

    idea: str
    module: str
    old: str
    new: str

    def plant(self, source: str) -> str:
        """Return the source with the fault in it."""
        if self.old not in source:
            raise ValueError(f"{self.idea}: {self.module}.py has no {self.old!r} to change")
        return source.replace(self.old, self.new, 1)


FAULTS = [
    Fault(
        "swapped gate order of the LSTM", "nn/lstm", "a_i, a_f, a_c, a_o =", "a_f, a_i, a_c, a_o ="
    ),
    Fault("swapped gate order of the GRU", "nn/gru", "a_z, a_r, a_h =", "a_r, a_z, a_h ="),
    Fault("swapped blocks", "nn/lstm", '("i", "f", "c", "o")', '("f", "i", "c", "o")'),
    Fault(
        "z and 1 − z swapped", "nn/gru", "z * h + (1 - z) * h_tilde", "z * h_tilde + (1 - z) * h"
    ),
    Fault("missing bias in step", "nn/rnn", " + self.b_h)", ")"),
    Fault(
        "missing bias in unroll",
        "nn/walk",
        "@ cell.W_xh + cell.b_h).reshape",
        "@ cell.W_xh).reshape",
    ),
    Fault("missing second bias", "nn/gru", "h @ self.W_hh + self.b_hh", "h @ self.W_hh"),
    Fault("missing output bias", "nn/cell", "@ self.W_hy + self.b_y if", "@ self.W_hy if"),
    Fault("dropped tanh of the cell state", "nn/lstm", "o * self.g(c)", "o * c"),
    Fault("dropped tanh′", "nn/rnn", 'self.g.backward(now["h"], d["h"])', 'd["h"]'),
    Fault(
        "dropped tanh′ of the cell state",
        "nn/lstm",
        'self.g.backward(g_c, d["h"] * o)',
        'd["h"] * o',
    ),
    Fault("dropped σ′", "nn/lstm", 'self.sigma.backward(f, dc * before["c"])', 'dc * before["c"]'),
    Fault("forget gate not on the way back", "nn/lstm", '"c": dc * f', '"c": dc'),
    Fault("error of the cell state replaced", "nn/lstm", 'dc = d["c"] + self.g', "dc = self.g"),
    Fault("update gate not on the way back", "nn/gru", 'd["h"] * z + through', "through"),
    Fault(
        "W_hh not transposed",
        "nn/bptt",
        "ascontiguousarray(cell.W_hh.T)",
        "ascontiguousarray(cell.W_hh)",
    ),
    Fault(
        "off by one in time, backward",
        "nn/bptt",
        "concatenate([start[None], values[:-1]])",
        "array(values)",
    ),
    Fault(
        "off by one in time, forward",
        "nn/walk",
        "cell.advance(A[t], state)",
        "cell.advance(A[t - 1], state)",
    ),
    Fault(
        "reversed states one step late",
        "nn/bptt",
        "concatenate([values[1:], start[None]])",
        "array(values)",
    ),
    Fault(
        "walk always forward",
        "nn/walk",
        "range(T - 1, -1, -1) if reverse else range(T)",
        "range(T)",
    ),
    Fault(
        "mask ignored forward",
        "nn/walk",
        "        if mask is not None:\n            real",
        "        if False:\n            real",
    ),
    Fault("mask ignored backward", "nn/bptt", 'if trace["mask"] is not None', "if False"),
    Fault(
        "mask inverted",
        "nn/walk",
        "np.where(real, new[name], state[name])",
        "np.where(real, state[name], new[name])",
    ),
    Fault("masked steps leak into gradients", "nn/bptt", "delta[t] *= real", "pass"),
    Fault("truncation one step off", "nn/bptt", "k % truncate == 0", "k % truncate == 1"),
    Fault(
        "immediate taken for total",
        "nn/bptt",
        '{"h": d["h"] + immediate[:, t]}',
        '{"h": immediate[:, t]}',
    ),
    Fault(
        "hidden states lost between steps",
        "nn/walk",
        "state = {name: new[name] for name in cell.states}",
        "pass",
    ),
    Fault("gradient of the bias averaged", "nn/bptt", "da.sum(axis=0)}", "da.mean(axis=0)}"),
    Fault(
        "transposed gradient of a layer",
        "nn/feedforward",
        "return da @ self.W.T",
        "return da @ self.W",
    ),
    Fault("derivative of the loss dropped", "nn/losses", "2 * weight * error", "weight * error"),
    Fault(
        "mask ignored in the loss",
        "nn/losses",
        "np.ones(shape) if mask is None else",
        "np.ones(shape) if True else",
    ),
    Fault("memory of Adagrad lost", "nn/optimisers", "self.memory.get(name, 0) + g * g", "g * g"),
    Fault("no correction in Adam", "nn/optimisers", "m / (1 - self.beta_1**step)", "m"),
    Fault(
        "sign of the update", "nn/optimisers", "p -= self.learning_rate", "p += self.learning_rate"
    ),
    Fault(
        "softmax taken element by element",
        "nn/activations",
        "y * (dy - (dy * y).sum(axis=-1, keepdims=True))",
        "y * (1 - y) * dy",
    ),
    Fault(
        "backward cell walks forward",
        "nn/recurrent_layers",
        "**options, reverse=True",
        "**options",
    ),
    Fault(
        "last output of the wrong end",
        "nn/recurrent_layers",
        "return 0 if self.reverse else -1",
        "return -1",
    ),
    Fault(
        "repeated symbols counted once",
        "nn/recurrent_layers",
        "np.add.at(dE, self.X, ",
        "dE.__setitem__(self.X, ",
    ),
    Fault(
        "bias of the perceptron not learned",
        "nn/perceptron",
        "self.w_0 + learning_rate * error",
        "self.w_0",
    ),
    Fault("twin of a GRU resets before", "keras_twins/twins", 'config["reset_after"]', "False"),
    Fault(
        "twin without its mask",
        "keras_twins/twins",
        'mask_zero=config["mask_zero"]',
        "mask_zero=False",
    ),
    Fault(
        "twin with tanh always",
        "keras_twins/twins",
        'for name in ("activation", "use_bias")',
        'for name in ("use_bias",)',
    ),
    Fault(
        "missing scale",
        "attention/functions",
        "(K.shape[-1] ** -0.5 if scale is None else scale)",
        "1",
    ),
    Fault(
        "scale of the queries' number",
        "attention/functions",
        "(K.shape[-1] ** -0.5 if",
        "(K.shape[-2] ** -0.5 if",
    ),
    Fault(
        "missing scale on the way back",
        "attention/functions",
        "dS = dS * (K.shape[-1] ** -0.5 if scale is None else scale)",
        "pass",
    ),
    Fault(
        "no tanh in additive scores", "attention/functions", "return np.tanh(a) @ v", "return a @ v"
    ),
    Fault(
        "softmax over the queries",
        "attention/masks",
        "return softmax(S)",
        "return softmax(S.swapaxes(-1, -2)).swapaxes(-1, -2)",
    ),
    Fault(
        "soft mask",
        "attention/masks",
        "np.where(mask, np.exp(np.where(mask, S - largest, 0)), 0)",
        "np.exp(np.where(mask, S - largest, -9.0))",
    ),
    Fault("a step of the future seen", "attention/masks", "n_keys, dtype", "n_keys, 1, dtype"),
    Fault("padding hides queries", "attention/masks", "[..., None, :]", "[..., :, None]"),
    Fault("padding forgotten by causal layers", "attention/masks", "real & look", "look"),
    Fault("memory masked as X is", "attention/layers", "mask=memory_mask)", "mask=mask)"),
    Fault("keys lost on the way back", "attention/layers", "return dX, dV + dK", "return dX, dV"),
    Fault("queries lost on the way back", "attention/layers", "else dX + dM", "else dM"),
    Fault("dropped tanh′ of additive scores", "attention/layers", " * (1 - self.hidden**2)", ""),
    Fault(
        "wrong order of heads",
        "attention/multi_head",
        "heads, -1).swapaxes(-3, -2)",
        "-1, heads).swapaxes(-1, -2).swapaxes(-3, -2)",
    ),
    Fault(
        "values made by the keys' weights", "attention/multi_head", '_project("v"', '_project("k"'
    ),
    Fault(
        "queries from the memory",
        "attention/multi_head",
        '_project("q", self.X)',
        '_project("q", self.M)',
    ),
    Fault("missing bias of the heads", "attention/multi_head", " + b.ravel()", ""),
    Fault("missing bias of the mixture", "attention/multi_head", " + self.b_o", ""),
    Fault(
        "sines and cosines swapped",
        "attention/positions",
        "np.cos(angle), np.sin",
        "np.sin(angle), np.cos",
    ),
    Fault("every column its own frequency", "attention/positions", "column // 2 * 2", "column"),
    Fault(
        "sines before cosines",
        "attention/positions",
        "np.where(column % 2",
        "np.where(column * 2 > n_features",
    ),
    Fault("norm over the batch", "attention/norm_and_shortcut", "X.mean(axis=-1", "X.mean(axis=0"),
    Fault(
        "ε beside the deviation",
        "attention/norm_and_shortcut",
        "keepdims=True) + self.epsilon)",
        "keepdims=True)) + self.epsilon",
    ),
    Fault(
        "error through the mean forgotten",
        "attention/norm_and_shortcut",
        "dX_hat - through_mean",
        "dX_hat",
    ),
    Fault(
        "error through the variance forgotten",
        "attention/norm_and_shortcut",
        " - through_variance",
        "",
    ),
    Fault(
        "missing shortcut",
        "attention/norm_and_shortcut",
        "return X + self.layer",
        "return self.layer",
    ),
    Fault(
        "missing shortcut on the way back",
        "attention/norm_and_shortcut",
        "return dY + self.norm",
        "return self.norm",
    ),
    Fault(
        "norms on the wrong side", "attention/norm_and_shortcut", 'norm == "pre"', 'norm != "pre"'
    ),
    Fault(
        "GELU taken for its first factor on the way back", "nn/activations", " + self.X * phi", ""
    ),
    Fault(
        "block without its cross-attention",
        "attention/transformer",
        "if self.cross is not None:\n            X",
        "if False:\n            X",
    ),
    Fault(
        "blocks that ignore padding",
        "attention/transformer",
        "self.attention.forward(X, mask=mask)",
        "self.attention.forward(X)",
    ),
    Fault(
        "only the last reader sends an error",
        "keras_twins/graph",
        "errors[source] + error if source in errors else error",
        "error",
    ),
    Fault(
        "mask of the memory lost in a graph",
        "keras_twins/graph",
        '"memory_mask": m[1]',
        '"memory_mask": None',
    ),
    Fault("twin of a decoder sees the future", "keras_twins/twins", "if call.causal:", "if False:"),
    Fault("twin with an ε of its own", "keras_twins/twins", 'epsilon=config["epsilon"], ', ""),
    Fault(
        "twin without its GELU",
        "keras_twins/twins",
        "Sequential([twin, GELU()]) if is_gelu else twin",
        "twin",
    ),
    Fault(
        "explicit masks not read",
        "keras_twins/functional_config",
        'mask = _source(options.pop("value_mask"))',
        'options.pop("value_mask")',
    ),
    Fault(
        "Tajima's difference the wrong way",
        "genomics/recombination/statistics",
        "pi - theta",
        "theta - pi",
    ),
    Fault(
        "upper end of a band excluded",
        "genomics/recombination/linkage",
        "np.abs(positions[:, None] - positions))",
        'np.abs(positions[:, None] - positions), "right")',
    ),
    Fault(
        "shuffles refuse legal walks",
        "genomics/binding/shuffles",
        "((at == end[:, None]) | ~leaves)",
        "(at == end[:, None])",
    ),
    Fault(
        "long dates from the days of training",
        "inputs/dates",
        'parts["test" if split == "long"',
        'parts["train" if split == "long"',
    ),
    Fault(
        "exponential smoothing fitted on what it forecasts",
        "forecasting/baselines",
        "model(history).smooth(params)",
        "model(history).fit(disp=False)",
    ),
    Fault(
        "a beam that begins with its end",
        "translation/beam_search",
        "(prefixes[..., -1] == end) & (prefixes.shape[-1] > 1)",
        "prefixes[..., -1] == end",
    ),
    Fault(
        "forecasts scaled by the test data",
        "inputs/preprocessing",
        'train if fit_on == "train" else',
        "train if False else",
    ),
    Fault(
        "windows that hold their target",
        "inputs/windowing",
        "np.arange(-time_steps, 0)",
        "np.arange(1 - time_steps, 1)",
    ),
]

# Changes made by a program that make no difference, and why: the module, the changed line. They
# are planted all the same; the score is given with and without them.
EQUIVALENT = {
    ("arrays", "return array.reshape(-(2), array.shape[-1])"): "any negative size is the open one",
    ("nn/first_weights", "return ((q / np.sign(np.diag(r)))).T"): "a sign is its own inverse",
    (
        "forecasting/metrics",
        "flat = [shape[:(1)] if shape[1:] == (1,) else shape for shape in shapes]",
    ): "such a shape has two numbers, of which the first is all but the last",
    (
        "figures/maps",
        "flat = LinearSegmentedColormap.from_list(role, [colour(role)] * (3))",
    ): "a map of one colour, however often it is named",
    (
        "figures/style",
        "if len(ax.get_legend_handles_labels()[(1)]) > MOST_NAMES_INSIDE:",
    ): "there are as many names as lines",
}
