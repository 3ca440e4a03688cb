import ast
import subprocess
import sys

import pytest

from tools.quality import mutate

EXPECTED = [
    "swapped gate order of the LSTM",
    "missing bias in unroll",
    "dropped tanh′",
    "off by one in time, backward",
    "mask ignored forward",
]


def source(room):
    return (mutate.ROOT / "rnnutils" / f"{room}.py").read_text()


def run(*arguments):
    """Run the tool as a reader does; return its exit code and what it prints."""
    command = [sys.executable, "-m", "tools.quality.mutate", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_a_handful_of_planted_faults_turn_a_test_red():
    assert run("--only", *EXPECTED) == (0, "named: 5 of 5 noticed, 100%\n")


def test_a_fault_that_changes_nothing_is_reported(monkeypatch, capsys):
    monkeypatch.setattr(mutate, "red", lambda folder, tests: False)
    assert mutate.main(["--only", *EXPECTED[:2]]) == 2
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"unnoticed: recurrent.py, {EXPECTED[0]}"
    assert printed[-1] == "named: 0 of 2 noticed, 0%"


@pytest.mark.parametrize("fault", mutate.FAULTS, ids=lambda fault: fault.idea)
def test_every_named_fault_still_finds_its_place(fault):
    planted = fault.plant(source(fault.room))
    assert planted != source(fault.room)
    ast.parse(planted)


def test_a_fault_without_a_place_says_so():
    with pytest.raises(ValueError, match="nowhere: cell.py has no 'xyz'"):
        mutate.Fault("nowhere", "cell", "xyz", "").plant(source("cell"))


def test_a_program_finds_every_operator_number_and_condition():
    found = mutate.changes("x", "y = -a + 1 if b < 2 and c else (d == 0.5) * f(True)")
    ideas = sorted(change.idea.removeprefix("line 1: ") for change in found)
    assert ideas == sorted(
        ["Add → Sub", "USub dropped", "1 → 2", "Lt → LtE", "2 → 3", "And → Or", "Eq → NotEq",
         "0.5 → 1.5", "Mult → Div", "True → False", "condition always true",
         "condition never true"]
    )  # fmt: skip
    for change in found:
        assert change.plant("y = -a + 1 if b < 2 and c else (d == 0.5) * f(True)")


def test_red_tests_without_a_fault_stop_the_count(monkeypatch):
    monkeypatch.setattr(mutate, "red", lambda folder, tests: True)
    with pytest.raises(SystemExit, match="red without any fault"):
        mutate.check_unharmed(["test_cell"])
