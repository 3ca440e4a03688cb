"""How a functional Keras model says who reads whom; read from its configuration.

Keras itself is never imported.
"""

from typing import NamedTuple

import numpy as np

ATTENTION = ("MultiHeadAttention", "Attention", "AdditiveAttention")


class Call(NamedTuple):
    """One use of a layer: its name and class, what it reads, and how.

    `mask` is the name of what says which keys are real, `constant` what a plain + adds.
    """

    name: str
    kind: str
    reads: list
    mask: str | None = None
    causal: bool = False
    constant: object = None


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
        For several outputs, a layer used twice, or an argument that has no twin.
    """
    inputs, outputs = _names(config["input_layers"]), _names(config["output_layers"])
    if len(outputs) != 1:
        raise ValueError(f"from_keras needs a model with one output; got {len(outputs)}")
    layers = [entry for entry in config["layers"] if entry["class_name"] != "InputLayer"]
    return inputs, [_read_call(entry) for entry in layers], outputs[0]


def refuse_lost_masks(calls, start, end):
    """Refuse a model in which Keras loses a mask, so that padding is looked at behind it.

    Keras takes the mask away from whatever a MultiHeadAttention reads (seen in 3.15), and an
    operator has no masks at all.

    Parameters
    ----------
    calls : list of Call
        The calls of layers, in the order of computing.
    start, end : set of str
        Names of the layers where masks begin (an Embedding with ``mask_zero``) and where they
        are meant to end (a recurrent layer that returns its last output).

    Raises
    ------
    ValueError
        Naming the layer that misses its mask.
    """
    carry, bare = set(start), set()
    for call in calls:
        masked = carry & set(call.reads)
        if masked & bare:
            raise ValueError(
                f"{call.name} reads {', '.join(sorted(masked & bare))} behind an attention layer, "
                "where Keras has removed the mask: give value_mask to the attention layers"
            )
        if masked and call.kind == "+":
            raise ValueError(f"{call.name} is a plain +, where Keras loses the mask: use Add")
        if call.kind == "MultiHeadAttention":
            bare |= masked
        follows = set(call.reads) if call.kind == "Add" else set(call.reads[:1])
        if follows <= carry and call.kind != "!=" and call.name not in end:
            carry.add(call.name)


def _read_call(entry):
    name, kind, uses = entry["name"], entry["class_name"], entry["inbound_nodes"]
    if len(uses) != 1:
        raise ValueError(f"from_keras needs each layer used once; got {name} {len(uses)} times")
    if "ops" in entry["module"].split("."):
        return _read_operator(name, kind, uses[0]["args"])
    args = list(uses[0]["args"])
    options = {key: value for key, value in uses[0]["kwargs"].items() if value not in (None, False)}
    options.pop("training", None)
    causal, mask = False, None
    if kind == "MultiHeadAttention":
        given = dict(zip(("query", "value", "key"), args, strict=False)) | options
        args = [given.pop(key) for key in ("query", "value", "key") if key in given]
        options = given
        if _is_tensor(options.get("value_mask")):
            mask = _source(options.pop("value_mask"))
    elif args and isinstance(args[0], list | tuple):
        args = list(args[0])
    if kind in ATTENTION:
        causal = options.pop("use_causal_mask", False)
    if options:
        raise ValueError(f"from_keras needs {name} called without {', '.join(options)}")
    if not args or not all(map(_is_tensor, args)):
        raise ValueError(f"from_keras needs {name} to read the outputs of layers")
    reads = [_source(a) for a in args]
    if kind in ATTENTION:
        reads = _query_and_memory(name, reads)
    return Call(name, kind, reads, mask, causal)


def _read_operator(name, kind, args):
    reads = [_source(a) for a in args if _is_tensor(a)]
    constants = [_constant(a) for a in args if not _is_tensor(a)]
    if (kind, len(constants)) not in [("Add", 0), ("Add", 1), ("NotEqual", 1)]:
        raise ValueError(f"from_keras knows the operators + and != of layers; got {kind}")
    symbol = {"Add": "+", "NotEqual": "!="}[kind]
    return Call(name, symbol, reads, constant=constants[0] if constants else None)


def _query_and_memory(name, reads):
    query, memory, *key = reads
    if key not in ([], [memory]):
        raise ValueError(f"from_keras needs keys and values of {name} from one layer")
    return [query] if query == memory else [query, memory]


def _names(layers):
    """Return the names of inputs or outputs; Keras writes a single one without a list."""
    return [layers[0]] if isinstance(layers[0], str) else [name for name, *_ in layers]


def _is_tensor(value):
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


def _source(tensor):
    return tensor["config"]["keras_history"][0]


def _constant(value):
    return np.array(value["config"]["value"] if isinstance(value, dict) else value)
