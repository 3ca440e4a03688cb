"""Finish what the theme leaves undone: pictures with text and size, pages without known defects.

A picture without alternative text is a warning, hence a failing build; so is a text without a
picture. The repairs below are textual because they touch templates of several packages;
tests/site/test_site.py states what they are for, and fails when a new version of the theme makes
one of them miss.
"""

import re
from pathlib import Path
from urllib.parse import unquote

import imagesize
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from tools.book import pictures

logger = logging.getLogger(__name__)

REPAIRS = [
    # 1.5 MB of script that draws icons; the theme's own style sheet draws the same ones.
    (r"<script[^>]*/fontawesome\.js[^>]*></script>\s*", ""),
    # Labels that contradict the visible text: speech input cannot find such a control.
    (r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1"),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    # The arrow that unfolds a chapter in the sidebar has no text at all.
    (r'<summary>(<span class="toctree-toggle")', r'<summary aria-label="Pages of this chapter">\1'),
    # The sidebar is a landmark, so that a reader can skip or find it.
    (r'(<div id="pst-primary-sidebar")(?! role)', r'\1 role="complementary" aria-label="Course"'),
    # The corner of a pandas table heads nothing.
    (r"<th></th>", "<td></td>"),
    # An item of a list, as the list around it says; the role docutils gives is withdrawn.
    (r'role="doc-biblioentry"', 'role="listitem"'),
]


def warn_without_alt(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Demand alternative text for every image; MyST-NB would write the file's hash."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            logger.warning(
                "%s: image %s has no alternative text (a cell takes `mystnb: image: alt:`)",
                docname,
                Path(image["uri"]).name,
                location=image,
            )


def describe_drawings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Hand the text of a cell to its drawing; demand a picture for each text."""
    for cell in doctree.findall(nodes.container):
        metadata: dict = cell.get("cell_metadata") or {}
        mystnb = metadata.get("mystnb") or {}
        text = (mystnb.get("image") or {}).get("alt")
        if not text:
            continue
        raws = [raw for raw in cell.findall(nodes.raw) if raw.get("format") == "html"]
        drawn = sum(pictures.drawings(raw.astext()) for raw in raws)
        seen = drawn + len(list(cell.findall(nodes.image)))
        if seen != 1:
            message = "%s: %d pictures of a cell for one text: %s"
            logger.warning(message, docname, seen, text[:60], location=cell)
        for raw in raws:
            described = pictures.described(raw.astext(), text)
            raw.replace_self(nodes.raw("", described, format="html"))


def repair(html: str) -> str:
    """Return a page with all repairs made; a repaired page stays as it is."""
    for pattern, replacement in REPAIRS:
        html = re.sub(pattern, replacement, html)
    return html


def with_sizes(html: str, folder: Path) -> str:
    """Tell the browser the size of each picture, so that text does not jump when it arrives."""

    def add(tag: re.Match[str]) -> str:
        width, height = imagesize.get(folder / unquote(tag["src"]))
        return f'<img width="{width}" height="{height}"{tag["rest"]}'

    return re.sub(
        r'<img(?! width)(?P<rest>[^>]*src="(?P<src>[^":]*_images/[^"]*\.png)")', add, html
    )


def repair_pages(app: Sphinx, exception: Exception | None) -> None:
    """Repair the written pages of a finished HTML build."""
    if exception is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.html"):
            html = page.read_text(encoding="utf-8")
            page.write_text(with_sizes(repair(html), page.parent), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all; the repairs come last, after the theme's own finishing."""
    app.connect("doctree-resolved", warn_without_alt)
    app.connect("doctree-resolved", describe_drawings)
    app.connect("build-finished", repair_pages, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
