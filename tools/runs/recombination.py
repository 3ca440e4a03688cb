"""Train networks to read recombination rates, for the chapter on recombination.

    python -m tools.runs.recombination            # what is missing: up to 20 minutes in all
    python -m tools.runs.recombination --networks linkage --seeds 0 1
    python -m tools.runs.recombination --steps 5 --samples 200 --out trial.csv

One thread, one network at a time; seconds are those the core has worked. Each run adds a line to
the file; runs that are in the file already are not repeated. All networks but the published one
are the same reader, a GRU whose states are averaged; what they read differs. `long` reads what
`linkage` reads, for four times as many steps, and so does `sets`, without recurrence. The
learning rate and the bands of `linkage` were chosen on the validation samples, by people who had
seen test scores of earlier trials. The weights of the first `long` network are kept beside the
file.
"""

import argparse
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import r2_score

from rnnutils import genomics, pad_sequences
from tools.runs.harness import Log, Race, Run


def rows_of(network: str, samples: Sequence[Any]) -> list[Any]:
    """Return the rows a network reads of each sample."""
    if network in ROWS:
        return [ROWS[network](s) for s in samples]
    order = genomics.order_haplotypes if network == "ordered" else lambda genotypes: genotypes
    gaps = [np.log1p(np.diff(s.positions, prepend=0) / 1000) for s in samples]
    matrices = [genomics.signs(order(s.genotypes)) for s in samples]
    return [np.c_[G, gap].astype(np.float32) for G, gap in zip(matrices, gaps, strict=True)]


ROWS = {
    "linkage": genomics.linkage_rows,
    "long": genomics.linkage_rows,
    "sets": genomics.linkage_rows,
    "neighbours": genomics.neighbour_rows,
}
NETWORKS = "linkage", "sets", "ordered", "raw", "neighbours", "long", "published"
SIZES = 675, 2_700  # the learning curve of the linkage network, below all 10,800
STEPS = 400  # of 128 samples: nearly five times through the 10,800
LONG = 4  # times as many steps for `long` and `sets`
PUBLISHED_STEPS = 50  # of 64 samples: as many seconds as the others
Trained = tuple[Any, Callable[[Sequence[Any]], Any]]  # a network, and how it predicts


def train_published(samples: Sequence[Any], targets: Any, steps: int, seed: int) -> Trained:
    """Train the two-input network as published; return it and how it predicts."""
    import keras

    sites = max(len(s.positions) for s in samples)
    model = genomics.two_input_network(samples[0].genotypes.shape[1], sites)

    def inputs(samples: Sequence[Any]) -> list[Any]:
        matrices = [genomics.signs(s.genotypes)[:sites] for s in samples]
        places = [s.positions[:sites] / genomics.LENGTH for s in samples]
        return [pad_sequences(part, length=sites)[0] for part in (matrices, places)]

    model.compile(keras.optimizers.Adam(), "mse")
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        chosen = rng.choice(len(samples), 64, replace=False)
        model.train_on_batch(inputs([samples[i] for i in chosen]), targets[chosen, None])
    return model, lambda samples: model.predict(inputs(samples), batch_size=256, verbose=0)[:, 0]


def train_reader(
    network: str, samples: Sequence[Any], targets: Any, steps: int, seed: int
) -> Trained:
    """Train a network that reads rows; return it and how it predicts."""
    rows = rows_of(network, samples)
    model = genomics.rate_network(rows[0].shape[1], recurrent=network != "sets")
    genomics.train_rates(model, rows, targets, steps=steps, seed=seed)
    return model, lambda samples: genomics.predict_rates(model, rows_of(network, samples))


@functools.cache
def genomes() -> dict[str, Any]:
    """Return the simulated samples of each part."""
    return {part: genomics.simulated_genomes(part) for part in ("train", "validation", "test")}


def run(options: argparse.Namespace, network: str, samples: int, seed: int) -> list[Any]:
    """Train one network on the first samples; return its results, keep the first `long` one."""
    import keras

    parts, steps = genomes(), options.steps
    keras.utils.set_random_seed(seed)
    training = parts["train"][:samples]
    scale = genomics.LogScale([s.rate for s in training])
    targets = scale([s.rate for s in training]).astype(np.float32)
    began = time.process_time()
    if network == "published":
        steps = steps or PUBLISHED_STEPS
        model, predict = train_published(training, targets, steps, seed)
    else:
        steps = steps or steps_for(network, samples)
        model, predict = train_reader(network, training, targets, steps, seed)
    seconds = time.process_time() - began
    scores = [
        r2_score(scale([s.rate for s in parts[part]]), predict(parts[part]))
        for part in ("validation", "test")
    ]
    figures = [f"{seconds:.0f}", *(f"{score:.3f}" for score in scores)]
    if (network, samples, seed) == ("long", options.samples, 0):
        weights = {f"w{k}": w.astype(np.float16) for k, w in enumerate(model.get_weights())}
        np.savez_compressed(options.out.with_name("recombination_gru.npz"), **weights)
    return [model.count_params(), steps, *figures]


def steps_for(network: str, samples: int) -> int:
    """Return fewer steps for fewer samples, else the network learns them by heart."""
    most = STEPS * LONG if network in ("long", "sets") else STEPS
    return round(most * min(1, (samples / 10_800) ** 0.5))


def plan(options: argparse.Namespace, log: Log) -> Iterator[Run]:
    """Yield network, samples and seed of every run, the first seed of all networks first."""
    for seed in options.seeds:
        for network in options.networks:
            yield network, options.samples, seed
            if network == "linkage":
                yield from ((network, size, seed) for size in SIZES if size < options.samples)


RACE = Race(
    __doc__,
    "recombination_race.csv",
    keys=["network", "samples", "seed"],
    results=["parameters", "steps", "seconds", "validation", "test", "date"],
    plan=plan,
    run=run,
    options={
        "--networks": {"nargs": "+", "default": NETWORKS},
        "--samples": {"type": int, "default": 10_800},
        "--steps": {"type": int},
    },
)


if __name__ == "__main__":
    RACE.main()
