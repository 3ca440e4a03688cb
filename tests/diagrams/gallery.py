"""The gallery page, run once, and what can be wrong with any drawing."""

import ast
import re
from functools import cache
from math import hypot
from pathlib import Path

import pytest

from rnnutils.diagrams import shapes
from rnnutils.diagrams.parts import Edge, Node

PAGE_FILE = Path(__file__).parents[2] / "chapters" / "diagrams.md"
PHONE = 358  # CSS pixels a page leaves for its content on a screen of 390
CELLS = re.findall(r"```\{code-cell\}[^\n]*\n(.*?)```", PAGE_FILE.read_text("utf-8"), re.S)
DRAWN = [i for i, cell in enumerate(CELLS) if re.search(r"^(diagrams\.\w+\(.*\)|d)$", cell, re.M)]
SVG = "{http://www.w3.org/2000/svg}"


@cache
def gallery():
    """Run the gallery page; return what its cells show, by the last line of each."""
    names, shown = {}, {}
    for index, cell in enumerate(CELLS):
        *body, last = ast.parse(cell).body
        exec(compile(ast.Module(body, []), "<page>", "exec"), names)
        if isinstance(last, ast.Expr):
            shown[index] = eval(compile(ast.Expression(last.value), "<page>", "eval"), names)
        else:
            exec(compile(ast.Module([last], []), "<page>", "exec"), names)
    return shown


every_drawing = pytest.mark.parametrize(
    "drawing", DRAWN, ids=lambda i: CELLS[i].strip().splitlines()[-1]
)


def overlap(a, b, slack=0.5):
    return min(a[2], b[2]) - max(a[0], b[0]) > slack and min(a[3], b[3]) - max(a[1], b[1]) > slack


def inside(inner, outer, slack=0.5):
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def dense(path):
    """Points every two units along a path."""
    points = shapes.samples(path)
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        n = max(1, int(hypot(bx - ax, by - ay) / 2))
        yield from ((ax + (bx - ax) * k / n, ay + (by - ay) * k / n) for k in range(n))
    yield points[-1]


def within(point, box):
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def shrunk(box, sideways, upright=1):
    return box[0] + sideways, box[1] + upright, box[2] - sideways, box[3] - upright


def faults(d):
    """Everything that overlaps or is cut off, in words."""
    nodes = [p for p in d.parts.values() if isinstance(p, Node)]
    edges = [p for p in d.parts.values() if isinstance(p, Edge)]
    solid = [n for n in nodes if n.shape != "dot"]
    found = []
    for part in (*d.parts.values(), *d.texts):
        if not inside(part.box, d.box):
            found.append(f"{part} is cut off")
    for i, text in enumerate(d.texts):
        for other in d.texts[i + 1 :]:
            if overlap(text.box, other.box):
                found.append(f"text {text.markup!r} on text {other.markup!r}")
        for node in solid:
            if node.name == text.owner:
                if not fits(text.box, node):
                    found.append(f"text {text.markup!r} leaves its node {node.name!r}")
            elif overlap(text.box, node.box):
                found.append(f"text {text.markup!r} on node {node.name!r}")
        # A halo keeps lines off the rim of its label.
        core = shrunk(text.box, 5 if text.halo else 1)
        for edge in edges:
            if edge.name == text.owner or not overlap(edge.box, core, -1):
                continue
            if any(within(p, core) for p in dense(edge.path)):
                found.append(f"arrow {edge.name!r} through text {text.markup!r}")
    for i, node in enumerate(solid):
        for other in solid[i + 1 :]:
            if overlap(node.box, other.box) and not touching_circles(node, other):
                found.append(f"node {node.name!r} on node {other.name!r}")
        for edge in edges:
            own = node.name in (edge.source, edge.target)
            if own or not overlap(edge.box, node.box, -1):
                continue
            if any(contains(node, p) for p in dense(edge.path)):
                found.append(f"arrow {edge.name!r} through node {node.name!r}")
    return found


def fits(box, node):
    """Tell whether the middle half of a text's height lies in the outline."""
    middle, quarter = (box[1] + box[3]) / 2, (box[3] - box[1]) / 4
    corners = [(x, y) for x in (box[0], box[2]) for y in (middle - quarter, middle + quarter)]
    return all(contains(node, corner, slack=-1) for corner in corners)


def contains(node, point, slack=1.0):
    dx, dy = abs(point[0] - node.x), abs(point[1] - node.y)
    a, b = node.w / 2 - slack, node.h / 2 - slack
    if node.shape == "diamond":
        return dx / a + dy / b < 1
    if node.shape == "circle" or (node.shape == "double" and node.w == node.h):
        return hypot(dx / a, dy / b) < 1
    return dx < a and dy < b


def touching_circles(a, b):
    round_ones = ("circle", "double")
    if a.shape in round_ones and b.shape in round_ones and a.w == a.h and b.w == b.h:
        return hypot(a.x - b.x, a.y - b.y) >= (a.w + b.w) / 2
    return False
