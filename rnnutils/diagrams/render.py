"""A drawing as text: SVG for files and pages, HTML for notebooks, words for terminals."""

import hashlib
import json
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from rnnutils.diagrams.parts import Edge, Frame, Node, Note
from rnnutils.diagrams.shapes import number
from rnnutils.diagrams.theme import style_sheet

_READABLE = 9.3  # the smallest glyph, in CSS pixels; a narrower page scrolls the drawing
_NARROWEST = 300  # a page of 320 px without its padding
_shown = Counter()  # how often this kernel has shown a drawing: keeps ids unique on a page


def svg(drawing, suffix="", style=""):
    """Return the SVG element; its ids come from its content, so they stay the same."""
    left, top, right, bottom = drawing.box
    size = f'width="{number(right - left)}" height="{number(bottom - top)}"'
    view = " ".join(number(v) for v in (left, top, right - left, bottom - top))
    parts = drawing.parts.values()
    body = [p.svg() for kind in (Frame, Edge) for p in parts if isinstance(p, kind)]
    body += [p.label_svg() for p in parts if isinstance(p, Edge) and p.texts]
    body += [p.svg() for kind in (Node, Note) for p in parts if isinstance(p, kind)]
    data = json.dumps(_rounded(drawing.data), ensure_ascii=False, separators=(",", ":"))
    content = "\n".join([drawing.title, drawing.description, data, *body])
    key = f"rnn-{hashlib.sha256(content.encode()).hexdigest()[:8]}{suffix}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="rnn-drawing" role="img" '
            f'aria-labelledby="{key}-title" aria-describedby="{key}-desc" '
            f'{size} viewBox="{view}"{style}>',
            f'<title id="{key}-title">{escape(drawing.title)}</title>',
            f'<desc id="{key}-desc">{escape(drawing.description)}</desc>',
            f'<metadata class="rnn-data">{escape(data)}</metadata>',
            f"<style>{style_sheet()}</style>",
            f'<rect class="rnn-page" fill="#FFFFFF" x="{number(left)}" y="{number(top)}" {size}/>',
            *body,
            "</svg>",
        ]
    )


def least_width(drawing):
    """Return the width in CSS pixels below which the smallest glyph becomes hard to read."""
    left, _, right, _ = drawing.box
    return (right - left) * _READABLE / min((t.smallest for t in drawing.texts), default=12)


def mimebundle(drawing):
    """Return what a notebook shows: the SVG in a box that scrolls on a narrow page, and words."""
    left, _, right, _ = drawing.box
    least = least_width(drawing)
    style = "display:block;margin:0 auto;width:100%;height:auto;"
    style += f"min-width:{least:.0f}px;max-width:{right - left:.0f}px"
    content = svg(drawing)
    _shown[content] += 1
    suffix = f"-{_shown[content]}" if _shown[content] > 1 else ""
    drawn = svg(drawing, suffix, f' style="{style}"')
    # A box that can scroll must be reachable by keyboard, and then has to have a name.
    named = f' tabindex="0" role="group" aria-label={quoteattr(drawing.title)}'
    box = f'<div class="rnn-scroll" style="overflow-x:auto"{named * (least > _NARROWEST)}>'
    text = f"{drawing.title}\n{drawing.description}"
    return {"text/html": f"{box}\n{drawn}\n</div>", "text/plain": text}


def _rounded(value):
    """Round the numbers of nested data to six digits: what a page needs, on any machine."""
    if isinstance(value, dict):
        return {str(key): _rounded(inner) for key, inner in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
