"""The drawing: parts are put on it by name, and it shows itself as inline SVG.

It is as large as its parts need, so nothing is cut off. It says in words what it shows:
the description for screen readers and terminals is made from the parts, not typed.
"""

import os
from pathlib import Path

from rnnutils.arrays import one_of
from rnnutils.diagrams import render, shapes
from rnnutils.diagrams.describe import describe
from rnnutils.diagrams.parts import (
    STATES,
    Edge,
    Frame,
    Node,
    Note,
    lines_of_text,
    part_class,
    union,
)
from rnnutils.diagrams.text import Text, plain, width
from rnnutils.figures.style import colour

_MARGIN = 8
_GAP = 2  # between an arrow's tip and the node it points to
_SIZES = {"square": 40, "circle": 44, "double": 46, "diamond": 46}


class Drawing:
    """An empty sheet with a title; ``data`` holds the numbers behind the picture.

    Parameters
    ----------
    title : str
        What the picture shows, in a few words.
    data : dict, optional
        The numbers behind the picture.

    Examples
    --------
    >>> d = Drawing("One step")
    >>> d.node("x", 0, 0, "x_t", role="input"), d.node("h", 100, 0, "h_t", role="hidden")
    ('x', 'h')
    >>> d.edge("x", "h", "W_xh")
    'x to h'
    >>> print(d.description)
    Input: x_t (square).
    Hidden: h_t (circle).
    Arrows: x_t to h_t (W_xh).
    """

    def __init__(self, title, data=None):
        self.title = title
        self.data = dict(data or {})
        self.parts = {}
        self.sentences = []
        self._classes = set()

    def node(
        self, name, x, y, label=None, role="neutral", *, shape=None, w=None, h=None, value=None,
        size=15, state="", says=None,
    ):  # fmt: skip
        """Put a shape centred at (x, y); return its name.

        The role decides the colour, and the shape unless one is given. ``value`` is a second,
        smaller line under the label. ``says`` is its name in the description, "" for none.
        """
        colour(role)
        shape = shape or shapes.SHAPE_OF_ROLE[role]
        one_of(shape, shapes.SHAPES, "shape")
        side = _SIZES.get(shape)
        if w is None:
            longest = max((width(s, size) for s in str(label or "").split("\n")), default=0)
            w = side or max(longest + 18, 34)
        h = h or (side if side and w == side else 34)
        shift = 7 if value is not None and label else 0
        texts = lines_of_text(x, y - shift, label, size, owner=name) if label else []
        if value is not None:
            texts += lines_of_text(x, y + (size / 2 + 3 if label else 0), value, 12, owner=name)
        if says is None:
            says = plain(label) if label else name
        return self._add(Node(name, role, shape, x, y, w, h, texts, _state(state), says, value))

    def edge(
        self, source, target, label=None, role="neutral", *, bend=0, via=(), at=0.5, side=0,
        column=None, radius=9, head=True, thickness=0.0, size=13, state="", name=None, says=None,
    ):  # fmt: skip
        """Draw an arrow between two nodes or points; return its name.

        ``bend`` curves it, ``via`` leads it through points, its corners rounded. The label stands
        on the line at the fraction ``at``, or where a straight line reaches the abscissa
        ``column``; or to the left (``side=1``) or right (``side=-1``) of its course.
        """
        colour(role)
        ends = [self._point(end) for end in (source, target)]
        path = self._route(source, target, ends, bend, [tuple(p) for p in via], radius)
        name = name or f"{_name(source)} to {_name(target)}"
        name = name if name not in self.parts else f"{name} {len(self.parts)}"
        if column is not None:
            at = (column - path[0][1]) / (path[-1][1] - path[0][1])
        texts = [_beside(path, label, at, side, size, name)] if label is not None else []
        if says is None and label is not None:
            says = plain(label)
        nodes = [end if isinstance(end, str) else "" for end in (source, target)]
        return self._add(
            Edge(name, role, path, *nodes, texts, head, thickness, _state(state), says)
        )

    def dot(self, name, x, y, role="neutral", *, size=6, state=""):
        """Put a point without a label, which the description leaves out; return its name."""
        return self.node(name, x, y, role=role, shape="dot", w=size, h=size, state=state, says="")

    def say(self, sentence):
        """Add a sentence to the description, for what many small parts show together."""
        self.sentences.append(plain(sentence))

    def text(
        self, x, y, markup, *, size=14, anchor="middle", bold=False, role="neutral", name=None,
        halo=False, state="", says=None,
    ):  # fmt: skip
        """Write one or several lines around the height ``y``; return the note's name."""
        colour(role)
        name = name or f"note {len(self.parts)}"
        options = {"anchor": anchor, "bold": bold, "halo": halo, "owner": name}
        return self._add(
            Note(
                name,
                lines_of_text(x, y, markup, size, **options),
                role,
                _state(state),
                plain(markup) if says is None else says,
            )
        )

    def frame(self, members, label=None, role="neutral", *, pad=12, name=None, size=13):
        """Draw a frame around parts (by name) or a box, its label above; return its name."""
        colour(role)
        loose = [m for m in members if isinstance(m, str)]
        box = union(self._part(m).box for m in loose) if loose else tuple(members)
        box = (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad)
        name = name or f"frame {label or len(self.parts)}"
        texts = []
        if label:
            texts = [Text(box[0] + 1, box[1] - size * 0.8, label, size, "start", owner=name)]
        return self._add(Frame(name, role, box, texts, says=plain(label or "")))

    def curve(self, points, role="neutral", *, name, thickness=1.6, says=""):
        """Draw a line through data points, without a head; return its name."""
        colour(role)
        path = [("M", *points[0]), *(("L", *p) for p in points[1:])]
        return self._add(Edge(name, role, path, "", "", [], False, thickness, "", says))

    @property
    def box(self):
        """The rectangle around everything, with a margin."""
        boxes = [part.box for part in self.parts.values()] + [t.box for t in self.texts]
        left, top, right, bottom = union(boxes)
        return left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN

    @property
    def texts(self):
        """Every line of text on the drawing."""
        return [text for part in self.parts.values() for text in part.texts]

    @property
    def description(self):
        """What the drawing shows, in words."""
        return "\n".join([*self.sentences, describe(self.parts)]).strip()

    def svg(self, suffix="", style=""):
        """Return the SVG element; ``suffix`` keeps the ids of a second copy apart."""
        return render.svg(self, suffix, style)

    def save(self, path, *, overwrite=False):
        """Write the drawing to an SVG file; an existing one is kept unless told otherwise."""
        path = Path(path)
        if path.suffix != ".svg":
            raise ValueError(f"path needs the ending .svg; got {os.fspath(path)!r}")
        if path.exists() and not overwrite:
            raise FileExistsError(f"{path} exists; pass overwrite=True to replace it")
        path.write_text(self.svg() + "\n", encoding="utf-8")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return render.mimebundle(self)

    def _add(self, part):
        if part.name in self.parts:
            raise ValueError(f"a part needs a new name; got {part.name!r} twice")
        if part_class(part.name) in self._classes:
            raise ValueError(f"the class {part_class(part.name)!r} names another part already")
        self._classes.add(part_class(part.name))
        self.parts[part.name] = part
        return part.name

    def _part(self, name):
        return self.parts[one_of(name, self.parts, "a part")]

    def _point(self, end):
        if not isinstance(end, str):
            return tuple(end)
        part = self._part(end)
        left, top, right, bottom = part.box
        return (left + right) / 2, (top + bottom) / 2

    def _route(self, source, target, ends, bend, via, radius):
        if ends[0] == ends[1] and not via:
            raise ValueError(f"an edge from {source!r} to itself needs points to go via")
        bent = shapes.curved(*ends, bend)
        control = [bent[1][1:3]] if bend else []
        inner = via or control
        start = self._clip(source, ends[0], (inner or [ends[1]])[0], 0)
        end = self._clip(target, ends[1], (inner or [ends[0]])[-1], _GAP)
        if via:
            return shapes.rounded([start, *via, end], radius)
        return [("M", *start), ("Q", *control[0], *end)] if bend else [("M", *start), ("L", *end)]

    def _clip(self, end, point, towards, gap):
        part = self.parts[end] if isinstance(end, str) else None
        if isinstance(part, Node):
            return part.border(towards, gap)
        if isinstance(part, Frame):
            w, h = part.box[2] - part.box[0], part.box[3] - part.box[1]
            return shapes.border("box", *point, w, h, towards, gap)
        return point


def _state(state):
    return one_of(state, STATES, "state")


def _name(end):
    return end if isinstance(end, str) else f"{end[0]:g} {end[1]:g}"


def _beside(path, label, at, side, size, owner):
    """Return the label of an edge: on its line, or touching it from one side."""
    (x, y), (ux, uy) = shapes.along(path, at)
    reach = side * (width(label, size) / 2 * abs(uy) + 0.62 * size * abs(ux) + 4)
    return Text(x + uy * reach, y - ux * reach, label, size, halo=side == 0, owner=owner)
