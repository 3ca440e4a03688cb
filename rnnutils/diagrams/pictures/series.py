"""A series cut into windows: what a network gets to see, and what it has to answer."""

import numpy as np

from rnnutils.arrays import at_least
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural

_HEIGHT = 110  # of the curve
_ROW = 34  # from one window to the next


def windows_over_series(series, time_steps, *, n_windows=4, stride=1, labels=None):
    """Draw the first windows of a series under its curve: inputs, then the value to predict.

    Parameters
    ----------
    series : array_like of shape (M,) or (M, 1)
        The values, in order.
    time_steps : int
        How many values a window shows.
    n_windows : int
        How many windows are drawn; the sentence below counts all there are.
    stride : int
        How far one window starts after the one before.
    labels : sequence of str, optional
        Names of the first and the last value drawn, for example ``["Jan 1949", "Apr 1950"]``;
        or one name per value of the series.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the series is shorter than a window and the value after it.

    Examples
    --------
    >>> print(windows_over_series(range(6), 3, n_windows=2).data["n_windows"])
    3
    """
    values = np.asarray(series, dtype=float).reshape(-1)
    time_steps = at_least(time_steps, 1, "time_steps")
    stride, n_windows = at_least(stride, 1, "stride"), at_least(n_windows, 1, "n_windows")
    if len(values) < time_steps + 1:
        raise ValueError(
            f"series needs at least time_steps + 1 = {time_steps + 1} values; got {len(values)}"
        )
    starts = range(0, len(values) - time_steps, stride)
    shown = starts[:n_windows]
    n_values = shown[-1] + time_steps + 1
    step = min(30, max(11, 400 / n_values))
    d = Drawing(f"Windows of {plural(time_steps, 'value')} over a series of {len(values)}")
    d.data = {
        "series": values[:n_values].tolist(),
        "time_steps": time_steps,
        "stride": stride,
        "n_windows": len(starts),
        "windows": [
            {"inputs": list(range(s, s + time_steps)), "target": s + time_steps} for s in shown
        ],
    }
    _curve(d, values[:n_values], step, labels)
    for row, start in enumerate(shown):
        _window(d, row, start, time_steps, step)
    _legend(d, len(shown), len(starts), time_steps)
    return d


def _curve(d, values, step, labels):
    low, high = values.min(), values.max()
    spread = (high - low) or 1.0
    points = [(k * step, _HEIGHT * (high - v) / spread) for k, v in enumerate(values)]
    d.curve(points, name="series", says=f"the series, between {low:g} and {high:g}")
    for k, (x, y) in enumerate(points):
        d.dot(f"value {k + 1}", x, y)
    d.text(-16, 0, f"{high:g}", size=12, anchor="end", name="highest value")
    d.text(-16, _HEIGHT, f"{low:g}", size=12, anchor="end", name="lowest value")
    if labels is not None:
        names = [labels[0], labels[min(len(values), len(labels)) - 1]]
        for name, x, anchor in zip(names, (-4, points[-1][0] + 4), ("start", "end"), strict=True):
            d.text(x, -24, name, size=12, anchor=anchor, name=f"label {name}")


def _window(d, row, start, time_steps, step):
    y = _HEIGHT + 44 + row * _ROW
    side = min(20, step - 4)
    first, target = start + 1, start + time_steps + 1
    for k in range(start, start + time_steps):
        name = f"window {row + 1} value {k + 1}"
        d.node(name, k * step, y, role="input", w=side, h=side, says="")
    ring = min(24, step + 1)
    says = f"window {row + 1}, values {first} to {target - 1}, predicts value {target}"
    name = f"window {row + 1} target"
    d.node(name, (target - 1) * step, y, role="output", w=ring, h=ring, says=says)
    # From the answer up to the value it stands for: nothing is in between, rows are staggered.
    d.edge(name, f"value {target}", role="output", head=False, thickness=0.9, says="")


def _legend(d, n_shown, n_all, time_steps):
    y = _HEIGHT + 44 + n_shown * _ROW
    if n_shown < n_all:
        d.text(0, y - 6, "⋮", size=16)
        y += 20
    d.node("key input", 0, y, role="input", w=16, h=16, says="")
    d.text(18, y, f"{plural(time_steps, 'value')} in a window: the input", size=13, anchor="start")
    d.node("key target", 0, y + 26, role="output", w=20, h=20, says="")
    d.text(18, y + 26, "the value after it: to be predicted", size=13, anchor="start")
    d.text(-8, y + 52, f"{plural(n_all, 'window')} in all", size=13, anchor="start")
