"""Train translators of dates with and without recurrence, for the chapter on the Transformer.

    python -m tools.runs.dates                     # 3 networks × 5 seeds: some 10 minutes
    python -m tools.runs.dates --seeds 1 --steps 20 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. Each run adds a line
to the file: the share of dates written without a fault, of the test days and of texts that are
longer than any in training. Runs that are in the file already are not repeated. The learning
rates are those that `Translator.train` recommends. The weights of the first Transformer are kept
beside the file.
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
from rnnutils.translation.translator import Translator, alphabet  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

OUT = ROOT / "rnnutils" / "data" / "date_race.csv"
COLUMNS = ["network", "seed", "parameters", "steps", "seconds", "test", "long", "date"]
RATES = {"transformer": 3e-3, "dot": 1e-2, "none": 1e-2}


def run(kind, seed, steps, training, parts):
    """Train one network; return it and its line of the file."""
    everything = [*training.source, *(text for part in parts for text in part.source)]
    attention = None if kind == "none" else kind
    translator = Translator(
        alphabet(everything), alphabet(training.target), attention=attention, seed=seed
    )
    options = {"learning_rate": RATES[kind], "seed": seed}
    began = time.process_time()
    translator.train(training.source, training.target, steps=steps, **options)
    seconds = time.process_time() - began
    shares = [translator.exact_match(part.source, part.target).mean() for part in parts]
    today = datetime.date.today().isoformat()
    figures = [f"{seconds:.0f}", *(f"{share:.3f}" for share in shares)]
    return translator, [kind, seed, sum(w.size for w in translator.weights), steps, *figures, today]


def main():
    """Run what is missing, one line at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=range(5))
    parser.add_argument("--networks", nargs="+", default=list(RATES))
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    training = human_dates(20_000)
    parts = [human_dates(1000, split=split, seed=2) for split in ("test", "long")]
    record = Record(args.out, COLUMNS, ["network", "seed"])
    for seed in args.seeds:
        for kind in args.networks:
            if record.has(kind, seed):
                continue
            translator, line = run(kind, seed, args.steps, training, parts)
            if (kind, seed) == ("transformer", 0):
                translator.save(args.out.with_name("date_transformer.npz"))
            record.add(line)
            print(*line, flush=True)


if __name__ == "__main__":
    main()
