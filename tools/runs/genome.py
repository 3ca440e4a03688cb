"""Train a GRU to guess the next base of a genome, and of the same bases shuffled.

    python -m tools.runs.genome --seeds 0 1 2  # and one of the shuffle: 8 minutes
    python -m tools.runs.genome --seconds 5 --seeds 0 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. The learning rate is the
one that `tools.runs.text` chose for its GRU; nothing was tuned on the genome. Each run adds a line
to the file: bits per base on the test part. Runs that are in the file already are not repeated.
"""

import argparse
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from rnnutils import bits_per_symbol, e_coli
from rnnutils.text.keras_networks import character_network, read_windows, train_characters
from tools.runs.harness import Log, Race, Run

UNITS, RATE = 64, 1e-2
BATCH, STEPS = 64, 200  # a batch has 64 windows of 200 bases


@functools.cache
def bases(text: str, part: str, length: int | None) -> Any:
    """Return a part of the genome, shuffled if the text is called so."""
    found = e_coli(part)[:length]
    return np.random.default_rng(17).permutation(found) if text == "shuffled" else found


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield the genome with every seed, then the shuffled one with the first."""
    yield from (("genome", seed) for seed in options.seeds)
    yield "shuffled", options.seeds[0]


def run(options: argparse.Namespace, text: str, seed: int) -> list[Any]:
    """Train one network; return its results."""
    training, test = (bases(text, part, options.bases) for part in ("train", "test"))
    model = character_network("GRU", 4, units=UNITS, time_steps=STEPS, seed=seed)
    chosen = {"learning_rate": RATE, "batch_size": BATCH, "time_steps": STEPS, "seed": seed}
    history = train_characters(model, training, options.seconds, **chosen)
    bits = bits_per_symbol(read_windows(model, test, time_steps=STEPS))
    return [f"{options.seconds:g}", model.count_params(), len(history["loss"]), f"{bits:.4f}"]


RACE = Race(
    __doc__,
    "genome_race.csv",
    keys=["text", "seed"],
    results=["seconds", "parameters", "steps", "bits", "date"],
    plan=plan,
    run=run,
    options={
        "--seconds": {"type": float, "default": 90},
        "--bases": {"type": int, "help": "of each part; all if not given"},
    },
)


if __name__ == "__main__":
    RACE.main()
