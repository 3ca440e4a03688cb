"""The network of the airline chapter written out: every unit, every parameter."""

from rnnutils.arrays import at_least, expect
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import connect, layer, plural, short

_MOST = 6  # inputs and units together; beyond, the numbers say nothing any more


def airline_topology(model, *, time_steps=None):
    """Draw a SimpleRNN and its Dense output: unrolled in time, and one step with its numbers.

    Parameters
    ----------
    model : Keras model, RNN, or sequence of five arrays
        SimpleRNN (D, H), (H, H), (H,) and Dense (H, O), (O,): what ``model.get_weights()``
        returns. The lecture's network has D = 1, H = 3, O = 1.
    time_steps : int, optional
        Steps drawn; by default those of ``model.input_shape``, else 12.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the weights are not those of a SimpleRNN with a Dense layer.

    Examples
    --------
    ::

        airline_topology(model)
    """
    W_xh, W_hh, b_h, W_hy, b_y = _weights(model)
    shape = getattr(model, "input_shape", (None, None, None))
    time_steps = at_least(time_steps or shape[1] or 12, 1, "time_steps")
    counts = {
        "recurrent": W_hh.size, "input": W_xh.size, "bias": b_h.size,
        "dense": W_hy.size, "dense bias": b_y.size,
    }  # fmt: skip
    d = Drawing(
        f"SimpleRNN({len(b_h)}) and Dense({len(b_y)}): {sum(counts.values())} parameters, "
        f"used at {plural(time_steps, 'time step')}"
    )
    d.data = {"W_xh": W_xh, "W_hh": W_hh, "b_h": b_h, "W_hy": W_hy, "b_y": b_y}
    d.data |= {"time_steps": time_steps, "counts": counts}
    bottom = _unrolled(d, time_steps, len(b_h))
    bottom = _one_step(d, bottom + 46, W_xh, W_hh, b_h, W_hy, b_y)
    _count(d, bottom + 30, counts, W_xh, W_hy)
    return d


def _weights(model):
    if hasattr(model, "get_weights"):
        weights = model.get_weights()
    elif hasattr(model, "W_xh"):
        weights = [model.W_xh, model.W_hh, model.b_h, model.W_hy, model.b_y]
    else:
        weights = list(model)
    if len(weights) != 5:
        raise ValueError(
            "model needs the five arrays of SimpleRNN and Dense: kernel, recurrent kernel, "
            f"bias, kernel, bias; got {len(weights)}"
        )
    kernel = expect(weights[0], "the SimpleRNN kernel", ("A", "B"), dtype=float)
    n_inputs, units = kernel.shape
    recurrent = expect(weights[1], "the recurrent kernel", (units, units), dtype=float)
    if n_inputs + units > _MOST:
        raise ValueError(f"at most {_MOST} inputs and units are written out; got {kernel.shape}")
    dense = expect(weights[3], "the Dense kernel", (units, "A"), dtype=float)
    return (
        kernel,
        recurrent,
        expect(weights[2], "the SimpleRNN bias", (units,), dtype=float),
        dense,
        expect(weights[4], "the Dense bias", (dense.shape[1],), dtype=float),
    )


def _unrolled(d, time_steps, units):
    """Draw the chain of steps, small: where the same weights are used again and again."""
    d.say(
        f"Above, the {units} units at each of {time_steps} steps: step t takes x_t and the units "
        f"of the step before; the units of the last step give ŷ_{time_steps + 1}."
    )
    step, gap = max(22, min(34, 396 / (time_steps + 1))), 26
    y = (units - 1) / 2 * gap
    below = units * gap + 16
    heading = f"{plural(time_steps, 'step')}, the same weights at each"
    d.text(-8, -36, heading, anchor="start", bold=True)
    before = []
    for t in range(1, time_steps + 1):
        x = (t - 1) * step
        names = [f"unit {k + 1} at step {t}" for k in range(units)]
        layer(d, names, x, y, gap, labels=[None] * units, w=14, h=14, says="")
        d.node(f"x at step {t}", x, below, role="input", w=14, h=14, says="")
        d.edge(f"x at step {t}", names[-1], role="input", thickness=1, says="")
        connect(d, before, names, role="hidden", thickness=0.6, head=False, says="")
        if t in (1, time_steps):
            d.text(x, below + 22, f"x_{t}", size=14)
        before = names
    last = "ŷ after the last step"
    d.node(last, time_steps * step, y, role="output", w=20, h=20, says="")
    connect(d, before, [last], role="output", thickness=0.8, head=False, says="")
    d.text(time_steps * step + 14, y, f"ŷ_{time_steps + 1}", size=14, anchor="start")
    return below + 22


def _one_step(d, top, W_xh, W_hh, b_h, W_hy, b_y):
    """Draw one step: the number of every weight on its arrow, every bias in its unit."""
    n_inputs, units = W_xh.shape
    d.text(-8, top, "One step, written out", anchor="start", bold=True)
    sources = units + n_inputs
    # The labels of all arrows stand in a column just right of their sources, 24 apart; the
    # more sources, the wider, or the steepest arrows would run through a neighbour's label.
    apart = max(50, 22 * sources - 38)
    gap, right = 24 * (sources + 1), 20 + apart * (sources + 1)
    middle = top + 52 + (units - 1) / 2 * gap
    old = [f"h_{{t-1,{k + 1}}}" for k in range(units)]
    layer(d, old, 20, middle, gap, size=14, w=54, h=54)
    new = [f"h_{{t,{k + 1}}}" for k in range(units)]
    for k, name in enumerate(new):
        y = middle + (k - (units - 1) / 2) * gap
        d.node(name, right, y, name, "hidden", value=short(b_h[k]), size=14, w=54, h=54)
    inputs = ["x_t"] if n_inputs == 1 else [f"x_{{t,{k + 1}}}" for k in range(n_inputs)]
    layer(d, inputs, 20, middle + (units / 2 + n_inputs / 2) * gap, gap, role="input")
    connect(d, old, new, W_hh, role="hidden", column=20 + apart, size=12)
    connect(d, inputs, new, W_xh, role="input", column=20 + apart, size=12)
    lone = len(b_y) == 1
    far = right + (104 if lone else 48 * (units + 1))
    outputs = ["ŷ"] if lone else [f"ŷ_{k + 1}" for k in range(len(b_y))]
    for k, name in enumerate(outputs):
        y = middle + (k - (len(b_y) - 1) / 2) * gap
        d.node(name, far, y, name, "output", value=short(b_y[k]), w=54, h=54)
    connect(d, new, outputs, W_hy, role="output", column=right + 46, size=12)
    return middle + (sources - 1 - (units - 1) / 2) * gap + 20


def _count(d, y, counts, W_xh, W_hy):
    """Say the sum: what `model.summary()` prints, and where it comes from."""
    n_inputs, units = W_xh.shape
    n_outputs = W_hy.shape[1]
    recurrent = counts["recurrent"] + counts["input"] + counts["bias"]
    dense = counts["dense"] + counts["dense bias"]
    lines = (
        f"{units} × {units} recurrent + {n_inputs} × {units} input + {units} bias = {recurrent}",
        f"{units} × {n_outputs} output + {n_outputs} bias = {dense}",
        f"{recurrent} + {dense} = {recurrent + dense} parameters",
        "a number on an arrow is a weight, in a unit its bias",
    )
    for k, line in enumerate(lines):
        d.text(-8, y + 20 * k, line, size=13, anchor="start", bold=k == 2)
