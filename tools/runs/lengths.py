"""Train four networks to add two marked numbers in sequences of 20, 80 and 320 steps.

    python -m tools.runs.lengths                    # all missing runs: five minutes, one core
    python -m tools.runs.lengths --minutes 4        # some of them; the same command goes on

What is trained, and how, is the code of chapters/after_rnns.md: its cells with the tag
``length-race`` are executed here. Parameters are nearly equal; so are updates, at most: a run ends
when the mean loss of ten batches has fallen below GOAL. Seconds are those the core has worked. The
learning rate of a network at a length is the one at which most seeds of CHOOSE reach the goal,
soonest; it is then tried with those of REPORT, which had no part in the choice. Each run adds a
line to the file, and runs that are in the file already are not repeated.
"""

import argparse
import os
import time
from pathlib import Path

from tools import ROOT

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # NumPy reads them when it is imported
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402

import rnnutils  # noqa: E402
from tools.publish.blocks import page_blocks  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

PAGE = ROOT / "chapters" / "after_rnns.md"
OUT = ROOT / "rnnutils" / "data" / "length_race.csv"
COLUMNS = ["network", "length", "rate", "role", "seed", "parameters", "updates", "seconds", "error"]
LENGTHS = (20, 80, 320)
RATES = (0.003, 0.01, 0.03, 0.1)
UPDATES, GOAL = 400, 0.01
CHOOSE = {"role": "choose", "seeds": (5, 6), "sequences": 1000}
REPORT = {"role": "report", "seeds": (0, 1, 2, 3, 4), "sequences": 1001}


def page_names():
    """Return what the page's cells with the tag length-race define."""
    names = {"np": np, "rnnutils": rnnutils, "RNN": rnnutils.RNN, "GRU": rnnutils.GRU}
    for block in page_blocks(PAGE.read_text("utf-8")):
        if "length-race" in str(block.options.get("tags")):
            exec("\n".join(block.lines), names)
    return names


class Race:
    """The runs of one file."""

    def __init__(self, out, deadline):
        self.page, self.deadline = page_names(), deadline
        self.record = Record(out, COLUMNS, COLUMNS[:5])

    def fill(self, networks):
        """Choose and report for each of the networks at each length."""
        for length in LENGTHS:
            for network in networks or self.page["NETWORKS"]:
                choices = {r: self.results(network, length, r, **CHOOSE) for r in RATES}
                self.results(network, length, best(choices), **REPORT)

    def results(self, network, length, rate, *, role, seeds, sequences):
        """Return updates and errors of some seeds; train only what the file does not have."""
        for seed in seeds:
            run = network, length, rate, role, seed
            if not self.record.has(*run):
                if time.process_time() > self.deadline:
                    raise TimeoutError
                self.record.add([*run, *train(self.page, network, length, rate, seed, sequences)])
        wanted = [network, str(length), str(rate), role]
        rows = [row for row in self.record.rows() if [row[k] for k in COLUMNS[:4]] == wanted]
        return [(row["updates"], float(row["error"])) for row in rows]


def best(choices):
    """Return the rate at which most seeds reached the goal, soonest; if none did, the least error.

    ``choices`` holds for each rate the updates and the error of every seed.
    """

    def merit(rate):
        reached = [int(updates) for updates, _ in choices[rate] if int(updates) < UPDATES]
        soon = -np.mean(reached) if reached else 0
        return len(reached), soon, -np.mean([error for _, error in choices[rate]])

    return max(choices, key=merit)


def train(page, network, length, rate, seed, sequences):
    """Train one network; return its parameters, updates, seconds and error on new sequences."""
    model = page["new"](network, 2, 1, seed)
    make, loss = rnnutils.adding_problem, page["at_the_end"]
    began = time.process_time()
    losses = page["learn"](model, make, loss, length, rate, seed, UPDATES, GOAL)
    seconds = time.process_time() - began
    error = page["error"](model, length, sequences)
    return rnnutils.count_parameters(model), len(losses), f"{seconds:.2f}", f"{error:.4f}"


def main(arguments=None):
    """Make the runs that are missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", nargs="+", help="all if not given")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args(arguments)
    race = Race(args.out, time.process_time() + 60 * args.minutes)
    try:
        race.fill(args.networks)
    except TimeoutError:
        print(f"{len(race.record.rows())} runs so far; the same command goes on")
        return
    print(f"all runs are there: {len(race.record.rows())}")


if __name__ == "__main__":
    main()
