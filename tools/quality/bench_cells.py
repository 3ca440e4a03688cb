"""Time a training step of our cells against a plain loop, Keras `fit` and compiled TensorFlow.

A step is forward, softmax cross-entropy, backward and update, for a character model over 32
symbols: an output at every time step. All four start from the same weights and take plain
gradient descent. Seconds are the best of several rounds. Keras and TensorFlow use all cores;
our cells one. `fit` is timed over many steps, so that its cost per epoch does not count.

    python -m tools.quality.bench_cells                         all sizes, about six minutes
    python -m tools.quality.bench_cells --dtype float32         the same in Keras' own precision
    python -m tools.quality.bench_cells --cells LSTM --hidden 128 --steps 100 --batch 32
    python -m tools.quality.bench_cells --quick                 one small row
"""

import argparse
import itertools
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

# Small products gain nothing from threads and lose much; NumPy reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# The course switches oneDNN off to keep its pages quiet; a race lets TensorFlow have it.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import numpy as np

from rnnutils.nn.bptt import bptt
from rnnutils.nn.gru import GRU
from rnnutils.nn.losses import softmax_cross_entropy
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.optimisers import SGD
from rnnutils.nn.rnn import RNN

SYMBOLS = 32
RATE = 0.125  # exact in binary: Keras keeps its own in float32
CELLS = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}
Step = Callable[[], Any]  # trains by one step, or by some


def data(steps: int, batch: int, dtype: str) -> tuple[Any, Any]:
    """Return one-hot inputs (N, T, D) and the labels (N, T) to predict."""
    rng = np.random.default_rng(0)
    X = np.eye(SYMBOLS, dtype=dtype)[rng.integers(0, SYMBOLS, (batch, steps))]
    return X, rng.integers(0, SYMBOLS, (batch, steps))


def our_step(cell: Any, X: Any, labels: Any) -> Step:
    """Return a function that trains `cell` by one step on one batch."""
    optimiser = SGD(RATE)

    def step() -> Any:
        trace = cell.unroll(X)
        _, dY = softmax_cross_entropy(trace["y"], labels)
        optimiser.update(cell.parameters, bptt(cell, trace, dY).parameters)

    return step


def plain_gradients(cell: Any, X: Any, labels: Any) -> Any:
    """Return an RNN's gradients the way public scripts compute them.

    One sequence after another, one character after another, column vectors kept in lists.
    """
    W_xh, W_hh, W_hy = cell.W_xh.T, cell.W_hh.T, cell.W_hy.T
    b_h, b_y = cell.b_h[:, None], cell.b_y[:, None]
    total = [np.zeros_like(p) for p in (W_xh, W_hh, b_h, W_hy, b_y)]
    for sequence, targets in zip(X, labels, strict=True):
        xs, hs, ps = [], [np.zeros_like(b_h)], []
        for x in sequence:
            xs.append(x[:, None])
            hs.append(np.tanh(np.dot(W_xh, xs[-1]) + np.dot(W_hh, hs[-1]) + b_h))
            y = np.dot(W_hy, hs[-1]) + b_y
            ps.append(np.exp(y) / np.sum(np.exp(y)))
        dh_next = np.zeros_like(b_h)
        for t in reversed(range(len(xs))):
            dy = np.copy(ps[t])
            dy[targets[t]] -= 1
            dy /= labels.size
            total[3] += np.dot(dy, hs[t + 1].T)
            total[4] += dy
            da = (1 - hs[t + 1] * hs[t + 1]) * (np.dot(W_hy.T, dy) + dh_next)
            total[0] += np.dot(da, xs[t].T)
            total[1] += np.dot(da, hs[t].T)
            total[2] += da
            dh_next = np.dot(W_hh.T, da)
    names = ["W_xh", "W_hh", "b_h", "W_hy", "b_y"]
    columns = {name: grad.T for name, grad in zip(names, total, strict=True)}
    return {name: columns[name].reshape(p.shape) for name, p in cell.parameters.items()}


def plain_step(cell: Any, X: Any, labels: Any) -> Step:
    """Return a function that trains an RNN by one step, with the plain loop."""

    def step() -> Any:
        for name, gradient in plain_gradients(cell, X, labels).items():
            getattr(cell, name)[...] -= RATE * gradient

    return step


def keras_twin(cell: Any, X: Any) -> Any:
    """Return a Keras model with the sizes and weights of `cell`."""
    import keras

    kind = {"RNN": "SimpleRNN"}.get(type(cell).__name__, type(cell).__name__)
    dtype = str(X.dtype)
    model = keras.Sequential(
        [
            getattr(keras.layers, kind)(cell.units, return_sequences=True, dtype=dtype),
            keras.layers.Dense(SYMBOLS, dtype=dtype),
        ]
    )
    model(X)
    bias = np.stack([cell.b_h, cell.b_hh]) if kind == "GRU" else cell.b_h
    model.layers[0].set_weights([cell.W_xh, cell.W_hh, bias])
    model.layers[1].set_weights([cell.W_hy, cell.b_y])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype=dtype)
    model.compile(optimizer=keras.optimizers.SGD(RATE), loss=loss)
    return model


def compiled_step(model: Any, X: Any, labels: Any) -> Step:
    """Return a function that trains a Keras model by one step of one `tf.function`."""
    import tensorflow as tf

    variables = [v.value for v in model.trainable_variables]
    inputs, targets = tf.constant(X), tf.constant(labels)

    @tf.function
    def step() -> Any:
        with tf.GradientTape() as tape:
            loss = model.loss(targets, model(inputs))
        for v, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
            v.assign_sub(RATE * gradient)
        return loss

    return lambda: step().numpy()


def fit_step(model: Any, X: Any, labels: Any, guess: float) -> tuple[Step, int]:
    """Return a function that trains by `fit` for many steps, and how many they are."""
    n_steps = int(np.clip(0.3 / guess, 8, 400))
    many = [np.concatenate([part] * n_steps) for part in (X, labels)]

    def epoch() -> Any:
        model.fit(*many, batch_size=len(X), epochs=1, shuffle=False, verbose=0)

    return epoch, n_steps


def seconds(step: Step, budget: float) -> float:
    """Return the seconds of the fastest call, trying for about `budget` seconds."""
    times: list[float] = []
    end = time.perf_counter() + budget
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return min(times)


def row(name: str, hidden: int, steps: int, batch: int, dtype: str, budget: float) -> Any:
    """Return the seconds a step takes: ours, the plain loop, `fit`, compiled."""
    X, labels = data(steps, batch, dtype)

    def fresh() -> Any:
        return CELLS[name](SYMBOLS, hidden, SYMBOLS, dtype=dtype)

    compiled = compiled_step(keras_twin(fresh(), X), X, labels)
    compiled()
    fit, n_steps = fit_step(keras_twin(fresh(), X), X, labels, seconds(compiled, 0))
    fit()
    contestants = [our_step(fresh(), X, labels), None, fit, compiled]
    if name == "RNN":
        contestants[1] = plain_step(fresh(), X, labels)
    # In turns, so that a busy moment of the machine does not hit one of them alone.
    rounds = [[seconds(c, budget / 4) if c else np.nan for c in contestants] for _ in range(4)]
    return np.min(rounds, axis=0) / [1, 1, n_steps, 1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each size, then how often ours is ahead."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", nargs="+", choices=CELLS, default=list(CELLS))
    parser.add_argument("--hidden", nargs="+", type=int, default=[3, 64, 128])
    parser.add_argument("--steps", nargs="+", type=int, default=[4, 25, 100])
    parser.add_argument("--batch", nargs="+", type=int, default=[1, 32])
    parser.add_argument("--dtype", choices=["float64", "float32"], default="float64")
    parser.add_argument("--budget", type=float, default=1.0, help="seconds for each figure")
    parser.add_argument("--quick", action="store_true", help="one small row")
    options = parser.parse_args(arguments)
    if options.quick:
        options.cells, options.hidden, options.steps, options.batch = ["RNN"], [3], [4], [32]
        options.budget = 0.05
    print(f"milliseconds per training step, {options.dtype}; in brackets: times ours")
    print(
        "cell hidden steps batch      ours          plain loop          Keras fit        compiled"
    )
    ahead = []
    sizes = itertools.product(options.cells, options.hidden, options.steps, options.batch)
    for name, hidden, steps, batch in sizes:
        ours, *others = row(name, hidden, steps, batch, options.dtype, options.budget)
        times = [other / ours for other in others]
        ahead.append(times[1] > 1)
        shown = [
            f"{1e3 * other:10.2f} ({n:5.1f}×)" if n == n else f"{'–':>19}"
            for other, n in zip(others, times, strict=True)
        ]
        size = f"{name:4} {hidden:6} {steps:5} {batch:5}"
        print(f"{size} {1e3 * ours:9.2f} {' '.join(shown)}", flush=True)
    print(f"ahead of Keras fit in {sum(ahead)} of {len(ahead)} rows")


if __name__ == "__main__":
    main()
