"""The look of the course: one role, one hue, from the first neuron to the Transformer.

The hues are the colour-blind safe set of Okabe and Ito. A role is also told apart by shape
or line wherever it is drawn, so black-and-white print loses nothing.

References
----------
Okabe M., Ito K. (2008) Color universal design. https://jfly.uni-koeln.de/color/
"""

import matplotlib.pyplot as plt

from rnnutils.arrays import one_of

ROLES = {
    "input": "#0072B2",  # blue
    "hidden": "#009E73",  # bluish green
    "output": "#D55E00",  # vermilion
    "cell": "#CC79A7",  # reddish purple: the cell state of an LSTM
    "gate": "#F0E442",  # yellow: gates and the other layers inside a cell
    "error": "#E69F00",  # orange: losses and gradients flowing back
    "neutral": "#6E6E6E",  # grey: the data, axes, annotations
}

# The same hues as the diagrams draw their lines in: dark or light enough to reach a contrast
# of 3:1 on the page (WCAG 1.4.11), which the pure yellow, orange and greys do not.
LINES = {
    "light": ROLES | {"gate": "#8A8100", "error": "#B07A00", "cell": "#C2669A"},
    "dark": {
        "input": "#4DB2EC",
        "hidden": "#1FC998",
        "output": "#FF8A3D",
        "cell": "#E2A3C7",
        "gate": "#F0E442",
        "error": "#F2B233",
        "neutral": "#A3A8AE",
    },
}
# What lines and text stand on, the text itself, and text that steps back.
PAGE = {
    "light": {"paper": "#FFFFFF", "ink": "#1F2328", "muted": "#5F666D"},
    "dark": {"paper": "#14181E", "ink": "#E6EAEE", "muted": "#9AA3AB"},
}
# How opaque shapes are filled: always, if they are gates, if they are highlighted. Text on them
# keeps a contrast of 4.5:1.
FILLS = {
    "light": {"fill": 0.15, "gate-fill": 0.4, "lit-fill": 0.6},
    "dark": {"fill": 0.2, "gate-fill": 0.25, "lit-fill": 0.35},
}


def colour(role):
    """Return the hue of a role as a hex string.

    Parameters
    ----------
    role : str
        One of the names of ``ROLES``, as "input" or "error".

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the role is not one of ``ROLES``.

    Examples
    --------
    >>> colour("input")
    '#0072B2'
    """
    return ROLES[one_of(role, ROLES, "role")]


def axes(ax, size):
    """Return the given Axes, or new ones of that size in inches: sharp on a page and a phone.

    Parameters
    ----------
    ax : Axes or None
        Comes back as it is, if it is there.
    size : pair of float
        Width and height of new ones, in inches.

    Returns
    -------
    Axes

    Examples
    --------
    >>> axes(None, (4.0, 3.0)).figure.get_size_inches().tolist()
    [4.0, 3.0]
    """
    if ax is None:
        _, ax = plt.subplots(figsize=size, dpi=180, layout="constrained")
    return ax


# Series are told apart by colour and by line, for black-and-white print.
STYLES = [
    ("input", "--"),
    ("output", "-"),
    ("hidden", "-."),
    ("cell", ":"),
    ("error", (0, (5, 1))),
    ("neutral", (0, (3, 1, 1, 1))),
]
MOST_NAMES_INSIDE = 3  # of a legend; more stand above the Axes, which then are higher


def open_axes(ax, *, height=None, n_lines=1):
    """Return the given Axes, or new ones, open above and to the right."""
    height = height or (3.0 if n_lines <= MOST_NAMES_INSIDE else 3.9)
    ax = axes(ax, (6.4, height))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def name_lines(ax):
    """Name the lines; above the Axes where there are too many to leave the data free."""
    if len(ax.get_legend_handles_labels()[0]) > MOST_NAMES_INSIDE:
        ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    else:
        ax.legend(frameon=False)


def line_of(index):
    """Return colour and line style of the ``index``-th model."""
    role, style = STYLES[index % len(STYLES)]
    return {"color": colour(role), "linestyle": style}
