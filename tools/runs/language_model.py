"""Train the character model that the course ships, for as long as it takes.

    python -m tools.runs.language_model             # as shipped: 40 epochs, about an hour, one core
    python -m tools.runs.language_model --epochs 1 --units 64 --out trial.npz

The model is the course's own NumPy LSTM. In each epoch it reads the training chapters once, as 32
streams side by side, and carries its state from window to window. Then it is scored on the
validation chapters, and the weights with the best score so far are written; it never sees the
test chapters. Stopped, the same command goes on where it was, from the file ``*.resume.npz``.
"""

import argparse
import datetime
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rnnutils import (
    LSTM,
    Adam,
    Vocabulary,
    bits_per_symbol,
    clip_by_global_norm,
    moby_dick,
    one_hot,
    read_text,
    softmax_cross_entropy,
)
from rnnutils.nn.bptt import bptt
from rnnutils.text.characters import WEIGHTS, store, text_windows
from tools import ROOT

OUT = ROOT / "rnnutils" / "data" / WEIGHTS
DROPPED = ("W_hh", "W_hy")  # weights of which each update sees a random part


def update(
    cell: Any, optimiser: Any, X: Any, Y: Any, state: Any, *, drop: float, rng: np.random.Generator
) -> tuple[float, Any]:
    """Take one step of training; return the loss in bits and the state to go on from.

    A share `drop` of the weights in DROPPED is left out, another one each time: DropConnect
    (Wan et al. 2013), used on recurrent weights by Merity, Keskar & Socher (2018).
    """
    whole = {name: getattr(cell, name) for name in DROPPED}
    kept = {}
    for name, W in whole.items():
        kept[name] = ((rng.random(W.shape) >= drop) / (1 - drop)).astype(W.dtype)
        setattr(cell, name, W * kept[name])
    trace = cell.unroll(one_hot(X, cell.n_features), state=state)
    loss, dY = softmax_cross_entropy(trace["y"], Y)
    gradients = bptt(cell, trace, dY).parameters
    for name, W in whole.items():
        gradients[name] *= kept[name]
        setattr(cell, name, W)
    gradients, _ = clip_by_global_norm(gradients, 1.0)
    optimiser.update(cell.parameters, gradients)
    return loss / np.log(2), {name: trace[name][:, -1] for name in cell.states}


def train_epoch(
    cell: Any, optimiser: Any, numbers: Any, epoch: int, args: argparse.Namespace
) -> float:
    """Read the text once; return the mean loss in bits. The learning rate falls to zero."""
    rng = np.random.default_rng([args.seed, epoch])
    numbers = numbers[rng.integers(args.time_steps) :]  # other borders between windows each time
    pairs = list(text_windows(numbers, args.streams, args.time_steps))
    losses, state = [], None
    for k, (X, Y) in enumerate(pairs):
        done = (epoch + k / len(pairs)) / args.epochs
        optimiser.learning_rate = args.learning_rate * (1 - done)
        loss, state = update(cell, optimiser, X, Y, state, drop=args.drop, rng=rng)
        losses.append(loss)
    return float(np.mean(losses))


def suspend(file: Path, cell: Any, optimiser: Any, record: dict[str, Any]) -> None:
    """Write all that training needs to go on."""
    memory: dict[str, Any] = {}
    for name, (step, m, v) in optimiser.memory.items():
        memory |= {f"step {name}": step, f"m {name}": m, f"v {name}": v}
    np.savez(file, **cell.parameters, **memory, record=json.dumps(record))


def resume(file: Path, cell: Any, optimiser: Any, settings: dict[str, Any]) -> dict[str, Any]:
    """Go on from what `suspend` wrote, if the settings are the same; return the record."""
    with np.load(file) as saved:
        record = json.loads(str(saved["record"]))
        if record["settings"] != settings:
            raise SystemExit(f"{file} was made with other settings: {record['settings']}")
        for name, p in cell.parameters.items():
            p[:] = saved[name]
            memory = (saved[f"{part} {name}"] for part in ("step", "m", "v"))
            optimiser.memory[name] = tuple(memory)
        return record


def train(
    training: Any, validation: Any, vocabulary: Any, args: argparse.Namespace
) -> dict[str, Any]:
    """Train, epoch after epoch, and keep the best weights in ``args.out``; return the record."""
    V = len(vocabulary)
    cell = LSTM(V, args.units, V, dtype="float32", seed=args.seed)
    optimiser = Adam(args.learning_rate)
    settings = {k: v for k, v in vars(args).items() if k not in ("out", "characters")}
    record: dict[str, Any] = {"settings": settings, "seconds": 0.0, "history": []}
    checkpoint = args.out.with_suffix(".resume.npz")
    if checkpoint.exists():
        record = resume(checkpoint, cell, optimiser, settings)
    for epoch in range(len(record["history"]), args.epochs):
        start = time.perf_counter()
        loss = train_epoch(cell, optimiser, training, epoch, args)
        record["seconds"] += time.perf_counter() - start
        bits = bits_per_symbol(read_text(cell, validation))
        best = min((b for *_, b in record["history"]), default=np.inf)
        record["history"].append([epoch + 1, loss, bits])
        record["date"] = datetime.date.today().isoformat()
        if bits < best:
            store(args.out, cell, vocabulary, record)
        suspend(checkpoint, cell, optimiser, record)
        print(f"epoch {epoch + 1}: training {loss:.3f}, validation {bits:.3f} bits", flush=True)
    checkpoint.unlink(missing_ok=True)
    return record


def options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the settings; those not given are the ones of the weights that ship."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--units", type=int, default=256)
    parser.add_argument("--streams", type=int, default=32)
    parser.add_argument("--time-steps", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=6e-3)
    parser.add_argument("--drop", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--characters", type=int, help="of each part; all if not given")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Train on the chapters that ship with the course."""
    args = options(argv)
    vocabulary = Vocabulary(sorted(set(moby_dick())))
    parts = (vocabulary.encode(moby_dick(part)) for part in ("train", "validation"))
    training, validation = (part[: args.characters] for part in parts)
    record = train(training, validation, vocabulary, args)
    print(f"{args.out.name}: {record['seconds'] / 60:.0f} minutes")


if __name__ == "__main__":
    main()
