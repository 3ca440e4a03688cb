"""Measure the build against stock Jupyter Book, and `make_xy` against a plain Python loop.

Both builds start from nothing, on copies of the same sources, in the same run. The files of the
libraries are read beforehand, and stock Jupyter Book comes second, when they surely are in memory.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tools import ROOT
from tools.book import execute
from tools.book.build import JUPYTER_BOOK

NOT_SOURCES = shutil.ignore_patterns(".git", ".venv", "_build", ".*_cache", "__pycache__")
TIME_STEPS = 12
POINTS = (10**3, 10**4, 10**5, 10**6)


def seconds(command: Sequence[str], folder: Path) -> tuple[float, str]:
    """Run `command` in a copy of the sources, which imports its own `rnnutils`; time it."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nfailed: {' '.join(map(str, command))}")
    return elapsed, done.stdout


def builds() -> None:
    """Print the seconds of a cold build, ours and stock, and of two builds after it."""
    ours = [sys.executable, "-m", "tools.book.build"]
    subprocess.run([sys.executable, "-c", "import keras, statsmodels.api"], capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder, "ours"), Path(folder, "stock")
        for copy in (here, there):
            shutil.copytree(ROOT, copy, ignore=NOT_SOURCES)
        cold, printed = seconds(ours, here)
        stock, _ = seconds([sys.executable, "-c", JUPYTER_BOOK, "build", "."], there)
        unchanged, _ = seconds(ours, here)
        page = execute.pages(here)[0]
        with page.open("a") as text:
            text.write("\nOne sentence more.\n")
        edited, progress = seconds(ours, here)
    if " run " in progress:
        sys.exit(f"a sentence more in {page.name} executed a page:\n{progress}")
    count = printed.count(" run ")
    print(f"Book of {count} pages with code      ours      stock   stock / ours")
    print(f"  cold                   {cold:9.1f} s {stock:9.1f} s {stock / cold:10.2f}")
    print(f"  nothing changed        {unchanged:9.1f} s")
    print(f"  a sentence in one page {edited:9.1f} s")


def windows_by_loop(series: Any, time_steps: int) -> tuple[Any, Any, Any, Any]:
    """Return what `make_xy` returns, made one window at a time."""
    X, Y, X_indices, Y_indices = [], [], [], []
    for start in range(len(series) - time_steps):
        target = start + time_steps
        X.append(series[start:target])
        Y.append(series[target])
        X_indices.append(range(start, target))
        Y_indices.append(target)
    return np.array(X), np.array(Y), np.array(X_indices), np.array(Y_indices)


def fastest(function: Callable[..., Any], series: Any) -> tuple[float, Any]:
    """Return the least seconds of some calls, and what the last one returned.

    The first calls with new large arrays wait for memory, so one call says little.
    """
    times: list[float] = []
    while len(times) < 10 and sum(times) < 5:
        start = time.perf_counter()
        result = function(series, TIME_STEPS)
        times.append(time.perf_counter() - start)
    return min(times), result


def windows() -> None:
    """Print the milliseconds of `make_xy` and of the loop for series of several lengths."""
    from rnnutils import make_xy

    print(f"Windows of {TIME_STEPS} steps      make_xy         loop   loop / make_xy")
    for points in POINTS:
        series = np.random.default_rng(0).normal(size=(points, 1))
        ours, result = fastest(make_xy, series)
        loop, expected = fastest(windows_by_loop, series)
        for made, wanted in zip(result, expected, strict=True):
            np.testing.assert_array_equal(made, wanted)
        print(f"{points:9,} points  {1e3 * ours:9.2f} ms {1e3 * loop:9.2f} ms {loop / ours:10.1f}")


def main() -> None:
    """Print both comparisons."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    builds()
    print()
    windows()


if __name__ == "__main__":
    main()
