"""The neuron in four drawings, and the feed-forward network in three."""

import numpy as np

from rnnutils.arrays import at_least, expect, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import connect, layer, plural, short

STAGES = ("weights", "activity", "vectorised", "simplified")
STYLES = ("full", "boxed", "rotated")
_GAP = 58
_MOST = 6  # units of a layer drawn one by one


def neuron(stage="weights", model=None, x=None, *, n_inputs=3):
    """Draw a neuron in one of four stages.

    Parameters
    ----------
    stage : {"weights", "activity", "vectorised", "simplified"}
        How much of the neuron is drawn, from its parts to one unit.
    model : Perceptron, optional
        Anything with weights ``W`` (D,) and bias ``w_0``; its numbers replace the letters.
    x : array_like of shape (D,), optional
        An input, with a model: its values, the activation a and the activity y are shown.
    n_inputs : int
        How many inputs are drawn without a model.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> neuron("activity").title
    'A neuron: its activation, then its activity'
    """
    one_of(stage, STAGES, "stage")
    weights = None if model is None else expect(model.W, "model.W", ("A",), dtype=float)
    n_inputs = at_least(n_inputs, 1, "n_inputs") if model is None else len(weights)
    data = {"stage": stage, "n_inputs": n_inputs}
    if model is not None:
        data |= {"weights": weights, "bias": float(model.w_0)}
    if x is not None:
        if model is None:
            raise ValueError("x needs a model that gives its activity; got model=None")
        x = expect(x, "x", (n_inputs,), dtype=float)
        activity = float(np.squeeze(model.predict(x)))
        data |= {"x": x, "activation": float(model.w_0 + x @ weights), "activity": activity}
    heading = {
        "weights": f"A neuron with {plural(n_inputs, 'input')}, a weight for each",
        "activity": "A neuron: its activation, then its activity",
        "vectorised": "A neuron in vector form",
        "simplified": "A neuron, simplified",
    }
    d = Drawing(heading[stage], data)
    {"vectorised": _vectorised, "simplified": _simplified}.get(stage, _weighted)(d, stage)
    return d


def _weighted(d, stage):
    data, n = d.data, d.data["n_inputs"]
    names = [f"x_{i}" for i in range(n + 1)]
    values = [1.0, *data["x"]] if "x" in data else None
    weights = [data["bias"], *data["weights"]] if "weights" in data else None
    for i, name in enumerate(names):
        label = "x_0 = 1" if i == 0 else name
        value = short(values[i]) if values and i else None
        d.node(name, 0, i * _GAP, label, "input", w=62, h=40, value=value, says=name)
    middle = n * _GAP / 2
    d.node("unit", 160, middle, "Σ", "hidden", w=48, h=48, size=18, says="the sum Σ")
    for i, name in enumerate(names):
        label = short(weights[i]) if weights else f"w_{i}"
        d.edge(name, "unit", label, "input", column=92)
    if stage == "weights":
        d.node("y", 266, middle, "y", "output")
        d.edge("unit", "y", role="output")
        return
    d.node("g", 246, middle, "g", "gate", w=38, h=38, says="the activation function g")
    d.node("y", 322, middle, "y", "output")
    d.edge("unit", "g", "a", "hidden", side=1)
    d.edge("g", "y", role="output")
    formulas = {"activation": "a = Σ_i w_i x_i", "activity": "y = g(a)"}
    for k, (name, formula) in enumerate(formulas.items()):
        number = f" = {short(data[name])}" if name in data else ""
        d.text(150, middle + 50 + 26 * k, formula + number, anchor="start", size=14)


def _vectorised(d, stage):
    n = d.data["n_inputs"]
    d.node("x", 0, 0, "x", "input", w=44, h=96, value=f"{n} × 1")
    d.node("unit", 150, 0, "g", "hidden", w=52, h=52)
    d.node("y", 264, 0, "y", "output")
    d.node("bias", 150, -92, "w_0", "input", w=40, h=36)
    d.edge("x", "unit", "W", "input", thickness=4, side=1)
    d.edge("bias", "unit", role="input")
    d.edge("unit", "y", role="output")
    d.text(132, 76, "y = g(w_0 + W^{⊤} x)", size=15)


def _simplified(d, stage):
    n = d.data["n_inputs"]
    names = layer(d, [f"x_{i}" for i in range(1, n + 1)], 0, 0, _GAP, role="input")
    d.node("unit", 130, 0, role="hidden", says="the neuron")
    d.node("ŷ", 236, 0, "ŷ", "output")
    connect(d, names, ["unit"], role="input")
    d.edge("unit", "ŷ", role="output")


def feedforward(model=(3, 4, 4, 2), style="full"):
    """Draw a feed-forward network: every unit, boxed, or the boxes turned upwards.

    Parameters
    ----------
    model : FeedForward, or sequence of int
        The units of every layer from input to output, or a model whose ``layers`` have ``W``.
    style : {"full", "boxed", "rotated"}
        Every unit, a box to a layer, or layers from bottom to top.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> feedforward((2, 3, 1)).title
    'A feed-forward network with 1 hidden layer'
    """
    one_of(style, STYLES, "style")
    sizes = _sizes(model)
    d = Drawing(f"A feed-forward network with {plural(len(sizes) - 2, 'hidden layer')}")
    d.data = {"style": style, "sizes": sizes}
    if style == "full":
        d.say(f"Layers of {', '.join(map(str, sizes))} units, each joined to all of the next.")
        _full(d, sizes)
    else:
        _boxes(d, sizes, upwards=style == "rotated")
    return d


def _sizes(model):
    if hasattr(model, "layers"):
        kernels = [expect(part.W, "a layer's W", ("A", "B"), dtype=float) for part in model.layers]
        return [len(kernels[0]), *(kernel.shape[1] for kernel in kernels)]
    sizes = [at_least(size, 1, "a layer's size") for size in model]
    if len(sizes) < 2:
        raise ValueError(f"a network needs an input and an output; got the sizes {sizes}")
    return sizes


def _full(d, sizes):
    before = []
    heights = [(min(size, _MOST + 1) - 1) * _GAP for size in sizes]
    steepest = max((a + b) / 2 for a, b in zip(heights, heights[1:], strict=False))
    step = max(min(170, 366 / (len(sizes) - 1)), steepest / 1.9)  # no arrow meets a neighbour
    for k, size in enumerate(sizes):
        last = len(sizes) - 1
        letter = {0: "x", last: "ŷ"}.get(k, "h")
        role = {0: "input", last: "output"}.get(k, "hidden")
        shown = range(1, size + 1) if size <= _MOST else [*range(1, _MOST - 1), size]
        upper = f"^{{({k})}}" if letter == "h" and last > 2 else ""
        labels = [f"{letter}_{i}{upper}" for i in shown]
        names = [f"{letter} {k} {i}" for i in shown]
        height = heights[k]
        for i, (name, label) in enumerate(zip(names, labels, strict=True)):
            place = i if size <= _MOST or i < _MOST - 2 else i + 1
            d.node(name, k * step, place * _GAP - height / 2, label, role, size=14)
        if size > _MOST:
            d.text(k * step, (_MOST - 2) * _GAP - height / 2, "⋮", size=18)
        course = "input" if k == 1 else role
        connect(d, before, names, role=course, thickness=1.1, says="")
        before = names


def _boxes(d, sizes, upwards):
    hidden = plural(len(sizes) - 2, "hidden layer").replace(" ", "\n", 1)
    parts = (
        ("X", f"X ∈ ℝ^{{{sizes[0]}}}", "input"),
        ("f", hidden, "hidden"),
        ("Ŷ", f"Ŷ ∈ ℝ^{{{sizes[-1]}}}", "output"),
    )
    before = None
    for k, (name, label, role) in enumerate(parts):
        x, y = (0, -92 * k) if upwards else (148 * k, 0)
        shape = "pill" if role == "hidden" else None
        d.node(name, x, y, label, role, w=116, h=52, size=14, shape=shape)
        if before:
            d.edge(before, name, role=role)
        before = name
