"""The outputs of the pages as the book executed them, for the notebooks that are published."""

from pathlib import Path

from nbformat import NotebookNode

from tools.book import pictures
from tools.book.execute import READERS, Cache


def executed(cache: Path, path: Path) -> list[NotebookNode]:
    """Return the executed code cells of a page.

    Parameters
    ----------
    cache : Path
        Folder of an execution cache.
    path : Path
        File of the page.

    Raises
    ------
    ValueError
        If the page was not executed as it stands now.
    """
    kept = Cache(cache)
    reader = {"name": READERS[path.suffix], "type": "plugin"}
    project = kept.add_nb_to_project(str(path), read_data=reader)
    record = kept.get_cached_project_nb(project.pk)
    if record is None:
        raise ValueError("not executed as it stands now: run `make book`")
    cells = kept.get_cache_bundle(record.pk).nb.cells
    return [cell for cell in cells if cell.cell_type == "code"]


def take(cells: list[NotebookNode], done: list[NotebookNode]) -> None:
    """Give code cells the outputs of the executed ones, which are in the same order."""
    for mine, theirs in zip(cells, done, strict=True):
        tags = mine.metadata.get("tags", [])
        mine.outputs = [] if "remove-output" in tags else joined(theirs.outputs)
        for output in mine.outputs:
            if "alt" in mine.metadata:
                _describe(output, mine.metadata.alt)


def _describe(output: NotebookNode, text: str) -> None:
    """Give the pictures of an output their text: an image beside it, a drawing inside."""
    data = output.get("data", {})
    for kind in [kind for kind in data if kind.startswith("image/")]:
        output.metadata[kind] = output.metadata.get(kind, {}) | {"alt": text}
    if "text/html" in data:
        data["text/html"] = pictures.described(data["text/html"], text)


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with the pieces of a stream joined: where they break is chance."""
    found: list[NotebookNode] = []
    for output in outputs:
        same = found and output.output_type == found[-1].output_type == "stream"
        if same and output.name == found[-1].name:
            found[-1].text += output.text
        else:
            found.append(NotebookNode(output))
    return found


def count(cells: list[NotebookNode]) -> None:
    """Give code cells the numbers of a run from the first to the last."""
    for number, cell in enumerate(cells, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
