"""The NumPy twin of a Keras layer: same weights, same numbers, and every gate in the open.

Keras itself is never imported: a layer is known by the name of its class and asked for its
configuration and weights. So pages that need only NumPy stay that way.
"""

from rnnutils.feedforward import Dense, Sequential
from rnnutils.layers import Bidirectional, Embedding, Recurrent
from rnnutils.recurrent import GRU, LSTM, RNN

# What changes a layer's numbers or its outputs and has no twin here.
REFUSED = ("dropout", "recurrent_dropout", "stateful", "return_state")


def from_keras(layer):
    """Return the NumPy twin of a built Keras layer or model.

    Parameters
    ----------
    layer : keras.Layer
        A SimpleRNN, LSTM, GRU, Dense, Embedding or Bidirectional, or a Sequential of them.

    Returns
    -------
    Recurrent, Dense, Embedding, Bidirectional or Sequential
        With copies of the weights, in their dtype. ``forward(X, mask=…)`` gives what the layer
        gives; the ``cell`` of a Recurrent has the gates.

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
    activation, use_bias = config["activation"], config["use_bias"]
    twin = Dense(n_features, units, activation, use_bias=use_bias, dtype=weights[0].dtype)
    return _fill(twin, ["W", "b"], weights)


def _embedding(layer):
    config, weights = _read(layer)
    (table,) = weights
    twin = Embedding(*table.shape, mask_zero=config["mask_zero"], dtype=table.dtype)
    return _fill(twin, ["E"], weights)


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


def _read(layer):
    """Return configuration and weights, after refusing what has no twin."""
    config, weights = layer.get_config(), layer.get_weights()
    for name in REFUSED:
        if config.get(name):
            raise ValueError(f"from_keras needs {name} off; got {name}={config[name]!r}")
    if not weights:
        raise ValueError("from_keras needs a built layer: call it once on data; got no weights")
    computes = getattr(layer, "compute_dtype", weights[0].dtype)
    if computes != weights[0].dtype:
        raise ValueError(f"from_keras needs one dtype; got {weights[0].dtype} and {computes}")
    return config, weights


def _fill(twin, names, weights):
    for name, weight in zip(names[: len(weights)], weights, strict=True):
        getattr(twin, name)[...] = weight
    return twin


CELLS = {"SimpleRNN": RNN, "LSTM": LSTM, "GRU": GRU}
TWINS = {
    "SimpleRNN": _recurrent,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "Dense": _dense,
    "Embedding": _embedding,
    "Bidirectional": _bidirectional,
    "Sequential": _sequential,
}
