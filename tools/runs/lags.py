"""Train every contestant of the grids of lags at every lag, at a rate of its own.

    python -m tools.runs.lags                   # all runs that are missing: under an hour, one core
    python -m tools.runs.lags --tasks adding --minutes 4 --out trial.csv

What is trained, and how, is the code of chapters/which_remedy.md: its cells with the tag
``lag-grid`` are executed here. The learning rate of a contestant at a lag is chosen with the seeds
of CHOICE and then tried with others, and on other sequences, which had no part in the choice. Five
rates are tried at the shortest lag, and three at the next, around the one chosen before. While the
best is the smallest or the largest that was tried, one more is tried beyond it: no chosen rate lies
on the edge of its grid. A contestant goes on to the next lag if most of the runs that report
learned this one. Training stops early where it succeeds (fewer updates than the budget), and
nowhere else. Each run adds a line to the file, and runs that are in the file already are not
repeated: stopped, the same command goes on.
"""

import argparse
import functools
from collections.abc import Generator, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

import rnnutils
from tools import ROOT
from tools.publish.blocks import tagged
from tools.runs.harness import Log, Race, Run

PAGE = ROOT / "chapters" / "which_remedy.md"
LAGS = {"recall": (20, 80), "adding": (20, 80)}
LONGEST = 320  # a lag of recall that only these may try, since it takes long
LONG = ("GRU", "GRU, b_z = 3")
RATES = (0.001, 0.004, 0.016, 0.064, 0.256)  # those tried at the shortest lag
CHOICE = (5, 6, 7)  # the seeds with which rates are chosen
SEQUENCES = {"choose": 1000, "report": 1001}
Result = tuple[str, float]  # updates and score of a run
Rates = tuple[float, ...]


@functools.cache
def page_names() -> dict[str, Any]:
    """Return what the page's cells with the tag lag-grid define."""
    # What the page has imported in cells before them.
    names: dict[str, Any] = {"np": np, "rnnutils": rnnutils, "bptt": rnnutils.bptt}
    classes = (SimpleNamespace, rnnutils.RNN, rnnutils.LSTM, rnnutils.GRU)
    names |= {kind.__name__: kind for kind in classes}
    exec(tagged(PAGE.read_text("utf-8"), "lag-grid"), names)
    return names


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield for each contestant, lag by lag, the runs that choose its rate and that report."""
    for task in options.tasks:
        for name in page_names()["CONTESTANTS"]:
            longest = [LONGEST] if task == "recall" and name in LONG else []
            yield from climb(options, log, task, name, [*LAGS[task], *longest])


def climb(
    options: argparse.Namespace, log: Log, task: str, name: str, lags: Sequence[int]
) -> Iterator[Run]:
    """Yield the runs of one contestant, as far as it learns."""
    rates: Rates = RATES
    for lag in lags:
        at = task, name, lag
        rate = yield from chosen(*at, rates, log)
        yield from ((*at, rate, "report", seed) for seed in options.seeds)
        reports = results(log, *at, rate, "report")
        if 2 * sum(page_names()[task].learned(score) for _, score in reports) <= len(reports):
            break
        rates = rate / 4, rate, rate * 4


def chosen(task: str, name: str, lag: int, rates: Rates, log: Log) -> Generator[Run, None, float]:
    """Yield the runs that choose a rate, and return it: one from inside of those tried."""
    new = rates
    while True:
        yield from ((task, name, lag, r, "choose", seed) for r in new for seed in CHOICE)
        tried = {r: results(log, task, name, lag, r, "choose") for r in rates}
        rate = best(tried, page_names()[task])
        if min(rates) < rate < max(rates):
            return rate
        new = (rate / 4 if rate == min(rates) else rate * 4,)
        rates = (*rates, *new)


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
    cell = page_names()["CONTESTANTS"][name](seed, time_steps, page[task].sizes)
    try:
        with np.errstate(all="ignore"):
            adam = rnnutils.Adam(rate)
            losses = page["learn"](cell, page[task], time_steps, adam, seed)
            score = float(page["score"](cell, page[task], time_steps, SEQUENCES[role]))
    except ValueError:  # the loss refuses numbers that are not finite
        return ["", "nan"]
    return [len(losses), f"{score:.4f}"]


def best(choices: dict[float, list[Result]], task: Any) -> float:
    """Return the rate at which most seeds learned, soonest; if none did, that of the best scores.

    Where all learned, scores say little; the updates say how far from failing they were. Of equals,
    the one nearest to the middle of RATES.
    """
    sign = 1 if task.learned(np.inf) else -1  # whether a high score is a good one

    def merit(rate: float) -> tuple[int, Any, Any, Any]:
        learned = [float(updates) for updates, score in choices[rate] if task.learned(score)]
        mean = sign * np.mean([score for _, score in choices[rate]])
        soon = -np.mean(learned) if learned else 0
        off = abs(np.log(rate / RATES[len(RATES) // 2]))
        return len(learned), soon, np.nan_to_num(mean, nan=-np.inf), -off

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
