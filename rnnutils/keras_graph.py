"""How a functional Keras model says who reads whom; read from its configuration.

Keras itself is never imported.
"""

from typing import NamedTuple

import numpy as np

ATTENTION = ("MultiHeadAttention", "Attention", "AdditiveAttention")


class Call(NamedTuple):
    """One use of a layer: its name and class, what it reads, and how."""

    name: str
    kind: str
    sources: list
    causal: bool
    constant: object


def read_calls(config):
    """Return what a functional model computes, in order.

    Parameters
    ----------
    config : dict
        ``model.get_config()``.

    Returns
    -------
    inputs : list of str
    calls : list of Call
    output : str

    Raises
    ------
    ValueError
        For several outputs, a layer used twice, or an argument with no twin.
    """
    inputs, outputs = _names(config["input_layers"]), _names(config["output_layers"])
    if len(outputs) != 1:
        raise ValueError(f"from_keras needs a model with one output; got {len(outputs)}")
    calls = []
    for entry in config["layers"]:
        name, kind, uses = entry["name"], entry["class_name"], entry["inbound_nodes"]
        if kind == "InputLayer":
            continue
        if len(uses) != 1:
            raise ValueError(f"from_keras needs each layer used once; got {name} {len(uses)} times")
        is_operator = "ops" in entry["module"].split(".")
        calls.append(_read_call(name, kind, uses[0], is_operator))
    return inputs, calls, outputs[0]


def _read_call(name, kind, use, is_operator):
    options = {key: value for key, value in use["kwargs"].items() if value is not None}
    causal = options.pop("use_causal_mask", False)
    if kind == "MultiHeadAttention":
        order = ("query", "value", "key")
        given = dict(zip(order, use["args"], strict=False)) | options
        read, left = [given.pop(key) for key in order if key in given], given
    else:
        args = use["args"]
        read = args[0] if args and isinstance(args[0], list) else args
        left = options
    if left:
        raise ValueError(f"from_keras needs {name} without {', '.join(left)}")
    constants = [r for r in read if not _is_tensor(r)]
    sources = [r["config"]["keras_history"][0] for r in read if _is_tensor(r)]
    if constants and not (is_operator and kind == "Add" and len(read) == 2):
        raise ValueError(f"from_keras needs {name} to read outputs of layers; got a constant")
    if kind in ATTENTION:
        sources = _query_and_memory(name, sources)
    constant = np.array(constants[0]["config"]["value"]) if constants else None
    return Call(name, "+" if is_operator and kind == "Add" else kind, sources, causal, constant)


def _query_and_memory(name, sources):
    query, memory, *key = sources
    if key not in ([], [memory]):
        raise ValueError(f"from_keras needs keys and values of {name} from one layer")
    return [query] if query == memory else [query, memory]


def _names(layers):
    """Return the names of inputs or outputs; Keras writes a single one without a list."""
    if isinstance(layers, dict):
        layers = list(layers.values())
    return [layers[0]] if isinstance(layers[0], str) else [name for name, *_ in layers]


def _is_tensor(value):
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"
