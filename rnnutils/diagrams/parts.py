"""The parts of a drawing: nodes, edges, frames and curves, each able to draw itself.

A part carries stable class names: what it is (``rnn-node``), its role (``rnn-hidden``), its
own name (``rnn-part-h-1``), and its state (``rnn-lit``, ``rnn-dim``). Scripts and style
sheets find it by them. Colours stand in attributes too, for viewers that know no CSS variables.
"""

import re
from dataclasses import dataclass, field

from rnnutils.diagrams import shapes
from rnnutils.diagrams.text import Text
from rnnutils.figures.style import LINES, ROLES

STATES = ("", "lit", "dim")
_THICKNESS = {"cell": 4.5, "error": 2.2, "hidden": 2.0}
_DASHES = {"error": ' stroke-dasharray="7 5"', "neutral": ""}


def part_class(name):
    """Return the class that names one part.

    Examples
    --------
    >>> part_class("h_{t-1}")
    'rnn-part-h-t-1'
    """
    return "rnn-part-" + re.sub(r"[\W_]+", "-", name).strip("-").lower()


@dataclass
class Node:
    """A named shape with a label; ``says`` is how the description calls it."""

    name: str
    role: str
    shape: str
    x: float
    y: float
    w: float
    h: float
    texts: list = field(default_factory=list)
    state: str = ""
    says: str = ""
    value: str | None = None

    @property
    def box(self):
        """The rectangle of its outline."""
        half_w, half_h = self.w / 2, self.h / 2
        return self.x - half_w, self.y - half_h, self.x + half_w, self.y + half_h

    def border(self, towards, gap=0.0):
        """Return the point where a line towards a point leaves the node."""
        return shapes.border(self.shape, self.x, self.y, self.w, self.h, towards, gap)

    def svg(self):
        """Return the SVG group."""
        hue = f'fill="{ROLES[self.role]}" stroke="{LINES["light"][self.role]}"'
        paint = {
            "rnn-shape": f'{hue} fill-opacity=".15"',
            "rnn-ring": f'{hue} fill-opacity="0"',
            "rnn-dot": hue,
        }
        drawn = shapes.outline(self.shape, self.x, self.y, self.w, self.h, paint)
        return _group("node", self, drawn + "".join(t.svg() for t in self.texts))


@dataclass
class Edge:
    """A path between two nodes or points, with an arrow head unless ``head`` is false."""

    name: str
    role: str
    path: list
    source: str
    target: str
    texts: list = field(default_factory=list)
    head: bool = True
    thickness: float = 0.0
    state: str = ""
    says: str | None = None

    @property
    def box(self):
        """The rectangle around its path."""
        xs, ys = zip(*shapes.samples(self.path), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def svg(self):
        """Return the SVG group."""
        hue = LINES["light"][self.role]
        thick = self.thickness or _THICKNESS.get(self.role, 1.6)
        thick += {"lit": 1.4, "dim": -0.4}.get(self.state, 0)
        size = 6 + 2 * thick
        path = shapes.shortened(self.path, 0.7 * size) if self.head else self.path
        drawn = (
            f'<path class="rnn-line" d="{shapes.path_data(path)}" fill="none" stroke="{hue}" '
            f'stroke-width="{thick:.3g}"{_DASHES.get(self.role, "")}/>'
        )
        if self.head:
            head = shapes.arrow_head(self.path, size)
            drawn += head.replace("<polygon", f'<polygon fill="{hue}"')
        return _group("edge", self, drawn)

    def label_svg(self):
        """Return the group of its label, which stands above all lines."""
        return _group("label", self, "".join(t.svg() for t in self.texts)) if self.texts else ""


@dataclass
class Frame:
    """A dashed rectangle around parts that belong together, with a label."""

    name: str
    role: str
    box: tuple
    texts: list = field(default_factory=list)
    state: str = ""
    says: str = ""

    def svg(self):
        """Return the SVG group."""
        left, top, right, bottom = self.box
        middle = (left + right) / 2, (top + bottom) / 2
        hue = LINES["light"][self.role]
        hue = f'fill="{hue}" fill-opacity=".05" stroke="{hue}" stroke-dasharray="2 3"'
        paint = {"rnn-shape": hue}
        drawn = shapes.outline("box", *middle, right - left, bottom - top, paint)
        return _group("frame", self, drawn + "".join(t.svg() for t in self.texts))


@dataclass
class Note:
    """Free text, one line or several."""

    name: str
    texts: list
    role: str = "neutral"
    state: str = ""
    says: str = ""

    @property
    def box(self):
        """The rectangle around all lines."""
        return union(t.box for t in self.texts)

    def svg(self):
        """Return the SVG group."""
        return _group("note", self, "".join(t.svg() for t in self.texts))


def lines_of_text(x, y, markup, size, leading=1.3, **options):
    """Return one ``Text`` per line of the mark-up, the block centred on ``y``."""
    lines = str(markup).split("\n")
    top = y - (len(lines) - 1) / 2 * leading * size
    return [Text(x, top + i * leading * size, s, size, **options) for i, s in enumerate(lines) if s]


def union(boxes):
    """Return the smallest rectangle around all boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _group(kind, part, drawn):
    classes = f"rnn-{kind} rnn-{part.role} {part_class(part.name)}"
    classes += f" rnn-{part.state}" if part.state else ""
    return f'<g class="{classes}">{drawn}</g>'
