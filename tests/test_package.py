"""The package as a house: rooms in order, small, light to enter, with examples that run."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import rnnutils

HOUSE = Path(rnnutils.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))
# The order in which data flows; a room imports from rooms before it only.
ROOMS = [
    "datasets",
    "records",
    "preprocessing",
    "windowing",
    "encoding",
    "tasks",
    "dates",
    "shapes",
    "activations",
    "training",
    "perceptron",
    "feedforward",
    "cell",
    "recurrent",
    "initialisation",
    "step_back",
    "bptt",
    "scan",
    "min_gru",
    "layers",
    "masks",
    "attention",
    "alignment",
    "heads",
    "positions",
    "residual",
    "transformer",
    "graph",
    "keras_graph",
    "twins",
    "metrics",
    "forecasting",
    "baselines",
    "models",
    "decoding",
    "encoder_decoder",
    "teacher_forcing",
    "translation",
    "bottleneck",
    "ngrams",
    "characters",
    "sampling",
    "text_models",
    "style",
    "genomics",
    "plotting",
    "maps",
    "highlight",
    "diagrams",
    "checks",
]


def room_of(file):
    return file.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_rooms(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rnnutils"):
            parts = node.module.split(".")
            names = parts[1:2] or [alias.name for alias in node.names]
            yield from names


def test_every_room_has_its_place_in_the_order():
    assert {room_of(file) for file in FILES} - {"__init__"} == set(ROOMS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_a_room_imports_only_rooms_before_it(file):
    room = room_of(file)
    if room == "__init__":
        return
    allowed = ROOMS[: ROOMS.index(room) + 1]
    assert set(imported_rooms(file)) <= set(allowed)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_a_room_is_at_most_250_lines(file):
    assert len(file.read_text("utf-8").splitlines()) <= 250


def test_importing_the_package_loads_no_heavy_library():
    code = "import sys, rnnutils; print([m for m in sys.modules if m in HEAVY])"
    heavy = "HEAVY = {'babel', 'tensorflow', 'keras', 'statsmodels', 'torch', 'jax'};"
    done = subprocess.run(
        [sys.executable, "-c", heavy + code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_map_lists_names_that_exist_once():
    assert len(set(rnnutils.__all__)) == len(rnnutils.__all__)
    for name in rnnutils.__all__:
        assert hasattr(rnnutils, name), name


def test_public_names_stand_in_the_order_of_their_rooms():
    homes = [getattr(rnnutils, name).__module__.split(".")[1] for name in rnnutils.__all__]
    order = [ROOMS.index(home) for home in homes]
    assert order == sorted(order)
