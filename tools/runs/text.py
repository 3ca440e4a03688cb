"""Measure what three networks learn of a text in the same time, for the chapter to show.

    python -m tools.runs.text                  # 3 networks × 5 seeds × 60 s: 20 minutes
    python -m tools.runs.text --seconds 5 --seeds 0 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. Each run adds a line
to the file: bits per character on the test chapters. Runs that are in the file already are not
repeated. The learning rates were chosen on the validation chapters, in a few runs of 20 s.
"""

import argparse
import functools
from collections.abc import Iterator
from typing import Any

from rnnutils import Vocabulary, bits_per_symbol, moby_dick
from rnnutils.text.keras_networks import RATES, character_network, read_windows, train_characters
from tools.runs.harness import Log, Race, Run


@functools.cache
def chapters(characters: int | None) -> tuple[Any, Any, int]:
    """Return the chapters to train on and to test with, as numbers, and how many symbols are."""
    vocabulary = Vocabulary(sorted(set(moby_dick())))
    training, test = (vocabulary.encode(moby_dick(part)) for part in ("train", "test"))
    return training[:characters], test[:characters], len(vocabulary)


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield every network with the first seed, then with the next."""
    for seed in options.seeds:
        yield from ((kind, seed) for kind in RATES)


def run(options: argparse.Namespace, kind: str, seed: int) -> list[Any]:
    """Train one network; return its results."""
    training, test, n_symbols = chapters(options.characters)
    model = character_network(kind, n_symbols, seed=seed)
    history = train_characters(
        model, training, options.seconds, learning_rate=RATES[kind], seed=seed
    )
    bits = bits_per_symbol(read_windows(model, test))
    return [f"{options.seconds:g}", model.count_params(), len(history["loss"]), f"{bits:.4f}"]


RACE = Race(
    __doc__,
    "text_race.csv",
    keys=["network", "seed"],
    results=["seconds", "parameters", "steps", "bits", "date"],
    plan=plan,
    run=run,
    options={
        "--seconds": {"type": float, "default": 60},
        "--characters": {"type": int, "help": "of each part; all if not given"},
    },
)


if __name__ == "__main__":
    RACE.main()
