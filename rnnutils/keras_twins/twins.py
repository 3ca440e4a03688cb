"""The NumPy twin of a Keras layer: same weights, same numbers, and every gate in the open.

Keras itself is never imported: a layer is known by the name of its class and asked for its
configuration and weights. So pages that need only NumPy stay that way.
"""

from rnnutils.attention.layers import AdditiveAttention, DotAttention
from rnnutils.attention.multi_head import MultiHeadAttention
from rnnutils.attention.norm_and_shortcut import LayerNorm
from rnnutils.keras_twins.functional_config import read_calls, refuse_lost_masks
from rnnutils.keras_twins.graph import Add, AddConstant, Graph, NotEqual
from rnnutils.nn.activations import GELU
from rnnutils.nn.feedforward import Dense, Sequential
from rnnutils.nn.gru import GRU
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.recurrent_layers import Bidirectional, Embedding, Recurrent
from rnnutils.nn.rnn import RNN

INPUT = ("InputLayer",)
CELLS = {"SimpleRNN": RNN, "LSTM": LSTM, "GRU": GRU}
# What changes a layer's numbers or its outputs and has no twin here.
REFUSED = (
    "dropout",
    "recurrent_dropout",
    "stateful",
    "return_state",
    "use_gate",
    "sliding_window",
    "rms_scaling",
)


def from_keras(layer):
    """Return the NumPy twin of a built Keras layer or model.

    Parameters
    ----------
    layer : keras.Layer
        A SimpleRNN, LSTM, GRU, Dense, Embedding, Bidirectional, LayerNormalization,
        MultiHeadAttention, Attention or AdditiveAttention; a Sequential or a functional model
        of them and of Add.

    Returns
    -------
    Recurrent, Dense, Embedding, …, Sequential or Graph
        With copies of the weights, in their dtype. ``forward(X, mask=…)`` gives what the layer
        gives; the ``cell`` of a Recurrent has the gates. Keras is told at each call whether
        attention is causal: set ``twin.causal = True`` on the twin of a single layer.

    Raises
    ------
    ValueError
        For any other layer, an option without a twin, or a layer without weights yet.

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace  # stands for keras.layers.Dense(1) here
    >>> class Dense(SimpleNamespace):
    ...     def get_config(self):
    ...         return {"activation": "tanh", "use_bias": True}
    ...     def get_weights(self):
    ...         return [np.ones((2, 1)), np.zeros(1)]
    >>> print(from_keras(Dense()).forward(np.array([[0.5, 0.5]])).round(3))
    [[0.762]]
    """
    kind = type(layer).__name__
    if kind not in TWINS:
        raise ValueError(f"from_keras needs a layer out of {', '.join(TWINS)}; got {kind}")
    return TWINS[kind](layer)


def _sequential(model):
    return Sequential([from_keras(layer) for layer in model.layers])


def _dense(layer):
    config, weights = _read(layer)
    n_features, units = weights[0].shape
    is_gelu = config["activation"] == "gelu"
    activation = "linear" if is_gelu else config["activation"]
    options = {"use_bias": config["use_bias"], "dtype": weights[0].dtype}
    twin = _fill(Dense(n_features, units, activation, **options), ["W", "b"], weights)
    return Sequential([twin, GELU()]) if is_gelu else twin


def _embedding(layer):
    config, weights = _read(layer)
    (table,) = weights
    twin = Embedding(*table.shape, mask_zero=config["mask_zero"], dtype=table.dtype)
    return _fill(twin, ["E"], weights)


def _layer_norm(layer):
    config, weights = _read(layer)
    if not (config["center"] and config["scale"]):
        raise ValueError(f"{layer.name} needs center and scale, to have both weights")
    if config["axis"] not in (-1, [-1]):
        raise ValueError(f"{layer.name} needs axis=-1; got axis={config['axis']}")
    twin = LayerNorm(len(weights[0]), epsilon=config["epsilon"], dtype=weights[0].dtype)
    return _fill(twin, ["gamma", "beta"], weights)


def _multi_head(layer):
    config, weights = _read(layer)
    W_q, W_k, W_v, W_o = [w for w in weights if w.ndim == 3]
    if W_o.shape[2] != W_q.shape[0]:
        raise ValueError(f"{layer.name} needs output_shape={W_q.shape[0]}; got {W_o.shape[2]}")
    if W_k.shape[0] != W_v.shape[0]:
        raise ValueError(f"{layer.name} needs keys and values of one size")
    n_features, heads, key_dim = W_q.shape
    twin = MultiHeadAttention(
        n_features,
        heads,
        key_dim,
        value_dim=W_v.shape[2],
        n_memory=W_k.shape[0],
        use_bias=config["use_bias"],
        dtype=W_q.dtype,
    )
    return _fill(twin, list(twin.parameters), weights)


def _dot_attention(layer):
    if layer.get_config()["score_mode"] != "dot":
        raise ValueError(f"{layer.name} needs score_mode='dot'")
    use_scale = layer.get_config()["use_scale"]
    _, weights = _read(layer, may_be_empty=not use_scale)
    dtype = weights[0].dtype if weights else layer.compute_dtype
    return _fill(DotAttention(use_scale=use_scale, dtype=dtype), ["scale"], weights)


def _additive_attention(layer):
    _, (v,) = _read(layer)
    return _fill(AdditiveAttention(len(v), dtype=v.dtype), ["v"], [v])


def _functional(model):
    dtypes = {layer.compute_dtype for layer in model.layers if type(layer).__name__ not in INPUT}
    if len(dtypes) > 1:
        raise ValueError(f"from_keras needs one dtype; got {', '.join(sorted(dtypes))}")
    inputs, calls, output = read_calls(model.get_config())
    start = {layer.name for layer in model.layers if getattr(layer, "mask_zero", False)}
    end = {layer.name for layer in model.layers if not getattr(layer, "return_sequences", True)}
    refuse_lost_masks(calls, start, end)
    nodes = {call.name: (_node(model, call), call.reads, call.mask) for call in calls}
    return Graph(inputs, nodes, output)


def _node(model, call):
    if call.kind == "!=":
        return NotEqual(call.constant)
    if call.kind in ("Add", "+"):
        return Add() if call.constant is None else AddConstant(call.constant)
    twin = from_keras(model.get_layer(call.name))
    if call.causal:
        twin.causal = True
    return twin


def _recurrent(layer):
    config = layer.get_config()
    if config["go_backwards"] and config["return_sequences"]:
        # Keras returns these outputs in the order of the walk; nothing else here does.
        raise ValueError(
            f"{layer.name} goes backwards and returns sequences: put it into a Bidirectional layer"
        )
    return Recurrent(
        _cell(layer),
        return_sequences=config["return_sequences"],
        reverse=config["go_backwards"],
        zero_masked=config.get("zero_output_for_mask", False),
    )


def _bidirectional(layer):
    return Bidirectional(
        _cell(layer.forward_layer),
        _cell(layer.backward_layer),
        merge=layer.merge_mode,
        return_sequences=layer.forward_layer.return_sequences,
    )


def _cell(layer):
    kind = type(layer).__name__
    if kind not in CELLS:
        raise ValueError(f"Bidirectional needs layers out of {', '.join(CELLS)}; got {kind}")
    config, weights = _read(layer)
    options = {name: config[name] for name in ("activation", "use_bias")}
    options["dtype"] = weights[0].dtype
    if kind != "SimpleRNN":
        options["recurrent_activation"] = config["recurrent_activation"]
    if kind == "GRU":
        options["reset_after"] = config["reset_after"]
    cell = CELLS[kind](weights[0].shape[0], weights[1].shape[0], **options)
    names = ["W_xh", "W_hh", "b_h"]
    if weights[-1].ndim == 2 and len(weights) == 3:  # the two biases of reset_after
        names, weights = [*names, "b_hh"], [*weights[:2], *weights[2]]
    return _fill(cell, names, weights)


def _read(layer, *, may_be_empty=False):
    """Return configuration and weights, after refusing what has no twin."""
    config, weights = layer.get_config(), layer.get_weights()
    for name in REFUSED:
        if config.get(name):
            raise ValueError(f"from_keras needs {name} off; got {name}={config[name]!r}")
    if not weights and not may_be_empty:
        raise ValueError("from_keras needs a built layer: call it once on data; got no weights")
    for weight in weights[:1]:
        computes = getattr(layer, "compute_dtype", weight.dtype)
        if computes != weight.dtype:
            raise ValueError(f"from_keras needs one dtype; got {weight.dtype} and {computes}")
    return config, weights


def _fill(twin, names, weights):
    for name, weight in zip(names[: len(weights)], weights, strict=True):
        getattr(twin, name)[...] = weight
    return twin


TWINS = {
    "SimpleRNN": _recurrent,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "Dense": _dense,
    "Embedding": _embedding,
    "Bidirectional": _bidirectional,
    "LayerNormalization": _layer_norm,
    "MultiHeadAttention": _multi_head,
    "Attention": _dot_attention,
    "AdditiveAttention": _additive_attention,
    "Sequential": _sequential,
    "Functional": _functional,
}
