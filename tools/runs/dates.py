"""Train translators of dates with and without recurrence, for the chapter on the Transformer.

    python -m tools.runs.dates                     # 3 networks × 5 seeds: some 10 minutes
    python -m tools.runs.dates --seeds 0 --steps 20 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. Each run adds a line
to the file: the share of dates written without a fault, of the test days and of texts that are
longer than any in training. Runs that are in the file already are not repeated. The learning
rates are those that `Translator.train` recommends. The weights of the first Transformer are kept
beside the file.
"""

import argparse
import functools
import time
from collections.abc import Iterator
from typing import Any

from rnnutils.inputs.dates import human_dates
from rnnutils.translation.translator import Translator, alphabet
from tools.runs.harness import Log, Race, Run

RATES = {"transformer": 3e-3, "dot": 1e-2, "none": 1e-2}


@functools.cache
def dates() -> tuple[Any, list[Any]]:
    """Return the pairs to train on, and the two parts to test with."""
    parts = [human_dates(1000, split=split, seed=2) for split in ("test", "long")]
    return human_dates(20_000), parts


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield every network with the first seed, then with the next."""
    for seed in options.seeds:
        yield from ((kind, seed) for kind in options.networks)


def run(options: argparse.Namespace, kind: str, seed: int) -> list[Any]:
    """Train one network; return its results, and keep the weights of the first Transformer."""
    training, parts = dates()
    everything = [*training.source, *(text for part in parts for text in part.source)]
    attention = None if kind == "none" else kind
    translator = Translator(
        alphabet(everything), alphabet(training.target), attention=attention, seed=seed
    )
    chosen = {"steps": options.steps, "learning_rate": RATES[kind], "seed": seed}
    began = time.process_time()
    translator.train(training.source, training.target, **chosen)
    seconds = time.process_time() - began
    shares = [translator.exact_match(part.source, part.target).mean() for part in parts]
    if (kind, seed) == ("transformer", 0):
        translator.save(options.out.with_name("date_transformer.npz"))
    size, figures = sum(w.size for w in translator.weights), [f"{share:.3f}" for share in shares]
    return [size, options.steps, f"{seconds:.0f}", *figures]


RACE = Race(
    __doc__,
    "date_race.csv",
    keys=["network", "seed"],
    results=["parameters", "steps", "seconds", "test", "long", "date"],
    plan=plan,
    run=run,
    options={
        "--networks": {"nargs": "+", "default": list(RATES)},
        "--steps": {"type": int, "default": 1200},
    },
)


if __name__ == "__main__":
    RACE.main()
