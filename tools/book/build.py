"""Build the book: execute its pages, then let Jupyter Book turn them into `_build/html`.

A failing cell, a warning of Sphinx or a reference that leads nowhere makes the command fail.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools import ROOT
from tools.book import BookError, execute, in_a_sentence, kernels

# All that an earlier build left, except the execution cache. Sphinx could keep .doctrees and
# read only the pages that changed, but it would then stay silent about the others: about a
# warning they gave last time, a label they point at that is gone, new output of an old page.
# Building 55 pages anew took 28 s on a busy machine, rewriting them from kept doctrees 15 s,
# so every build is a whole one and says all there is to say.
LEFTOVERS = ("html", "jupyter_execute", ".doctrees")

# Python puts the folder it is started in on the path of such a command, which the script of the
# same name would not do; so the extensions of the site can import `tools`.
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


FREE = 200  # MB that a site needs beside its cache


def refuse_foreign_package(source: Path) -> None:
    """Raise BookError if pages would import another `rnnutils` than the one in `source`."""
    own = source / "rnnutils" / "__init__.py"
    if not own.is_file():
        return
    # As a kernel looks for it: -P leaves out the folder in which this program was started.
    look = "from importlib.util import find_spec; print(find_spec('rnnutils').origin)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", look], capture_output=True, text=True
    ).stdout.strip()
    if found and own.samefile(found):
        return
    way_out = "run `make clean-all book`"
    if any(Path(found).is_relative_to(Path(folder).absolute()) for folder in python_path()):
        way_out = "it stands on PYTHONPATH: run `unset PYTHONPATH`"
    raise BookError(
        f"rnnutils is imported from {found or 'nowhere'}, not from {own.parent}: {way_out}."
    )


def python_path() -> list[str]:
    """Return the folders that the environment puts on the path of Python."""
    return [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]


def require_room(source: Path) -> None:
    """Raise BookError if the disk is too full for a site."""
    free = shutil.disk_usage(source).free // 2**20
    if free < FREE:
        raise BookError(f"A site needs about {FREE} MB of free disk; {free} MB are left.")


def jupyter_book(source: Path) -> None:
    """Build the site, silent but for warnings.

    Raises
    ------
    BookError
        If there was one; all have been printed.
    """
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", "-q", "-n", "-W", "--keep-going"]
    done = subprocess.run([*command, str(source)], cwd=ROOT, stdout=subprocess.DEVNULL)
    if done.returncode:
        require_room(source)
        raise BookError("The book was built with the warnings above; none are allowed.")


def build(source: Path, inputs: Iterable[str] = execute.INPUTS, workers: int | None = None) -> None:
    """Build the book in `source`.

    Raises
    ------
    BookError
        If a page fails, a warning comes up or something else stands in the way.
    """
    started = time.perf_counter()
    source = Path(source).resolve()
    refuse_foreign_package(source)
    require_room(source)
    for name in LEFTOVERS:
        shutil.rmtree(source / "_build" / name, ignore_errors=True)
    results = execute.execute(source, inputs, workers)
    kernels.prepare()
    before = execute.entries(source)
    jupyter_book(source)
    if again := execute.entries(source) - before:
        raise BookError(f"The build executed pages that were not in the cache: {sorted(again)}")
    total, pages = time.perf_counter() - started, sum(result.seconds for result in results)
    index = os.path.relpath(source / "_build" / "html" / "index.html")
    print(f"Book built in {total:.1f} s; its pages took {pages:.1f} s when they ran. Open {index}")


def main(argv: Sequence[str] | None = None) -> None:
    """Build the book; exit 1 with the reason if that fails."""
    options = execute.arguments(argparse.ArgumentParser(description=__doc__)).parse_args(argv)
    with in_a_sentence():
        build(options.source, options.inputs, options.workers)


if __name__ == "__main__":
    main()
