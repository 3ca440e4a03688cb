"""Plant faults in copies of the cells' rooms and count how many turn a test red.

A test suite is worth what it notices. Two kinds of faults are planted, one at a time: those a
person makes (faults.py: a swapped gate order, a missing bias, a dropped tanh′, …), and every
change of one operator, number or comparison in the rooms, made by a program. A fault that no
test notices is printed: either a test is missing, or the change makes no difference.

    python -m tools.quality.mutate                       everything: about 15 minutes on two cores
    python -m tools.quality.mutate --named               the faults a person makes: a minute
    python -m tools.quality.mutate --rooms bptt layers   only these rooms
"""

import argparse
import ast
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tools import ROOT
from tools.quality.faults import FAULTS, Fault

# Every room, and the test that knows it best; that one is asked first.
ROOMS = {
    "shapes": "test_training",
    "activations": "test_training",
    "training": "test_training",
    "perceptron": "test_perceptron",
    "feedforward": "test_feedforward",
    "cell": "test_recurrent",
    "recurrent": "test_recurrent",
    "step_back": "test_bptt",
    "bptt": "test_bptt",
    "layers": "test_layers",
    "masks": "test_attention",
    "attention": "test_attention",
    "alignment": "test_transformer",
    "heads": "test_transformer",
    "positions": "test_transformer",
    "residual": "test_transformer",
    "transformer": "test_transformer",
    "graph": "test_transformer",
    # These need Keras, so every run of them takes ten seconds and more.
    "twins": "test_twins",
    "keras_graph": "test_attention_twins",
}
FAST = sorted(set(ROOMS.values()) - {"test_twins", "test_attention_twins"})
TIMEOUT = 300
# Each sandbox gets a process of its own, forked from one that has loaded NumPy and pytest.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["numpy", "pytest"])


class Change(NamedTuple):
    """A change made by a program: the node at this place in the tree, in this way."""

    idea: str
    room: str
    place: int
    way: int

    def plant(self, source: str) -> str:
        """Return the source with the fault in it."""
        tree = ast.parse(source)
        node = list(ast.walk(tree))[self.place]
        _ways(node)[self.way][1]()
        return ast.unparse(tree)


SWAPS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def _ways(node: Any) -> list[tuple[str, Callable[[], None]]]:
    """Return the ways to change a node, each as a name and a function that does it."""

    def put(field: str, value: Any) -> Callable[[], None]:
        return lambda: setattr(node, field, value)

    ways = []
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
        other = SWAPS[type(node.op)]
        ways.append((f"{type(node.op).__name__} → {other.__name__}", put("op", other())))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        other = SWAPS[type(node.ops[0])]
        name = f"{type(node.ops[0]).__name__} → {other.__name__}"
        ways.append((name, put("ops", [other(), *node.ops[1:]])))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        ways.append((f"{type(node.op).__name__} dropped", put("op", ast.UAdd())))
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        ways.append((f"{node.value} → {not node.value}", put("value", not node.value)))
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        ways.append((f"{node.value} → {node.value + 1}", put("value", node.value + 1)))
    if isinstance(node, ast.IfExp):
        ways.append(("condition always true", put("test", ast.Constant(True))))
        ways.append(("condition never true", put("test", ast.Constant(False))))
    return ways


def changes(room: str, source: str) -> list[Change]:
    """Return every change of one node that `_ways` knows, defaults of arguments included."""
    return [
        Change(f"line {getattr(node, 'lineno', 0)}: {name}", room, place, way)
        for place, node in enumerate(ast.walk(ast.parse(source)))
        for way, (name, _) in enumerate(_ways(node))
    ]


def sandbox(folder: str) -> Path:
    """Copy the rooms and their tests; return the folder of the rooms."""
    rooms = Path(folder) / "rnnutils"
    rooms.mkdir(parents=True)
    (rooms / "__init__.py").touch()  # the map of the house is not on trial, and slow to load
    for room in ROOMS:
        shutil.copy(ROOT / "rnnutils" / f"{room}.py", rooms)
    for name in {*ROOMS.values(), "numerical", "cells"}:
        shutil.copy(ROOT / "tests" / f"{name}.py", folder)
    (Path(folder) / "pytest.ini").write_text("[pytest]\npythonpath = .\nfilterwarnings = error\n")
    return rooms


def red(folder: str, tests: Iterable[str]) -> bool:
    """Return whether one of the tests fails in a sandbox, or never ends."""
    child = FRESH.Process(target=_run, args=(folder, tests))
    child.start()
    child.join(TIMEOUT)
    child.kill()
    return child.exitcode != 0


def _run(folder: str, tests: Iterable[str]) -> None:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they are slow to load, and not needed
    os.chdir(folder)
    sys.dont_write_bytecode = True
    files = [f"{name}.py" for name in tests]
    sys.exit(pytest.main(["-x", "-c", "pytest.ini", "-p", "no:terminal", *files]))


def noticed(fault: Fault | Change) -> bool:
    """Return whether a test turns red when this fault is planted."""
    with tempfile.TemporaryDirectory() as folder:
        room = sandbox(folder) / f"{fault.room}.py"
        room.write_text(fault.plant(room.read_text()))
        first = ROOMS[fault.room]
        others = [name for name in FAST if name != first]
        return red(folder, [first]) or bool(others) and red(folder, others)


def check_unharmed(tests: Iterable[str]) -> None:
    """Refuse to count anything if the tests are red without a fault."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox(folder)
        if red(folder, tests):
            raise SystemExit("the tests are red without any fault: nothing to measure")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each fault that goes unnoticed and the score; return how many did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--named", action="store_true", help="only the faults a person makes")
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument("--only", nargs="+", metavar="IDEA", help="only these named faults")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    faults: list[Fault | Change] = [f for f in FAULTS if f.room in options.rooms]
    if options.only:
        faults = [f for f in faults if f.idea in options.only]
    elif not options.named:
        for room in options.rooms:
            faults += changes(room, (ROOT / "rnnutils" / f"{room}.py").read_text())
    check_unharmed(sorted({ROOMS[f.room] for f in faults}))
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(noticed, faults))
    for fault, seen in zip(faults, verdicts, strict=True):
        if not seen:
            print(f"unnoticed: {fault.room}.py, {fault.idea}")
    kinds = {"named": Fault, "made by a program": Change}
    for kind, cls in kinds.items():
        mine = [seen for fault, seen in zip(faults, verdicts, strict=True) if type(fault) is cls]
        if mine:
            print(f"{kind}: {sum(mine)} of {len(mine)} noticed, {sum(mine) / len(mine):.0%}")
    return verdicts.count(False)


if __name__ == "__main__":
    sys.exit(main() > 0)
