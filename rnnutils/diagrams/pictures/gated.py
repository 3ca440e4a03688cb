"""The LSTM cell and the GRU cell, filling up gate by gate."""

import numpy as np

from rnnutils.arrays import one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import short

LSTM_STAGES = ("cell state", "forget", "input", "candidate", "update", "output")
_LSTM = {  # to each stage its equation, and the quantity of a trace whose numbers it gets
    "cell state": ("c_{t-1} travels along the top, guarded by gates", None),
    "forget": ("f_t = σ(W_f^{⊤} [h_{t-1}, x_t] + b_f)", "f"),
    "input": ("i_t = σ(W_i^{⊤} [h_{t-1}, x_t] + b_i)", "i"),
    "candidate": ("c̃_t = tanh(W_c^{⊤} [h_{t-1}, x_t] + b_c)", "c_tilde"),
    "update": ("c_t = f_t ⊙ c_{t-1} + i_t ⊙ c̃_t", "c"),
    "output": ("o_t = σ(W_o^{⊤} [h_{t-1}, x_t] + b_o)\nh_t = o_t ⊙ tanh(c_t)", "h"),
}
GRU_STAGES = ("state", "update", "reset", "candidate", "new state")
_GRU = {
    "state": ("h_{t-1} travels along the top to h_t", None),
    "update": ("z_t = σ(W_{xz}^{⊤} x_t + W_{hz}^{⊤} h_{t-1} + b_z)", "z"),
    "reset": ("r_t = σ(W_{xr}^{⊤} x_t + W_{hr}^{⊤} h_{t-1} + b_r)", "r"),
    "candidate": ("h̃_t = tanh(W_{xh̃}^{⊤} x_t + b_{h̃}\n+ W_{hh̃}^{⊤} (r_t ⊙ h_{t-1}))", "h_tilde"),
    "new state": ("h_t = z_t ⊙ h_{t-1} + (1 − z_t) ⊙ h̃_t", "h"),
}
_RESET_AFTER = (
    "h̃_t = tanh(W_{xh̃}^{⊤} x_t + b_{h̃}\n+ r_t ⊙ (W_{hh̃}^{⊤} h_{t-1} + b′_{h̃}))",
    "h_tilde",
)
_TOP, _GATES, _BUS = 0, 136, 192  # heights: the state's line, the gates, the line of [h, x]
_F, _I, _C, _O, _H = 34, 90, 146, 202, 250  # where the gates stand, and tanh(c) at last
# Of the GRU: heights of products, gates and x_t's line; places of r, candidate, z and 1 − z.
_MIDDLE, _LOW, _X = 66, 150, 226
_R, _N, _Z, _W = 44, 112, 180, 240


def lstm(stage="whole", trace=None, t=0):
    """Draw the LSTM cell at one of its six stages, or whole.

    Parameters
    ----------
    stage : {"whole", "cell state", "forget", "input", "candidate", "update", "output"}
        What the stage adds is lit, what came before is drawn, what comes later is grey.
    trace, t : dict of ndarray, int, optional
        What ``LSTM.unroll`` of one sequence returns, and the step whose numbers are written.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> lstm("forget").title
    'The LSTM cell: forget'
    """
    d, state = _sheet("LSTM", stage, LSTM_STAGES)
    d.frame((-4, _TOP - 26, 274, _BUS + 14), pad=0, name="cell")
    _states(d, state, "dim" if stage == "cell state" else "")
    _forget(d, state("forget"))
    _input(d, state("input"))
    _candidate(d, state("candidate"))
    _update(d, state("update"), state("cell state"))
    _output(d, state("output"))
    shown = LSTM_STAGES[1:] if stage == "whole" else (stage,)
    _equations(d, [_LSTM[name] for name in shown], trace, t)
    return d


def gru(stage="whole", trace=None, t=0, *, reset_after=False):
    """Draw the GRU cell at one of its five stages, or whole.

    Parameters
    ----------
    stage : {"whole", "state", "update", "reset", "candidate", "new state"}
        What the stage adds is lit, what came before is drawn, what comes later is grey.
    trace, t : dict of ndarray, int, optional
        What ``GRU.unroll`` of one sequence returns, and the step whose numbers are written.
    reset_after : bool
        Whether the model resets after its product with h_{t-1} (Keras) or before it (Cho 2014).

    Returns
    -------
    Drawing

    Examples
    --------
    >>> gru("update").title
    'The GRU cell: update'
    """
    d, state = _sheet("GRU", stage, GRU_STAGES)
    if stage == "whole":
        d.title += f", reset {'after' if reset_after else 'before'} the product"
    d.data["reset_after"] = reset_after
    d.frame((-4, _TOP - 26, 264, _X + 14), pad=0, name="cell")
    _gru_states(d, "dim" if stage == "state" else "")
    _gru_update(d, state("update"))
    _gru_reset(d, state("reset"), "W_{hh̃}" if reset_after else None)
    _gru_candidate(d, state("candidate"))
    _gru_new_state(d, state("new state"), state("state"))
    shown = GRU_STAGES[1:] if stage == "whole" else (stage,)
    equations = _GRU | ({"candidate": _RESET_AFTER} if reset_after else {})
    _equations(d, [equations[name] for name in shown], trace, t, top=_X + 100)
    return d


def _sheet(cell, stage, stages):
    """Return an empty drawing, and what tells the state of a part from the stage that adds it."""
    one_of(stage, ("whole", *stages), "stage")
    heading = f"The {cell} cell" + ("" if stage == "whole" else f": {stage}")

    def state(name):
        place, now = stages.index(name), len(stages) if stage == "whole" else stages.index(stage)
        return "lit" if place == now else "dim" if place > now else ""

    return Drawing(heading, {"stage": stage}), state


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


def _gru_states(d, dim):
    d.node("before", -34, _TOP, "h_{t-1}", "hidden", w=46, h=46, size=14)
    d.node("x_t", 4, _X + 52, "x_t", "input", state=dim)
    d.node("after", 292, _TOP, "h_t", "hidden", w=46, h=46)
    # Two lines below: h_{t-1} comes down on the left, x_t runs along the bottom.
    d.edge((16, _TOP), (_Z - 10, _X - 26), role="hidden", via=[(16, _X - 26)], head=False,
           name="h line", says="", state=dim)  # fmt: skip
    d.dot("h branch", 16, _TOP, "hidden", state=dim)
    d.edge("x_t", (_Z + 10, _X), role="input", via=[(4, _X)], head=False,
           name="x line", says="", state=dim)  # fmt: skip


def _gru_update(d, state):
    _gru_gate(d, "z", _Z, "update gate σ", state)
    _operation(d, "keep", _Z, _TOP, "×", state)
    d.edge("z", "keep", "z_t", side=1, at=0.3, state=state)


def _gru_reset(d, state, product):
    _gru_gate(d, "r", _R, "reset gate σ", state)
    _operation(d, "reset times", _R, _MIDDLE, "×", state)
    d.dot("branch to reset", _R, _TOP, "hidden", state=state)
    d.dot("h to r", _R - 10, _X - 26, "hidden", state=state)
    d.dot("x to r", _R + 10, _X, "input", state=state)
    d.edge((_R, _TOP), "reset times", product, "hidden", side=1, size=14, state=state,
           says=product and "W_hh̃" or "h_t-1")  # fmt: skip
    d.edge("r", "reset times", "r_t", side=-1, state=state)


def _gru_candidate(d, state):
    d.node("h̃", _N, _MIDDLE, "tanh", "gate", w=48, size=14, says="candidate tanh", state=state)
    d.edge("reset times", "h̃", role="hidden", state=state)
    d.edge((_N, _X), "h̃", role="input", name="x into h̃", state=state)
    d.dot("x to h̃", _N, _X, "input", state=state)


def _gru_new_state(d, state, line):
    """Draw the state's line last, so that each piece starts and ends at an operation."""
    _operation(d, "write", _W, _MIDDLE, "×", state)
    _operation(d, "add", _W, _TOP, "+", state)
    d.node("1 − z", _W, _LOW, "1−", "neutral", w=38, says="one minus z", state=state)
    d.edge("z", "1 − z", state=state)
    d.edge("1 − z", "write", state=state)
    d.edge("h̃", "write", "h̃_t", side=1, at=0.22, state=state)
    d.edge("write", "add", state=state)
    lit = "lit" if "lit" in (state, line) else ""
    for source, target in (("before", "keep"), ("keep", "add"), ("add", "after")):
        d.edge(source, target, role="hidden", state=lit)


def _gru_gate(d, name, x, says, state):
    d.node(name, x, _LOW, "σ", "gate", w=44, says=says, state=state)
    d.edge(
        (x - 10, _X - 26), (x - 10, _LOW + 19), role="hidden", name=f"h into {name}", state=state
    )
    d.edge((x + 10, _X), (x + 10, _LOW + 19), role="input", name=f"x into {name}", state=state)


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
                f"trace[{name!r}] needs shape (T, H) with a step {t}; got {values.shape}"
            )
        d.data[name] = values[t].tolist()
        numbers = ", ".join(short(v) for v in values[t])
        d.text(-40, y - 4, f"= ({numbers})", anchor="start", size=13, bold=True)
        y += 24
