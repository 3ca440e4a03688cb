"""The weekly run in Colab's image: every notebook is run whole, and each gets its line."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tools.publish import run_notebooks


@pytest.fixture
def write(tmp_path):
    def notebook(name, *cells):
        path = tmp_path / "some folder" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), path)
        return path

    return notebook


def test_all_are_run_in_their_folder_and_a_stop_is_told_with_its_cause(write, capsys):
    bad = write("bad", "1 / 0", "open('after.txt', 'w').close()")
    good = write("good", "open('ran.txt', 'w').close()", "import sys; print('hm', file=sys.stderr)")
    before = good.read_bytes()
    assert run_notebooks.main([str(bad), str(good)]) == 1
    out = capsys.readouterr().out
    assert re.findall(r"^ +[\d.]+ s  (\w+) +(.*)$", out, re.M) == [
        ("FAILED", str(bad)),
        ("run", str(good)),
    ]
    assert "ZeroDivisionError" in out and "\n    hm\n" in out
    assert (good.parent / "ran.txt").exists() and not (good.parent / "after.txt").exists()
    assert good.read_bytes() == before, "a run must not change what was published"


def test_a_notebook_without_fault_passes(write):
    assert run_notebooks.main([str(write("good", "assert 1 + 1 == 2"))]) == 0


def test_a_cell_that_takes_too_long_is_said_to_and_is_stopped(write, capsys):
    slow = write("slow", "import time; time.sleep(60)")
    assert run_notebooks.main([str(slow), "--timeout", "1"]) == 1
    assert "a cell took more than 1 s" in capsys.readouterr().out
