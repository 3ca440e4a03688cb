"""Run published notebooks as a reader does, each in its folder, from the first cell to the last.

Nothing is taken out: the cell that installs the package runs too. Needs nbclient and nbformat
and nothing of ours, so that it runs in an image that holds what Colab holds.

    python -m tools.publish.run_notebooks branch/chapters/lstm.ipynb ...
"""

import argparse
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a traceback made for a terminal


def run(path: Path, timeout: int) -> tuple[str, list[str]]:
    """Run a notebook; return why it stopped, or '', and what its cells wrote to stderr."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=timeout, kernel_name="python3", resources=folder)
    failure = ""
    try:
        client.execute()
    except CellTimeoutError:
        failure = f"a cell took more than {timeout} s"
    except (CellExecutionError, DeadKernelError) as error:
        failure = COLOURS.sub("", str(error))
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return failure, [output.text for output in outputs if output.get("name") == "stderr"]


def main(arguments: list[str] | None = None) -> int:
    """Run all, print a line for each with its seconds; return 1 if one stopped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--timeout", type=int, default=600, help="seconds a cell may take")
    options = parser.parse_args(arguments)
    stopped = 0
    for path in options.notebooks:
        started = time.perf_counter()
        failure, said = run(path.resolve(), options.timeout)
        seconds = time.perf_counter() - started
        print(f"{seconds:8.1f} s  {'FAILED' if failure else 'run':6}  {path}", flush=True)
        for text in [*said, *filter(None, [failure])]:
            print(*(f"    {line}" for line in text.splitlines()), sep="\n", flush=True)
        stopped += bool(failure)
    return 1 if stopped else 0


if __name__ == "__main__":
    sys.exit(main())
