"""The outputs of the pages as the book executed them, for the notebooks that are published."""

from nbformat import NotebookNode

from tools.notebooks.files import read

EXECUTED = "_build/jupyter_execute"  # where the build of the book leaves the executed pages


def executed(root, page):
    """Return the executed code cells of a page, or None if the book was not built."""
    path = root / EXECUTED / f"{page}.ipynb"
    if not path.is_file():
        return None
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def take(cells, done):
    """Give code cells the outputs of the executed ones, which are in the same order.

    Raises
    ------
    ValueError
        If the page was executed in another form than it has now.
    """
    if len(cells) != len(done) or any(
        mine.source.strip() != theirs.source.strip() for mine, theirs in zip(cells, done)
    ):
        raise ValueError("the executed page has other code cells: run `make book`")
    for mine, theirs in zip(cells, done):
        tags = mine.metadata.get("tags", [])
        mine.outputs = [] if "remove-output" in tags else joined(theirs.outputs)
        if alt := mine.metadata.get("alt"):
            for output in mine.outputs:
                for kind in output.get("data", {}):
                    if kind.startswith("image/"):
                        output.metadata[kind] = {**output.metadata.get(kind, {}), "alt": alt}


def joined(outputs):
    """Return outputs with the pieces of a stream joined: where they break is chance."""
    found = []
    for output in outputs:
        same = found and output.output_type == found[-1].output_type == "stream"
        if same and output.name == found[-1].name:
            found[-1].text += output.text
        else:
            found.append(NotebookNode(output))
    return found


def count(cells):
    """Give code cells the numbers of a run from the first to the last."""
    for number, cell in enumerate(cells, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
