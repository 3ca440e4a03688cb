"""Errors flowing back: through layers, through time, and shrinking on the way."""

import numpy as np

from rnnutils.arrays import at_least, expect, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import layer, plural, short, unroll

STAGES = ("forward", "error", "backward")
TIME_STAGES = ("forward", "losses", "backward", "shares")
_ROW = 84
_MOST_WRITTEN = 2  # units of a layer whose arrows carry their numbers


def backpropagation(stage="backward", model=None, *, sizes=(3, 3, 2)):
    """Draw one of the three steps of backpropagation in a feed-forward network.

    Parameters
    ----------
    stage : {"forward", "error", "backward"}
        How much is drawn: the computation, its error, and the way back.
    model : FeedForward, optional
        One that has been through ``forward`` (for the last stage ``backward`` too) with one
        example: its numbers are shown, on the way back the slopes, d for ∂ℒ/∂.
    sizes : sequence of int
        Units of every layer without a model.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> backpropagation("error").title
    'Backpropagation, step 2 of 3: compare them with the targets'
    """
    step = STAGES.index(one_of(stage, STAGES, "stage"))
    back = stage == "backward"
    values = [[None] * n for n in sizes] if model is None else _numbers(model, back)
    sizes = [len(v) for v in values]
    written = model is not None and max(map(len, values)) <= _MOST_WRITTEN
    gaps = (138, 92) if written else (116, 66)  # to the next layer, to the next unit
    headings = ("compute the outputs", "compare them with the targets", "send the errors back")
    d = Drawing(f"Backpropagation, step {step + 1} of 3: {headings[step]}")
    d.data = {"stage": stage, "sizes": sizes}
    if model is not None:
        d.data["slopes" if back else "activities"] = values
    names = _layers(d, sizes, values, gaps, back and model)
    width = gaps[0] * (len(sizes) - 1)
    for k, (sources, targets) in enumerate(zip(names, names[1:], strict=False)):
        role = "input" if k == 0 else "output" if k == len(names) - 2 else "hidden"
        state = "dim" if stage == "error" else ""
        weights = None
        if written and not state:
            weights = model.layers[k].gradients["W"] if back else model.layers[k].W
        column = gaps[0] * k + (gaps[0] - 54 if back else 54)  # beside the tail of the arrow
        for i, source in enumerate(sources):
            for j, target in enumerate(targets):
                ends = (target, source) if back else (source, target)
                label = None if weights is None else short(weights[i, j])
                d.edge(
                    *ends, label, "error" if back else role, column=column,
                    thickness=1.4, state=state, size=12,
                )  # fmt: skip
    if step >= 1:
        for i, name in enumerate(names[-1], start=1):
            y = d.parts[name].y
            d.node(f"ε_{i}", width + 84, y, f"ε_{i}", "error", w=48, h=48)
            ends = (name, f"ε_{i}") if stage == "error" else (f"ε_{i}", name)
            d.edge(*ends, role="error")
    y = max(sizes) / 2 * gaps[1] + (10 if written else 24)
    for line in _formulas(stage, written):
        d.text(-20, y, line, anchor="start", size=14)
        y += 26
    return d


def _numbers(model, back):
    """Return what stands in the units: activities, or the slopes of the loss for one example."""
    layers = model.layers
    if back:
        first = layers[0]
        shown = [first.gradients["b"] @ first.W.T, *(part.gradients["b"] for part in layers)]
    else:
        shown = [layers[0].X, *(part.Y for part in layers)]
    return [np.atleast_2d(a)[0].tolist() for a in shown]


def _layers(d, sizes, values, gaps, back):
    names = []
    for k, size in enumerate(sizes):
        last = len(sizes) - 1
        letter, role = {0: ("x", "input"), last: ("ŷ", "output")}.get(k, ("h", "hidden"))
        upper = f"^{{({k})}}" if letter == "h" and last > 2 else ""
        column = []
        for i in range(size):
            y = (i - (size - 1) / 2) * gaps[1]
            value = None if values[k][i] is None else short(values[k][i])
            label, name = f"{letter}_{i + 1}{upper}", f"{letter} {k} {i + 1}"
            if back:
                linear = k == last and back.layers[-1].g.name == "linear"
                label = f"d{label}" if k == 0 or linear else f"da_{i + 1}{upper}"
            side = 56 if value else 44
            column.append(
                d.node(name, gaps[0] * k, y, label, role, w=side, h=side, value=value, size=14)
            )
        names.append(column)
    return names


def _formulas(stage, written):
    if stage == "forward":
        return ["Ŷ = f(X): layer by layer, left to right"]
    if stage == "error":
        return ["ε_i = ℒ(ŷ_i, y_i): the loss at every output"]
    written = "d is ∂ℒ/∂: in the units da, on the arrows dW" if written else ""
    return [written or "∂ℒ/∂W for every weight, right to left", "then W ← W − η ∂ℒ/∂W"]


def bptt(stage="backward", *, time_steps=3):
    """Draw backpropagation through time in one of four stages.

    "forward" is the unrolled network, "losses" compares every output with its target,
    "backward" sends the errors down and back in time, "shares" collects what each step adds
    to the gradient of the shared weights.

    Parameters
    ----------
    stage : {"forward", "losses", "backward", "shares"}
        How much is drawn.
    time_steps : int
        How many steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> bptt("losses").title
    'Backpropagation through 3 time steps: a loss at every step'
    """
    one_of(stage, TIME_STAGES, "stage")
    time_steps = at_least(time_steps, 2, "time_steps")
    headings = {
        "forward": "forward through all steps",
        "losses": "a loss at every step",
        "backward": "errors flow down and back in time",
        "shares": "each step adds its share",
    }
    d = Drawing(f"Backpropagation through {plural(time_steps, 'time step')}: {headings[stage]}")
    d.data = {"stage": stage, "time_steps": time_steps}
    back = stage in ("backward", "shares")
    for t, x in unroll(time_steps, 112):
        _column(d, t, x, stage, back)
    names = [f"h_{t}" for t in range(1, time_steps + 1)]
    if not back:
        names.insert(0, d.node("h_0", -72, -_ROW, "h_0", "hidden", w=36, h=36, size=13))
    for t, (before, after) in enumerate(zip(names, names[1:], strict=False), start=1 + back):
        if not back:
            d.edge(before, after, role="hidden", state="dim" if stage == "losses" else "")
        else:
            label = f"∂h_{t}/∂h_{t - 1}" if stage == "backward" else None
            d.edge(after, before, label, "error", side=1, size=12)
    _sum(d, stage, (time_steps - 1) * 112)
    return d


def _column(d, t, x, stage, back):
    """Draw one time step: forward arrows, or the errors coming back down."""
    d.node(f"x_{t}", x, 0, f"x_{t}", "input", state="dim" if stage == "backward" else "")
    d.node(f"h_{t}", x, -_ROW, f"h_{t}", "hidden")
    d.node(f"ŷ_{t}", x, -2 * _ROW, f"ŷ_{t}", "output")
    if back:
        d.edge(f"ŷ_{t}", f"h_{t}", role="error")
    else:
        state = "dim" if stage == "losses" else ""
        d.edge(f"x_{t}", f"h_{t}", role="input", state=state)
        d.edge(f"h_{t}", f"ŷ_{t}", role="output", state=state)
    if stage == "forward":
        return
    d.node(f"ℒ_{t}", x, -3 * _ROW, f"ℒ_{t}", "error", w=52, h=52)
    ends = (f"ℒ_{t}", f"ŷ_{t}") if back else (f"ŷ_{t}", f"ℒ_{t}")
    d.edge(*ends, role="error")
    if stage == "shares":
        d.text(x, 36, f"share {t}" if t == 1 else f"+ share {t}", size=13)
        d.edge(f"h_{t}", f"x_{t}", role="error")


def _sum(d, stage, right):
    lines = {
        "forward": "h_t = tanh(W_xh^{⊤} x_t + W_hh^{⊤} h_{t-1} + b_h)",
        "losses": "ℒ = Σ_t ℒ_t",
        "backward": "dℒ/dh_t = ∂ℒ_t/∂h_t + (∂h_{t+1}/∂h_t)^{⊤} dℒ/dh_{t+1}",
        "shares": "dℒ/dW is their sum: the W is the same at each step",
    }
    left = -36 if stage in ("forward", "losses") else 0
    d.text((left + right) / 2, 66 if stage == "shares" else 46, lines[stage], size=14)


def gradient_chain(norms, *, title=None):
    """Draw how much of the error at the last step reaches each earlier one.

    Parameters
    ----------
    norms : array_like of shape (T,)
        ‖dL/dh_t‖ for every step, as `state_gradient_norms` returns it.
    title : str, optional
        What network it is.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> gradient_chain([0.1, 0.5, 1.0]).title
    'The error on its way back over 3 time steps'
    """
    norms = expect(norms, "norms", ("A",), dtype=float)
    if len(norms) < 2 or not np.all(norms >= 0) or norms.max() == 0:
        raise ValueError(f"norms needs two or more numbers not below 0, one above; got {norms}")
    T, tall = len(norms), 110
    step = max(20, min(60, 372 / T))
    wide, every = min(26, step - 8), int(np.ceil(41 / step))  # which steps have room for numbers
    d = Drawing(title or f"The error on its way back over {plural(T, 'time step')}")
    d.data = {"norms": norms}
    labels = [f"h_{t}" for t in range(1, T + 1)]
    layer(d, labels, (T - 1) * step / 2, 0, step, across=True, w=wide, h=wide, labels=[None] * T)
    for t in range(T, 0, -1):
        x, share, number = (t - 1) * step, norms[t - 1] / norms.max(), _magnitude(norms[t - 1])
        high, says = max(tall * share, 1), f"‖dℒ/dh_{t}‖"
        d.node(f"bar {t}", x, -34 - high / 2, role="error", shape="bar", w=wide - 8, h=high,
               says=says)  # fmt: skip
        d.parts[f"bar {t}"].value = number
        if (T - t) % every == 0:
            d.text(x, 28, labels[t - 1], size=14, says="")
            d.text(x, -46 - high, number, size=12, name=f"norm {t}", says="")
        if t > 1:
            d.edge(labels[t - 1], labels[t - 2], role="error", thickness=0.8 + 3.2 * share)
    d.text(-12, -34 - tall - 40, "‖dℒ/dh_t‖: how much of the error arrives", anchor="start")
    return d


def _magnitude(value):
    """Return a number in at most five characters."""
    if value == 0 or 0.001 <= value < 1000:
        return short(value, 3 if 0 < value < 0.01 else 2 if value < 10 else 0)
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
