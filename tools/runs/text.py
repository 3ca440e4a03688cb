"""Measure what three networks learn of a text in the same time, for the chapter to show.

    python -m tools.runs.text                  # 9 runs to choose, 15 to report: 25 minutes
    python -m tools.runs.text --seconds 5 --seeds 0 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. A learning rate is chosen
on the validation chapters in half the time: each tried is the double of the one before, and the
best must have a worse one on either side. Each run adds a line to the file: bits per character on
the validation chapters if it is to choose, on the test chapters if it reports. Runs that are in
the file already are not repeated.
"""

import argparse
import functools
from collections.abc import Iterator
from typing import Any

from rnnutils import Vocabulary, bits_per_symbol, moby_dick
from rnnutils.text.keras_networks import KINDS, character_network, read_windows, train_characters
from tools.runs.harness import Log, Race, Run, best_rate, bracket

MIDDLE = {"LSTM": 1e-2, "GRU": 1e-2, "Transformer": 2e-3}  # of the first three rates
CHOICE = 90  # the seed with which rates are chosen
JUDGED = {"choose": "validation", "report": "test"}


@functools.cache
def chapters(characters: int | None) -> tuple[dict[str, Any], int]:
    """Return the parts of the book as numbers, and how many symbols there are."""
    vocabulary = Vocabulary(sorted(set(moby_dick())))
    parts = {part: moby_dick(part)[:characters] for part in ("train", *JUDGED.values())}
    return {part: vocabulary.encode(text) for part, text in parts.items()}, len(vocabulary)


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield the runs that choose the rates, then every network with the first seed, and so on."""
    for kind in KINDS:
        yield from bracket(log, (kind, "choose"), MIDDLE[kind], CHOICE)
    for seed in options.seeds:
        yield from ((kind, "report", best_rate(log.rows(kind, "choose")), seed) for kind in KINDS)


def run(options: argparse.Namespace, kind: str, role: str, rate: str, seed: int) -> list[Any]:
    """Train one network; return its results."""
    seconds = options.seconds / (2 if role == "choose" else 1)
    parts, n_symbols = chapters(options.characters)
    model = character_network(kind, n_symbols, seed=seed)
    history = train_characters(model, parts["train"], seconds, learning_rate=float(rate), seed=seed)
    bits = bits_per_symbol(read_windows(model, parts[JUDGED[role]]))
    return [f"{seconds:g}", model.count_params(), len(history["loss"]), f"{bits:.4f}"]


RACE = Race(
    __doc__,
    "text_race.csv",
    keys=["network", "role", "rate", "seed"],
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
