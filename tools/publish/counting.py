"""Which number a chapter, formula, figure, table or exercise has; _toc.yml alone decides.

Chapters count through the parts of _toc.yml that are `numbered`. Everything else counts within
its chapter, "8.1", and goes on counting on the pages below it, as Sphinx does. Pages without a
number count together, "1".
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sphinx_external_toc.api import FileItem, SiteMap

from tools.publish.blocks import Block, blocks

EXERCISE = re.compile(r"^## (.* \((?:warm-up|core|stretch)\))$", re.M)
# Blocks whose content is shown as it is written.
VERBATIM = ("code-block", "code", "list-table")
NAMES = {"figure": "Figure", "table": "Table"}


def chapters(toc: SiteMap) -> dict[str, int | None]:
    """Return the number of the chapter of each page, or None, in the order of the book.

    Parameters
    ----------
    toc : sphinx_external_toc.api.SiteMap
    """
    return dict(_below(toc, toc.root.docname, None, itertools.count(1)))


def _below(
    toc: SiteMap, page: str, number: int | None, counter: Iterator[int]
) -> Iterator[tuple[str, int | None]]:
    yield re.sub(r"\.(md|ipynb)$", "", page), number
    for tree in toc[page].subtrees:
        for item in tree.items:
            if isinstance(item, FileItem):
                yield from _below(toc, item, next(counter) if tree.numbered else number, counter)


def counted(parts: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Yield kind and label of each block that has a number; the label may be empty."""
    for block in parts:
        options = block.options
        name = options.get("name") or options.get("label") or ""
        if block.kind == "math" or (block.kind, block.name) == ("directive", "math"):
            if label := block.name if block.kind == "math" else name:
                yield "equation", label
        elif block.kind != "directive":
            continue
        elif block.name == "code-cell":
            figure = (options.get("mystnb") or {}).get("figure") or {}
            if figure.get("caption"):
                yield "figure", figure.get("name") or ""
        else:
            if block.name == "figure" and block.lines:
                yield "figure", name
            elif block.name in ("list-table", "table") and block.argument:
                yield "table", name
            if block.name not in VERBATIM:
                yield from counted(blocks(block.lines, block.body_line))


class Numbers:
    """The numbers given so far; pages come in the order of the book.

    Attributes
    ----------
    labels : dict
        Kind and number of each label.
    pages : dict
        For each page and kind, the numbers of all that is counted there, in order.
    exercises : dict
        For each page, the number of each exercise by its heading.
    """

    def __init__(self, chapter_of: dict[str, int | None]) -> None:
        self.chapter_of = chapter_of
        self.chapters = {number: page for page, number in reversed(chapter_of.items()) if number}
        self.labels: dict[str, tuple[str, str]] = {}
        self.pages: dict[tuple[str, str], list[str]] = {}
        self.exercises: dict[str, dict[str, str]] = {}
        self._last: Counter[tuple[str, int | None]] = Counter()

    def read(self, page: str, parts: list[Block]) -> None:
        """Count what a page holds."""
        chapter = self.chapter_of[page]
        for kind, label in counted(parts):
            self._last[kind, chapter] += 1
            number = _within(chapter, self._last[kind, chapter])
            self.pages.setdefault((page, kind), []).append(number)
            if label:
                self.labels[label] = (kind, number)
        text = "\n".join(line for part in parts if part.kind == "text" for line in part.lines)
        headings = enumerate(EXERCISE.findall(text), 1)
        self.exercises[page] = {heading: _within(chapter, k) for k, heading in headings}

    def title(self, page: str) -> str:
        """Return what stands before the title of a page: the number of a chapter, or nothing."""
        number = self.chapter_of[page]
        if number is None:
            return ""
        return f"{number} " if self.chapters.get(number) == page else ""


def _within(chapter: int | None, k: int) -> str:
    return str(k) if chapter is None else f"{chapter}.{k}"
