"""Tell readers how long a page takes, and lead them along the ways through the course.

    {minutes}`chapters/lstm`    a page; also {minutes}`One day`, a way, {minutes}`the course`
                                and {minutes}`this page`
    {time}                      the line in the box of a chapter: to read, to run
    {way} One day               the pages of a way, each with its minutes

A page can be counted only when all of it is written, and the front page tells the minutes of
others. So the role leaves a span that names pages, and it is filled when the site is finished.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from tools.book import minutes, ways

logger = logging.getLogger(__name__)

# The word stands in the span before it is filled: what a page says of itself adds none to it.
SPAN = '<span class="minutes" data-pages="{}">minutes</span>'
WRITTEN = re.compile(r'(<span class="minutes" data-pages="([^"]*)">)[^<]*(</span>)')
TIME = "**Time:** {minutes}`this page` to read{seconds}`to run`."


class Minutes(nodes.Inline, nodes.Element):
    """The place of the minutes of some pages."""


def pages_of(name: str, env: BuildEnvironment) -> list[str]:
    """Return the pages that the argument of the role means."""
    every = ways.read(Path(env.srcdir)) | {"this page": [env.docname]}
    if name == "the course":
        return ways.chapters(Path(env.srcdir))
    return every.get(name, [name])


class MinutesRole(SphinxRole):
    """Leave the place of the minutes of a page, a way or the course."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the place; a page that does not exist is a warning."""
        pages = pages_of(self.text, self.env)
        if unknown := [page for page in pages if page not in self.env.found_docs]:
            where = self.get_location()
            logger.warning("{minutes}: there is no page %s", ", ".join(unknown), location=where)
        return [Minutes(pages=[page for page in pages if page not in unknown])], []


class Time(SphinxDirective):
    """Set the line that says how long a chapter takes."""

    def run(self) -> list[nodes.Node]:
        """Return its paragraph."""
        return self.parse_text_to_nodes(TIME)


class Way(SphinxDirective):
    """List the pages of a way."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return links and minutes."""
        pages = ways.read(Path(self.env.srcdir)).get(self.arguments[0])
        if pages is None:
            raise self.error(f"ways.yml knows no way {self.arguments[0]!r}")
        lines = [f"1. {{doc}}`/{page}`, {{minutes}}`{page}`" for page in pages]
        return self.parse_text_to_nodes("\n".join(lines))


def lead_on(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Close a page with what lies before and after it on each of its ways."""

    def link(word: str, page: str) -> list[nodes.Node]:
        address = app.builder.get_relative_uri(docname, page)
        title = app.env.titles[page].astext()
        return [nodes.Text(f"{word} "), nodes.reference("", title, internal=True, refuri=address)]

    for name, pages in ways.read(Path(app.srcdir)).items():
        if docname not in pages or len(pages) == 1:
            continue
        before, after = ways.neighbours(pages, docname)
        line = nodes.paragraph("", "", nodes.strong("", f"{name}: "), classes=["way"])
        if before:
            line += link("previous", before)
        if before and after:
            line += nodes.Text(" · ")
        if after:
            line += link("next", after)
        next(doctree.findall(nodes.section)).append(line)


def fill(app: Sphinx, exception: Exception | None) -> None:
    """Write the minutes into the pages of a finished HTML build."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    shown = cache(lambda page: minutes.shown(site, [page]))

    def told(found: re.Match) -> str:
        total = sum(map(shown, found[2].split()))
        return found[1] + minutes.in_words(total) + found[3]

    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        if WRITTEN.search(html):
            page.write_text(WRITTEN.sub(told, html), "utf-8")


def write_span(writer: Any, node: Minutes) -> None:
    """Write the place as HTML."""
    writer.body.append(SPAN.format(" ".join(node["pages"])))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the role and both directives; filled before the pages are made notebooks."""
    app.add_node(Minutes, html=(write_span, None))
    app.add_role("minutes", MinutesRole())
    app.add_directive("time", Time)
    app.add_directive("way", Way)
    app.connect("doctree-resolved", lead_on)
    app.connect("build-finished", fill, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
