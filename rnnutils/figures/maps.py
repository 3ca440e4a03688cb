"""Pictures with two axes of their own: the plane a classifier divides, and a table as a map.

Curves over time or epochs are in `plotting`; colours come from `style`.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from rnnutils.arrays import expect, expect_numbers
from rnnutils.figures.style import LINES, axes, colour

# One role a class; the marker tells them apart without colour.
CLASSES = [("input", "o"), ("output", "^"), ("hidden", "s"), ("cell", "D")]


def plot_decision(classify, X, labels, *, names=("x₁", "x₂"), margin=0.5, ax=None):
    """Draw labelled points of a plane, and shade what a classifier answers everywhere else.

    Parameters
    ----------
    classify : callable
        From points of shape (M, 2) to M whole numbers, the answers.
    X : ndarray of shape (N, 2)
        The points.
    labels : ndarray of int, shape (N,)
        The right answers, 0 to 3.
    names : pair of str
        What stands at the axes.
    margin : float
        How far the picture reaches beyond the points, as a share of their range.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a label or an answer is not a whole number from 0 to 3.

    Examples
    --------
    >>> ax = plot_decision(lambda X: X[:, 0] > 0.5, np.array([[0, 0], [1, 1]]), np.array([0, 1]))
    """
    X = expect(X, "X", ("N", 2), dtype=float)
    labels = _classes(expect(labels, "labels", (len(X),)), "labels")
    reach = margin * np.ptp(X, axis=0)
    low, high = X.min(axis=0) - reach, X.max(axis=0) + reach
    across, up = np.linspace(low[0], high[0], 201), np.linspace(low[1], high[1], 201)
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)  # (M, 2)
    answers = _classes(np.ravel(classify(plane)), "answers").reshape(201, 201)
    ax = axes(ax, (4.2, 3.4))
    for k, (role, marker) in enumerate(CLASSES):
        shade = np.where(answers == k, 1.0, np.nan)
        flat = LinearSegmentedColormap.from_list(role, [colour(role)] * 2)
        ax.pcolormesh(across, up, shade, cmap=flat, alpha=0.18, linewidth=0, rasterized=True)
        if (labels == k).any():
            ax.plot(
                *X[labels == k].T, marker, color=colour(role), markersize=8,
                markeredgecolor="white", label=f"{k}",
            )  # fmt: skip
    ax.set(xlabel=names[0], ylabel=names[1], xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.legend(title="class", frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def plot_grid(values, rows, columns, *, texts=None, xlabel="", label="", limits=None, ax=None):
    """Draw a table as a map: the fuller the colour of a cell, the larger its number.

    Parameters
    ----------
    values : array of shape (R, C)
        The numbers; NaN leaves a cell empty.
    rows, columns : sequence of str
        R and C names.
    texts : array of str, shape (R, C), optional
        What stands in the cells; the numbers if omitted.
    xlabel : str
        What the columns are.
    label : str
        What the numbers are.
    limits : pair of float, optional
        The numbers of an empty and of a full cell; those of the table if omitted.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_grid([[1, 2], [3, np.nan]], ["SGD", "Adam"], ["small", "large"], label="loss")
    """
    values = np.asarray(values, float)
    if values.shape != (len(rows), len(columns)):
        raise ValueError(
            f"values needs shape {(len(rows), len(columns))}, a number for every row and column; "
            f"got {values.shape}"
        )
    low, high = limits or (np.nanmin(values), np.nanmax(values))
    texts = [[f"{v:.2g}" for v in row] for row in values] if texts is None else texts
    ax = axes(ax, (5.2, 0.38 * len(rows) + 1.1))
    ramp = LinearSegmentedColormap.from_list("hidden", ["#FFFFFF", colour("hidden")])
    ax.pcolormesh(values, cmap=ramp, vmin=low, vmax=high, edgecolors="white", linewidth=2)
    for r, c in np.ndindex(values.shape):
        if np.isfinite(values[r, c]):
            ax.text(c + 0.5, r + 0.5, texts[r][c], ha="center", va="center", color="#1F2328")
    ax.set_xticks(np.arange(len(columns)) + 0.5, labels=list(columns))
    ax.set_yticks(np.arange(len(rows)) + 0.5, labels=list(rows))
    ax.set(xlabel=xlabel, title=label)
    ax.title.set(size="medium")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.invert_yaxis()
    return ax


def plot_alignment(A, source, target, *, ax=None):
    """Draw where a decoder looked while it wrote: the darker a field, the larger the weight.

    Parameters
    ----------
    A : array of shape (T, S)
        Weights from 0 to 1, a row to each symbol of the target.
    source : str or sequence of S str
        What was read; it stands above the columns.
    target : str or sequence of T str
        What was written; it stands beside the rows.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the weights do not have a row to each text of the target and a column to each of
        the source, or are not between 0 and 1.

    Examples
    --------
    >>> ax = plot_alignment(np.eye(3), "abc", "ABC")
    """
    A, source, target = np.asarray(A, float), list(source), list(target)
    if A.shape != (len(target), len(source)):
        need = f"{(len(target), len(source))}, a row to each symbol of the target"
        raise ValueError(f"A needs shape {need}; got {A.shape}")
    if not (A.min() >= 0 and A.max() <= 1 + 1e-6):
        raise ValueError(f"A needs weights from 0 to 1; got {A.min():.3g} to {A.max():.3g}")
    ax = axes(ax, (0.24 * len(source) + 0.6, 0.24 * len(target) + 0.6))
    hues = ["#FFFFFF", colour("gate"), LINES["light"]["gate"], "#453F00"]
    ramp = LinearSegmentedColormap.from_list("gate", hues)
    ax.pcolormesh(A, cmap=ramp, vmin=0, vmax=1, edgecolors="#E4E4E4", linewidth=0.5)
    ax.set_xticks(np.arange(len(source)) + 0.5, labels=source)
    ax.set_yticks(np.arange(len(target)) + 0.5, labels=target)
    ax.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    ax.set_aspect("equal")
    ax.spines[:].set_visible(False)
    ax.invert_yaxis()
    return ax


def _classes(values, name):
    values = np.asarray(values)
    whole = values.astype(int)
    return expect_numbers(whole if (whole == values).all() else values, name, len(CLASSES))
