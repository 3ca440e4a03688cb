"""Send readers only the icons that pages use.

The theme draws icons with Font Awesome: two fonts of 274 kB for some thirty characters. After
the build, this makes subsets of them beside the originals and points the style sheet there.
WOFF, not WOFF2, because Python can write it without another package; at this size it is equal.
"""

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from sphinx.application import Sphinx

logging.getLogger("fontTools").setLevel(logging.WARNING)  # Sphinx shows every INFO record
FONTS = Path("_static", "vendor", "fontawesome", "webfonts")
STYLE = Path("_static", "styles", "pydata-sphinx-theme.css")


def used_characters(css: str, texts: Iterable[str]) -> set[int]:
    r"""Return the icon characters that `texts` (pages, scripts, other styles) call for.

    They do so by class name, by number, or through a variable of the style sheet `css`.

    >>> used_characters(r'.fa-adjust:before,.fa-sun:before{content:"\f185"}', ["fa-sun fa-lg"])
    {61829}
    """
    text = " ".join(texts)
    names = set(re.findall(r"\bfa-[\w-]+", text))
    codes = {ord(char) for char in re.findall(r'--pst-icon-[\w-]+:"(.)"', css)}
    codes |= {int(code, 16) for code in re.findall(r'content:"\\([ef][0-9a-f]{3})"', text)}
    for selector, code in re.findall(r'([^{}]*):before\{content:"\\([0-9a-f]+)"', css):
        if names & set(re.findall(r"fa-[\w-]+", selector)):
            codes.add(int(code, 16))
    return codes


def make_subset(font_file: Path, codes: Iterable[int]) -> None:
    """Write the characters `codes` of a TrueType font beside it, as WOFF."""
    options = subset.Options(flavor="woff", ignore_missing_unicodes=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    with subset.load_font(font_file, options) as font:
        subsetter.subset(font)
        subset.save_font(font, font_file.with_suffix(".woff"), options)


def shrink_icons(app: Sphinx, exception: Exception | None) -> None:
    """Make the subsets for a finished HTML build."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    css = (out / STYLE).read_text(encoding="utf-8")
    speakers = [
        *out.rglob("*.html"),
        *out.glob("_static/**/*theme.js"),
        *out.glob("_static/**/*theme.css"),
    ]
    texts = [file.read_text(encoding="utf-8") for file in speakers if file != out / STYLE]
    for font_file in (out / FONTS).glob("*.ttf"):
        make_subset(font_file, used_characters(css, texts))
    css = re.sub(r'(fa-[\w-]+)\.woff2\) format\("woff2"\)', r'\1.woff) format("woff")', css)
    (out / STYLE).write_text(css, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Run after the repairs, when the pages are final."""
    app.connect("build-finished", shrink_icons, priority=1000)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
