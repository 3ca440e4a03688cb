"""Simulate the genomes of the chapter on recombination: 14,000 samples, in about three minutes.

    python -m tools.data.simulations --workers 2       # writes rnnutils/data/simulations.npz
    python -m tools.data.simulations --n 400 --out trial.npz
    python -m tools.data.simulations --scheduler tcp://10.0.0.1:8786      # on a Dask cluster

Finished chunks are kept in `_build/simulations` until the file is written, so stopped work goes
on where it was. The bytes do not depend on the number of workers. The first 10,800 simulations
are for training, the next 1,200 for validation, the last 2,000 for the test.
"""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

import joblib
import numpy as np

from rnnutils.genomics import pack, simulate_many, unpack
from rnnutils.genomics.recombination.simulation import write
from tools import ROOT

OUT = ROOT / "rnnutils" / "data" / "simulations.npz"
SEED = 17
N = 14_000


@contextlib.contextmanager
def workers(number: int, scheduler: str | None) -> Iterator[None]:
    """Let joblib compute in processes of this machine, or on a cluster."""
    if scheduler is None:
        with joblib.parallel_config(n_jobs=number):
            yield
        return
    from distributed import Client

    with Client(scheduler), joblib.parallel_config(backend="dask"):
        yield


def show(done: int, n: int) -> None:
    """Say how far the work is."""
    print(f"\r{done:,} of {n:,} simulations", end="" if done < n else "\n", flush=True)


def main() -> None:
    """Simulate what is missing, then write one file and remove the chunks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=N)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scheduler")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--chunks", type=Path, default=ROOT / "_build" / "simulations")
    args = parser.parse_args()
    with workers(args.workers, args.scheduler):
        paths = simulate_many(args.n, args.chunks, seed=SEED, progress=show)
    samples = [sample for path in paths for sample in unpack(np.load(path))]
    write(args.out, pack(samples))
    for path in [*paths, args.chunks / "series.txt"]:
        path.unlink()
    args.chunks.rmdir()
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
