"""Plots of a series, of what was forecast of it, and of how the forecaster learned."""

import numpy as np
from matplotlib import dates

from rnnutils.figures.style import colour, line_of, name_lines, open_axes


def plot_series(time, series, *, labels=None, ylabel="value", ax=None):
    """Draw one or more series over one time axis.

    Parameters
    ----------
    time : sequence of length T
        Dates or numbers, one a step.
    series : array of shape (T,), or list of such arrays
        What is drawn; NaN leaves a gap.
    labels : list of str, optional
        One a series, shown in a legend.
    ylabel : str
        Quantity and unit.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_series([1, 2, 3], [[4, 5, 6], [5, 6, 7]], labels=["actual", "model"])
    >>> len(ax.lines)
    2
    """
    several = isinstance(series, (list, tuple)) and np.ndim(series[0]) > 0
    many = series if several else [series]
    labels = labels or [None] * len(many)
    ax = open_axes(ax, n_lines=len(many))
    if len(labels) != len(many):
        raise ValueError(f"labels needs one to each of {len(many)} series; got {len(labels)}")
    for index, (values, label) in enumerate(zip(many, labels, strict=True)):
        line = {"color": colour("neutral")} if index == 0 else line_of(index - 1)
        ax.plot(time, np.asarray(values).ravel(), label=label, linewidth=1.5, **line)
    if np.issubdtype(np.asarray(time).dtype, np.datetime64):
        locator = dates.AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    ax.set_ylabel(ylabel)
    if any(labels):
        name_lines(ax)
    return ax


def plot_history(history, *, ax=None):
    """Draw the loss of each epoch, and the validation loss where there is one.

    Parameters
    ----------
    history : keras History, or dict of lists
        What ``model.fit`` returns, or its ``history``.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no ``"loss"`` in the history.

    Examples
    --------
    >>> ax = plot_history({"loss": [3.0, 2.0, 1.5]})
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('epoch', 'loss')
    """
    losses = getattr(history, "history", history)
    if not isinstance(losses, dict) or "loss" not in losses:
        raise ValueError(f'history needs "loss", as model.fit returns it; got {history!r}')
    ax = open_axes(ax)
    for index, (key, label) in enumerate([("loss", "training"), ("val_loss", "validation")]):
        if key in losses:
            epochs = np.arange(1, len(losses[key]) + 1)
            ax.plot(epochs, losses[key], label=label, **line_of(index))
    ax.set(xlabel="epoch", ylabel="loss")
    name_lines(ax)
    return ax


def plot_pred(data, *, scaler=None, ticks=None, labels=None, ylabel="value", ax=None):
    """Draw series and the predictions of their parts, one part after the other.

    Parameters
    ----------
    data : dict of name → (prediction, series, Y_indices)
        In time order: predictions of shape (N, 1) or (N,), the part they were made from of
        shape (T, 1) or (T,), and the step of each prediction within that part.
    scaler : fitted scaler, optional
        Its ``inverse_transform`` restores the units of both.
    ticks, labels : sequence of int, sequence of str, optional
        Positions on the time axis, in steps from the start of the first part, and their texts.
    ylabel : str
        Quantity and unit.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If an entry is not such a triple, or its lengths do not agree.

    Examples
    --------
    >>> ax = plot_pred({"train": ([2.0, 3.0], [1.0, 2.0, 3.0], [1, 2])}, ylabel="passengers")
    >>> [line.get_label() for line in ax.lines]
    ['actual', 'predicted, train']
    """
    ax = open_axes(ax)
    start = 0
    for index, (name, entry) in enumerate(data.items()):
        if not isinstance(entry, (list, tuple)) or len(entry) != 3:
            raise ValueError(f"data[{name!r}] needs (prediction, series, Y_indices); got {entry!r}")
        prediction, series = (_restored(part, scaler) for part in entry[:2])
        steps = np.asarray(entry[2], int).ravel()
        if len(prediction) != len(steps):
            raise ValueError(
                f"data[{name!r}] needs one index a prediction; got {len(prediction)} "
                f"predictions and {len(steps)} indices"
            )
        if len(steps) and not 0 <= steps.min() <= steps.max() < len(series):
            raise ValueError(
                f"data[{name!r}] needs indices from 0 to {len(series) - 1}; got {steps}"
            )
        actual = "actual" if index == 0 else None
        ax.plot(start + np.arange(len(series)), series, color=colour("neutral"), label=actual)
        ax.plot(start + steps, prediction, label=f"predicted, {name}", **line_of(index))
        start += len(series)
    if ticks is not None:
        ax.set_xticks(list(ticks), labels=None if labels is None else list(labels))
    ax.set_ylabel(ylabel)
    name_lines(ax)
    return ax


def _restored(part, scaler):
    """Return a part as shape (T,), in its units where a scaler is given."""
    part = np.asarray(part, "float64").reshape(len(part), -1)
    if part.shape[1] != 1:
        raise ValueError(f"a part needs one variable; got shape {part.shape}")
    return (part if scaler is None else scaler.inverse_transform(part))[:, 0]
