"""What the programs of this room share: they make the runs that a table lacks, a line a run.

Stopped, the same command goes on where it was. One network is trained at a time.
"""

import argparse
import csv
import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import ROOT

Run = tuple[Any, ...]  # what tells one run from another, in the order of the columns
Rows = list[dict[str, str]]


class Log:
    """The runs in a CSV file.

    Parameters
    ----------
    path : Path
        The file; made with its head if it is not there.
    columns : sequence of str
    keys : int
        How many of the columns, the first ones, tell one run from another.

    Raises
    ------
    ValueError
        If the file has other columns.
    """

    def __init__(self, path: Path, columns: Sequence[str], keys: int) -> None:
        self.path, self.keys = path, columns[:keys]
        if not path.exists():
            path.write_text(",".join(columns) + "\n")
        with path.open(newline="") as file:
            found = next(csv.reader(file), [])
        if found != list(columns):
            raise ValueError(f"{path} needs the columns {list(columns)}; it has {found}")
        self.known: Rows = []
        self.size = 0  # of the file when it was read

    def rows(self, *run: Any) -> Rows:
        """Return the lines of the runs that begin like `run`, each as a dict of strings."""
        if self.path.stat().st_size != self.size:  # another process may have written, too
            with self.path.open(newline="") as file:
                self.known = list(csv.DictReader(file))
                self.size = file.tell()
        wanted = [*zip(self.keys, map(str, run), strict=False)]
        return [row for row in self.known if all(row[key] == value for key, value in wanted)]

    def has(self, run: Run) -> bool:
        """Return whether a run is in the file."""
        return bool(self.rows(*run))

    def add(self, line: Sequence[Any]) -> None:
        """Write the line of one run."""
        with self.path.open("a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(line)


@dataclass(frozen=True)
class Race:
    """A comparison of networks, and its command.

    Parameters
    ----------
    doc : str
        What the command says of itself.
    table : str
        The name of its file in ``rnnutils/data``.
    keys : sequence of str
        The columns that tell one run from another.
    results : sequence of str
        The columns that a run adds to them. A last one, ``date``, is filled in here.
    plan : function
        Takes the options and the log and yields the keys of one run after the other. It is asked
        for the next when the last one is in the log, and may choose by what it finds there.
    run : function
        Takes the options and the keys of a run, makes it and returns its results.
    options : dict, optional
        Options of the command besides ``--seeds``, ``--minutes`` and ``--out``, each with what
        `argparse` is told about it.
    """

    doc: str
    table: str
    keys: Sequence[str]
    results: Sequence[str]
    plan: Callable[[argparse.Namespace, Log], Iterator[Run]]
    run: Callable[..., Sequence[Any]]
    options: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The columns of the table."""
        return [*self.keys, *self.results]

    def log(self, path: Path) -> Log:
        """Return the log of the race in this file."""
        return Log(path, self.columns, len(self.keys))

    def main(self, arguments: Sequence[str] | None = None) -> None:
        """Make the runs that are missing, until the time is over."""
        out = ROOT / "rnnutils" / "data" / self.table
        parser = argparse.ArgumentParser(description=self.doc.splitlines()[0])
        parser.add_argument("--seeds", type=int, nargs="+", default=range(5))
        parser.add_argument("--minutes", type=float, default=float("inf"), help="then start none")
        parser.add_argument("--out", type=Path, default=out)
        for name, about in self.options.items():
            parser.add_argument(name, **about)
        options = parser.parse_args(arguments)
        deadline = time.monotonic() + 60 * options.minutes
        log = self.log(options.out)
        for run in self.plan(options, log):
            if log.has(run):
                continue
            if time.monotonic() > deadline:
                print(f"{len(log.rows())} runs so far; the same command goes on")
                return
            line = [*run, *self.run(options, *run)]
            if self.columns[-1] == "date":
                line.append(datetime.date.today().isoformat())
            log.add(line)
            print(*line, flush=True)
        print(f"all runs are there: {len(log.rows())}")


def bracket(log: Log, start: Run, middle: float, seed: int) -> Iterator[Run]:
    """Yield runs that choose a learning rate, until the best has a worse one on either side.

    Each rate is the double of the one before. A run is `start`, the rate and the seed.
    """
    rates = [middle / 2, middle, 2 * middle]
    yield from ((*start, f"{rate:g}", seed) for rate in rates)
    while (best := float(best_rate(log.rows(*start)))) in (rates[0], rates[-1]):
        at_the_start = best == rates[0]
        rates = [best / 2, *rates] if at_the_start else [*rates, 2 * best]
        yield *start, f"{rates[0 if at_the_start else -1]:g}", seed


def best_rate(tried: Rows) -> str:
    """Return the learning rate of the run with the fewest bits."""
    return min(tried, key=lambda row: float(row["bits"]))["rate"]
