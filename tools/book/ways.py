"""Read the ways through the course: `ways.yml`, which stands beside the table of contents.

A way is an order of some pages, across the parts of the book. `_toc.yml` has no room for it (its
reader refuses keys of others), and in the front matter of pages one order would be spread over many
files.
"""

from pathlib import Path, PurePosixPath
from typing import NamedTuple

import yaml


class Neighbours(NamedTuple):
    """The pages before and after a page on a way; None where it begins or ends."""

    before: str | None
    after: str | None


def read(root: Path) -> dict[str, list[str]]:
    """Return the pages of each way, in order; a course without the file has no ways."""
    file = root / "ways.yml"
    return yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}


def neighbours(pages: list[str], page: str) -> Neighbours:
    """Return what lies before and after a page of a way.

    >>> neighbours(["a", "b", "c"], "b")
    Neighbours(before='a', after='c')
    >>> neighbours(["a", "b", "c"], "a")
    Neighbours(before=None, after='b')
    """
    before, after = [None, *pages], [*pages[1:], None]
    place = pages.index(page)
    return Neighbours(before[place], after[place])


def chapters(root: Path) -> list[str]:
    """Return the pages of the book that have exercises, in its order."""
    return [chapter["file"] for chapter in _with_sections(root)]


def texts(root: Path) -> list[str]:
    """Return the chapters and, after each, its companions: the pages below it beside them."""
    found = []
    for chapter in _with_sections(root):
        folder = PurePosixPath(chapter["file"]).parent
        below = [section["file"] for section in chapter["sections"]]
        found += [chapter["file"], *(f for f in below if PurePosixPath(f).parent == folder)]
    return found


def _with_sections(root: Path) -> list[dict]:
    parts = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))["parts"]
    listed = [chapter for part in parts for chapter in part["chapters"]]
    return [chapter for chapter in listed if "sections" in chapter]
