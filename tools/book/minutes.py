"""Count how long a page of the built site takes to read: the honest minutes.

Words of prose, figures, tables, displayed formulas, bets and visible lines of code each take
their time. What is folded does not count: a reader need not open it.

    python -m tools.book.minutes _build/html
"""

import argparse
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

from bs4 import BeautifulSoup

from tools import ROOT
from tools.book import ways

WORD = re.compile(r"[A-Za-z][\w’'-]*")
NOT_PROSE = ".cell, svg, table, math, style, script, .headerlink"


class Count(NamedTuple):
    """What a reader meets on a page."""

    words: int
    figures: int
    tables: int
    formulas: int
    bets: int
    code: int

    @property
    def minutes(self) -> float:
        """The time to read it all.

        >>> Count(words=300, figures=3, tables=2, formulas=1, bets=4, code=15).minutes
        10.0
        """
        read = self.words / 150 + self.code / 15
        return read + self.figures * 2 / 3 + self.tables / 2 + self.formulas + self.bets * 3 / 4

    @classmethod
    def of(cls, html: str) -> Self:
        """Count the article of a page; a page without one has nothing to read."""
        article = BeautifulSoup(html, "html.parser").select_one("article")
        if article is None:
            return cls(0, 0, 0, 0, 0, 0)
        for folded in article.select("details"):
            folded.extract()
        lines = [
            pre.get_text().rstrip("\n").count("\n") + 1
            for pre in article.select(".cell_input .highlight pre")
        ]
        figures = len(article.select("img, svg[role=img], .cell_output svg"))
        tables = len(article.select("table"))
        formulas = len(article.select("math[display=block]"))
        bets = len(article.select(".predict"))
        for other in article.select(NOT_PROSE):
            other.extract()
        words = len(WORD.findall(article.get_text(" ")))
        return cls(words, figures, tables, formulas, bets, sum(lines))


def shown(site: Path, pages: Iterable[str]) -> int:
    """Return the minutes that readers are told: those of each page, rounded up, and their sum."""
    files = [site / f"{page}.html" for page in pages]
    return sum(math.ceil(Count.of(file.read_text("utf-8")).minutes) for file in files)


def in_words(minutes: int) -> str:
    """Return minutes as readers say them.

    >>> in_words(1), in_words(66), in_words(390)
    ('1 minute', '66 minutes', '6½ hours')
    """
    if minutes < 100:
        return f"{minutes} minute{'s' * (minutes != 1)}"
    halves = math.ceil(minutes / 30)
    return f"{halves // 2}{'½' * (halves % 2)} hours"


def table(site: Path, pages: Iterable[str]) -> str:
    """Return a line for each page, with what was counted, and one for all."""
    lines, total = [], 0.0
    for page in pages:
        count = Count.of((site / f"{page}.html").read_text("utf-8"))
        total += count.minutes
        parts = "  ".join(f"{name} {n:4}" for name, n in count._asdict().items())
        lines.append(f"{page:34} {count.minutes:5.1f} min  {parts}")
    return "\n".join([*lines, f"{len(lines)} pages, {total:.0f} minutes"])


def main() -> None:
    """Print the table of all chapters."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_build" / "html")
    print(table(parser.parse_args().site, ways.chapters(ROOT)))


if __name__ == "__main__":
    main()
