"""Ask every address that the book links to whether it is still there. Needs a network.

Sphinx' own link checker does the asking; no page is executed for it. A server that is there but
answers no programs (403, too many requests, too slow) is named, and only an address that leads
nowhere makes the command fail: most of ours are DOIs, and many publishers turn programs away.

    python -m tools.quality.links
"""

import argparse
import json
import re
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SETTINGS = {
    "nb_execution_mode": "off",
    "latex_individualpages": False,  # Jupyter Book expects its command line to have set it
    "linkcheck_anchors": False,
    "linkcheck_report_timeouts_as_broken": False,
    "linkcheck_allow_unauthorized": True,
    "linkcheck_retries": 3,
    "linkcheck_rate_limit_timeout": 60.0,
}
GONE = {404, 410}
STATUS_CODE = re.compile(r"(\d{3}) (?:Client|Server) Error")


class Link(NamedTuple):
    """An address of the book, and what asking for it gave."""

    page: str
    uri: str
    status: str
    info: str

    @property
    def is_gone(self) -> bool:
        """Whether the address leads nowhere: no such page, or no such server."""
        code = STATUS_CODE.match(self.info)
        return self.status == "broken" and (code is None or int(code[1]) in GONE)

    @property
    def has_not_answered(self) -> bool:
        """Whether there is a server that would not say."""
        return self.status in ("broken", "timeout", "ignored") and not self.is_gone

    def __str__(self) -> str:
        """Say where the address stands and what came back."""
        return f"{self.page}: {self.uri}\n    {self.info or self.status}"


def check(source: Path) -> list[Link]:
    """Return every address of the book in `source` that leads out of it.

    Raises
    ------
    RuntimeError
        If Sphinx cannot read the book.
    """
    from jupyter_book.sphinx import build_sphinx

    out = source / "_build" / "links"
    report = out / "output.json"
    report.unlink(missing_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Sphinx says of a page is the business of the build
        ended = build_sphinx(
            source,
            out,
            noconfig=True,
            path_config=source / "_config.yml",
            doctreedir=out / ".doctrees",
            builder="linkcheck",
            confoverrides=dict(SETTINGS),
            freshenv=True,
            really_quiet=True,
        )
    if isinstance(ended, BaseException) or not report.is_file():
        raise RuntimeError(f"Sphinx could not read the book: {ended}")
    return read(report.read_text("utf-8").splitlines())


def read(lines: Iterable[str]) -> list[Link]:
    """Return the addresses in a report of Sphinx, without those inside the book."""
    found = [json.loads(line) for line in lines]
    return [
        Link(entry["filename"], entry["uri"], entry["status"], entry["info"])
        for entry in found
        if entry["status"] not in ("unchecked", "local")
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print what is gone and what has not answered; return 1 if anything is gone."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", nargs="?", default=".", type=Path, help="folder of the book")
    links = check(parser.parse_args(arguments).source.resolve())
    gone = [link for link in links if link.is_gone]
    silent = [link for link in links if link.has_not_answered]
    for heading, some in (("No answer to a program; look yourself:", silent), ("Gone:", gone)):
        if some:
            print(heading, *some, sep="\n", end="\n\n")
    print(f"{len(links)} links: {len(gone)} gone, {len(silent)} without an answer.")
    if links and len(gone) == len(links):
        print("Not one was reached: is there a network?")
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
