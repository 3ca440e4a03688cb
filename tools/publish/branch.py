"""Assemble what is published beside the site: plain notebooks, the wheel, and what Binder needs.

Chapters become notebooks without MyST, exercises and solutions are taken as they are
committed; each begins with a cell that installs rnnutils where it is missing, as on Colab.
The result is the content of the branch ``notebooks``, the same to the byte for equal sources.

    python -m tools.publish.branch --out _build/notebooks
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from tools import ROOT
from tools.book.execute import pages
from tools.notebooks.files import read, render, write
from tools.notebooks.refresh import KERNELSPEC, LANGUAGE
from tools.publish import addresses
from tools.publish.page import Page, leftovers
from tools.publish.project import Project

FOLDERS = ("chapters", "exercises", "solutions")
# Zip files hold the time of their making; this is the earliest one they can hold.
EPOCH = "315532800"

INSTALL = """\
# Colab and other hosts lack the helper package of this course; your own machine may have it.
import importlib.util

if importlib.util.find_spec("rnnutils") is None:
    %pip install --quiet {wheel}
if importlib.util.find_spec("statsmodels") is None:
    %pip install --quiet statsmodels"""

README = """\
# Notebooks of the course

Made by a workflow from the branch `main` of <{repository}>; edit there, not here.
The course itself is at <{site}>.

- `chapters/`, `exercises/`, `solutions/`: the pages as plain notebooks, as Binder and Colab
  open them. Each installs `{wheel}` where it is missing.
- `requirements.txt`: the versions the course is proved with. On your own machine:
  `pip install -r requirements.txt ./{wheel}`, then `jupyter lab`.
"""

POST_BUILD = """\
#!/bin/sh
# Binder has installed requirements.txt by now; the helper package lies beside it.
set -e
pip install --no-cache-dir --no-deps ./{wheel}
"""


def launchable(root=ROOT):
    """Return the pages that a reader can run: those of the three folders with code."""
    named = [path.relative_to(root).with_suffix("") for path in pages(root)]
    return [
        name.as_posix()
        for name in named
        if name.parts[0] in FOLDERS and _has_code(root, name.as_posix())
    ]


def _has_code(root, name):
    path = root / f"{name}.md"
    return not path.exists() or "{code-cell}" in path.read_text("utf-8")


def convert(name, project):
    """Return a page as a plain notebook, and the pictures it shows.

    Raises
    ------
    ValueError
        Naming file and line of what has no plain form.
    """
    page, path = Page(name, project), project.path(name)
    where = path.relative_to(project.root)
    try:
        if path.suffix == ".md":
            cells = page.cells(path.read_text("utf-8"))
            for number, cell in enumerate(cells, 1):
                cell["id"] = f"cell-{number}"
            notebook = new_notebook(cells=cells)
        else:
            notebook = _plain_notebook(read(path), page)
    except ValueError as error:
        raise ValueError(f"{where}, {error}") from None
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (left := leftovers(cell.source)):
            raise ValueError(f"{where}: MyST is left in the notebook: {left[0]!r}")
    install = INSTALL.format(wheel=project.file_url(addresses.wheel_name(project.root)))
    notebook.cells.insert(0, new_code_cell(install, id="install"))
    notebook.metadata.update(kernelspec=dict(KERNELSPEC), language_info=dict(LANGUAGE))
    notebook.nbformat_minor = 5
    return notebook, page.images


def _plain_notebook(notebook, page):
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            try:
                cell.source = page.markdown(cell.source)
            except ValueError as error:
                raise ValueError(f"cell {number}, {error}") from None
    shown = [c for c in notebook.cells if c.cell_type != "markdown" or c.source]
    notebook.cells = shown
    return notebook


def build_wheel(root, out):
    """Build the wheel of rnnutils, without network, and return its path.

    It is built from a copy: setuptools leaves folders behind that a later wheel would take up.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(root / name, folder)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / "rnnutils", Path(folder) / "rnnutils", ignore=ignored)
        command = "-m pip wheel --quiet --no-deps --no-build-isolation --no-index"
        command += " --disable-pip-version-check --wheel-dir"
        subprocess.run(
            [sys.executable, *command.split(), str(out.resolve()), "."],
            cwd=folder,
            env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
            check=True,
        )
    return out / addresses.wheel_name(root)


def assemble(root, out):
    """Write the content of the published branch to a new folder; return its notebooks."""
    project = Project(root)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    written = []
    for name in launchable(root):
        notebook, images = convert(name, project)
        path = out / addresses.notebook_path(name)
        write(path, render(notebook))
        written.append(path)
        for image in images:
            (out / image).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / image, out / image)
    wheel = build_wheel(root, out).name
    shutil.copy(root / "requirements.txt", out)
    shutil.copytree(root / ".binder", out / ".binder")
    write(out / ".binder" / "postBuild", POST_BUILD.format(wheel=wheel))
    (out / ".binder" / "postBuild").chmod(0o755)
    site = addresses.site_url(project.repository)
    readme = README.format(repository=project.repository, site=site, wheel=wheel)
    write(out / "README.md", readme)
    return written


def main(arguments=None):
    """Assemble the branch and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "notebooks")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        written = assemble(options.root, options.out)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(path.relative_to(options.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
