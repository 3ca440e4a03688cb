"""Train four networks to add two marked numbers in sequences of 20, 80 and 320 steps.

    python -m tools.runs.lengths                    # all missing runs: five minutes, one core
    python -m tools.runs.lengths --minutes 4        # some of them; the same command goes on

What is trained, and how, is the code of chapters/after_rnns.md: its cells with the tag
``length-race`` are executed here. Parameters are nearly equal; so are updates, at most: a run ends
when the mean loss of ten batches has fallen below GOAL. Seconds are those the core has worked. The
learning rate of a network at a length is the one at which most seeds of CHOICE reach the goal,
soonest; it is then tried with others, which had no part in the choice. Each run adds a
line to the file, and runs that are in the file already are not repeated.
"""

import argparse
import functools
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

import rnnutils
from tools import ROOT
from tools.publish.blocks import tagged
from tools.runs.harness import Log, Race, Run

PAGE = ROOT / "chapters" / "after_rnns.md"
LENGTHS = (20, 80, 320)
RATES = (0.003, 0.01, 0.03, 0.1)
UPDATES, GOAL = 400, 0.01
CHOICE = (5, 6)  # the seeds with which rates are chosen
SEQUENCES = {"choose": 1000, "report": 1001}
Result = tuple[str, float]  # updates and error of a run


@functools.cache
def page_names() -> dict[str, Any]:
    """Return what the page's cells with the tag length-race define."""
    names = {"np": np, "rnnutils": rnnutils, "RNN": rnnutils.RNN, "GRU": rnnutils.GRU}
    exec(tagged(PAGE.read_text("utf-8"), "length-race"), names)
    return names


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield at each length, for each network, the runs that choose its rate and that report."""
    for length in LENGTHS:
        for network in options.networks or page_names()["NETWORKS"]:
            at = network, length
            yield from ((*at, rate, "choose", seed) for rate in RATES for seed in CHOICE)
            rate = best({rate: results(log, *at, rate, "choose") for rate in RATES})
            yield from ((*at, rate, "report", seed) for seed in options.seeds)


def results(log: Log, *run: Any) -> list[Result]:
    """Return updates and error of the runs that begin so."""
    return [(row["updates"], float(row["error"])) for row in log.rows(*run)]


def best(choices: dict[float, list[Result]]) -> float:
    """Return the rate at which most seeds reached the goal, soonest; if none did, the least error.

    ``choices`` holds for each rate the updates and the error of every seed.
    """

    def merit(rate: float) -> tuple[int, Any, Any]:
        reached = [int(updates) for updates, _ in choices[rate] if int(updates) < UPDATES]
        soon = -np.mean(reached) if reached else 0
        return len(reached), soon, -np.mean([error for _, error in choices[rate]])

    return max(choices, key=merit)


def run(
    options: argparse.Namespace, network: str, length: int, rate: float, role: str, seed: int
) -> list[Any]:
    """Train one network; return its parameters, updates, seconds and error on new sequences."""
    page = page_names()
    model = page["new"](network, 2, 1, seed)
    make, loss = rnnutils.adding_problem, page["at_the_end"]
    began = time.process_time()
    losses = page["learn"](model, make, loss, length, rate, seed, UPDATES, GOAL)
    seconds = time.process_time() - began
    error = page["error"](model, length, SEQUENCES[role])
    return [rnnutils.count_parameters(model), len(losses), f"{seconds:.2f}", f"{error:.4f}"]


RACE = Race(
    __doc__,
    "length_race.csv",
    keys=["network", "length", "rate", "role", "seed"],
    results=["parameters", "updates", "seconds", "error"],
    plan=plan,
    run=run,
    options={"--networks": {"nargs": "+", "help": "all if not given"}},
)


if __name__ == "__main__":
    RACE.main()
