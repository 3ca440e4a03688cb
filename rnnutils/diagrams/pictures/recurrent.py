"""Recurrent networks: folded and unfolded, with shared weights, both ways, stacked, with gates."""

from rnnutils.arrays import at_least, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, unroll

STAGES = ("folded", "loop", "unfolding", "unfolded")
_STEP = 104  # from one time step to the next
_ROW = 92  # from inputs up to hidden units, from there up to outputs


def rnn(stage="unfolded", *, time_steps=3):
    """Draw a recurrent network in one of four stages.

    "folded" shows the network and its loop, "loop" writes the weights on it, "unfolding" puts
    the folded network beside its first step, "unfolded" shows one column per time step.

    Parameters
    ----------
    stage : {"folded", "loop", "unfolding", "unfolded"}
        How much is drawn.
    time_steps : int
        How many steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> rnn("unfolded", time_steps=2).data
    {'stage': 'unfolded', 'time_steps': 2}
    """
    one_of(stage, STAGES, "stage")
    time_steps = at_least(time_steps, 1, "time_steps")
    if stage == "unfolded":
        d = Drawing(f"A recurrent network unfolded over {plural(time_steps, 'time step')}")
        _columns(d, time_steps, 0)
    elif stage == "unfolding":
        d = Drawing(f"A loop is one network at each of {plural(time_steps, 'time step')}")
        _folded(d, weights=False)
        d.text(98, -_ROW, "=", size=26, name="equals")
        _columns(d, time_steps, 152, step=76, ends=False)
    else:
        d = Drawing("A recurrent network, folded")
        _folded(d, weights=stage == "loop")
    d.data = {"stage": stage, "time_steps": time_steps}
    return d


def shared_weights(time_steps=4):
    """Draw an unfolded network whose every step uses the same three matrices.

    Parameters
    ----------
    time_steps : int
        How many steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> shared_weights(3).title
    'The same three weight matrices at each of 3 time steps'
    """
    d = Drawing(f"The same three weight matrices at each of {plural(time_steps, 'time step')}")
    _columns(d, at_least(time_steps, 2, "time_steps"), 0, weights=True, ends=False)
    d.data = {"time_steps": time_steps, "weights": ["W_xh", "W_hh", "W_hy"]}
    return d


def bidirectional(time_steps=3):
    """Draw a layer that reads the sequence forwards and another that reads it backwards.

    Parameters
    ----------
    time_steps : int
        How many steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> bidirectional(2).title
    'A bidirectional network over 2 time steps'
    """
    time_steps = at_least(time_steps, 2, "time_steps")
    d = Drawing(f"A bidirectional network over {plural(time_steps, 'time step')}")
    d.data = {"time_steps": time_steps}
    for t, x in unroll(time_steps, 124):
        d.node(f"x_{t}", x, 0, f"x_{t}", "input")
        # Left and right of the column, so that no arrow passes through a unit.
        d.node(f"forward {t}", x - 30, -84, f"h_{t}^{{→}}", "hidden", says=f"forward h_{t}")
        d.node(f"backward {t}", x + 30, -164, f"h_{t}^{{←}}", "hidden", says=f"backward h_{t}")
        d.node(f"y_{t}", x, -248, f"ŷ_{t}", "output")
        d.edge(f"x_{t}", f"forward {t}", role="input")
        d.edge(f"x_{t}", f"backward {t}", role="input")
        d.edge(f"forward {t}", f"y_{t}", role="output")
        d.edge(f"backward {t}", f"y_{t}", role="output")
    for t in range(1, time_steps):
        d.edge(f"forward {t}", f"forward {t + 1}", role="hidden")
        d.edge(f"backward {t + 1}", f"backward {t}", role="hidden")
    return d


def stacked(layers=2, *, time_steps=3):
    """Draw recurrent layers on top of each other: each passes its whole sequence upwards.

    Parameters
    ----------
    layers, time_steps : int
        How many layers and steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> stacked(2).title
    '2 recurrent layers over 3 time steps'
    """
    layers = at_least(layers, 1, "layers")
    time_steps = at_least(time_steps, 1, "time_steps")
    d = Drawing(f"{plural(layers, 'recurrent layer')} over {plural(time_steps, 'time step')}")
    d.data = {"layers": layers, "time_steps": time_steps}
    for t, x in unroll(time_steps, 92):
        below = d.node(f"x_{t}", x, 0, f"x_{t}", "input")
        for k in range(1, layers + 1):
            label = f"h_{t}^{{({k})}}"
            name = d.node(f"h {k} {t}", x, -_ROW * k, label, "hidden", w=54, h=54, size=14)
            d.edge(below, name, role="input" if k == 1 else "hidden")
            if t > 1:
                d.edge(f"h {k} {t - 1}", name, role="hidden")
            below = name
    for k in range(1, layers + 1):
        label = f"layer {k}"
        d.text(-40, -_ROW * k, label, size=13, anchor="end")
    d.node("ŷ", (time_steps - 1) * 92, -_ROW * (layers + 1), "ŷ", "output")
    d.edge(below, "ŷ", role="output")
    return d


def lstm_unfolded(time_steps=3):
    """Draw an LSTM unfolded: two states travel from step to step, one of them past the gates.

    Parameters
    ----------
    time_steps : int
        How many steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> lstm_unfolded(2).title
    'An LSTM unfolded over 2 time steps'
    """
    time_steps = at_least(time_steps, 1, "time_steps")
    d = Drawing(f"An LSTM unfolded over {plural(time_steps, 'time step')}")
    d.data = {"time_steps": time_steps}
    high, wide = -2 * _ROW + 40, 124
    for t in range(time_steps + 1):
        d.node(f"c_{t}", t * wide, high, f"c_{t}", "cell", w=36, h=34, size=14)
        d.node(f"h_{t}", t * wide, -40, f"h_{t}", "hidden", w=40, h=40, size=14)
        if t:
            d.edge(f"c_{t}", f"h_{t}", "o", side=1, at=0.4, name=f"o_{t}", says=f"h_{t}, by o_{t}")
    for t in range(1, time_steps + 1):
        x = (t - 0.5) * wide
        for name, label, at in (("times", "×", x - 17), ("plus", "+", x + 17)):
            says = f"{name} of step {t}"
            d.node(f"{name} {t}", at, high, label, shape="circle", w=22, h=22, size=15, says=says)
        d.node(f"gates {t}", x, -40, "gates", "gate", w=52, size=13, says=f"gates of step {t}")
        d.node(f"x_{t}", x, 26, f"x_{t}", "input", w=34, h=34, size=14)
        d.edge(f"x_{t}", f"gates {t}", role="input")
        d.edge(f"h_{t - 1}", f"gates {t}", role="hidden")
        for name, label, side in (("times", "f", 1), ("plus", "i", -1)):
            at = d.parts[f"{name} {t}"].x
            d.edge((at, -60), f"{name} {t}", label, side=side, name=f"into {name} {t}",
                   says=f"{label}_{t}")  # fmt: skip
        d.edge(f"c_{t - 1}", f"times {t}", role="cell")
        d.edge(f"times {t}", f"plus {t}", role="cell", head=False)
        d.edge(f"plus {t}", f"c_{t}", role="cell")
    return d


def _folded(d, weights):
    d.node("x_t", 0, 0, "x_t", "input")
    d.node("h_t", 0, -_ROW, "h_t", "hidden")
    d.node("ŷ_t", 0, -2 * _ROW, "ŷ_t", "output")
    labels = ("W_xh", "W_hh", "W_hy") if weights else (None, None, None)
    d.edge("x_t", "h_t", labels[0], "input", side=1)
    d.edge("h_t", "ŷ_t", labels[2], "output", side=1)
    corners = [(72, -_ROW - 34), (72, -_ROW + 34)]
    d.edge("h_t", "h_t", labels[1], "hidden", via=corners, radius=28, side=1)


def _columns(d, time_steps, left, *, step=_STEP, weights=False, ends=True):
    labels = ("W_xh", "W_hh", "W_hy") if weights else (None, None, None)
    before = None
    if ends:
        before = d.node("h_0", left - step * 0.75, -_ROW, "h_0", "hidden", w=38, h=38, size=13)
    for t, x in unroll(time_steps, step):
        x += left
        d.node(f"x_{t}", x, 0, f"x_{t}", "input")
        d.node(f"h_{t}", x, -_ROW, f"h_{t}", "hidden")
        d.node(f"ŷ_{t}", x, -2 * _ROW, f"ŷ_{t}", "output")
        d.edge(f"x_{t}", f"h_{t}", labels[0], "input", side=1)
        d.edge(f"h_{t}", f"ŷ_{t}", labels[2], "output", side=1)
        if before:
            d.edge(before, f"h_{t}", labels[1], "hidden", side=1)
        before = f"h_{t}"
