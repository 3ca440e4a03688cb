"""Train every contestant of the grids on vanishing gradients at every lag, at a rate of its own.

    python -m tools.runs.lags                   # all runs that are missing: half an hour, one core
    python -m tools.runs.lags --tasks adding --minutes 4 --out trial.csv

What is trained, and how, is the code of chapters/vanishing_gradients.md: its cells with the tag
``lag-grid`` are executed here. The learning rate of a contestant at a lag is chosen with the seeds
of CHOICE and then tried with others, and on other sequences, which had no part in the choice. A
contestant goes on to the next lag if any run learned this one. Each run adds a line to the file,
and runs that are in the file already are not repeated: stopped, the same command goes on.
"""

import argparse
import functools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

import rnnutils
from tools import ROOT
from tools.publish.blocks import tagged
from tools.runs.harness import Log, Race, Run

PAGE = ROOT / "chapters" / "vanishing_gradients.md"
LAGS = {"recall": (20, 40, 80, 160, 320), "adding": (10, 20, 40, 80)}
RATES = (0.002, 0.01, 0.05)
CHOICE = (5, 6, 7)  # the seeds with which rates are chosen
SEQUENCES = {"choose": 1000, "report": 1001}
GUESSES, GUESSED_LAG = {"lag / 8": 1 / 8, "lag × 8": 8}, 160
Result = tuple[str, float]  # updates and score of a run


@functools.cache
def page_names() -> dict[str, Any]:
    """Return what the page's cells with the tag lag-grid define."""
    # What the page has imported in cells before them.
    names: dict[str, Any] = {"np": np, "rnnutils": rnnutils, "bptt": rnnutils.bptt}
    classes = (SimpleNamespace, rnnutils.RNN, rnnutils.LSTM, rnnutils.GRU)
    names |= {kind.__name__: kind for kind in classes}
    exec(tagged(PAGE.read_text("utf-8"), "lag-grid"), names)
    return names


def contestants(task: str) -> dict[str, tuple[Any, tuple[int, ...]]]:
    """Return each contestant's start and the lags it may be tried at."""
    found = {name: (start, LAGS[task]) for name, start in page_names()["CONTESTANTS"].items()}
    if task == "recall":
        for kind in (rnnutils.LSTM, rnnutils.GRU):
            for guess, factor in GUESSES.items():
                start = page_names()["told"](kind, factor)
                found[f"{kind.__name__}, chrono, {guess}"] = start, (GUESSED_LAG,)
    return found


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield for each contestant, lag by lag, the runs that choose its rate and that report."""
    for task in options.tasks:
        for name, (_, lags) in contestants(task).items():
            for lag in lags:
                at = task, name, lag
                yield from ((*at, rate, "choose", seed) for rate in RATES for seed in CHOICE)
                choices = {rate: results(log, *at, rate, "choose") for rate in RATES}
                rate = best(choices, page_names()[task])
                yield from ((*at, rate, "report", seed) for seed in options.seeds)
                tried = sum(choices.values(), results(log, *at, rate, "report"))
                if not any(page_names()[task].learned(score) for _, score in tried):
                    break


def results(log: Log, *run: Any) -> list[Result]:
    """Return updates and score of the runs that begin so."""
    return [(row["updates"], float(row["score"])) for row in log.rows(*run)]


def run(
    options: argparse.Namespace, task: str, name: str, lag: int, rate: float, role: str, seed: int
) -> list[Any]:
    """Train one network; return its updates and its score on sequences it never saw.

    To recall over a lag takes a step more than the lag; to add, the lag is the whole sequence. A
    network whose numbers overflow has no score.
    """
    page, time_steps = page_names(), lag + (task == "recall")
    cell = contestants(task)[name][0](seed, time_steps, page[task].sizes)
    try:
        with np.errstate(all="ignore"):
            losses = page["learn"](cell, page[task], time_steps, rate, seed)
            score = float(page["score"](cell, page[task], time_steps, SEQUENCES[role]))
    except ValueError:  # the loss refuses numbers that are not finite
        return ["", "nan"]
    return [len(losses), f"{score:.4f}"]


def best(choices: dict[float, list[Result]], task: Any) -> float:
    """Return the rate at which most seeds learned, soonest; if none did, that of the best scores.

    Where all learned, scores say little; the updates say how far from failing they were.
    """
    sign = 1 if task.learned(np.inf) else -1  # whether a high score is a good one

    def merit(rate: float) -> tuple[int, Any, Any]:
        learned = [float(updates) for updates, score in choices[rate] if task.learned(score)]
        mean = sign * np.mean([score for _, score in choices[rate]])
        soon = -np.mean(learned) if learned else 0
        return len(learned), soon, np.nan_to_num(mean, nan=-np.inf)

    return max(choices, key=merit)


RACE = Race(
    __doc__,
    "lag_grid.csv",
    keys=["task", "cell", "lag", "rate", "role", "seed"],
    results=["updates", "score"],
    plan=plan,
    run=run,
    options={"--tasks": {"nargs": "+", "choices": LAGS, "default": list(LAGS)}},
)


if __name__ == "__main__":
    RACE.main()
