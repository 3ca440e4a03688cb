"""Assemble what is published beside the site: plain notebooks, the wheel, and what Binder needs.

Chapters become notebooks without MyST, exercises and solutions are taken as they are
committed; each begins with a cell that installs what its host may lack, as on Colab, and has the
outputs of the book if that was built. The result is the content of the branch ``notebooks``, the
same to the byte for equal sources and outputs.

    python -m tools.publish.branch --out _build/notebooks
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from tools import ROOT
from tools.book import execute
from tools.notebooks.files import read, render, write
from tools.notebooks.refresh import KERNELSPEC, LANGUAGE
from tools.publish import addresses, install, outputs, wheel
from tools.publish.page import FORM, Page, leftovers
from tools.publish.project import Project

FOLDERS = ("chapters", "exercises", "solutions")

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


def launchable(root: Path = ROOT) -> list[str]:
    """Return the pages that a reader can run: those of the three folders with code."""
    named = [path.relative_to(root).with_suffix("") for path in execute.pages(root)]
    return [
        name.as_posix()
        for name in named
        if name.parts[0] in FOLDERS and _has_code(root, name.as_posix())
    ]


def _has_code(root: Path, name: str) -> bool:
    path = root / f"{name}.md"
    return not path.exists() or "{code-cell}" in path.read_text("utf-8")


class Publisher:
    """All that is published: the wheel, and the pages as notebooks that install it.

    Parameters
    ----------
    root : Path
        Folder of the book.
    out : Path
        Folder for the wheel.
    url : str, optional
        Address of the repository.
    cache : Path, optional
        Execution cache of the book; with it the notebooks carry its outputs.
    """

    def __init__(
        self, root: Path, out: Path, url: str | None = None, cache: Path | None = None
    ) -> None:
        self.cache = cache
        self.project = Project(root, url)
        self.wheel = wheel.build(root, out)
        self.lock = (root / "requirements.txt").read_text("utf-8")

    def convert(self, name: str) -> tuple[NotebookNode, list[str]]:
        """Return a page as a plain notebook, and the pictures it shows.

        Raises
        ------
        ValueError
            Naming file and line of what has no plain form.
        """
        page, path = Page(name, self.project), self.project.path(name)
        where = path.relative_to(self.project.root)
        try:
            if path.suffix == ".md":
                notebook = new_notebook(cells=page.cells(path.read_text("utf-8")))
                for number, cell in enumerate(notebook.cells, 1):
                    cell["id"] = f"cell-{number}"
            else:
                notebook = _plain_notebook(read(path), page)
            code = [cell for cell in notebook.cells if cell.cell_type == "code"]
            if self.cache:
                outputs.take(code, outputs.executed(self.cache, path))
        except ValueError as error:
            raise ValueError(f"{where}, {error}") from None
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and (left := leftovers(cell.source)):
                raise ValueError(f"{where}: MyST is left in the notebook: {left[0]!r}")
        finish(notebook, self.first_cell(visible(code)), ran=bool(self.cache))
        return notebook, page.images

    def first_cell(self, code: list[NotebookNode]) -> str:
        """Return the cell that makes a host ready for some code cells."""
        url = self.project.file_url(self.wheel.name)
        sources = [cell.source for cell in code]
        return install.cell(sources, url, self.wheel.sha256, self.lock)


def visible(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Return the cells that are published: those the site removes are its own proofs."""
    return [cell for cell in cells if "remove-cell" not in cell.metadata.get("tags", [])]


def finish(notebook: NotebookNode, first: str, ran: bool) -> None:
    """Leave what is published, with the first cell in front."""
    notebook.cells = visible(notebook.cells)
    notebook.cells.insert(0, new_code_cell(first, id="install"))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code" and cell.metadata.get("cellView") == "form":
            cell.source = f"{FORM}\n{cell.source}"
    if ran:
        outputs.count([cell for cell in notebook.cells if cell.cell_type == "code"])
    notebook.metadata.update(kernelspec=dict(KERNELSPEC), language_info=dict(LANGUAGE))
    notebook.nbformat_minor = 5


def _plain_notebook(notebook: NotebookNode, page: Page) -> NotebookNode:
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            try:
                cell.source = page.markdown(cell.source)
            except ValueError as error:
                raise ValueError(f"cell {number}, {error}") from None
    shown = [c for c in notebook.cells if c.cell_type != "markdown" or c.source]
    notebook.cells = shown
    return notebook


def assemble(root: Path, out: Path) -> list[Path]:
    """Write the content of the published branch to a new folder; return its notebooks."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    cache = root / execute.CACHE
    publisher = Publisher(root, out, cache=cache if cache.exists() else None)
    written = []
    for name in launchable(root):
        notebook, images = publisher.convert(name)
        path = out / addresses.notebook_path(name)
        write(path, render(notebook))
        written.append(path)
        for image in images:
            (out / image).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / image, out / image)
    shutil.copy(root / "requirements.txt", out)
    shutil.copytree(root / ".binder", out / ".binder")
    write(out / ".binder" / "postBuild", POST_BUILD.format(wheel=publisher.wheel.name))
    (out / ".binder" / "postBuild").chmod(0o755)
    repository = publisher.project.repository
    site = addresses.site_url(repository)
    readme = README.format(repository=repository, site=site, wheel=publisher.wheel.name)
    write(out / "README.md", readme)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
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
