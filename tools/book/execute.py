"""Execute the pages of the book in parallel and keep their outputs in its execution cache.

Jupyter Book runs pages one after another, while it builds. Here they run before the build, each
in a kernel of its own; the build then finds every output in the cache and runs nothing.

The cache (jupyter-cache) keys a page on its code cells. It cannot see what those cells import,
so it is emptied when the helper package, its data, the lock or the Python version changes.
"""

import argparse
import hashlib
import os
import platform
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import is_myst_markdown_notebook
from sphinx_external_toc.parsing import parse_toc_yaml

from tools.book import kernels

# What a page computes with besides its own code: a change in these makes every output old.
INPUTS = ("rnnutils", "requirements.txt", "tools/book/kernels.py")
# jupyter-cache's name for the program that reads a page; the build uses the same one.
READERS = {".md": "myst_nb_md", ".ipynb": "nbformat"}
JUPYTER_BOOK_TIMEOUT = 30  # seconds a cell, where _config.yml names no other
# The kernel's own messages (that localhost is not encrypted); those of the page are its output.
QUIET_KERNEL = ["--log-level=ERROR"]
ANSI_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Result(NamedTuple):
    """What became of one page."""

    page: str
    seconds: float
    status: str  # "run", "cached" or "FAILED"
    failure: str = ""


def pages(source):
    """Return the files that `_toc.yml` names and that are read as notebooks, in book order."""
    found = []
    for name in parse_toc_yaml(source / "_toc.yml"):
        files = [source / name, source / f"{name}.md", source / f"{name}.ipynb"]
        page = next((file for file in files if file.is_file()), None)
        if page and (page.suffix == ".ipynb" or is_myst_markdown_notebook(page.read_text("utf8"))):
            found.append(page)
    return found


def fingerprint(source, inputs=INPUTS):
    """Return a hash of the Python version and of every file in `inputs`."""
    digest = hashlib.sha256(platform.python_version().encode())
    for file in sorted(file for name in inputs for file in files_of(source / name)):
        digest.update(file.relative_to(source).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def files_of(path):
    """Return `path` itself or all files below it, without compiled ones."""
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc"]


def open_cache(source, inputs=INPUTS):
    """Return the execution cache, emptied if its fingerprint is old, and the seconds it knew."""
    cache = get_cache(source / "_build" / ".jupyter_cache")
    seconds = {
        record.uri: record.data["execution_seconds"] for record in cache.list_cache_records()
    }
    stamp = cache.path / "fingerprint"
    current = fingerprint(source, inputs)
    if not stamp.is_file() or stamp.read_text() != current:
        cache.clear_cache()
        stamp = cache.path / "fingerprint"  # .path makes the folder anew
        stamp.write_text(current)
    return cache, seconds


def records(source):
    """Return which page was executed as which entry of the cache."""
    cache = get_cache(Path(source) / "_build" / ".jupyter_cache")
    return {(record.uri, record.pk) for record in cache.list_cache_records()}


def cached_seconds(cache, page):
    """Return the seconds that `page` took as it stands now, or None if it is not in the cache."""
    reader = {"name": READERS[page.suffix], "type": "plugin"}
    record = cache.get_cached_project_nb(cache.add_nb_to_project(str(page), read_data=reader).pk)
    return record and record.data["execution_seconds"]


def execute(source, inputs=INPUTS, workers=None):
    """Execute all pages of the book in `source` that its cache does not hold.

    Prints a line per page as it ends.

    Returns
    -------
    list of Result
    """
    source = Path(source).resolve()
    cache, known = open_cache(source, inputs)
    config = yaml.safe_load((source / "_config.yml").read_text("utf8"))
    timeout = config.get("execute", {}).get("timeout", JUPYTER_BOOK_TIMEOUT)
    results, missing = [], {}
    for page in pages(source):
        seconds = cached_seconds(cache, page)
        notebook = cache.get_project_notebook(str(page)).nb
        if not code_cells(notebook):
            store(cache, page, notebook, 0.0)  # or the build would start a kernel for it
        elif seconds is None:
            missing[page] = notebook
        else:
            results.append(report(source, page, seconds, "cached"))
    with ProcessPoolExecutor(workers or cores(), initializer=kernels.prepare) as pool:
        running = {
            pool.submit(run, page, missing[page], timeout): page
            for page in longest_first(missing, known)
        }
        for future in as_completed(running):
            page = running[future]
            notebook, seconds, failure = future.result()
            if not failure:
                store(cache, page, notebook, seconds)
            results.append(report(source, page, seconds, "FAILED" if failure else "run", failure))
    return results


def longest_first(missing, known):
    """Return the pages so that no long one is left to run alone at the end.

    A page that never ran may be long, so it comes before all whose seconds are `known`.
    """
    return sorted(missing, key=lambda page: known.get(str(page), float("inf")), reverse=True)


def cores():
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def code_cells(notebook):
    """Return the code cells of `notebook`."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run(page, notebook, timeout):
    """Execute `notebook` where `page` lies; return it, the seconds and the failure or ''."""
    begun = []  # indices of cells; a kernel that dies cannot say where it was
    started = time.perf_counter()
    try:
        error = kernels.start_again(single_nb_execution)(
            notebook,
            cwd=str(page.parent),
            timeout=timeout,
            allow_errors=False,
            extra_arguments=[*QUIET_KERNEL, *kernels.ARGUMENTS],
            on_cell_execute=lambda cell, cell_index: begun.append(cell_index),
        ).err
    except Exception as caught:  # no such kernel, a kernel that died: the other pages go on
        error = caught
    seconds = time.perf_counter() - started
    return notebook, seconds, describe(notebook, begun, error) if error else ""


def describe(notebook, begun, error):
    """Return number, source and traceback of the cell in which `notebook` ended."""
    if not begun:
        return f"before its first cell: {error}"
    cells = notebook.cells[: begun[-1] + 1]
    where = f"code cell {sum(cell.cell_type == 'code' for cell in cells)}"
    if "source_map" in notebook.metadata:  # of a .md page: where the cell begins
        where += f", line {notebook.metadata.source_map[begun[-1]]}"
    outputs = cells[-1].outputs
    traceback = [line for out in outputs for line in out.get("traceback", [])] or [str(error)]
    source = "\n".join(f"    {line}" for line in cells[-1].source.splitlines())
    return ANSI_COLOUR.sub("", "\n".join([f"{where}:", source, *traceback]))


def store(cache, page, notebook, seconds):
    """Put an executed page into the cache, as the build would have done."""
    bundle = CacheBundleIn(notebook, str(page), data={"execution_seconds": seconds})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def report(source, page, seconds, status, failure=""):
    """Print the progress line of a page and return its result."""
    name = page.relative_to(source).as_posix()
    print(f"{seconds:8.1f} s  {status:6}  {name}", flush=True)
    return Result(name, seconds, status, failure)


def failures(results):
    """Return a text that names page, cell and traceback of every failing page, or ''."""
    return "\n".join(f"\n{r.page}, {r.failure}" for r in results if r.status == "FAILED")


def arguments(parser):
    """Add to `parser` what this command and `build.py` have in common."""
    parser.add_argument("source", nargs="?", default=".", type=Path, help="folder of the book")
    parser.add_argument("--workers", type=int, help="kernels at a time (default: one per core)")
    parser.add_argument(
        "--inputs",
        nargs="*",
        default=INPUTS,
        metavar="PATH",
        help=f"files and folders whose change empties the cache (default: {' '.join(INPUTS)})",
    )
    return parser


def main():
    """Execute the pages; exit 1 if one fails."""
    options = arguments(argparse.ArgumentParser(description=__doc__)).parse_args()
    failed = failures(execute(options.source, options.inputs, options.workers))
    print(failed, end="\n" if failed else "")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
