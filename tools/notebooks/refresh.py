"""Execute the solutions again, then generate and execute their exercises (make refresh).

What is committed is what the code gives today: outputs without pictures (nbval does not
compare them, and git keeps every version of every one), execution counts 1..n, and no
metadata that differs between two runs of the same code.

A solution and its exercise are written together, and only when both ran to their end
without a word on stderr and are fit to be committed; otherwise both files stay as they were.

    python -m tools.notebooks.refresh                all notebooks
    python -m tools.notebooks.refresh forecasting    one pair
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tools import ROOT
from tools.book import kernels
from tools.notebooks.committed import IMAGES, faults
from tools.notebooks.files import read, render, write
from tools.notebooks.from_solutions import exercise_of, pairs

# The same on every machine, unlike the version and the name a kernel gives itself.
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3", "file_extension": ".py"}
VOLATILE = ("execution", "ExecuteTime", "collapsed", "scrolled", "vscode", "colab", "outputId")
TIMEOUT = 300  # seconds a cell; a whole solution should take 60
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a traceback made for a terminal


def execute(notebook: NotebookNode, path: Path) -> NotebookNode:
    """Run a notebook in its folder and return it as it is committed.

    Raises
    ------
    ValueError
        If a cell fails or takes too long; the message names it and holds its traceback.
    """
    kernels.prepare()
    path.parent.mkdir(exist_ok=True)
    client = kernels.client(
        notebook,
        path.parent,
        TIMEOUT,
        kernel_name=KERNELSPEC["name"],
        coalesce_streams=True,
        extra_arguments=kernels.ARGUMENTS,
    )
    try:
        # nbval starts its kernels without a stderr too, and the two runs must not differ.
        kernels.start_again(client.execute)(stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        # Counted as nbval does: code cells from 0; the failing one was the last to start.
        where = f"{path.parent.name}/{path.name}, Cell {client.code_cells_executed - 1}"
        raise ValueError(f"{where}: {COLOURS.sub('', str(error)).strip()}") from None
    return normalise(notebook)


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Take out whatever differs between two runs of the same code, and pictures."""
    notebook.metadata.update(kernelspec=dict(KERNELSPEC), language_info=dict(LANGUAGE))
    notebook.metadata.pop("widgets", None)
    count = 0
    for cell in notebook.cells:
        for key in VOLATILE:
            cell.metadata.pop(key, None)
        # An empty cell was not executed and gets no count; committed.py refuses it.
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        count += 1
        cell.execution_count = count
        for output in cell.outputs:
            for kind in IMAGES:
                output.get("data", {}).pop(kind, None)
            if "metadata" in output:
                output.metadata = {}  # sizes of the pictures
            if output.output_type == "execute_result":
                output.execution_count = count
    return notebook


def refresh(solution_path: Path, exercise_path: Path) -> tuple[float, list[str]]:
    """Renew one pair and return (seconds, sentences about what is wrong)."""
    start = time.perf_counter()
    try:
        solution = execute(read(solution_path), solution_path)
        exercise = exercise_of(solution, f"solutions/{solution_path.name}")
        exercise = execute(exercise, exercise_path)
    except ValueError as error:
        return time.perf_counter() - start, [str(error)]
    wrong = [f"solutions: {fault}" for fault in faults(solution, "solutions")]
    wrong += [f"exercises: {fault}" for fault in faults(exercise, "exercises")]
    if not wrong:
        write(solution_path, render(solution))
        write(exercise_path, render(exercise))
    return time.perf_counter() - start, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh the named pairs, or all, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stems", nargs="*", help="names of notebooks; all of them by default")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    todo = {solution.stem: (solution, exercise) for solution, exercise in pairs(options.root)}
    unknown = sorted(set(options.stems) - set(todo))
    if unknown:
        parser.error(f"no solution called {', '.join(unknown)}; there are {', '.join(todo)}")
    failed = False
    with kernels.workers() as pool:
        jobs = {stem: pool.submit(refresh, *todo[stem]) for stem in options.stems or todo}
        for stem, job in jobs.items():
            seconds, wrong = job.result()
            print(f"{stem:<24} {seconds:6.1f} s  {'left as it was' if wrong else 'refreshed'}")
            for sentence in wrong:
                print(f"{stem}: {sentence}", file=sys.stderr)
            failed |= bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
