"""The LSTM cell, filling up gate by gate, and the GRU cell."""

import numpy as np

from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import one_of, short

LSTM_STAGES = ("cell state", "forget", "input", "candidate", "update", "output")
# What belongs to each stage: the equation, and the quantity of a trace whose numbers it gets.
_LSTM = {
    "cell state": ("c_{t-1} travels along the top, guarded by gates", None),
    "forget": ("f_t = σ(W_f^{⊤} [h_{t-1}, x_t] + b_f)", "f"),
    "input": ("i_t = σ(W_i^{⊤} [h_{t-1}, x_t] + b_i)", "i"),
    "candidate": ("c̃_t = tanh(W_c^{⊤} [h_{t-1}, x_t] + b_c)", "c_tilde"),
    "update": ("c_t = f_t ⊙ c_{t-1} + i_t ⊙ c̃_t", "c"),
    "output": ("o_t = σ(W_o^{⊤} [h_{t-1}, x_t] + b_o)\nh_t = o_t ⊙ tanh(c_t)", "h"),
}
_GRU = (
    ("r_t = σ(W_r^{⊤} [h_{t-1}, x_t] + b_r)", "r"),
    ("z_t = σ(W_z^{⊤} [h_{t-1}, x_t] + b_z)", "z"),
    ("h_t = z_t ⊙ h_{t-1} + (1 − z_t) ⊙ h̃_t", "h"),
)
_CANDIDATE = {
    False: "h̃_t = tanh(W_xh^{⊤} x_t + W_hh^{⊤} (r_t ⊙ h_{t-1}) + b_h)",
    True: "h̃_t = tanh(W_xh^{⊤} x_t + b_h\n+ r_t ⊙ (W_hh^{⊤} h_{t-1} + b_hh))",
}
_TOP, _GATES, _BUS = 0, 136, 192  # heights: the state's line, the gates, the line of [h, x]
_F, _I, _C, _O, _H = 34, 90, 146, 202, 250  # where the gates stand, and tanh(c) at last


def lstm(stage="whole", trace=None, t=0):
    """Draw the LSTM cell at one of its six stages, or whole.

    Parameters
    ----------
    stage : {"whole", "cell state", "forget", "input", "candidate", "update", "output"}
        What the stage adds is lit, what came before is drawn, what comes later is grey.
    trace : dict of ndarray, optional
        What ``LSTM.unroll`` of one sequence returns: its numbers at step ``t`` are written
        below the equation.
    t : int
        Which step of the trace, counted from 0.
    """
    one_of(stage, ("whole", *LSTM_STAGES), "stage")
    heading = "The LSTM cell" if stage == "whole" else f"The LSTM cell: {stage}"
    d = Drawing(heading, {"stage": stage})
    now = LSTM_STAGES.index(stage) if stage != "whole" else None

    def state(name):
        place = LSTM_STAGES.index(name)
        if now is None or place < now:
            return ""
        return "lit" if place == now else "dim"

    d.frame((-4, _TOP - 26, 274, _BUS + 14), pad=0, name="cell")
    _states(d, state, "dim" if now is not None and now < 1 else "")
    _forget(d, state("forget"))
    _input(d, state("input"))
    _candidate(d, state("candidate"))
    _update(d, state("update"), state("cell state"))
    _output(d, state("output"))
    shown = LSTM_STAGES[1:] if now is None else (stage,)
    _equations(d, [_LSTM[name] for name in shown], trace, t)
    return d


def gru(trace=None, t=0, *, reset_after=False):
    """Draw the GRU cell.

    Parameters
    ----------
    trace : dict of ndarray, optional
        What ``GRU.unroll`` of one sequence returns: its numbers at step ``t`` are written below.
    t : int
        Which step of the trace, counted from 0.
    reset_after : bool
        Whether the model resets after its product with h_{t-1} (Keras) or before it (Cho 2014).
    """
    when = "after" if reset_after else "before"
    d = Drawing(f"The GRU cell, reset {when} the product", {"reset_after": reset_after})
    top, low, middle, x_bus = 0, 150, 66, 226
    reset, new, update, end = 44, 112, 180, 240
    d.frame((-4, top - 26, 264, x_bus + 14), pad=0, name="cell")
    d.node("before", -34, top, "h_{t-1}", "hidden", w=46, h=46, size=14)
    d.node("x_t", 4, x_bus + 52, "x_t", "input")
    d.node("after", 292, top, "h_t", "hidden", w=46, h=46)
    _operation(d, "reset times", reset, middle, "×")
    _operation(d, "keep", update, top, "×")
    _operation(d, "write", end, middle, "×")
    _operation(d, "add", end, top, "+")
    d.node("r", reset, low, "σ", "gate", w=44, says="reset gate σ")
    d.node("h̃", new, middle, "tanh", "gate", w=48, size=14, says="candidate tanh")
    d.node("z", update, low, "σ", "gate", w=44, says="update gate σ")
    d.node("1 − z", end, low, "1−", "neutral", w=38, says="one minus z")
    d.edge("before", "keep", role="hidden")
    d.edge("keep", "add", role="hidden")
    d.edge("add", "after", role="hidden")
    product = "W_hh" if reset_after else None
    d.dot("branch to reset", reset, top, "hidden")
    d.edge((reset, top), "reset times", product, "hidden", side=1, size=14, says=product or "h_t-1")
    d.edge("reset times", "h̃", role="hidden")
    d.edge("r", "reset times", "r_t", side=-1)
    d.edge("z", "keep", "z_t", side=1, at=0.3)
    d.edge("z", "1 − z")
    d.edge("1 − z", "write")
    d.edge("h̃", "write", "h̃_t", side=1, at=0.22)
    d.edge("write", "add")
    # Two lines below: h_{t-1} comes down on the left, x_t runs along the bottom.
    h_bus = x_bus - 26
    d.edge((16, top), (update - 10, h_bus), role="hidden", via=[(16, h_bus)], head=False,
           name="h line", says="")  # fmt: skip
    d.dot("h branch", 16, top, "hidden")
    d.edge("x_t", (update + 10, x_bus), role="input", via=[(4, x_bus)], head=False,
           name="x line", says="")  # fmt: skip
    for gate, x in (("r", reset), ("z", update)):
        d.edge((x - 10, h_bus), (x - 10, low + 19), role="hidden", name=f"h into {gate}")
        d.edge((x + 10, x_bus), (x + 10, low + 19), role="input", name=f"x into {gate}")
    d.edge((new, x_bus), "h̃", role="input", name="x into h̃")
    d.dot("h to r", reset - 10, h_bus, "hidden")
    for name, x in (("r", reset + 10), ("h̃", new)):
        d.dot(f"x to {name}", x, x_bus, "input")
    equations = [*_GRU[:2], (_CANDIDATE[reset_after], "h_tilde"), _GRU[2]]
    _equations(d, equations, trace, t, top=x_bus + 100)
    return d


def _states(d, state, dim):
    d.node("c before", -34, _TOP, "c_{t-1}", "cell", w=46, h=38, size=14)
    d.node("h before", -34, _BUS, "h_{t-1}", "hidden", w=46, h=46, size=14, state=dim)
    d.node("x_t", 4, _BUS + 54, "x_t", "input", state=dim)
    d.node("c_t", 302, _TOP, "c_t", "cell", w=46, h=38)
    d.edge("h before", (_O, _BUS), role="hidden", head=False, name="h line", says="", state=dim)
    d.edge("x_t", (22, _BUS), role="input", via=[(4, _BUS)], name="x joins", state=dim,
           says="the line of h_t-1")  # fmt: skip


def _forget(d, state):
    _gate(d, "f", _F, "σ", "forget gate σ", state)
    _operation(d, "forget times", _F, _TOP, "×", state)
    d.edge("f", "forget times", "f_t", side=-1, at=0.4, state=state)


def _input(d, state):
    _gate(d, "i", _I, "σ", "input gate σ", state)
    _operation(d, "input times", _C, 64, "×", state)
    d.edge("i", "input times", "i_t", via=[(_I, 64)], side=1, at=0.35, state=state)


def _candidate(d, state):
    _gate(d, "c̃", _C, "tanh", "candidate tanh", state)
    d.edge("c̃", "input times", "c̃_t", side=-1, at=0.42, state=state)


def _update(d, state, line):
    """Draw the state's line last, so that each piece starts and ends at an operation."""
    _operation(d, "add", _C, _TOP, "+", state)
    d.edge("input times", "add", state=state)
    lit = "lit" if "lit" in (state, line) else ""
    d.edge("c before", "forget times", role="cell", state=lit)
    d.edge("forget times", "add", role="cell", state=lit)
    d.edge("add", "c_t", role="cell", state=lit)


def _output(d, state):
    _gate(d, "o", _O, "σ", "output gate σ", state)
    d.node("tanh", _H, 46, "tanh", "neutral", w=42, h=28, size=13, state=state, shape="pill")
    _operation(d, "output times", _H, 98, "×", state)
    d.node("h_t", 302, _BUS, "h_t", "hidden", w=46, h=46, state=state)
    d.edge((_H, _TOP), "tanh", name="c to tanh", state=state, says="c_t")
    d.edge("tanh", "output times", state=state)
    d.edge("o", "output times", "o_t", via=[(_O, 98)], side=1, at=0.18, state=state)
    d.edge("output times", "h_t", role="hidden", via=[(_H, _BUS)], state=state)


def _gate(d, name, x, label, says, state):
    d.node(name, x, _GATES, label, "gate", w=46, size=14, says=says, state=state)
    d.edge((x, _BUS), name, role="hidden", name=f"into {name}", state=state, says="h_t-1 and x_t")


def _operation(d, name, x, y, label, state=""):
    d.node(name, x, y, label, shape="circle", w=24, h=24, size=16, state=state, says=name)


def _equations(d, equations, trace, t, top=_BUS + 104):
    """Write equations below the cell, each with its numbers if there is a trace."""
    y = top
    for equation, name in equations:
        for line in equation.split("\n"):
            d.text(-32 if line.startswith("+") else -56, y, line, anchor="start", size=14)
            y += 27
        if trace is None or name is None:
            continue
        values = np.asarray(trace[name])
        if values.ndim != 2 or not -len(values) <= t < len(values):
            raise ValueError(
                f"trace[{name!r}] must have the shape (T, H) and a step {t}; got {values.shape}"
            )
        d.data[name] = values[t].tolist()
        numbers = ", ".join(short(v) for v in values[t])
        d.text(-40, y - 4, f"= ({numbers})", anchor="start", size=13, bold=True)
        y += 24
