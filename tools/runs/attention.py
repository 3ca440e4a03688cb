"""Race translators with and without attention on two tasks, for the chapter on attention.

    python -m tools.runs.attention                   # 18 runs to choose, 25 to report: 6 minutes
    python -m tools.runs.attention --tasks reversal --networks dot --seeds 0 --steps 20 --out a.csv

One thread, one network at a time; seconds are those the core has worked. In a task all networks
take the same number of batches. Rates are chosen on pairs for choosing, with a seed of its own, in
which what tests has no part: the lowest learning rate that comes within a hundredth of the best.
Each run adds a line to the file: the share of strings of 1, 2, … letters that are written
backwards without a fault, or the share of dates of unseen days. Runs that are in the file already
are not repeated.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

from rnnutils.inputs.dates import human_dates
from rnnutils.inputs.tasks import reverse_task
from rnnutils.translation.reversal import (
    LETTERS,
    LONGEST,
    TESTED,
    reversed_by_length,
    train_to_reverse,
)
from rnnutils.translation.translator import Translator, alphabet
from tools.runs.harness import Log, Race, Rows, Run

NETWORKS = {"reversal": ("none", "dot", "additive"), "dates": ("none", "dot")}
STEPS = {"reversal": 500, "dates": 400}
RATES = {"reversal": (5e-3, 1e-2, 2e-2, 4e-2), "dates": (1e-2, 2e-2, 4e-2)}
CHOICE = 90  # the seed with which rates are chosen
Trained = tuple[Any, Any, Callable[[], list[Any]]]


def reverse(attention: str | None, **options: Any) -> Trained:
    """Return a translator of strings, its pairs for choosing, and a function that tests it."""
    pairs = reverse_task(1000, range(1, LONGEST + 1), n_symbols=len(LETTERS), seed=5000)
    translator = train_to_reverse(attention, **options)
    return translator, pairs, lambda: ["", *reversed_by_length(translator)]


def read_dates(attention: str | None, *, steps: int, learning_rate: float, seed: int) -> Trained:
    """Return a translator of dates, its pairs for choosing, and a function that tests it."""
    training, *parts = (human_dates(20_000 if split == "train" else 1000, split=split, seed=k)
                        for k, split in enumerate(("train", "validation", "test")))  # fmt: skip
    source = alphabet([text for part in (training, *parts) for text in part.source])
    translator = Translator(source, alphabet(training.target), attention=attention, seed=seed)
    options = {"steps": steps, "learning_rate": learning_rate, "seed": seed}
    translator.train(training.source, training.target, **options)
    choice, test = ((part.source, part.target) for part in parts)
    return translator, choice, lambda: [translator.exact_match(*test).mean(), *[""] * len(TESTED)]


def run(
    options: argparse.Namespace, task: str, network: str, role: str, rate: float, seed: int
) -> list[Any]:
    """Train one network; return its results, without those of a test if it is to choose."""
    attention, steps = None if network == "none" else network, options.steps or STEPS[task]
    began = time.process_time()
    train = {"reversal": reverse, "dates": read_dates}[task]
    translator, choice, test = train(attention, steps=steps, learning_rate=rate, seed=seed)
    seconds, validation = time.process_time() - began, translator.exact_match(*choice).mean()
    shares = test() if role == "report" else [""] * (1 + len(TESTED))
    shares = [share if share == "" else f"{share:.3f}" for share in shares]
    size = sum(w.size for w in translator.weights)
    return [steps, size, f"{seconds:.0f}", f"{validation:.3f}", *shares]


def best_rate(tried: Rows) -> float:
    """Return the lowest learning rate within a hundredth of the best, on pairs for choosing."""
    best = max(float(row["validation"]) for row in tried)
    near = [float(row["rate"]) for row in tried if float(row["validation"]) > best - 0.0101]
    return min(near)


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield for each network the runs that choose its rate, then those that report."""
    for task in options.tasks:
        for network in options.networks or NETWORKS[task]:
            yield from ((task, network, "choose", rate, CHOICE) for rate in RATES[task])
            rate = best_rate(log.rows(task, network, "choose"))
            yield from ((task, network, "report", rate, seed) for seed in options.seeds)


RACE = Race(
    __doc__,
    "attention_race.csv",
    keys=["task", "network", "role", "rate", "seed"],
    results=["steps", "parameters", "seconds", "validation", "test", *map(str, TESTED), "date"],
    plan=plan,
    run=run,
    options={
        "--tasks": {"nargs": "+", "default": list(STEPS)},
        "--networks": {"nargs": "+"},
        "--steps": {"type": int, "help": "other than 500 for strings, 400 for dates"},
    },
)


if __name__ == "__main__":
    RACE.main()
