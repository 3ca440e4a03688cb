"""The colours of the course: one role, one hue, from the first neuron to the Transformer.

The hues are the colour-blind safe set of Okabe and Ito. A role is also told apart by shape
or line wherever it is drawn, so black-and-white print loses nothing.

References
----------
Okabe M., Ito K. (2008) Color universal design. https://jfly.uni-koeln.de/color/
"""

ROLES = {
    "input": "#0072B2",  # blue
    "hidden": "#009E73",  # bluish green
    "output": "#D55E00",  # vermilion
    "cell": "#CC79A7",  # reddish purple: the cell state of an LSTM
    "error": "#E69F00",  # orange: losses and gradients flowing back
    "neutral": "#6E6E6E",  # grey: the data, axes, annotations
}


def colour(role):
    """Return the hue of a role as a hex string.

    Raises
    ------
    ValueError
        If the role is not one of ``ROLES``.

    Examples
    --------
    >>> colour("input")
    '#0072B2'
    """
    if role not in ROLES:
        raise ValueError(f"role must be one of {', '.join(ROLES)}; got {role!r}")
    return ROLES[role]
