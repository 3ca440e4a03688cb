"""A check accepts any right answer and names the idea behind each plausible wrong one.

The answers of a chapter are in ``answers/<stem>.py``: ``RIGHT`` holds (check, answer, ...) and
``WRONG`` (check, answer, ..., words that the verdict must hold).
"""

import importlib
import json
import linecache
from pathlib import Path

import numpy as np
import pytest

from rnnutils import checks

ROOT = Path(__file__).resolve().parents[2]
STEMS = sorted(file.stem for file in (ROOT / "solutions").glob("*.ipynb"))
MODULES = {stem: importlib.import_module(f"rnnutils.checks.{stem}") for stem in STEMS}
ANSWERS = {stem: importlib.import_module(f"checks.answers.{stem}") for stem in STEMS}


def stub(*_):
    raise NotImplementedError


def all_checks(module):
    return [value for value in vars(module).values() if hasattr(value, "verdict")]


EVERY = [check for module in MODULES.values() for check in all_checks(module)]
RIGHT = [entry for answers in ANSWERS.values() for entry in answers.RIGHT]
WRONG = [entry for answers in ANSWERS.values() for entry in answers.WRONG]


# These checks train the reader's network in Keras, or ours beside it.
TRAINED = {"forecasting.settings", "lstm.settings", "layers_and_states.stacked_reader"}


def marked(values, check_of):
    """Return the values as parameters of a test, heavy where their check trains a network."""
    called = [name(check_of(value)) for value in values]
    return [
        pytest.param(value, id=label, marks=[pytest.mark.heavy] * (label in TRAINED))
        for value, label in zip(values, called, strict=True)
    ]


def itself(check):
    return check


def first(entry):
    return entry[0]


def name(check):
    return f"{check.__module__.split('.')[-1]}.{check.__name__}"


@pytest.mark.parametrize("check", marked(EVERY, itself))
def test_an_untouched_exercise_is_not_attempted_yet(check):
    assert check.verdict(stub).startswith("[ ] ")
    assert check.verdict(stub).endswith(": not attempted yet")


@pytest.mark.parametrize("entry", marked(RIGHT, first))
def test_a_right_answer_passes(entry):
    check, *answers = entry
    assert check.verdict(*answers).startswith("[x] "), check.verdict(*answers)


@pytest.mark.parametrize("entry", marked(WRONG, first))
def test_a_wrong_answer_meets_the_idea_that_is_off(entry):
    check, *answers, idea = entry
    verdict = check.verdict(*answers)
    assert verdict.startswith("[!] ") and idea in verdict, verdict


@pytest.mark.parametrize("check", EVERY, ids=name)
def test_every_check_accepts_some_answer_and_rejects_some(check):
    assert check in {entry[0] for entry in RIGHT}
    assert check in {entry[0] for entry in WRONG}


def test_an_answer_that_stops_is_told_how():
    verdict = MODULES["forecasting"].split_and_scale.verdict(lambda series, n: series[0, 0])
    assert verdict.startswith("[!] Stop the leak") and "IndexError" in verdict


def test_a_check_prints_its_verdict(capsys):
    windows = MODULES["forecasting"].windows
    windows(stub)
    assert capsys.readouterr().out == windows.verdict(stub) + "\n"


@pytest.mark.parametrize("stem", STEMS)
def test_every_check_of_a_chapter_stands_in_its_notebook_once(stem):
    cells = json.loads((ROOT / "solutions" / f"{stem}.ipynb").read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    for check in all_checks(MODULES[stem]):
        assert code.count(f"check.{check.__name__}(") == 1, check.__name__


def test_every_module_of_checks_has_its_notebook():
    # A leading underscore marks a part of a chapter's checks that has a file of its own.
    modules = {file.stem for file in Path(checks.__file__).parent.glob("[!_]*.py")}
    assert modules == set(STEMS)


CELL = """def helper(x):
    return x[9]


def step(x, h, *weights):
    return helper(x)


def multiply(x, h, *weights):
    return weights[0] * x


def invert(x, h, *weights):
    return np.linalg.inv(x)
"""


@pytest.fixture
def cell():
    """Run a cell as a notebook does: in the module `__main__`, with its lines at hand."""
    linecache.cache["<cell>"] = len(CELL), None, CELL.splitlines(True), "<cell>"
    names = {"__name__": "__main__", "np": np}
    exec(compile(CELL, "<cell>", "exec"), names)
    yield names
    del linecache.cache["<cell>"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("step", "line 2 of its cell, `return x[9]`, with IndexError: "),
        ("multiply", "line 10 of its cell, `return weights[0] * x`, with ValueError: "),
        ("invert", "line 14 of its cell, `return np.linalg.inv(x)`, with LinAlgError: "),
    ],
)
def test_an_answer_that_stops_is_told_its_line_and_not_a_line_of_ours(cell, name, line):
    assert f"your code stopped in {line}" in MODULES["vanilla_rnn"].step.verdict(cell[name])


def test_an_answer_that_cannot_be_used_has_no_line_that_stopped():
    verdict = MODULES["vanilla_rnn"].step.verdict(lambda *given: "tanh")
    assert "cannot use what your code returned: ValueError" in verdict
    assert "line" not in verdict
