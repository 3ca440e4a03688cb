"""Words a picture is made of: layers, full connections, unrolled time, numbers and matrices."""

import numpy as np

from rnnutils.arrays import expect
from rnnutils.diagrams.text import plain


def layer(d, names, x, y, gap=60, *, labels=None, across=False, role="hidden", **options):
    """Put a layer of nodes centred at (x, y), downwards or ``across``; return their names."""
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
    """
    if weights is not None:
        weights = expect(weights, "weights", (len(sources), len(targets)), dtype=float)
    for i, source in enumerate(sources):
        for j, target in enumerate(targets):
            label = None if weights is None else short(weights[i, j])
            d.edge(source, target, label, **options)


def unroll(time_steps, width=100, start=1):
    """Yield ``(t, x)``: the number of each time step and where its column stands."""
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
    """Put a node that lists the numbers of a vector, top to bottom; return its name."""
    lines = "\n".join(short(v) for v in np.asarray(values).ravel())
    shape = {"hidden": "pill", "error": "box"}.get(role)
    height = 15.6 * len(np.asarray(values).ravel()) + 16
    options |= {"shape": shape, "w": w, "h": height, "size": 12, "says": label or name}
    d.node(name, x, y, lines, role, **options)
    d.parts[name].value = f"({', '.join(lines.split())})"  # for the description
    return name


def table(d, name, left, top, values, label):
    """Write a matrix as a grid of numbers under its label; return the grid's right and bottom."""
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
