"""Execute the pages of the book in parallel and keep their outputs in its execution cache.

Jupyter Book runs pages one after another, while it builds. Here they run before the build, each
in a kernel of its own; the build then finds every output in the cache and runs nothing.

The cache (jupyter-cache) keys a page on its code cells. It cannot see what those cells import,
so it is emptied when the helper package, its data, the lock or the Python version changes.
"""

import argparse
import hashlib
import platform
import re
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import as_completed
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.cache.main import JupyterCacheBase
from myst_nb.core.read import is_myst_markdown_notebook
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from sphinx_external_toc.parsing import parse_toc_yaml

from tools.book import BookError, disk_is_full, in_a_sentence, kernels

# What a page computes with besides its own code: a change in these makes every output old.
INPUTS = ("rnnutils", "requirements.txt", "tools/book/kernels.py")
# jupyter-cache's name for the program that reads a page; the build uses the same one.
READERS = {".md": "myst_nb_md", ".ipynb": "nbformat"}
CACHE = "_build/.jupyter_cache"  # in the folder of the book: Jupyter Book's default
JUPYTER_BOOK_TIMEOUT = 30  # seconds a cell, where _config.yml names no other
# The kernel's own messages (that localhost is not encrypted); those of the page are its output.
QUIET_KERNEL = ["--log-level=ERROR"]
ANSI_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class PageError(BookError):
    """What went wrong on a page: number, line and source of its cell, and the traceback."""


class Result(NamedTuple):
    """What became of one page."""

    page: str
    seconds: float
    status: str  # "run", "cached" or "FAILED"
    failure: PageError | None = None


def pages(source: Path) -> list[Path]:
    """Return the files that `_toc.yml` names and that are read as notebooks, in book order."""
    found = []
    for name in parse_toc_yaml(source / "_toc.yml"):
        files = [source / name, source / f"{name}.md", source / f"{name}.ipynb"]
        page = next((file for file in files if file.is_file()), None)
        if page and (page.suffix == ".ipynb" or is_myst_markdown_notebook(page.read_text("utf8"))):
            found.append(page)
    return found


def fingerprint(source: Path, inputs: Iterable[str] = INPUTS) -> str:
    """Return a hash of the Python version and of every file in `inputs`."""
    digest = hashlib.sha256(platform.python_version().encode())
    for file in sorted(file for name in inputs for file in files_of(source / name)):
        digest.update(file.relative_to(source).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def files_of(path: Path) -> list[Path]:
    """Return `path` itself or all files below it, without compiled ones."""
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc"]


class Cache(JupyterCacheBase):
    """An execution cache that closes its database; jupyter-cache's own leaves that to chance."""

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.dispose()

    def clear_cache(self) -> None:
        """Forget all pages; the database is let go of before it is removed."""
        self.close()
        super().clear_cache()

    __del__ = close


def cache_of(source: Path) -> Cache:
    """Return the execution cache of the book in `source`."""
    return Cache(source / CACHE)


def open_cache(
    source: Path, inputs: Iterable[str] = INPUTS
) -> tuple[JupyterCacheAbstract, dict[str, float]]:
    """Return the execution cache, emptied if its fingerprint is old, and the seconds it knew.

    An entry that an interrupted build left half written is dropped, and a cache that cannot be
    read at all is made anew.
    """
    cache = cache_of(source)
    try:
        seconds = mended(cache)
    except Exception as error:
        if disk_is_full(error):
            raise
        print("The execution cache could not be read; it is made anew.", flush=True)
        shutil.rmtree(cache.path)
        cache, seconds = cache_of(source), {}
    stamp = cache.path / "fingerprint"
    current = fingerprint(source, inputs)
    if not stamp.is_file() or stamp.read_text() != current:
        cache.clear_cache()
        stamp = cache.path / "fingerprint"  # .path makes the folder anew
        stamp.write_text(current)
    return cache, seconds


def mended(cache: JupyterCacheAbstract) -> dict[str, float]:
    """Drop the entries of the cache that are not whole; return the seconds of each page."""
    seconds = {}
    for record in cache.list_cache_records():
        seconds[record.uri] = record.data["execution_seconds"]
        try:
            nbformat.validate(cache.get_cache_bundle(record.pk).nb)
        except Exception:  # whatever it is, the page can be executed again
            folder = cache.path / "executed" / record.hashkey
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "base.ipynb").touch()  # which the cache wants to see before it forgets
            cache.remove_cache(record.pk)
    return seconds


def entries(source: Path) -> set[tuple[str, int]]:
    """Return which page was executed as which entry of the cache."""
    return {(record.uri, record.pk) for record in cache_of(source).list_cache_records()}


def cached_seconds(cache: JupyterCacheAbstract, page: Path) -> float | None:
    """Return the seconds that `page` took as it stands now, or None if it is not in the cache."""
    reader = {"name": READERS[page.suffix], "type": "plugin"}
    record = cache.get_cached_project_nb(cache.add_nb_to_project(str(page), read_data=reader).pk)
    return record and record.data["execution_seconds"]


def execute(
    source: Path, inputs: Iterable[str] = INPUTS, workers: int | None = None
) -> list[Result]:
    """Execute all pages of the book in `source` that its cache does not hold.

    Prints a line per page as it ends.

    Raises
    ------
    BookError
        After all pages, if one failed; it names page, cell and traceback of each that did.
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
    with kernels.workers(workers) as pool:
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
    if failed := [result for result in results if result.failure]:
        raise BookError("\n".join(f"\n{result.page}, {result.failure}" for result in failed))
    return results


def longest_first(missing: Iterable[Path], known: Mapping[str, float]) -> list[Path]:
    """Return the pages so that no long one is left to run alone at the end.

    A page that never ran may be long, so it comes before all whose seconds are `known`.
    """
    return sorted(missing, key=lambda page: known.get(str(page), float("inf")), reverse=True)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of `notebook`."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run(
    page: Path, notebook: NotebookNode, timeout: float
) -> tuple[NotebookNode, float, PageError | None]:
    """Execute `notebook` where `page` lies; return it, the seconds and what went wrong, if any."""
    begun: list[int] = []  # indices of cells; a kernel that dies cannot say where it was
    client = kernels.client(
        notebook,
        page.parent,
        timeout,
        extra_arguments=[*QUIET_KERNEL, *kernels.ARGUMENTS],
        on_cell_execute=lambda cell, cell_index: begun.append(cell_index),
    )
    client.log.disabled = True  # it would say on stderr what is in the report
    started, failure = time.perf_counter(), None
    try:
        kernels.start_again(client.execute)()
        refuse_stderr(notebook)
    except PageError as error:
        failure = error
    except Exception as error:  # no such kernel, a kernel that died: the other pages go on
        failure = PageError(describe(notebook, begun, error, timeout))
    return notebook, time.perf_counter() - started, failure


def refuse_stderr(notebook: NotebookNode) -> None:
    """Raise PageError if a cell wrote to stderr: a warning is a defect of the page."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise PageError(f"{located(notebook, index)}wrote to stderr:\n{output.text}")


def describe(notebook: NotebookNode, begun: Sequence[int], error: Exception, timeout: float) -> str:
    """Return number and source of the cell in which `notebook` ended, and why it did."""
    if not begun:
        return f"before its first cell: {error}"
    if isinstance(error, CellTimeoutError):
        why = [f"took more than {timeout:g} s (execute.timeout in _config.yml)"]
    elif isinstance(error, DeadKernelError):
        why = ["Kernel died: out of memory?"]
    else:
        outputs = notebook.cells[begun[-1]].outputs
        why = [line for out in outputs for line in out.get("traceback", [])] or [str(error)]
    return located(notebook, begun[-1]) + ANSI_COLOUR.sub("", "\n".join(why))


def located(notebook: NotebookNode, index: int) -> str:
    """Return the number of a code cell, its line on a page and its source, each in its line."""
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: index + 1])
    where = f"code cell {number}"
    if "source_map" in notebook.metadata:  # of a .md page: where the cell begins
        where += f", line {notebook.metadata.source_map[index]}"
    lines = notebook.cells[index].source.splitlines()
    return "\n".join([f"{where}:", *(f"    {line}" for line in lines), ""])


def store(cache: JupyterCacheAbstract, page: Path, notebook: NotebookNode, seconds: float) -> None:
    """Put an executed page into the cache, as the build would have done."""
    bundle = CacheBundleIn(notebook, str(page), data={"execution_seconds": seconds})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def report(
    source: Path, page: Path, seconds: float, status: str, failure: PageError | None = None
) -> Result:
    """Print the progress line of a page and return its result."""
    name = page.relative_to(source).as_posix()
    print(f"{seconds:8.1f} s  {status:6}  {name}", flush=True)
    return Result(name, seconds, status, failure)


def arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
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


def main(argv: Sequence[str] | None = None) -> None:
    """Execute the pages; exit 1 with the reasons if one fails."""
    options = arguments(argparse.ArgumentParser(description=__doc__)).parse_args(argv)
    with in_a_sentence():
        execute(options.source, options.inputs, options.workers)


if __name__ == "__main__":
    main()
