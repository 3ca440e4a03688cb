"""How sequences get into a batch: filled up to one length, and in any order."""

import numpy as np

from rnnutils.arrays import at_least, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural

_SIDE = 30  # of a step
_STEP = 34  # from one step to the next
_ROW = 40  # from one sequence to the next


def padded(sequences, *, length=None, side="right"):
    """Draw sequences of many lengths as the rows of one array, with padding and mask.

    Parameters
    ----------
    sequences : list of str, or of lists of symbols
        One row each; a symbol has one or two characters.
    length : int, optional
        Of all rows; that of the longest sequence if not given.
    side : {"right", "left"}
        Where the padding goes.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If there is no sequence, or one is longer than ``length``.

    Examples
    --------
    >>> padded(["CAB", "F"]).data["mask"]
    [[True, True, True], [True, False, False]]
    """
    side = one_of(side, ("right", "left"), "side")
    rows = [list(sequence) for sequence in sequences]
    longest = max(map(len, rows), default=0)
    length = at_least(longest if length is None else length, max(longest, 1), "length")
    mask = []
    d = Drawing(f"{plural(len(rows), 'sequence')} padded to {plural(length, 'step')}")
    for t in range(length):
        d.text(t * _STEP, -_ROW * 0.8, f"{t + 1}", size=12, name=f"step {t + 1}", says="")
    for r, symbols in enumerate(rows):
        first = 0 if side == "right" else length - len(symbols)
        mask.append([first <= t < first + len(symbols) for t in range(length)])
        for t, real in enumerate(mask[-1]):
            look = {"role": "input"} if real else {"role": "neutral", "state": "dim"}
            label = symbols[t - first] if real else "0"
            name = f"row {r + 1} step {t + 1}"
            d.node(name, t * _STEP, r * _ROW, label, w=_SIDE, h=_SIDE, says="", **look)
        zeros = plural(length - len(symbols), "zero")
        d.say(f"Row {r + 1}: {' '.join(symbols)}, with {zeros} to the {side}.")
    d.data = {"side": side, "mask": mask}
    y = len(rows) * _ROW + 4
    d.node("key real", 0, y, role="input", w=18, h=18, says="")
    d.text(18, y, "mask True: a step is taken", size=13, anchor="start", name="real")
    d.node("key padding", 0, y + 26, role="neutral", state="dim", w=18, h=18, says="")
    d.text(
        18, y + 26, "mask False: the state is passed on", size=13, anchor="start", name="padding"
    )
    return d


def shuffled_windows(order=(2, 0, 3, 1), *, time_steps=3, inside=(2, 0, 1)):
    """Draw windows in their order and shuffled, and below one whose steps are shuffled.

    Parameters
    ----------
    order : sequence of int
        Which window comes first, second, … after shuffling.
    time_steps : int
        Steps of a window.
    inside : sequence of int
        In which order the steps of the spoilt window stand.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> shuffled_windows((1, 0)).data["windows"]
    [[2, 3, 4], [1, 2, 3]]
    """
    time_steps = at_least(time_steps, 2, "time_steps")
    order, inside = _permutation(order, "order"), _permutation(inside, "inside")
    if len(inside) != time_steps:
        raise ValueError(f"inside needs one place per step, {time_steps}; got {len(inside)}")
    windows = [[start + t + 1 for t in range(time_steps)] for start in order]
    spoilt = [t + 1 for t in inside]
    d = Drawing("Shuffling windows, and shuffling the steps of a window")
    d.data = {"order": order, "windows": windows, "spoilt": spoilt}
    width = 24 * (time_steps + 1)
    right = width + 84
    places = {window: row for row, window in enumerate(order)}
    for row in range(len(order)):
        y = row * 34
        says = f"window {row + 1}, values {row + 1} to {row + time_steps}"
        _window(d, f"before {row + 1}", 0, y, range(row + 1, row + time_steps + 1), says)
        to = places[row]
        says = f"place {to + 1} after shuffling, the same values in the same order"
        _window(d, f"after {to + 1}", right, to * 34, windows[to], says)
        start, end = (width + 4, y), (right - 18, to * 34)
        d.edge(start, end, name=f"move {row + 1}", says=f"window {row + 1} to place {to + 1}")
    d.text(-12, -34, "windows in order", size=13, anchor="start", name="title before")
    d.text(right - 12, -34, "shuffled", size=13, anchor="start", name="title after")
    y = len(order) * 34 + 30
    d.text(-12, y, "steps inside shuffled: another series", size=13, anchor="start", name="spoilt")
    says = f"values {', '.join(map(str, spoilt))}, no longer in order"
    _window(d, "spoilt window", 0, y + 34, spoilt, says, role="error", target=time_steps + 1)
    return d


def _window(d, name, left, y, values, says, *, role="input", target=None):
    values = list(values)
    for k, value in enumerate(values):
        look = {"role": role, "shape": "square", "w": 22, "h": 22, "size": 12, "says": ""}
        d.node(f"{name} value {k + 1}", left + 24 * k, y, f"{value}", **look)
    target = values[-1] + 1 if target is None else target
    x = left + 24 * len(values) + 4
    d.node(f"{name} target", x, y, f"{target}", "output", w=26, h=26, size=12, says=says)


def _permutation(places, name):
    places = [int(place) for place in places]
    if sorted(places) != list(np.arange(len(places))) or not places:
        raise ValueError(f"{name} needs 0, 1, … in some order; got {places}")
    return places
