"""Train LSTMs and simple RNNs to recall marked numbers, each at a learning rate of its own.

    python -m tools.runs.recall                   # all missing runs: fifteen minutes, one core
    python -m tools.runs.recall --minutes 2 --out trial.csv

What is trained, and how, is the code of chapters/lstm.md: its cells with the tag ``recall-race``
are executed here. For a cell and a number of updates the rate is chosen with the seeds of CHOICE
and then tried with others, and on other sequences, which had no part in the choice. Each run adds
a line to the file, and runs that are in the file already are not repeated.
"""

import argparse
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

import rnnutils
from tools import ROOT
from tools.publish.blocks import tagged
from tools.runs.harness import Log, Race, Run

PAGE = ROOT / "chapters" / "lstm.md"
UPDATES = {"LSTM": (1000, 3000), "RNN": (1000, 3000, 10000)}
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
CHOICE = (5, 6, 7, 8, 9)  # the seeds with which rates are chosen
SEQUENCES = {"choose": 50, "report": 99}


@functools.cache
def page_names() -> dict[str, Any]:
    """Return what the page's cells with the tag recall-race define."""
    names: dict[str, Any] = {"np": np, "rnnutils": rnnutils, "bptt": rnnutils.bptt}
    names |= {"LSTM": rnnutils.LSTM, "RNN": rnnutils.RNN}
    exec(tagged(PAGE.read_text("utf-8"), "recall-race"), names)
    return names


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield for each cell and training the runs that choose its rate and those that report."""
    for cell, budgets in UPDATES.items():
        for updates in budgets:
            at = cell, updates
            yield from ((*at, rate, "choose", seed) for rate in RATES for seed in CHOICE)
            rate = min(RATES, key=lambda rate: mean_error(log, *at, rate, "choose"))
            yield from ((*at, rate, "report", seed) for seed in options.seeds)


def mean_error(log: Log, *run: Any) -> float:
    """Return the mean error of the runs that begin so."""
    return float(np.mean([float(row["error"]) for row in log.rows(*run)]))


def run(
    options: argparse.Namespace, cell: str, updates: int, rate: float, role: str, seed: int
) -> list[str]:
    """Train one network; return its error on a thousand sequences it never saw."""
    page = page_names()
    trained = page["train"](page["CELLS"][cell](seed), seed, rate, updates)
    error = page["recall_rmse"](trained, *rnnutils.marked_recall(1000, seed=SEQUENCES[role]))
    return [f"{error:.4f}"]


RACE = Race(
    __doc__,
    "recall_race.csv",
    keys=["cell", "updates", "rate", "role", "seed"],
    results=["error"],
    plan=plan,
    run=run,
)


if __name__ == "__main__":
    RACE.main()
