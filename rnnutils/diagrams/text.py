r"""Text in a drawing: a small mark-up for indices, and an estimate of how wide it will be.

``h_t``, ``W_xh`` and ``h_{t-1}`` set what follows the underscore lower and smaller, ``x^{2}``
sets it higher. A letter standing alone is a variable and turns italic, as in the formulas.

The reader's browser picks the font, so widths can only be estimated. The table below is that of
DejaVu Sans, one of the widest fonts in use: what fits with it fits with the others.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

SMALL_SCALE = 0.8  # size of an index relative to its line
_SHIFT = {"_": 0.22, "^": -0.38}  # how far an index leaves the line, in units of the size
_INDEX = re.compile(r"([_^])(?:\{([^}]*)\}|(\w+))")
_VARIABLE = re.compile(
    r"(?:(?<=/d)|(?<![\w“’'.]))(?!a [a-z])"  # after dℒ/d, or alone; not the article
    r"(?:[B-HJ-Zb-zŷŶεσθαηγ]|a(?![\w’]))[\u0300-\u036f]?(?![\w”’'.-])"
)

# Advance widths of DejaVu Sans in hundredths of the size, from the space to the tilde.
_ASCII = (
    "32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 "
    "53 100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 "
    "84 50 50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 "
    "64 84"
)
_WIDTHS = {chr(32 + i): int(w) / 100 for i, w in enumerate(_ASCII.split())}
_WIDTHS |= {"…": 1.0, "⋮": 1.0, "⋯": 1.0, "·": 0.32, "“": 0.52, "”": 0.52, "’": 0.32}
_WIDTHS |= {"\u0302": 0.0, "\u0303": 0.0, "\u0304": 0.0, "–": 0.5, "ŷ": 0.6, "Ŷ": 0.61}
_OTHER = 0.87  # arrows, operators, Greek: none of those in use is wider
_BOLD = 1.15


def runs(markup):
    """Split marked-up text into runs ``(characters, level)``; level is "", "_" or "^".

    Examples
    --------
    >>> runs("h_{t-1}")
    [('h', ''), ('t−1', '_')]
    """
    found, position = [], 0
    markup = str(markup).replace("-", "−") if _looks_like_maths(markup) else str(markup)
    for match in _INDEX.finditer(markup):
        if match.start() > position:
            found.append((markup[position : match.start()], ""))
        found.append((match[2] if match[2] is not None else match[3], match[1]))
        position = match.end()
    if position < len(markup):
        found.append((markup[position:], ""))
    return found


def plain(markup):
    """Return marked-up text as one readable line.

    Examples
    --------
    >>> plain("W_xh and h_{t-1}")
    'W_xh and h_t-1'
    """
    line = " ".join(str(markup).split("\n"))
    return _INDEX.sub(lambda m: m[1] + (m[2] if m[2] is not None else m[3]), line)


def width(markup, size, bold=False):
    """Estimate the width of a line in drawing units."""
    total = 0.0
    for characters, level in runs(markup):
        scale = SMALL_SCALE if level else 1.0
        total += scale * sum(_WIDTHS.get(c, _OTHER) for c in characters)
    return total * size * (_BOLD if bold else 1.0)


@dataclass(frozen=True)
class Text:
    """One line of text around the height ``y``; ``owner`` names the part it belongs to."""

    x: float
    y: float
    markup: str
    size: float = 14
    anchor: str = "middle"
    bold: bool = False
    halo: bool = False
    owner: str = ""

    @property
    def box(self):
        """The rectangle ``(left, top, right, bottom)`` the ink is expected in."""
        wide = width(self.markup, self.size, self.bold)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        levels = {level for _, level in runs(self.markup)}
        top = self.y - self.size * (0.62 if "^" in levels else 0.45)
        bottom = self.y + self.size * (0.66 if "_" in levels else 0.56)
        return left, top, left + wide, bottom

    @property
    def smallest(self):
        """The size of its smallest glyphs."""
        return self.size * (SMALL_SCALE if _INDEX.search(self.markup) else 1.0)

    def svg(self):
        """Return the SVG element."""
        pieces, lift = [], 0.0
        for characters, level in runs(self.markup):
            shift = _SHIFT.get(level, 0.0) * self.size
            attributes = f' dy="{shift - lift:.1f}"' if shift != lift else ""
            if level:
                attributes += f' font-size="{self.size * SMALL_SCALE:.1f}"'
            pieces.append(_italics(characters, attributes))
            lift = shift
        kind = "rnn-text" + (" rnn-bold" if self.bold else "")
        left, top, right, bottom = self.box
        # Paper under the label: a line that ran on behind it would make "0.5" read "0:5".
        paper = (
            f'<rect class="rnn-page" x="{left - 2:.1f}" y="{top:.1f}" '
            f'width="{right - left + 4:.1f}" height="{bottom - top:.1f}"/>'
        )
        return (
            f"{paper if self.halo else ''}"
            f'<text class="{kind}" x="{self.x:.1f}" y="{self.y + 0.35 * self.size:.1f}" '
            f'font-size="{self.size:g}" text-anchor="{self.anchor}">{"".join(pieces)}</text>'
        )


def _looks_like_maths(markup):
    """Tell whether a hyphen in the text is a minus sign: inside an index or before a digit."""
    return bool(re.search(r"\{[^}]*-[^}]*\}|(?<!\w)-\d", str(markup)))


def _italics(characters, attributes):
    """Return tspans for a run, its variables in italics."""
    spans, position = [], 0
    letters = re.sub("[\u0300-\u036f]", "", characters)
    if "font-size" in attributes and letters.isalpha() and len(letters) == 2:
        return f'<tspan{attributes} class="rnn-variable">{escape(characters)}</tspan>'  # W_xh
    for match in _VARIABLE.finditer(characters):
        if match.start() > position:
            spans.append((characters[position : match.start()], ""))
        spans.append((match[0], ' class="rnn-variable"'))
        position = match.end()
    if position < len(characters):
        spans.append((characters[position:], ""))
    elements = []
    for index, (piece, style) in enumerate(spans):
        first = attributes if index == 0 else re.sub(r' dy="[^"]*"', "", attributes)
        inner = escape(piece)
        elements.append(f"<tspan{first}{style}>{inner}</tspan>" if first or style else inner)
    return "".join(elements)
