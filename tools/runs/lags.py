"""Train every contestant of the grids on vanishing gradients at every lag, at a rate of its own.

    python -m tools.runs.lags                   # all runs that are missing: half an hour, one core
    python -m tools.runs.lags --task adding --minutes 4 --out trial.csv

What is trained, and how, is the code of chapters/vanishing_gradients.md: its cells with the tag
``lag-grid`` are executed here. The learning rate of a contestant at a lag is chosen with the seeds
and sequences of CHOOSE and then tried with those of REPORT, which had no part in the choice. A
contestant goes on to the next lag if any run learned this one. Each run adds a line to the file,
and runs that are in the file already are not repeated: stopped, the same command goes on.
"""

import argparse
import os
import time
from pathlib import Path

from tools import ROOT

# Small products gain nothing from threads; NumPy reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402

import rnnutils  # noqa: E402
from rnnutils.nn.bptt import bptt  # noqa: E402
from tools.publish.blocks import page_blocks  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

PAGE = ROOT / "chapters" / "vanishing_gradients.md"
OUT = ROOT / "rnnutils" / "data" / "lag_grid.csv"
COLUMNS = ["task", "cell", "lag", "rate", "role", "seed", "updates", "score"]
LAGS = {"recall": (20, 40, 80, 160, 320), "adding": (10, 20, 40, 80)}
RATES = (0.002, 0.01, 0.05)
CHOOSE = {"role": "choose", "seeds": (5, 6, 7), "sequences": 1000}
REPORT = {"role": "report", "seeds": (0, 1, 2, 3, 4), "sequences": 1001}
GUESSES, GUESSED_LAG = {"lag / 8": 1 / 8, "lag × 8": 8}, 160


class Grid:
    """The runs of one file, with those that were made before it was opened."""

    def __init__(self, out, deadline=float("inf")):
        self.page, self.deadline = page_names(), deadline
        self.record = Record(out, COLUMNS, COLUMNS[:6])
        self.done = {
            tuple(row[k] for k in self.record.keys): (row["updates"], float(row["score"]))
            for row in self.record.rows()
        }

    def contestants(self, task):
        """Return each contestant's start and the lags it may be tried at."""
        found = {name: (start, LAGS[task]) for name, start in self.page["CONTESTANTS"].items()}
        if task == "recall":
            for kind in (rnnutils.LSTM, rnnutils.GRU):
                for guess, factor in GUESSES.items():
                    start = self.page["told"](kind, factor)
                    found[f"{kind.__name__}, chrono, {guess}"] = start, (GUESSED_LAG,)
        return found

    def fill(self, task):
        """Choose and report for each contestant, until a lag nobody learned."""
        for name, (start, lags) in self.contestants(task).items():
            for lag in lags:
                choices = {r: self.runs(task, name, start, lag, r, **CHOOSE) for r in RATES}
                rate = best(choices, self.page[task])
                reported = self.runs(task, name, start, lag, rate, **REPORT)
                tried = sum(choices.values(), reported)
                if not any(self.page[task].learned(score) for _, score in tried):
                    break

    def runs(self, task, name, start, lag, rate, *, role, seeds, sequences):
        """Return updates and scores of some seeds; train only what the file does not have."""
        return [self.run(task, name, start, lag, rate, role, seed, sequences) for seed in seeds]

    def run(self, task, name, start, lag, rate, role, seed, sequences):
        """Train one network, or look it up."""
        key = (task, name, *map(str, (lag, rate)), role, str(seed))
        if key not in self.done:
            if time.monotonic() > self.deadline:
                raise TimeoutError
            updates, score = train(self.page, task, start, lag, rate, seed, sequences)
            self.record.add([*key, updates, f"{score:.4f}"])
            self.done[key] = updates, round(score, 4)
        return self.done[key]


def page_names():
    """Return what the page's cells with the tag lag-grid define."""
    names = {"np": np, "rnnutils": rnnutils, "bptt": bptt}
    names |= {kind.__name__: kind for kind in (rnnutils.RNN, rnnutils.LSTM, rnnutils.GRU)}
    for block in page_blocks(PAGE.read_text("utf-8")):
        if "lag-grid" in str(block.options.get("tags")):
            exec("\n".join(block.lines), names)
    return names


def train(page, task, start, lag, rate, seed, sequences):
    """Train one network; return its updates and its score on sequences it never saw.

    To recall over a lag takes a step more than the lag; to add, the lag is the whole sequence. A
    network whose numbers overflow has no score.
    """
    task, time_steps = page[task], lag + (task == "recall")
    cell = start(seed, time_steps, task.sizes)
    try:
        with np.errstate(all="ignore"):
            losses = page["learn"](cell, task, time_steps, rate, seed)
            return len(losses), float(page["score"](cell, task, time_steps, sequences))
    except ValueError:  # the loss refuses numbers that are not finite
        return "", np.nan


def best(choices, task):
    """Return the rate at which most seeds learned, soonest; if none did, that of the best scores.

    Where all learned, scores say little; the updates say how far from failing they were.
    """
    sign = 1 if task.learned(np.inf) else -1  # whether a high score is a good one

    def merit(rate):
        learned = [float(updates) for updates, score in choices[rate] if task.learned(score)]
        mean = sign * np.mean([score for _, score in choices[rate]])
        soon = -np.mean(learned) if learned else 0
        return len(learned), soon, np.nan_to_num(mean, nan=-np.inf)

    return max(choices, key=merit)


def main(arguments=None):
    """Make the runs that are missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--task", choices=LAGS, action="append")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args(arguments)
    grid = Grid(args.out, time.monotonic() + 60 * args.minutes)
    try:
        for task in args.task or LAGS:
            grid.fill(task)
    except TimeoutError:
        print(f"{len(grid.done)} runs so far; the same command goes on")
        return
    print(f"all runs are there: {len(grid.record.rows())}")


if __name__ == "__main__":
    main()
