"""Measure how wide a vector, and how much training, it takes to turn strings round.

    python -m tools.runs.reversal                    # 5 settings × 5 seeds: some 5 minutes
    python -m tools.runs.reversal --seeds 0 --settings 8x20 --out trial.csv

One thread, one network at a time. A setting is the number of units and of batches. Each run adds
a line to the file: the share of strings of 1, 2, … letters that a translator with a fixed vector
writes backwards without a fault. Runs that are in the file already are not repeated.
"""

import argparse
import datetime
import os
import time
from pathlib import Path

from tools import ROOT

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = "1"

from rnnutils.translation.reversal import TESTED, reversed_by_length, train_to_reverse  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

OUT = ROOT / "rnnutils" / "data" / "reversal_grid.csv"
COLUMNS = ["units", "steps", "seed", "parameters", "seconds", *map(str, TESTED), "date"]
SETTINGS = ["16x500", "32x500", "64x500", "16x1500", "32x1500"]


def run(units, steps, seed):
    """Train one network; return its line of the file."""
    began = time.process_time()
    translator = train_to_reverse(units=units, steps=steps, seed=seed)
    seconds = time.process_time() - began
    shares = reversed_by_length(translator)
    parameters = sum(weight.size for weight in translator.weights)
    figures = [parameters, f"{seconds:.0f}", *(f"{share:.3f}" for share in shares)]
    return [units, steps, seed, *figures, datetime.date.today().isoformat()]


def main():
    """Run what is missing, one line at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=range(5))
    parser.add_argument("--settings", nargs="+", default=SETTINGS)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    record = Record(args.out, COLUMNS, ["units", "steps", "seed"])
    for setting in args.settings:
        units, steps = map(int, setting.split("x"))
        for seed in args.seeds:
            if not record.has(units, steps, seed):
                line = run(units, steps, seed)
                record.add(line)
                print(*line, flush=True)


if __name__ == "__main__":
    main()
