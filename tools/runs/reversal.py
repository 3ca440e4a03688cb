"""Measure how wide a vector, and how much training, it takes to turn strings round.

    python -m tools.runs.reversal                    # 5 settings × 5 seeds: some 5 minutes
    python -m tools.runs.reversal --seeds 0 --settings 8x20 --out trial.csv

One thread, one network at a time. A setting is the number of units and of batches. Each run adds
a line to the file: the share of strings of 1, 2, … letters that a translator with a fixed vector
writes backwards without a fault. Runs that are in the file already are not repeated.
"""

import argparse
import time
from collections.abc import Iterator
from typing import Any

from rnnutils.translation.reversal import TESTED, reversed_by_length, train_to_reverse
from tools.runs.harness import Log, Race, Run

SETTINGS = ["16x500", "32x500", "64x500", "16x1500", "32x1500"]


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield all seeds of one setting after the other."""
    for setting in options.settings:
        units, steps = map(int, setting.split("x"))
        yield from ((units, steps, seed) for seed in options.seeds)


def run(options: argparse.Namespace, units: int, steps: int, seed: int) -> list[Any]:
    """Train one network; return its results."""
    began = time.process_time()
    translator = train_to_reverse(units=units, steps=steps, seed=seed)
    seconds = time.process_time() - began
    shares = reversed_by_length(translator)
    parameters = sum(weight.size for weight in translator.weights)
    return [parameters, f"{seconds:.0f}", *(f"{share:.3f}" for share in shares)]


RACE = Race(
    __doc__,
    "reversal_grid.csv",
    keys=["units", "steps", "seed"],
    results=["parameters", "seconds", *map(str, TESTED), "date"],
    plan=plan,
    run=run,
    options={"--settings": {"nargs": "+", "default": SETTINGS}},
)


if __name__ == "__main__":
    RACE.main()
