"""Write exercises/<stem>.ipynb from solutions/<stem>.ipynb.

The solution is the source: an exercise is the same notebook with its answers taken out.

- Code between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` inside a function becomes one
  line that raises ``NotImplementedError``.
- Markdown between ``<!-- BEGIN SOLUTION -->`` and ``<!-- END SOLUTION -->``, each on a line of
  its own, is left out; a cell that held nothing else goes with it.
- The title ``# Solutions: …`` becomes ``# Exercises: …``.

Everything else is kept: order, cell ids, metadata. Outputs come from executing the exercise
(tools/notebooks/refresh.py). Writing keeps them as long as no code has changed and drops them all
otherwise, so an exercise never shows an output of other code.

    python -m tools.notebooks.from_solutions            write what is out of date
    python -m tools.notebooks.from_solutions --check    name what is out of date and exit 1
"""

import argparse
import ast
import copy
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode

from tools import ROOT
from tools.notebooks.files import read, render, write

BLANK = 'raise NotImplementedError("your code here")'
CODE_BEGIN, CODE_END = "### BEGIN SOLUTION", "### END SOLUTION"
TEXT_BEGIN, TEXT_END = "<!-- BEGIN SOLUTION -->", "<!-- END SOLUTION -->"
# Anything that looks like a marker must be one, or an answer would slip through.
LOOKS_LIKE_MARKER = re.compile(r"(#|<!--).*\b(begin|end)\b.*\bsolution", re.IGNORECASE)
SOLUTION_TITLE, EXERCISE_TITLE = "# Solutions: ", "# Exercises: "
Body = tuple[int, int, int]  # first line, last line and indentation


def exercise_of(solution: NotebookNode, name: str = "notebook") -> NotebookNode:
    """Return the exercise of a solution notebook, without outputs.

    Raises
    ------
    ValueError
        If a marker is malformed, a title is missing or cells have no ids; the message names
        the notebook and the cell, counted from 1 over all cells.
    """
    _require_form(solution, name)
    exercise = copy.deepcopy(solution)
    kept = []
    for number, cell in enumerate(exercise.cells, 1):
        where = f"{name}, cell {number}"
        if cell.cell_type == "code":
            cell.source = blank(cell.source, where)
            cell.outputs, cell.execution_count = [], None
        elif cell.cell_type == "markdown":
            text = without_answers(cell.source, where)
            if not text:
                continue
            cell.source = text
        kept.append(cell)
    kept[0].source = kept[0].source.replace(SOLUTION_TITLE, EXERCISE_TITLE, 1)
    exercise.cells = kept
    return exercise


def _require_form(notebook: NotebookNode, name: str) -> None:
    if (notebook.nbformat, notebook.get("nbformat_minor", 0)) < (4, 5):
        raise ValueError(f"{name}: needs nbformat 4.5 or later, whose cells have ids")
    for number, cell in enumerate(notebook.cells, 1):
        if "id" not in cell:
            raise ValueError(f"{name}, cell {number}: has no id")
    first = notebook.cells[0] if notebook.cells else None
    if not first or first.cell_type != "markdown" or not first.source.startswith(SOLUTION_TITLE):
        raise ValueError(f"{name}, cell 1: must be Markdown that opens with {SOLUTION_TITLE!r}")


def blank(source: str, where: str = "cell") -> str:
    """Return code with every marked solution replaced by a line that raises."""
    lines = source.split("\n")
    spans = _spans(lines, CODE_BEGIN, CODE_END, where)
    if not spans:
        return source
    bodies = _function_bodies(source, where)
    for begin, end in reversed(spans):
        indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
        if not any(_holds(body, lines, begin, end) for body in bodies):
            raise ValueError(f"{where}: a solution must stand in the body of a function")
        if not any(line.strip() for line in lines[begin + 1 : end]):
            raise ValueError(f"{where}: a solution is empty")
        lines[begin : end + 1] = [indent + BLANK]
    blanked = "\n".join(lines)
    try:
        ast.parse(blanked)
    except SyntaxError as error:
        raise ValueError(f"{where}: without its solution not valid Python: {error}") from None
    return blanked


def without_answers(text: str, where: str = "cell") -> str:
    """Return Markdown without the parts marked as discussion of the answer."""
    lines = text.split("\n")
    spans = _spans(lines, TEXT_BEGIN, TEXT_END, where)
    if not spans:
        return text
    for begin, end in reversed(spans):
        del lines[begin : end + 1]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _spans(
    lines: list[str], begin_marker: str, end_marker: str, where: str
) -> list[tuple[int, int]]:
    """Return the line numbers (begin, end) of each marked part."""
    spans, begin = [], None
    for number, line in enumerate(lines):
        marker = line.strip()
        if marker == begin_marker:
            if begin is not None:
                raise ValueError(f"{where}: a solution begins inside a solution")
            begin = number
        elif marker == end_marker:
            if begin is None:
                raise ValueError(f"{where}: a solution ends that never began")
            spans.append((begin, number))
            begin = None
        elif LOOKS_LIKE_MARKER.search(line):
            raise ValueError(
                f"{where}: needs {begin_marker!r} or {end_marker!r} alone on a line, got {marker!r}"
            )
    if begin is not None:
        raise ValueError(f"{where}: a solution begins and never ends")
    return spans


def _function_bodies(source: str, where: str) -> list[Body]:
    """Return (first line, last line, indentation) of every function body, docstring left out."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"{where}: a cell with a solution must be plain Python: {error}") from None
    bodies = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            has_docstring = ast.get_docstring(node, clean=False) is not None
            # A marker after the docstring, or else after the line before the first statement.
            start = _last_line(first) if has_docstring else _header_end(node)
            bodies.append((start, _last_line(node), first.col_offset))
    return bodies


def _last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _header_end(node: ast.FunctionDef) -> int:
    parts = [*ast.walk(node.args), *([node.returns] if node.returns else [])]
    return max([node.lineno, *(part.end_lineno for part in parts if hasattr(part, "end_lineno"))])


def _holds(body: Body, lines: list[str], begin: int, end: int) -> bool:
    """Say whether the marked lines begin..end (from 0) stand in a body (lines from 1)."""
    start, stop, column = body
    indent = len(lines[begin]) - len(lines[begin].lstrip())
    # Python ends a body at its last statement; comments, such as our marker, may follow.
    tail = [line.strip() for line in lines[stop:end]]
    return (
        start <= begin < stop - 1
        and indent == column
        and all(not line or line.startswith("#") for line in tail)
    )


def carry_outputs(exercise: NotebookNode, previous: NotebookNode) -> NotebookNode:
    """Give an exercise the outputs of its previous version, if their code is the same."""
    code = [cell for cell in exercise.cells if cell.cell_type == "code"]
    old = [cell for cell in previous.cells if cell.cell_type == "code"]
    if [cell.source for cell in code] != [cell.source for cell in old]:
        return exercise
    for new_cell, old_cell in zip(code, old, strict=True):
        new_cell.outputs = old_cell.outputs
        new_cell.execution_count = old_cell.execution_count
    return exercise


def wanted(solution_path: Path, exercise_path: Path) -> str:
    """Return the text the exercise file should have."""
    exercise = exercise_of(read(solution_path), f"{solution_path.parent.name}/{solution_path.name}")
    if exercise_path.exists():
        exercise = carry_outputs(exercise, read(exercise_path))
    return render(exercise)


def pairs(root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the paths (solution, exercise) of every solution."""
    for solution in sorted((root / "solutions").glob("*.ipynb")):
        yield solution, root / "exercises" / solution.name


def orphans(root: Path) -> list[Path]:
    """Return the exercises without a solution."""
    exercises = sorted((root / "exercises").glob("*.ipynb"))
    return [path for path in exercises if not (root / "solutions" / path.name).exists()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check all exercises and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit 1 on a difference"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    failed = False
    for solution, exercise in pairs(options.root):
        name = exercise.relative_to(options.root)
        try:
            text = wanted(solution, exercise)
        except ValueError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        if exercise.exists() and exercise.read_text("utf-8") == text:
            continue
        if options.check:
            print(f"{name}: stale, run `make exercises`", file=sys.stderr)
            failed = True
        else:
            write(exercise, text)
            print(f"{name}: written")
            if '"execution_count": null' in text:
                print(f"{name}: has no outputs now, run `make refresh`")
    for orphan in orphans(options.root):
        print(f"{orphan.relative_to(options.root)}: has no solution", file=sys.stderr)
        failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
