"""Data plots: each function draws one idea on one Axes and returns it.

Drawings of networks are in `diagrams`; colours come from `style`.
"""

import numpy as np
from matplotlib import dates, ticker

from rnnutils.figures.style import axes, colour

# Series are told apart by colour and by line, for black-and-white print.
LINES = [
    ("input", "--"),
    ("output", "-"),
    ("hidden", "-."),
    ("cell", ":"),
    ("error", (0, (5, 1))),
    ("neutral", (0, (3, 1, 1, 1))),
]
MOST_NAMES_INSIDE = 3  # of a legend; more stand above the Axes, which then are higher


def plot_series(time, series, *, labels=None, ylabel="thousand passengers", ax=None):
    """Draw one or more series over one time axis.

    Parameters
    ----------
    time : sequence of length T
    series : array of shape (T,), or list of such arrays; NaN leaves a gap
    labels : list of str, one a series, shown in a legend
    ylabel : str, quantity and unit
    ax : Axes to draw on; a new one if omitted

    Returns
    -------
    Axes
    """
    several = isinstance(series, (list, tuple)) and np.ndim(series[0]) > 0
    many = series if several else [series]
    labels = labels or [None] * len(many)
    ax = _axes(ax, n_lines=len(many))
    if len(labels) != len(many):
        raise ValueError(f"labels must name {len(many)} series; got {len(labels)}")
    for index, (values, label) in enumerate(zip(many, labels, strict=True)):
        line = {"color": colour("neutral")} if index == 0 else _line(index - 1)
        ax.plot(time, np.asarray(values).ravel(), label=label, linewidth=1.5, **line)
    if np.issubdtype(np.asarray(time).dtype, np.datetime64):
        locator = dates.AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    ax.set_ylabel(ylabel)
    if any(labels):
        _legend(ax)
    return ax


def plot_history(history, *, ax=None):
    """Draw the loss of each epoch, and the validation loss where there is one.

    Parameters
    ----------
    history : what ``model.fit`` returns, or its dict of lists
    ax : Axes to draw on; a new one if omitted

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no ``"loss"`` in the history.
    """
    losses = getattr(history, "history", history)
    if not isinstance(losses, dict) or "loss" not in losses:
        raise ValueError('history must hold "loss", as model.fit returns it')
    ax = _axes(ax)
    for index, (key, label) in enumerate([("loss", "training"), ("val_loss", "validation")]):
        if key in losses:
            epochs = np.arange(1, len(losses[key]) + 1)
            ax.plot(epochs, losses[key], label=label, **_line(index))
    ax.set(xlabel="epoch", ylabel="loss")
    _legend(ax)
    return ax


def plot_pred(data, *, scaler=None, ticks=None, labels=None, ax=None):
    """Draw series and the predictions of their parts, one part after the other.

    Parameters
    ----------
    data : dict of name → (prediction, series, Y_indices), in time order: predictions of
        shape (N, 1) or (N,), the part they were made from of shape (T, 1) or (T,), and the
        step of each prediction within that part
    scaler : optional fitted scaler; its ``inverse_transform`` restores the units of both
    ticks : optional positions on the time axis, in steps from the start of the first part
    labels : optional texts for ``ticks``
    ax : Axes to draw on; a new one if omitted

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If an entry is not such a triple, or its lengths do not agree.
    """
    ax = _axes(ax)
    start = 0
    for index, (name, entry) in enumerate(data.items()):
        if not isinstance(entry, (list, tuple)) or len(entry) != 3:
            raise ValueError(f"data[{name!r}] must be (prediction, series, Y_indices)")
        prediction, series = (_restored(part, scaler) for part in entry[:2])
        steps = np.asarray(entry[2], int).ravel()
        if len(prediction) != len(steps):
            raise ValueError(
                f"data[{name!r}] needs one index a prediction; got {len(prediction)} "
                f"predictions and {len(steps)} indices"
            )
        if len(steps) and not 0 <= steps.min() <= steps.max() < len(series):
            raise ValueError(f"data[{name!r}]: indices must lie within {len(series)} steps")
        actual = "actual" if index == 0 else None
        ax.plot(start + np.arange(len(series)), series, color=colour("neutral"), label=actual)
        ax.plot(start + steps, prediction, label=f"predicted, {name}", **_line(index))
        start += len(series)
    if ticks is not None:
        ax.set_xticks(list(ticks), labels=None if labels is None else list(labels))
    ax.set_ylabel("scaled value" if scaler is None else "thousand passengers")
    _legend(ax)
    return ax


def plot_scores(scores, *, xlabel="test RMSE (thousand passengers)", best=None, ax=None):
    """Draw the score of every model: a dot a seed, a bar at the median, the best on top.

    The axis is logarithmic, so that the leaders stay apart when one model is far behind.

    Parameters
    ----------
    scores : dict of name → positive number or sequence of them, one a seed; lower is better
    xlabel : str, what the numbers are
    best : optional names to draw in the colour of the output
    ax : Axes to draw on; a new one if omitted

    Returns
    -------
    Axes
    """
    names = sorted(scores, key=lambda name: np.median(scores[name]), reverse=True)
    ax = _axes(ax, height=0.32 * len(names) + 0.9)
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


def plot_curves(
    curves, *, xlabel="months ahead", ylabel="RMSE (thousand passengers)", log=False, ax=None
):
    """Draw one curve a name over 1, 2, …: error by horizon, loss by epoch.

    Parameters
    ----------
    curves : dict of name → array of shape (steps,), or (runs, steps): then the line is the
        median over the runs and the band reaches from the lowest to the highest
    xlabel, ylabel : str, quantity and unit
    log : bool, whether the vertical axis is logarithmic; zeros then leave a gap
    ax : Axes to draw on; a new one if omitted

    Returns
    -------
    Axes
    """
    ax = _axes(ax, n_lines=len(curves))
    for index, (name, curve) in enumerate(curves.items()):
        curve = np.atleast_2d(curve)  # (R, S)
        steps = np.arange(1, curve.shape[1] + 1)
        line = _line(index)
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
    _legend(ax)
    return ax


def _axes(ax, *, height=None, n_lines=1):
    """Return the given Axes, or new ones, open above and to the right."""
    height = height or (3.0 if n_lines <= MOST_NAMES_INSIDE else 3.9)
    ax = axes(ax, (6.4, height))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _legend(ax):
    """Name the lines; above the Axes where there are too many to leave the data free."""
    if len(ax.get_legend_handles_labels()[0]) > MOST_NAMES_INSIDE:
        ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    else:
        ax.legend(frameon=False)


def _line(index):
    """Return colour and line style of the ``index``-th model."""
    role, style = LINES[index % len(LINES)]
    return {"color": colour(role), "linestyle": style}


def _restored(part, scaler):
    """Return a part as shape (T,), in its units where a scaler is given."""
    part = np.asarray(part, "float64").reshape(len(part), -1)
    if part.shape[1] != 1:
        raise ValueError(f"a part must hold one variable; got shape {part.shape}")
    return (part if scaler is None else scaler.inverse_transform(part))[:, 0]
