"""Measure what three networks learn of a text in the same time, for the chapter to show.

    python -m tools.runs.text                  # 3 networks × 5 seeds × 60 s: 20 minutes
    python -m tools.runs.text --seconds 5 --seeds 1 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. Each run adds a line
to the file: bits per character on the test chapters. Runs that are in the file already are not
repeated. The learning rates were chosen on the validation chapters, in a few runs of 20 s.
"""

import argparse
import datetime
import os
from pathlib import Path

from tools import ROOT

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = "1"

from rnnutils import Vocabulary, bits_per_symbol, moby_dick  # noqa: E402
from rnnutils.text.keras_networks import RATES, character_network, read_windows, train_characters  # noqa: E402
from tools.runs.harness import Record  # noqa: E402

OUT = ROOT / "rnnutils" / "data" / "text_race.csv"
COLUMNS = ["network", "seed", "seconds", "parameters", "steps", "bits", "date"]


def run(kind, seed, seconds, training, test, n_symbols):
    """Train one network and return its line of the file."""
    model = character_network(kind, n_symbols, seed=seed)
    history = train_characters(model, training, seconds, learning_rate=RATES[kind], seed=seed)
    bits = bits_per_symbol(read_windows(model, test))
    today = datetime.date.today().isoformat()
    steps = len(history["loss"])
    return [kind, seed, f"{seconds:g}", model.count_params(), steps, f"{bits:.4f}", today]


def main():
    """Run what is missing, one line at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--characters", type=int, help="of each part; all if not given")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    vocabulary = Vocabulary(sorted(set(moby_dick())))
    parts = (vocabulary.encode(moby_dick(part)) for part in ("train", "test"))
    training, test = (part[: args.characters] for part in parts)
    record = Record(args.out, COLUMNS, ["network", "seed"])
    for seed in range(args.seeds):
        for kind in RATES:
            if not record.has(kind, seed):
                line = run(kind, seed, args.seconds, training, test, len(vocabulary))
                record.add(line)
                print(*line, flush=True)


if __name__ == "__main__":
    main()
