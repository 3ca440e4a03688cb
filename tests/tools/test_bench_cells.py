import re

import numpy as np
import pytest

from rnnutils.nn.bptt import bptt
from rnnutils.nn.losses import softmax_cross_entropy
from tools.quality import bench_cells


@pytest.fixture
def start():
    X, labels = bench_cells.data(6, 3, "float64")
    make = bench_cells.CELLS
    return X, labels, lambda name="RNN": make[name](bench_cells.SYMBOLS, 4, bench_cells.SYMBOLS)


def test_the_plain_loop_computes_the_same_gradients(start):
    X, labels, fresh = start
    cell = fresh()
    trace = cell.unroll(X)
    ours = bptt(cell, trace, softmax_cross_entropy(trace["y"], labels)[1]).parameters
    for name, gradient in bench_cells.plain_gradients(cell, X, labels).items():
        np.testing.assert_allclose(gradient, ours[name], rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", bench_cells.CELLS)
def test_all_contestants_take_the_same_step(start, name):
    X, labels, fresh = start
    cells = [fresh(name) for _ in range(4)]
    models = [bench_cells.keras_twin(cell, X) for cell in cells[2:]]
    bench_cells.our_step(cells[0], X, labels)()
    moved = list(cells[0].parameters.values())
    bench_cells.compiled_step(models[0], X, labels)()
    models[1].fit(X, labels, batch_size=len(X), verbose=0)
    for model in models:
        weights = model.get_weights()
        if name == "GRU":  # Keras keeps both biases in one array; ours has b_hh at the end
            W_xh, W_hh, biases, *out = weights
            weights = [W_xh, W_hh, biases[0], *out, biases[1]]
        for mine, theirs in zip(moved, weights, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12)
    if name == "RNN":
        bench_cells.plain_step(cells[1], X, labels)()
        for mine, theirs in zip(moved, cells[1].parameters.values(), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-14)


def test_quick_prints_one_row_whose_brackets_divide_by_our_time(capsys):
    bench_cells.main(["--quick"])
    *_, row, last = capsys.readouterr().out.splitlines()
    assert row.split()[:4] == ["RNN", "3", "4", "32"] and last.endswith("of 1 rows")
    ours, *others = (float(number) for number in re.findall(r"\d+\.\d+", row))
    for milliseconds, times in zip(others[::2], others[1::2], strict=True):
        assert abs(times - milliseconds / ours) < 0.06 + 0.01 * (times + 1) / ours
