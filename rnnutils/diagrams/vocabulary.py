"""Words a picture is made of: layers, full connections, unrolled time, numbers and matrices."""

import numpy as np

from rnnutils.arrays import expect
from rnnutils.diagrams.text import plain


def layer(d, names, x, y, gap=60, *, labels=None, across=False, role="hidden", **options):
    """Put a layer of nodes centred at (x, y), downwards or ``across``; return their names.

    Parameters
    ----------
    d : Drawing
        Where the nodes are put.
    names : sequence of str
        A node each.
    x, y, gap : float
        The centre of the layer, and the distance of its nodes.
    labels : sequence of str, optional
        What the nodes show; their names if not given.
    across : bool
        Whether the nodes stand side by side.
    role : str
        What they are, as "input"; see `colour`.
    **options : dict
        For `Drawing.node`.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from rnnutils.diagrams.drawing import Drawing
    >>> layer(Drawing("A layer"), ["h_1", "h_2"], 0, 0)
    ['h_1', 'h_2']
    """
    names = list(names)
    labels = names if labels is None else labels
    for index, (name, label) in enumerate(zip(names, labels, strict=True)):
        shift = (index - (len(names) - 1) / 2) * gap
        place = (x + shift, y) if across else (x, y + shift)
        d.node(name, *place, label, role, **options)
    return names


def connect(d, sources, targets, weights=None, **options):
    """Draw an arrow from every source to every target, labelled with its weight if given.

    ``weights`` has one row per source and one column per target, as in ``x @ W``.

    Parameters
    ----------
    d : Drawing
        Where the arrows are put.
    sources, targets : sequence of str
        Names of nodes.
    weights : array of shape (D, H), optional
        A row to each source.
    **options : dict
        For `Drawing.edge`.

    Examples
    --------
    >>> from rnnutils.diagrams.drawing import Drawing
    >>> d = Drawing("Two layers")
    >>> connect(d, layer(d, "ab", 0, 0, role="input"), layer(d, "c", 90, 0), [[0.5], [2]])
    """
    if weights is not None:
        weights = expect(weights, "weights", (len(sources), len(targets)), dtype=float)
    for i, source in enumerate(sources):
        for j, target in enumerate(targets):
            label = None if weights is None else short(weights[i, j])
            d.edge(source, target, label, **options)


def unroll(time_steps, width=100, start=1):
    """Yield ``(t, x)``: the number of each time step and where its column stands.

    Parameters
    ----------
    time_steps : int
        How many columns.
    width : float
        From column to column.
    start : int
        The number of the first step.

    Yields
    ------
    tuple of int and float

    Examples
    --------
    >>> list(unroll(2))
    [(1, 0), (2, 100)]
    """
    for t in range(start, start + time_steps):
        yield t, (t - start) * width


def short(value, digits=2):
    """Return a number with two decimals and a true minus sign.

    Examples
    --------
    >>> short(-0.456), short(-0.001)
    ('−0.46', '0.00')
    """
    text = f"{float(value):.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def plural(count, noun):
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "window"), plural(84, "window")
    ('1 window', '84 windows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def vector(d, name, x, y, values, role, *, label=None, w=56, **options):
    """Put a node that lists the numbers of a vector, top to bottom; return its name.

    Parameters
    ----------
    d : Drawing
        Where the node is put.
    name : str
        Of the node.
    x, y : float
        Its centre.
    values : sequence of float
        Top to bottom.
    role : str
        What it is, as "input"; see `colour`.
    label : str, optional
        What stands beside the numbers.
    w : float
        Its width.
    **options : dict
        For `Drawing.node`.

    Returns
    -------
    str

    Examples
    --------
    >>> from rnnutils.diagrams.drawing import Drawing
    >>> vector(Drawing("A state"), "h", 0, 0, [0.5, -1.0], "hidden")
    'h'
    """
    lines = "\n".join(short(v) for v in np.asarray(values).ravel())
    shape = {"hidden": "pill", "error": "box"}.get(role)
    height = 15.6 * len(np.asarray(values).ravel()) + 16
    options |= {"shape": shape, "w": w, "h": height, "size": 12, "says": label or name}
    d.node(name, x, y, lines, role, **options)
    d.parts[name].value = f"({', '.join(lines.split())})"  # for the description
    return name


def table(d, name, left, top, values, label):
    """Write a matrix as a grid of numbers under its label; return the grid's right and bottom.

    Parameters
    ----------
    d : Drawing
        Where the table is put.
    name : str
        Of the table.
    left, top : float
        Its corner.
    values : array of shape (R, C)
        The numbers.
    label : str
        What stands above them.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> from rnnutils.diagrams.drawing import Drawing
    >>> right, bottom = table(Drawing("Weights"), "W", 0, 0, [[1.0, 2.0]], "W")
    """
    values = np.atleast_2d(values)
    d.text(left, top, label, size=14, anchor="start", name=f"{name} label", says="")
    rows = "; ".join(", ".join(short(v) for v in row) for row in values)
    d.say(f"{plain(label)}, {' × '.join(map(str, values.shape))}: {rows}.")
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            cell = f"{name} {i + 1} {j + 1}"
            place = left + 42 * (j + 1) - 4, top + 26 + 18 * i
            d.text(*place, short(value), size=12, anchor="end", name=cell, says="")
    right, bottom = left + 42 * values.shape[1], top + 26 + 18 * (len(values) - 1) + 10
    for side, inwards in ((left - 6, 5), (right + 3, -5)):
        corners = [(side + inwards, top + 15), (side, top + 15), (side, bottom)]
        corners.append((side + inwards, bottom))
        d.curve(corners, name=f"{name} bracket {side:g}", thickness=1.2)
    return right, bottom
