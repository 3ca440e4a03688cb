"""Validated means compared: nbval, what would keep it from comparing, and refreshing."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import committed, refresh
from tools.notebooks import from_solutions as exercises

ROOT = Path(__file__).resolve().parents[2]

BLANK_CELL = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
CHECK_CELL = """\
try:
    right = double(2) == 4
    print("[x] Double: passed" if right else "[!] Double: you added")
except NotImplementedError:
    print("[ ] Double: not attempted yet")"""
MACHINE_CELL = """\
import os
import sys

print("a word to stderr", file=sys.stderr)
print(os.environ["OMP_NUM_THREADS"], os.environ["TF_CPP_MIN_LOG_LEVEL"])"""
FIGURE_CELL = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2]);"


def notebook(*sources):
    cells = [new_markdown_cell("# Solutions: toy", id="title")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    made = new_notebook(cells=cells)
    made.nbformat_minor = 5
    return made


def executed():
    """Write by hand a solution as it is committed: nothing here has run."""
    made = notebook(BLANK_CELL, CHECK_CELL, MACHINE_CELL, FIGURE_CELL)
    for count, cell in enumerate(made.cells[1:], 1):
        cell.execution_count = count
    made.cells[2].outputs = [new_output("stream", text="[x] Double: passed\n")]
    made.cells[3].outputs = [new_output("stream", text="1 3\n")]
    figure = {"text/plain": "<Figure size 640x480 with 1 Axes>"}
    made.cells[4].outputs = [new_output("display_data", data=figure)]
    return made


def planted():
    made = executed()
    made.cells[3].outputs[0].text = "1 2\n"
    return made


def uncounted():
    made = planted()
    made.cells[3].update(execution_count=None, outputs=[])
    return made


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Run `pytest --nbval` on three notebooks; return the failed tests of each."""
    root = tmp_path_factory.mktemp("nbval")
    for make in (executed, planted, uncounted):
        path = root / "solutions" / f"{make.__name__}.ipynb"
        exercises.write(path, exercises.render(make()))
    command = f"-m pytest --nbval -q -p conftest -p no:cacheprovider -p no:xdist --rootdir={root}"
    subprocess.run(
        [sys.executable, *command.split(), "--junitxml", str(root / "report.xml"), str(root)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    failed = {"executed": [], "planted": [], "uncounted": []}
    cases = list(ElementTree.parse(root / "report.xml").iter("testcase"))
    assert len(cases) == 3 * 5, "nbval did not collect four cells and one form of each notebook"
    for case in cases:
        if len(case):  # holds a failure
            stem = next(name for name in failed if name in case.get("classname"))
            failed[stem].append((case.get("name"), case[0].text))
    return failed


def test_a_notebook_that_shows_what_its_code_gives_is_green(outcomes):
    assert outcomes["executed"] == []


def test_a_changed_output_is_red_at_its_cell(outcomes):
    [(name, text)] = outcomes["planted"]
    assert name == "Cell 2"
    assert "Cell outputs differ" in text


def test_a_cell_without_a_count_is_green_for_nbval_and_refused_by_the_guard(outcomes):
    [(name, text)] = outcomes["uncounted"]
    assert name == "committed form"
    assert "Cell 2: has no execution count" in text


# The guard ------------------------------------------------------------------------


def test_an_executed_solution_has_no_faults():
    assert committed.faults(executed(), "solutions") == []


def tagged(made):
    made.cells[3].metadata.tags = ["nbval-ignore-output"]


def commented(made):
    made.cells[3].source = "# NBVAL_SKIP\n" + made.cells[3].source


def allowed_to_fail(made):
    made.cells[3].metadata.tags = ["raises-exception"]


def pictured(made):
    made.cells[4].outputs[0].data["image/png"] = "aGVsbG8="


def noisy(made):
    made.cells[3].outputs.append(new_output("stream", name="stderr", text="warning"))


def failing(made):
    made.cells[3].outputs = [new_output("error", ename="E", evalue="", traceback=[])]


def run_out_of_order(made):
    made.cells[4].execution_count = 9


def empty(made):
    made.cells.append(new_code_cell("", id="empty"))


def wrong(made):
    made.cells[2].outputs[0].text = "[!] Double: you added\n"


def unattempted(made):
    made.cells[2].outputs[0].text = "[ ] Double: not attempted yet\n"


def unchecked(made):
    del made.cells[2]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (tagged, "Cell 2: has a tag that keeps nbval from comparing"),
        (commented, "Cell 2: has a comment that keeps nbval from comparing"),
        (allowed_to_fail, "Cell 2: has a tag"),
        (pictured, "Cell 3: holds an output image/png"),
        (noisy, "Cell 2: holds output on stderr"),
        (failing, "Cell 2: holds an error"),
        (run_out_of_order, "once each from top to bottom"),
        (empty, "Cell 4: has no execution count"),
        (wrong, "Cell 1: a check says '[!] Double: you added'"),
        (unattempted, "Cell 1: a check says '[ ] Double"),
        (unchecked, "Cell 0: no check follows this blank"),
    ],
)
def test_the_guard_refuses(spoil, fault):
    made = executed()
    spoil(made)
    assert any(fault in sentence for sentence in committed.faults(made, "solutions"))


def test_a_check_that_passes_in_an_exercise_is_a_fault():
    exercise = exercises.carry_outputs(exercises.exercise_of(executed()), executed())
    exercise.cells[2].outputs = [new_output("stream", text="[x] Double: passed\n")]
    found = committed.faults(exercise, "exercises")
    assert "Cell 1: a check says '[x] Double: passed'" in found


@pytest.mark.parametrize("path", sorted(ROOT.glob("[es]*s/*.ipynb")), ids=lambda path: path.stem)
def test_the_notebooks_of_this_repository_can_be_compared(path):
    assert committed.faults(exercises.read(path), path.parent.name) == []


# Refreshing -----------------------------------------------------------------------


def pair(root, solution):
    paths = root / "solutions" / "toy.ipynb", root / "exercises" / "toy.ipynb"
    exercises.write(paths[0], exercises.render(solution))
    return paths


def test_refreshing_gives_a_committable_pair_and_the_same_bytes_again(tmp_path):
    log_of_c = 'import os\n\nos.write(2, b"as TensorFlow does while it loads");'
    paths = pair(tmp_path, notebook(BLANK_CELL, CHECK_CELL, FIGURE_CELL, log_of_c))
    assert refresh.refresh(*paths)[1] == []
    solution, exercise = map(exercises.read, paths)
    assert solution.cells[2].outputs[0].text == "[x] Double: passed\n"
    assert exercise.cells[2].outputs[0].text == "[ ] Double: not attempted yet\n"
    assert list(solution.cells[3].outputs[0].data) == ["text/plain"], "the picture is still there"
    assert solution.cells[4].outputs == []
    assert exercises.main(["--check", "--root", str(tmp_path)]) == 0
    before = [path.read_bytes() for path in paths]
    assert refresh.refresh(*paths)[1] == []
    assert [path.read_bytes() for path in paths] == before


def test_metadata_of_one_run_is_taken_out():
    made = executed()
    made.metadata.language_info = {"name": "python", "version": "3.11.7"}
    made.metadata.widgets = {}
    made.cells[3].metadata.execution = {"iopub.status.busy": "2026-01-01"}
    made.cells[3].execution_count = 40
    refresh.normalise(made)
    assert "version" not in made.metadata.language_info
    assert "widgets" not in made.metadata
    assert made.cells[3].metadata == {}
    assert made.cells[3].execution_count == 3


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("1 / 0", "solutions/toy.ipynb, Cell 2: …ZeroDivisionError: division by zero"),
        (CHECK_CELL.replace("== 4", "== 5"), "solutions: Cell 2: a check says '[!] Double"),
        (MACHINE_CELL, "solutions: Cell 2: holds output on stderr"),
        ("double(3)", "exercises/toy.ipynb, Cell 2: …NotImplementedError: your code here"),
    ],
)
def test_a_notebook_that_fails_stays_as_it_was_and_says_where(tmp_path, source, told):
    paths = pair(tmp_path, notebook(BLANK_CELL, CHECK_CELL, source))
    before = paths[0].read_bytes()
    sentence = refresh.refresh(*paths)[1][0]
    for part in told.split("…"):
        assert part in sentence
    assert paths[0].read_bytes() == before
    assert not paths[1].exists()
