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
import datetime
import os
import time
from pathlib import Path

from tools import ROOT

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = "1"

from rnnutils.inputs.dates import human_dates  # noqa: E402
from rnnutils.inputs.tasks import reverse_task  # noqa: E402
from rnnutils.translation.reversal import (  # noqa: E402
    LETTERS,
    LONGEST,
    TESTED,
    reversed_by_length,
    train_to_reverse,
)
from rnnutils.translation.translator import Translator, alphabet  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

OUT = ROOT / "rnnutils" / "data" / "attention_race.csv"
NETWORKS = {"reversal": ("none", "dot", "additive"), "dates": ("none", "dot")}
STEPS = {"reversal": 500, "dates": 400}
RATES = {"reversal": (5e-3, 1e-2, 2e-2, 4e-2), "dates": (1e-2, 2e-2, 4e-2)}
CHOICE = 90  # the seed with which rates are chosen
KEYS = ["task", "network", "role", "rate", "seed"]
COLUMNS = [*KEYS, "steps", "parameters", "seconds", "validation", "test", *map(str, TESTED), "date"]


def reverse(attention, **options):
    """Return a translator of strings, its pairs for choosing, and a function that tests it."""
    pairs = reverse_task(1000, range(1, LONGEST + 1), n_symbols=len(LETTERS), seed=5000)
    translator = train_to_reverse(attention, **options)
    return translator, pairs, lambda: ["", *reversed_by_length(translator)]


def read_dates(attention, *, steps, learning_rate, seed):
    """Return a translator of dates, its pairs for choosing, and a function that tests it."""
    training, *parts = (human_dates(20_000 if split == "train" else 1000, split=split, seed=k)
                        for k, split in enumerate(("train", "validation", "test")))  # fmt: skip
    source = alphabet([text for part in (training, *parts) for text in part.source])
    translator = Translator(source, alphabet(training.target), attention=attention, seed=seed)
    options = {"steps": steps, "learning_rate": learning_rate, "seed": seed}
    translator.train(training.source, training.target, **options)
    choice, test = ((part.source, part.target) for part in parts)
    return translator, choice, lambda: [translator.exact_match(*test).mean(), *[""] * len(TESTED)]


def run(task, network, role, rate, seed, steps):
    """Train one network; return its line of the file, without test results if it is to choose."""
    attention = None if network == "none" else network
    began = time.process_time()
    train = {"reversal": reverse, "dates": read_dates}[task]
    translator, choice, test = train(attention, steps=steps, learning_rate=rate, seed=seed)
    seconds, validation = time.process_time() - began, translator.exact_match(*choice).mean()
    shares = test() if role == "report" else [""] * (1 + len(TESTED))
    shares = [share if share == "" else f"{share:.3f}" for share in shares]
    size, today = sum(w.size for w in translator.weights), datetime.date.today().isoformat()
    figures = [steps, size, f"{seconds:.0f}", f"{validation:.3f}"]
    return [task, network, role, rate, seed, *figures, *shares, today]


def best_rate(rows, task, network):
    """Return the lowest learning rate within a hundredth of the best, on pairs for choosing."""
    tried = [row for row in rows if [row[key] for key in KEYS[:3]] == [task, network, "choose"]]
    best = max(float(row["validation"]) for row in tried)
    near = [float(row["rate"]) for row in tried if float(row["validation"]) > best - 0.0101]
    return min(near)


def main():
    """Run what is missing, one line at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", nargs="+", default=list(STEPS))
    parser.add_argument("--networks", nargs="+")
    parser.add_argument("--seeds", type=int, nargs="+", default=range(5))
    parser.add_argument("--steps", type=int, help="other than 500 for strings, 400 for dates")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    record = Record(args.out, COLUMNS, KEYS)

    def add(task, *named):
        if not record.has(task, *named):
            line = run(task, *named, args.steps or STEPS[task])
            record.add(line)
            print(*line, flush=True)

    for task in args.tasks:
        for network in args.networks or NETWORKS[task]:
            for rate in RATES[task]:
                add(task, network, "choose", rate, CHOICE)
            for seed in args.seeds:
                add(task, network, "report", best_rate(record.rows(), task, network), seed)


if __name__ == "__main__":
    main()
