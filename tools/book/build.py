"""Build the book: execute its pages, then let Jupyter Book turn them into `_build/html`.

A failing cell, a warning of Sphinx or a reference that leads nowhere makes the command fail.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from tools import ROOT
from tools.book import execute, kernels

# All that an earlier build left, except the execution cache. Sphinx could keep .doctrees and
# read only the pages that changed, but it would then stay silent about the others: about a
# warning they gave last time, a label they point at that is gone, new output of an old page.
# Building 55 pages anew took 28 s on a busy machine, rewriting them from kept doctrees 15 s,
# so every build is a whole one and says all there is to say.
LEFTOVERS = ("html", "jupyter_execute", ".doctrees")

# Python puts the folder it is started in on the path of such a command, which the script of the
# same name would not do; so the extensions of the site can import `tools`.
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


def foreign_package(source):
    """Return a sentence if pages would import another `rnnutils` than the one in `source`."""
    own = source / "rnnutils" / "__init__.py"
    spec = find_spec("rnnutils")
    if not own.is_file() or (spec and spec.origin and own.samefile(spec.origin)):
        return ""
    found = spec.origin if spec else "nowhere"
    return f"rnnutils is imported from {found}, not from {own.parent}: run `make clean-all book`."


def jupyter_book(source):
    """Build the site, silent but for warnings; return whether there were none."""
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", "-q", "-n", "-W", "--keep-going"]
    done = subprocess.run([*command, str(source)], cwd=ROOT, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def build(source, inputs=execute.INPUTS, workers=None):
    """Build the book in `source`; return '' or a sentence that says why there is none."""
    started = time.perf_counter()
    source = Path(source).resolve()
    if problem := foreign_package(source):
        return problem
    for name in LEFTOVERS:
        shutil.rmtree(source / "_build" / name, ignore_errors=True)
    results = execute.execute(source, inputs, workers)
    if failed := execute.failures(results):
        return f"{failed}\nNo book was built, because the pages above failed."
    kernels.prepare()
    before = execute.records(source)
    if not jupyter_book(source):
        return "The book was built with the warnings above; none are allowed."
    if again := execute.records(source) - before:
        return f"The build executed pages that it did not find in the cache: {sorted(again)}"
    total, pages = time.perf_counter() - started, sum(result.seconds for result in results)
    index = os.path.relpath(source / "_build" / "html" / "index.html")
    print(f"Book built in {total:.1f} s; its pages took {pages:.1f} s when they ran. Open {index}")
    return ""


def main():
    """Build the book; exit 1 with the reason if that fails."""
    options = execute.arguments(argparse.ArgumentParser(description=__doc__)).parse_args()
    sys.exit(build(options.source, options.inputs, options.workers) or 0)


if __name__ == "__main__":
    main()
