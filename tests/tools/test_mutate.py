import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tools.quality import mutate
from tools.quality.faults import Fault

HOUSE = mutate.ROOT / "rnnutils"
EXPECTED = [
    "swapped gate order of the LSTM",
    "missing bias in unroll",
    "dropped tanh′",
    "off by one in time, backward",
    "mask ignored forward",
]


def run(*arguments):
    """Run the tool as a reader does; return its exit code and what it prints."""
    command = [sys.executable, "-m", "tools.quality.mutate", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_handful_of_planted_faults_turn_a_test_red():
    code, printed = run("--only", *EXPECTED)
    assert (code, printed.split()[:5]) == (0, ["nn", "5", "planted", "5", "noticed"])


def test_a_fault_that_changes_nothing_is_reported(monkeypatch, capsys):
    monkeypatch.setattr(mutate, "check_unharmed", lambda wing, house: 0)
    monkeypatch.setattr(mutate, "noticed", lambda fault, *rest: fault.module == "nn/lstm")
    assert mutate.main(["--only", *EXPECTED[:2]]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"unnoticed: nn/walk.py, {EXPECTED[1]}"
    assert "2 planted    1 noticed   50%" in printed[1]


@pytest.mark.parametrize("fault", mutate.FAULTS, ids=lambda fault: fault.idea)
def test_every_named_fault_still_finds_its_place(fault):
    source = mutate.source_of(fault.module)
    planted = fault.plant(source)
    assert planted != source
    ast.parse(planted)


def test_every_change_that_makes_no_difference_still_finds_its_place():
    modules = {module for module, _ in mutate.EQUIVALENT}
    found = [c for module in modules for c in mutate.changes(module, mutate.source_of(module))]
    assert mutate.EQUIVALENT.keys() <= {(c.module, c.code) for c in found}


def test_a_fault_without_a_place_says_so():
    with pytest.raises(ValueError, match="nowhere: nn/cell.py has no 'xyz'"):
        Fault("nowhere", "nn/cell", "xyz", "").plant(mutate.source_of("nn/cell"))


def test_a_program_finds_every_operator_number_and_condition():
    found = mutate.changes("x", "if y:\n    y = -a + 1 if b < 2 and c else (d == 0.5) * f(True)")
    assert sorted((change.line, change.idea) for change in found) == sorted(
        [(1, "condition always true"), (1, "condition never true")] + [(2, idea) for idea in (
            "Add → Sub", "USub dropped", "1 → 2", "Lt → LtE", "2 → 3", "And → Or", "Eq → NotEq",
            "0.5 → 1.5", "Mult → Div", "True → False", "condition always true",
            "condition never true",
        )]
    )  # fmt: skip


@pytest.mark.parametrize(
    "source, planted",
    [
        ("é = a * (b + c)  # kept", "é = (a / (b + c))  # kept"),
        ("é = f'ü{x:.3f}' f'{n + k}'", "é = (f'ü{x:.3f}{n - k}')"),
        ("while True:\n    n -= k", "while True:\n    n += k"),
    ],
)
def test_a_change_leaves_all_else_as_it_was(source, planted):
    assert planted in [change.plant(source) for change in mutate.changes("x", source)]


def test_numbers_that_were_chosen_are_left_alone():
    ideas = [change.idea for change in mutate.changes("diagrams/x", "f(a + 20, not b, True)")]
    assert sorted(ideas) == ["Add → Sub", "Not dropped", "True → False"]


def test_every_module_but_the_faces_is_in_a_wing():
    files = {path.relative_to(HOUSE) for path in HOUSE.rglob("*.py") if path.parent != HOUSE}
    mine = [module for wing in mutate.WINGS for module in mutate.modules_of(wing)]
    assert files <= {Path(f"{module}.py") for module in mine}
    assert "keras_training" in mine


def test_every_wing_has_tests_of_its_own():
    for wing in mutate.WINGS:
        doctests, *tests, of_all = mutate.stages(mutate.modules_of(wing)[-1])[1][2:]
        assert tests, f"neither tests/{wing} nor tests/test_{wing}.py"


def test_red_tests_without_a_fault_stop_the_count(monkeypatch):
    monkeypatch.setattr(mutate, "red", lambda *arguments, **options: True)
    with pytest.raises(SystemExit, match="tests of nn are red without any fault"):
        mutate.check_unharmed("nn", mutate.ROOT)


def test_a_fault_is_not_noticed_by_asking_for_what_is_not_there():
    with pytest.raises(RuntimeError, match="does not understand"):
        mutate.red(mutate.ROOT, ["tests/nowhere.py"])
