"""The text of a picture for those who cannot see it: what the page says, inside the drawing.

A page writes it as `mystnb: image: alt:` of the cell. MyST-NB gives it to images; a drawing is
SVG and keeps its text in its element `desc`, where one made from its parts stands until then.
"""

import re
from html import escape

DESCRIPTION = re.compile(r"(?P<opened><desc\b[^>]*>).*?(?P<closed></desc>)", re.S)


def drawings(html: str) -> int:
    """Return how many drawings with a description stand in the output of a cell."""
    return len(DESCRIPTION.findall(html))


def described(html: str, text: str) -> str:
    """Return the output of a cell with `text` as the description of each drawing in it.

    >>> described('<svg><desc id="a">Arrows: x to h</desc></svg>', "A neuron & its inputs.")
    '<svg><desc id="a">A neuron &amp; its inputs.</desc></svg>'
    """
    words = " ".join(text.split())
    return DESCRIPTION.sub(lambda m: m["opened"] + escape(words, quote=False) + m["closed"], html)
