"""The generator of exercises: what it takes out, what it keeps, what it refuses."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import from_solutions as exercises

SOLUTION = '''\
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION'''


def notebook(*cells):
    title = new_markdown_cell("# Solutions: toy", id="title")
    made = new_notebook(cells=[title, *cells])
    made.nbformat_minor = 5
    return made


def test_a_marked_body_becomes_one_line_that_raises():
    blanked = exercises.blank(SOLUTION)
    assert blanked == f'def double(x):\n    """Return twice x."""\n    {exercises.BLANK}'
    room = {}
    exec(blanked, room)
    with pytest.raises(NotImplementedError, match="your code here"):
        room["double"](1)


def test_code_around_a_solution_stays():
    source = "scale = 3\n\n\n" + SOLUTION + "\n\n\nprint(scale)"
    assert exercises.blank(source).startswith("scale = 3\n")
    assert exercises.blank(source).endswith(f"    {exercises.BLANK}\n\n\nprint(scale)")


def test_statements_before_a_solution_stay():
    source = "def f(x):\n    y = x\n    ### BEGIN SOLUTION\n    return y\n    ### END SOLUTION"
    assert exercises.blank(source) == f"def f(x):\n    y = x\n    {exercises.BLANK}"


def test_a_method_is_blanked_at_its_own_indentation():
    source = (
        "class Cell:\n    def step(self, x):\n        ### BEGIN SOLUTION\n"
        "        return x\n        ### END SOLUTION"
    )
    assert exercises.blank(source).endswith("\n        " + exercises.BLANK)


def test_several_solutions_of_a_cell_are_all_blanked():
    source = SOLUTION + "\n\n\n" + SOLUTION.replace("double", "twice")
    assert exercises.blank(source).count(exercises.BLANK) == 2
    assert "2 * x" not in exercises.blank(source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f():\n    ### BEGIN SOLUTION\n    return 1", "never ends"),
        ("def f():\n    return 1\n    ### END SOLUTION", "never began"),
        (SOLUTION.replace("    return", "    ### BEGIN SOLUTION\n    return"), "inside a solution"),
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "body of a function"),
        ("def f():\n### BEGIN SOLUTION\n    return 1\n### END SOLUTION", "body of a function"),
        (
            "def f():\n    if True:\n        ### BEGIN SOLUTION\n        pass\n"
            "        ### END SOLUTION",
            "body of a function",
        ),
        (
            'def f():\n    ### BEGIN SOLUTION\n    """Doc."""\n    return 1\n    ### END SOLUTION',
            "body of a function",
        ),
        (SOLUTION + "\n    return 0\n    ### BEGIN SOLUTION\n    ### END SOLUTION", "function"),
        (SOLUTION + "\n%matplotlib inline", "plain Python"),
        (SOLUTION.replace("### BEGIN", "## BEGIN"), "alone on a line"),
        (SOLUTION.replace("### BEGIN SOLUTION", "### begin solution"), "alone on a line"),
        (SOLUTION.replace("x\n    ### END", "x  ### END"), "alone on a line"),
    ],
)
def test_a_malformed_solution_is_refused(source, message):
    solution = notebook(new_code_cell("x = 1", id="one"), new_code_cell(source, id="two"))
    with pytest.raises(ValueError, match=message) as error:
        exercises.exercise_of(solution, "solutions/toy.ipynb")
    assert str(error.value).startswith("solutions/toy.ipynb, cell 3: ")


def test_discussion_of_an_answer_is_left_out():
    text = "Before\n\n<!-- BEGIN SOLUTION -->\nAnswer\n<!-- END SOLUTION -->\n\nAfter"
    assert exercises.without_answers(text) == "Before\n\nAfter"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- BEGIN SOLUTION -->\nAnswer", "never ends"),
        ("Answer\n<!-- END SOLUTION -->", "never began"),
        ("Text <!-- BEGIN SOLUTION -->\nAnswer\n<!-- END SOLUTION -->", "alone on a line"),
    ],
)
def test_malformed_markers_in_markdown_are_refused(text, message):
    solution = notebook(new_markdown_cell(text, id="text"))
    with pytest.raises(ValueError, match=message) as error:
        exercises.exercise_of(solution, "solutions/toy.ipynb")
    assert "toy.ipynb, cell 2" in str(error.value)


def test_a_cell_of_discussion_only_is_left_out_and_the_others_keep_id_order_and_metadata():
    answer = "<!-- BEGIN SOLUTION -->\nAnswer\n<!-- END SOLUTION -->"
    solution = notebook(
        new_markdown_cell("Task", id="task", metadata={"tags": ["core"]}),
        new_markdown_cell(answer, id="answer"),
        new_code_cell("1 + 1", id="code", metadata={"tags": ["hide-input"]}),
    )
    solution.metadata["kernelspec"] = {"name": "python3"}
    exercise = exercises.exercise_of(solution)
    assert [cell.id for cell in exercise.cells] == ["title", "task", "code"]
    assert exercise.cells[1].metadata == {"tags": ["core"]}
    assert exercise.cells[2].metadata == {"tags": ["hide-input"]}
    assert exercise.metadata == solution.metadata


def test_the_title_says_exercises():
    assert exercises.exercise_of(notebook()).cells[0].source == "# Exercises: toy"


def test_a_solution_without_the_title_is_refused():
    solution = notebook()
    solution.cells[0].source = "# Toy"
    with pytest.raises(ValueError, match="must be Markdown that opens with '# Solutions: '"):
        exercises.exercise_of(solution)


def test_an_old_format_without_ids_is_refused():
    solution = notebook()
    solution.nbformat_minor = 4
    with pytest.raises(ValueError, match="nbformat 4.5"):
        exercises.exercise_of(solution)


def test_outputs_of_the_solution_do_not_reach_the_exercise():
    cell = new_code_cell("answer", id="code", execution_count=1)
    cell.outputs = [new_output("stream", text="42\n")]
    exercise = exercises.exercise_of(notebook(cell))
    assert exercise.cells[1].outputs == []
    assert exercise.cells[1].execution_count is None
    assert cell.outputs, "the solution itself was changed"


# The command, on a folder of its own ------------------------------------------------


@pytest.fixture
def run(capsys):
    """Call the command and return its exit code, stdout and stderr."""

    def call(root, *arguments):
        code = exercises.main(["--root", str(root), *arguments])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def course(tmp_path, run):
    solution = notebook(
        new_code_cell(SOLUTION, id="blank", execution_count=1),
        new_code_cell("print(1)", id="print", execution_count=2),
        new_markdown_cell("Prose.", id="prose"),
    )
    exercises.write(tmp_path / "solutions" / "toy.ipynb", exercises.render(solution))
    assert run(tmp_path)[0] == 0
    # As tools/notebooks/refresh.py leaves it: executed.
    path = tmp_path / "exercises" / "toy.ipynb"
    exercise = exercises.read(path)
    for count, cell in enumerate(exercise.cells[1:3], 1):
        cell.execution_count = count
    exercise.cells[2].outputs = [new_output("stream", text="1\n")]
    exercises.write(path, exercises.render(exercise))
    return tmp_path


def change(path, edit):
    content = json.loads(path.read_text())
    edit(content)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def test_an_untouched_pair_passes_the_check_and_is_not_rewritten(course, run):
    before = (course / "exercises" / "toy.ipynb").read_bytes()
    assert run(course, "--check")[0] == 0
    assert run(course)[1] == ""
    assert (course / "exercises" / "toy.ipynb").read_bytes() == before


def test_generating_twice_from_nothing_gives_the_same_bytes(course, run):
    path = course / "exercises" / "toy.ipynb"
    path.unlink()
    run(course)
    first = path.read_bytes()
    path.unlink()
    run(course)
    assert path.read_bytes() == first


EDITS = {
    "source": lambda nb: nb["cells"][2]["source"].append("\n# more"),
    "prose": lambda nb: nb["cells"][3]["source"].append(" More."),
    "id": lambda nb: nb["cells"][3].update(id="other"),
    "order": lambda nb: nb["cells"].insert(1, nb["cells"].pop()),
    "cell metadata": lambda nb: nb["cells"][2]["metadata"].update(tags=["hide-input"]),
    "notebook metadata": lambda nb: nb["metadata"].update(author="me"),
    "a cell": lambda nb: nb["cells"].pop(),
}


@pytest.mark.parametrize("edited", ["solutions", "exercises"])
@pytest.mark.parametrize("edit", EDITS)
def test_a_change_on_either_side_is_named_and_repaired(course, run, edited, edit):
    change(course / edited / "toy.ipynb", EDITS[edit])
    code, _, stderr = run(course, "--check")
    assert code == 1
    assert "exercises/toy.ipynb: stale" in stderr
    assert run(course)[0] == 0
    assert run(course, "--check")[0] == 0


def test_a_missing_exercise_is_stale(course, run):
    (course / "exercises" / "toy.ipynb").unlink()
    assert "exercises/toy.ipynb: stale" in run(course, "--check")[2]


def test_another_layout_of_the_same_notebook_is_stale(course, run):
    path = course / "exercises" / "toy.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text())))
    assert run(course, "--check")[0] == 1


def test_outputs_belong_to_the_execution_not_to_the_check(course, run):
    path = course / "exercises" / "toy.ipynb"
    change(path, lambda nb: nb["cells"][2]["outputs"][0].update(text=["2\n"]))
    change(course / "solutions" / "toy.ipynb", lambda nb: nb["cells"][2].update(outputs=[]))
    assert run(course, "--check")[0] == 0


def test_a_change_of_prose_keeps_the_outputs(course, run):
    change(course / "solutions" / "toy.ipynb", EDITS["prose"])
    run(course)
    exercise = exercises.read(course / "exercises" / "toy.ipynb")
    assert exercise.cells[3].source == "Prose. More."
    assert exercise.cells[2].outputs[0].text == "1\n"


def test_a_change_of_code_drops_all_outputs(course, run):
    change(course / "solutions" / "toy.ipynb", EDITS["source"])
    assert "make refresh" in run(course)[1]
    exercise = exercises.read(course / "exercises" / "toy.ipynb")
    assert [c.execution_count for c in exercise.cells if c.cell_type == "code"] == [None, None]


def test_a_change_inside_a_solution_leaves_the_exercise_alone(course, run):
    path = course / "solutions" / "toy.ipynb"
    path.write_text(path.read_text().replace("return 2 * x", "return x + x"))
    assert run(course, "--check")[0] == 0


def test_an_exercise_without_a_solution_is_named(course, run):
    (course / "solutions" / "toy.ipynb").unlink()
    code, _, stderr = run(course, "--check")
    assert code == 1
    assert "exercises/toy.ipynb: has no solution" in stderr


def test_a_malformed_solution_is_named_without_a_traceback(course, run):
    path = course / "solutions" / "toy.ipynb"
    path.write_text(path.read_text().replace("    ### END SOLUTION", "    # end"))
    code, _, stderr = run(course)
    assert code == 1
    assert stderr == "solutions/toy.ipynb, cell 2: a solution begins and never ends\n"


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "old.ipynb"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        exercises.write(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_exercises_of_this_repository_are_up_to_date():
    assert exercises.main(["--check"]) == 0
