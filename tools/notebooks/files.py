"""Notebooks as files: read, rendered and written in one way."""

import os
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def read(path: Path) -> NotebookNode:
    """Read a notebook as it stands in the file, without conversion."""
    return nbformat.reads(Path(path).read_text("utf-8"), as_version=nbformat.NO_CONVERT)


def render(notebook: NotebookNode) -> str:
    """Return the one text a notebook is stored as."""
    return nbformat.writes(notebook) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file at once or not at all: an interrupted run leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)  # mkstemp makes private files
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
