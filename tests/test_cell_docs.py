"""What the rooms of the cells say about themselves holds."""

import ast
import doctest
import importlib
import inspect
import sys

import pytest

ROOMS = [
    "shapes", "activations", "training", "perceptron", "feedforward",
    "cell", "recurrent", "step_back", "bptt", "layers", "twins",
]  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_examples_in_docstrings_hold(room):
    result = doctest.testmod(importlib.import_module(f"rnnutils.{room}"))
    assert result.failed == 0 and result.attempted > 0


@pytest.mark.parametrize("room", ROOMS)
def test_everything_public_has_an_example(room):
    module = importlib.import_module(f"rnnutils.{room}")
    for name, thing in vars(module).items():
        ours = getattr(thing, "__module__", None) == module.__name__ and inspect.isroutine(thing)
        if ours and not name.startswith("_"):
            assert ">>>" in thing.__doc__, name
    assert len(inspect.getsource(module).splitlines()) <= 250


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_library_but_numpy(room):  # test_package proves the order of the rooms
    module = importlib.import_module(f"rnnutils.{room}")
    for node in ast.parse(inspect.getsource(module)).body:
        names = [node.module] if isinstance(node, ast.ImportFrom) else []
        names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
        third_party = {n.split(".")[0] for n in names} - sys.stdlib_module_names
        assert third_party <= {"numpy", "rnnutils"}
