"""Train the networks of the chapter on binding sites, for the table it ships with.

    python -m tools.runs.binding                  # everything that is missing: some 17 minutes
    python -m tools.runs.binding --seeds 1 --minutes 4
    python -m tools.runs.binding --seeds 0 --pairs 100 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. A run adds a line to
the file and is not repeated. Data are the same for all: 8,000 pairs to train on (or the first of
them), 1,000 for validation, which chooses the epoch, 2,000 for the test. A seed is that of the
weights and of the order. Adam's rate is 0.003 for all; nothing was tuned.
"""

import argparse
import datetime
import os
import time
from pathlib import Path

from tools import ROOT

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402

from rnnutils.genomics import binding_network, binding_task, predict_binding, train_binding  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

OUT = ROOT / "rnnutils" / "data" / "binding_race.csv"
COLUMNS = ["network", "strands", "pairs", "seed"]
COLUMNS += ["parameters", "epochs", "best", "seconds", "validation", "test"]
COLUMNS += ["outer", "inner", "date"]
PAIRS = 8000
# What a network may use of the other strand: nothing, turned examples, or shared weights.
RUNS = [
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


def run(kind, strands, epochs, seed, training, validation, test):
    """Train one network; return its line of the file."""
    model = binding_network(kind, both_strands=strands == "shared", seed=seed)
    began = time.process_time()
    options = {"epochs": epochs, "turn": strands == "turned", "seed": seed}
    history = train_binding(model, *training, validation, **options)
    seconds = time.process_time() - began
    best = max(history["auc"])
    scores = by_place(predict_binding(model, test[0]), *test[1:])
    figures = [f"{seconds:.0f}", *(f"{score:.4f}" for score in (best, *scores))]
    line = [kind, strands, len(training[0]) // 2, seed, model.count_params(), epochs]
    return [*line, 1 + history["auc"].index(best), *figures, datetime.date.today().isoformat()]


def by_place(scores, Y, starts):
    """Return the AUC of all sites, of those in the outer half of a sequence, and of the rest."""
    last = starts.max()
    outer = abs(starts - last / 2) > last / 4
    parts = [np.ones(len(Y), bool), outer, ~outer]
    return [roc_auc_score(Y[(Y == 0) | p], scores[(Y == 0) | p]) for p in parts]


def main():
    """Run what is missing, one line at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=range(5))
    parser.add_argument("--minutes", type=float, default=60, help="start nothing after them")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    end = time.monotonic() + 60 * args.minutes
    X, Y, _ = binding_task(args.pairs, seed=1)
    validation = binding_task(args.pairs // 8, seed=2)[:2]
    test = binding_task(args.pairs // 4, seed=3)
    record = Record(args.out, COLUMNS, COLUMNS[:4])
    for seed in args.seeds:
        for kind, strands, part, epochs in RUNS:
            n = args.pairs // part
            if time.monotonic() > end or record.has(kind, strands, n, seed):
                continue
            training = X[: 2 * n], Y[: 2 * n]
            line = run(kind, strands, epochs, seed, training, validation, test)
            record.add(line)
            print(*line, flush=True)


if __name__ == "__main__":
    main()
