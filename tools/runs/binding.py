"""Train the networks of the chapter on binding sites, for the table it ships with.

    python -m tools.runs.binding                  # everything that is missing: some 17 minutes
    python -m tools.runs.binding --seeds 0 --minutes 4
    python -m tools.runs.binding --seeds 0 --pairs 100 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. A run adds a line to
the file and is not repeated. Data are the same for all: 8,000 pairs to train on (or the first of
them), 1,000 for validation, which chooses the epoch, 2,000 for the test. A seed is that of the
weights and of the order. Adam's rate is 0.003 for all; nothing was tuned.
"""

import argparse
import functools
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from rnnutils.genomics import binding_network, binding_task, predict_binding, train_binding
from tools.runs.harness import Log, Race, Run

PAIRS = 8000
# What a network may use of the other strand: nothing, turned examples, or shared weights.
NETWORKS = [
    ("convolution", "turned", 1, 8),
    ("convolution + BiGRU", "turned", 1, 6),
    ("BiGRU, maximum", "turned", 1, 3),
    ("BiGRU, last", "turned", 1, 3),
    ("convolution", "one", 1, 8),
    ("convolution", "shared", 1, 4),
    ("convolution", "turned", 16, 24),
    ("convolution + BiGRU", "turned", 16, 18),
    ("k-mers, last", "turned", 1, 3),
    ("k-mers, maximum", "turned", 1, 3),
    ("convolution", "turned", 4, 10),
    ("convolution + BiGRU", "turned", 4, 8),
]  # network, strands, the part of the pairs (1 / …), epochs


@functools.cache
def sequences(pairs: int) -> tuple[Any, Any, Any]:
    """Return sequences to train on, to choose the epoch with and to test with."""
    training, validation = binding_task(pairs, seed=1)[:2], binding_task(pairs // 8, seed=2)[:2]
    return training, validation, binding_task(pairs // 4, seed=3)


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield every network with the first seed, then with the next."""
    for seed in options.seeds:
        for kind, strands, part, _ in NETWORKS:
            yield kind, strands, options.pairs // part, seed


def run(options: argparse.Namespace, kind: str, strands: str, pairs: int, seed: int) -> list[Any]:
    """Train one network; return its results."""
    (X, Y), validation, test = sequences(options.pairs)
    epochs = {(k, s, options.pairs // part): n for k, s, part, n in NETWORKS}[kind, strands, pairs]
    model = binding_network(kind, both_strands=strands == "shared", seed=seed)
    began = time.process_time()
    chosen = {"epochs": epochs, "turn": strands == "turned", "seed": seed}
    history = train_binding(model, X[: 2 * pairs], Y[: 2 * pairs], validation, **chosen)
    seconds = time.process_time() - began
    best = max(history["auc"])
    scores = by_place(predict_binding(model, test[0]), *test[1:])
    figures = [f"{seconds:.0f}", *(f"{score:.4f}" for score in (best, *scores))]
    return [model.count_params(), epochs, 1 + history["auc"].index(best), *figures]


def by_place(scores: Any, Y: Any, starts: Any) -> list[float]:
    """Return the AUC of all sites, of those in the outer half of a sequence, and of the rest."""
    last = starts.max()
    outer = abs(starts - last / 2) > last / 4
    parts = [np.ones(len(Y), bool), outer, ~outer]
    return [roc_auc_score(Y[(Y == 0) | p], scores[(Y == 0) | p]) for p in parts]


RACE = Race(
    __doc__,
    "binding_race.csv",
    keys=["network", "strands", "pairs", "seed"],
    results="parameters epochs best seconds validation test outer inner date".split(),
    plan=plan,
    run=run,
    options={"--pairs": {"type": int, "default": PAIRS}},
)


if __name__ == "__main__":
    RACE.main()
