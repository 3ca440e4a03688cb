"""Plots that set models side by side: their scores, and their curves."""

import numpy as np
from matplotlib import ticker

from rnnutils.figures.style import colour, line_of, name_lines, open_axes


def plot_scores(scores, *, xlabel="error", best=None, ax=None):
    """Draw the score of every model: a dot a seed, a bar at the median, the best on top.

    The axis is logarithmic, so that the leaders stay apart when one model is far behind.

    Parameters
    ----------
    scores : dict of name → float, or sequence of float
        Positive numbers, one a seed; lower is better.
    xlabel : str
        Quantity and unit.
    best : sequence of str, optional
        Names to draw in the colour of the output.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_scores({"line": 14.7, "network": [16.4, 16.8, 17.3]}, xlabel="RMSE")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['network', 'line']
    """
    names = sorted(scores, key=lambda name: np.median(scores[name]), reverse=True)
    ax = open_axes(ax, height=0.32 * len(names) + 0.9)
    for row, name in enumerate(names):
        values = np.atleast_1d(scores[name])
        role = "output" if name in (best or ()) else "neutral"
        ax.plot(values, np.full(len(values), row), "o", color=colour(role), alpha=0.6)
        ax.plot(np.median(values), row, "|", color=colour(role), markersize=16, markeredgewidth=2)
        text = f"{np.median(values):.1f}"
        ax.annotate(
            text, (values.max(), row), xytext=(8, 0), textcoords="offset points", va="center"
        )
    ax.set_yticks(range(len(names)), labels=names)
    ax.set_xlabel(xlabel)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(ticker.LogLocator(subs=[1, 1.5, 2, 3, 5]))
    ax.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:g}"))
    ax.xaxis.set_minor_locator(ticker.NullLocator())
    ax.margins(x=0.15, y=0.07)
    ax.grid(axis="x", alpha=0.3)
    return ax


def plot_curves(curves, *, xlabel="step", ylabel="value", log=False, ax=None):
    """Draw one curve a name over 1, 2, …: error by horizon, loss by epoch.

    Parameters
    ----------
    curves : dict of name → array of shape (steps,) or (runs, steps)
        With runs, the line is their median and the band reaches from the lowest to the highest.
    xlabel, ylabel : str
        Quantity and unit.
    log : bool
        Whether the vertical axis is logarithmic; zeros then leave a gap.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_curves({"network": [[3.0, 2.0], [3.5, 1.0]], "line": [2.0, 2.0]})
    >>> len(ax.lines), len(ax.collections)
    (2, 1)
    """
    ax = open_axes(ax, n_lines=len(curves))
    for index, (name, curve) in enumerate(curves.items()):
        curve = np.atleast_2d(curve)  # (R, S)
        steps = np.arange(1, curve.shape[1] + 1)
        line = line_of(index)
        middle = np.median(curve, axis=0)
        ax.plot(steps, np.where(middle > 0, middle, np.nan) if log else middle, label=name, **line)
        if len(curve) > 1:
            low, high = curve.min(axis=0), curve.max(axis=0)
            ax.fill_between(steps, low, high, color=line["color"], alpha=0.15, linewidth=0)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        ax.set_yscale("log")
    else:
        ax.set_ylim(bottom=0)
    name_lines(ax)
    return ax
