"""Geometry of a drawing: outlines of nodes, where a line meets them, and paths.

Everything here is a pure function of numbers. A path is a list of commands as in SVG:
``("M", x, y)``, ``("L", x, y)`` and ``("Q", cx, cy, x, y)``.
"""

from itertools import pairwise
from math import hypot

SHAPES = ("square", "circle", "double", "pill", "box", "diamond", "dot", "bar", "none")
SHAPE_OF_ROLE = {
    "input": "square",
    "hidden": "circle",
    "output": "double",
    "cell": "pill",
    "gate": "box",
    "error": "diamond",
    "neutral": "box",
}
_RING = 4  # distance of the second ring of an output


def number(value):
    """Format a coordinate: one decimal, no trailing zero, no minus zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def outline(shape, x, y, w, h, paint):
    """Return the SVG elements of a shape centred at (x, y).

    ``paint`` holds the attributes of each class of element there may be: ``rnn-shape``, and
    ``rnn-ring`` or ``rnn-dot``.
    """
    if shape == "none":
        return ""
    if shape == "dot":
        return _ellipse(x, y, w, h, paint, "rnn-dot")
    if shape == "bar":
        return _rect(x, y, w, h, 0, paint, "rnn-dot")
    if shape == "circle":
        return _ellipse(x, y, w, h, paint)
    if shape == "double":
        inner = (w - 2 * _RING, h - 2 * _RING)
        if w == h:
            return _ellipse(x, y, w, h, paint) + _ellipse(x, y, *inner, paint, "rnn-ring")
        return _rect(x, y, w, h, 9, paint) + _rect(x, y, *inner, 6, paint, "rnn-ring")
    if shape == "diamond":
        corners = ((x, y - h / 2), (x + w / 2, y), (x, y + h / 2), (x - w / 2, y))
        points = " ".join(f"{number(px)},{number(py)}" for px, py in corners)
        return f'<polygon class="rnn-shape" {paint["rnn-shape"]} points="{points}"/>'
    radius = {"square": 0, "box": 5, "pill": min(w, h, 56) / 2}[shape]
    return _rect(x, y, w, h, radius, paint)


def border(shape, x, y, w, h, towards, gap=0.0):
    """Return the point where the line from (x, y) to ``towards`` leaves the shape."""
    dx, dy = towards[0] - x, towards[1] - y
    length = hypot(dx, dy)
    if length == 0:
        return x, y
    if shape in ("circle", "dot") or (shape == "double" and w == h):
        reach = 1 / hypot(dx / (w / 2), dy / (h / 2))
    elif shape == "diamond":
        reach = 1 / (abs(dx) / (w / 2) + abs(dy) / (h / 2))
    else:
        reach = min(w / 2 / abs(dx) if dx else 9e9, h / 2 / abs(dy) if dy else 9e9)
    reach += gap / length
    return x + dx * reach, y + dy * reach


def rounded(points, radius=9):
    """Return the path along ``points`` with its corners rounded."""
    path = [("M", *points[0])]
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        path.append(("L", *_step(corner, before, radius)))
        path.append(("Q", *corner, *_step(corner, after, radius)))
    return [*path, ("L", *points[-1])]


def curved(start, end, bend):
    """Return a path from start to end that leaves the straight line by ``bend`` units."""
    if not bend:
        return [("M", *start), ("L", *end)]
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    control = (
        (start[0] + end[0]) / 2 - 2 * bend * dy / length,
        (start[1] + end[1]) / 2 + 2 * bend * dx / length,
    )
    return [("M", *start), ("Q", *control, *end)]


def path_data(path):
    """Return the ``d`` attribute of a path."""
    return "".join(c[0] + " ".join(number(v) for v in c[1:]) for c in path)


def samples(path, per_curve=12):
    """Return points along a path, dense on its curves."""
    points = [path[0][1:]]
    for command in path[1:]:
        if command[0] == "L":
            points.append(command[1:])
            continue
        (ax, ay), (cx, cy, bx, by) = points[-1], command[1:]
        for k in range(1, per_curve + 1):
            t = k / per_curve
            weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
            points.append(
                (
                    weights[0] * ax + weights[1] * cx + weights[2] * bx,
                    weights[0] * ay + weights[1] * cy + weights[2] * by,
                )
            )
    return points


def along(path, fraction):
    """Return the point at a fraction of the path's length and the unit direction there."""
    points = samples(path)
    legs = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    k, left = 0, fraction * sum(legs)
    while k < len(legs) - 1 and (not legs[k] or left > legs[k]):
        k, left = k + 1, left - legs[k]
    a, b = points[k : k + 2]
    direction = (b[0] - a[0]) / legs[k], (b[1] - a[1]) / legs[k]
    return (a[0] + direction[0] * left, a[1] + direction[1] * left), direction


def arrow_head(path, size):
    """Return the triangle at the end of a path."""
    points = samples(path)
    (ax, ay), (bx, by) = points[-2], points[-1]
    length = hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    back = bx - size * ux, by - size * uy
    half = 0.42 * size
    corners = ((bx, by), (back[0] - half * uy, back[1] + half * ux))
    corners += ((back[0] + half * uy, back[1] - half * ux),)
    points = " ".join(f"{number(px)},{number(py)}" for px, py in corners)
    return f'<polygon class="rnn-head" points="{points}"/>'


def shortened(path, by):
    """Return the path ending ``by`` units earlier, so that an arrow head covers its end."""
    (ax, ay), (bx, by_) = samples(path)[-2:]
    length = hypot(bx - ax, by_ - ay)
    share = min(by, 0.9 * length) / length
    end = bx + (ax - bx) * share, by_ + (ay - by_) * share
    return [*path[:-1], (*path[-1][:-2], *end)]


def _step(corner, towards, radius):
    dx, dy = towards[0] - corner[0], towards[1] - corner[1]
    length = hypot(dx, dy)
    share = min(radius, length / 2) / length if length else 0
    return corner[0] + dx * share, corner[1] + dy * share


def _ellipse(x, y, w, h, paint, kind="rnn-shape"):
    look = f'class="{kind}" {paint[kind]}'
    centre = f'cx="{number(x)}" cy="{number(y)}"'
    if w == h:
        return f'<circle {look} {centre} r="{number(w / 2)}"/>'
    return f'<ellipse {look} {centre} rx="{number(w / 2)}" ry="{number(h / 2)}"/>'


def _rect(x, y, w, h, radius, paint, kind="rnn-shape"):
    corner = f'x="{number(x - w / 2)}" y="{number(y - h / 2)}"'
    rounding = f' rx="{number(radius)}"' if radius else ""
    size = f'width="{number(w)}" height="{number(h)}"'
    return f'<rect class="{kind}" {paint[kind]} {corner} {size}{rounding}/>'
