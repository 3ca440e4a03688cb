"""Make the formula font of the site: a renamed subset of Latin Modern Math.

    python -m tools.data.font /usr/share/texmf/fonts/opentype/public/lm-math/latinmodern-math.otf

The original comes with the Debian package fonts-lmodern, and from CTAN. The characters kept are
the `unicode-range` in `_static/formulas.css`, so font and style sheet cannot disagree. The
licence asks that a changed font carries another name: ours is "Course Math".

Besides fontTools this needs the package brotli, which nothing else in the course does: run it
in an environment of its own when the range changes, and copy the checksum it prints into
`_static/fonts/README.md`.
"""

import argparse
import hashlib
import re
from pathlib import Path
from typing import Any

from fontTools import subset

from tools import ROOT

STYLE = ROOT / "_static" / "formulas.css"
FONT = ROOT / "_static" / "fonts" / "course-math.woff2"
NAME = "Course Math"


def unicode_ranges(css: str) -> set[int]:
    """Return the character codes that the `unicode-range` of a style sheet lists.

    >>> sorted(unicode_ranges("unicode-range: U+41-43, U+210E;"))
    [65, 66, 67, 8462]
    """
    (listed,) = re.findall(r"unicode-range:([^;]*);", css)
    codes: set[int] = set()
    for first, last in re.findall(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?", listed):
        codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return codes


def rename(font: Any) -> None:
    """Give the subset its own name, and leave copyright and licence records as they are."""
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    font["CFF "].cff.fontNames[0] = NAME.replace(" ", "")


def make(original: Path, target: Path = FONT) -> str:
    """Write the subset of `original` and return its SHA-256."""
    options = subset.Options(flavor="woff2", name_IDs=["*"], drop_tables=["FFTM"])
    font = subset.load_font(original, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicode_ranges(STYLE.read_text(encoding="utf-8")))
    subsetter.subset(font)
    rename(font)
    subset.save_font(font, target, options)
    return hashlib.sha256(Path(target).read_bytes()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("original", type=Path, help="latinmodern-math.otf")
    print(make(parser.parse_args().original))
