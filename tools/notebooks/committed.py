"""What a committed notebook must be, besides giving the outputs it shows.

nbval compares outputs, but only where nothing tells it not to: it passes over a cell without
an execution count, over one with a skipping tag or comment, and over images. Those ways out
are closed here. conftest.py adds the test to every notebook that nbval collects.
"""

import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from tools.notebooks.from_solutions import BLANK, CODE_BEGIN

# A line printed by a check of rnnutils.checks: "[x] Title: passed".
CHECK_LINE = re.compile(r"^\[[ x!]\] .*: .*$", re.MULTILINE)
EXPECTED = {
    "exercises": re.compile(r"^\[ \] .*: not attempted yet$"),
    "solutions": re.compile(r"^\[x\] .*: passed( \(.*\))?$"),
}
WAY_OUT = re.compile(
    r"nbval.(ignore.output|check.output|raises.exception|skip)"
    r"|pytest.validate.ignore.output|raises.exception",
    re.IGNORECASE,
)
IMAGES = ("image/png", "image/jpeg", "image/svg+xml", "application/pdf")


def faults(notebook: NotebookNode, folder: str) -> list[str]:
    """Return a sentence for everything that must not be committed in a folder.

    Parameters
    ----------
    notebook : NotebookNode
        As read from the file.
    folder : str
        ``"exercises"`` or ``"solutions"`` decides what checks must say; any other name
        leaves that out.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = []
    for number, cell in enumerate(cells):
        # nbval counts code cells from 0, and so do these sentences.
        found += [f"Cell {number}: {fault}" for fault in _cell_faults(cell)]
    counts = [cell.execution_count for cell in cells]
    if None not in counts and counts != list(range(1, len(cells) + 1)):
        found.append("cells were not executed once each from top to bottom")
    if folder in EXPECTED:
        found += _check_faults(cells, EXPECTED[folder])
    return found


def _cell_faults(cell: NotebookNode) -> Iterator[str]:
    if not cell.execution_count:
        yield "has no execution count, so nbval would not compare it: run `make refresh`"
    if any(WAY_OUT.search(tag) for tag in cell.metadata.get("tags", [])):
        yield "has a tag that keeps nbval from comparing it"
    for line in cell.source.splitlines():
        if line.lstrip().startswith("#") and WAY_OUT.search(line):
            yield "has a comment that keeps nbval from comparing it"
    for output in cell.outputs:
        for kind in IMAGES:
            if kind in output.get("data", {}):
                yield f"holds an output {kind}: run `make refresh`"
        if output.get("name") == "stderr":
            yield "holds output on stderr"
        if output.output_type == "error":
            yield "holds an error"


def _check_faults(cells: Sequence[NotebookNode], expected: re.Pattern[str]) -> Iterator[str]:
    for number, cell in enumerate(cells):
        printed = _printed(cell)
        for line in CHECK_LINE.findall(printed):
            if not expected.match(line):
                yield f"Cell {number}: a check says {line!r}"
        if BLANK in cell.source or CODE_BEGIN in cell.source:
            after = cells[number + 1] if number + 1 < len(cells) else None
            if after is None or not CHECK_LINE.search(_printed(after)):
                yield f"Cell {number}: no check follows this blank"


def _printed(cell: NotebookNode) -> str:
    return "".join(
        output.text
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )
