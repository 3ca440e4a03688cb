"""Plant faults in copies of the wings and count how many turn a test red.

A test suite is worth what it notices. Two kinds of faults are planted, one at a time: those a
person makes (faults.py: a swapped gate order, a missing bias, a dropped tanh′, …), and changes
of one operator, number, comparison or condition, made by a program: all that a small wing has,
a random sample of a large one. A fault that no test of its wing notices is printed: either a
test is missing, or the change makes no difference (faults.py says which, and why).

    python -m tools.quality.mutate                       every wing: an hour or two on two cores
    python -m tools.quality.mutate --wings nn attention  only these
    python -m tools.quality.mutate --named               only the faults a person makes

The tests of a wing are the doctests of its modules, what tests/<wing> or tests/test_<wing>.py
holds, and tests/test_defaults.py, of all wings. Those that name the changed module are asked
first, those that train with Keras last.
"""

import argparse
import ast
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tools import ROOT
from tools.quality.faults import EQUIVALENT, FAULTS, Fault

WINGS = sorted(
    path.stem
    for path in (ROOT / "rnnutils").iterdir()
    if path.stem[0] != "_" and (path.suffix == ".py" or (path / "__init__.py").is_file())
)
# In these wings a number is chosen: a case to ask about, a place on a sheet. The next one is as
# good, so numbers are left alone there; operators, comparisons and conditions are not.
CHOSEN = ("checks", "diagrams")
# Each run of tests gets a process of its own, forked from one that has loaded the libraries.
LIBRARIES = ["numpy", "pandas", "matplotlib.pyplot", "pytest"]
HEAVY_LIBRARIES = ["keras", "tensorflow", "statsmodels.api", "msprime"]
FRESH = multiprocessing.get_context("forkserver")


class Change(NamedTuple):
    """A change made by a program: these bytes of a module become that text, its line this code."""

    idea: str
    module: str
    line: int
    code: str
    start: int
    end: int
    text: str

    def plant(self, source: str) -> str:
        """Return the source with the fault in it."""
        old = source.encode()
        return (old[: self.start] + self.text.encode() + old[self.end :]).decode()

    @property
    def reason(self) -> str:
        """Why the change makes no difference; empty if it does, as far as is known."""
        return EQUIVALENT.get((self.module, self.code), "")


SWAPS: dict[type, Callable[[], ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.MatMult: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def _ways(node: Any, numbers: bool) -> list[tuple[str, ast.AST, ast.AST]]:
    """Return the ways to change a node: a name, what is replaced, and by what."""
    ways: list[tuple[str, ast.AST, ast.AST]] = []
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
        other = SWAPS[type(node.op)]()
        ways.append((_arrow(node.op, other), node, _but(node, op=other)))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        other = SWAPS[type(node.ops[0])]()
        ways.append((_arrow(node.ops[0], other), node, _but(node, ops=[other, *node.ops[1:]])))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        ways.append((f"{type(node.op).__name__} dropped", node, node.operand))
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        ways.append((f"{node.value} → {not node.value}", node, ast.Constant(not node.value)))
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and numbers:
        ways.append((f"{node.value} → {node.value + 1}", node, ast.Constant(node.value + 1)))
    if isinstance(node, (ast.IfExp, ast.If)):
        ways.append(("condition always true", node.test, ast.Constant(True)))
        ways.append(("condition never true", node.test, ast.Constant(False)))
    return ways


def _arrow(old: ast.AST, new: ast.AST) -> str:
    return f"{type(old).__name__} → {type(new).__name__}"


def _but(node: ast.AST, **fields: Any) -> Any:
    """Return a node like this one but for some fields."""
    return type(node)(**(dict(ast.iter_fields(node)) | fields))


class _Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        """Return the node that is to stand here."""
        return self.new if node is self.old else self.generic_visit(node)


def changes(module: str, source: str) -> list[Change]:
    """Return every change of one node that `_ways` knows, defaults of arguments included."""
    tree, numbers = ast.parse(source), module.split("/")[0] not in CHOSEN
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:k])) for k in range(len(lines))]
    # `zip(…, strict=True)` guards against what never comes: to drop it changes nothing.
    guards = {
        keyword.value
        for keyword in ast.walk(tree)
        if isinstance(keyword, ast.keyword) and keyword.arg == "strict"
    }
    # Inside an f-string no node knows its place: such a string is written anew as a whole.
    around: dict[ast.AST, ast.AST] = {}
    for string in ast.walk(tree):
        if isinstance(string, ast.JoinedStr):
            for node in ast.walk(string):
                around.setdefault(node, string)
    found = []
    for parent in ast.walk(tree):
        for name, old, new in [] if parent in guards else _ways(parent, numbers):
            whole: Any = around.get(old, old)
            text = ast.unparse(_Put(old, new).visit(whole))
            if whole is not old:
                _Put(new, old).visit(whole)
            start = starts[whole.lineno - 1] + whole.col_offset
            end = starts[whole.end_lineno - 1] + whole.end_col_offset
            text = text if isinstance(whole, ast.stmt) else f"({text})"
            change = Change(name, module, whole.lineno, "", start, end, text)
            code = change.plant(source).splitlines()[whole.lineno - 1].strip()
            found.append(change._replace(code=code))
    return found


def modules_of(wing: str, house: Path = ROOT) -> list[str]:
    """Return the modules of a wing as a fault names them: ``nn/lstm``."""
    rooms = house / "rnnutils"
    files = sorted((rooms / wing).rglob("*.py")) or [rooms / f"{wing}.py"]
    return [file.relative_to(rooms).with_suffix("").as_posix() for file in files]


def wing_of(fault: Fault | Change) -> str:
    """Return the wing a fault is planted in."""
    return fault.module.split("/")[0]


def source_of(module: str, house: Path = ROOT) -> str:
    """Return the text of a module of the house."""
    return (house / "rnnutils" / f"{module}.py").read_text("utf-8")


def template(folder: Path) -> None:
    """Copy wings and tests into a folder; all else in it leads back to the repository."""
    # conftest.py of the root loads kernels and nbval, for seconds; no wing needs them.
    own = {"rnnutils", "tests", "_build", "conftest.py"}
    for entry in ROOT.iterdir():
        if entry.name not in own and entry.name[0] != ".":
            (folder / entry.name).symlink_to(entry)
    skip = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(ROOT / "rnnutils", folder / "rnnutils", ignore=skip)
    (folder / "rnnutils/data").symlink_to(ROOT / "rnnutils/data")
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=skip)


def stages(module: str, house: Path = ROOT) -> list[list[str]]:
    """Return what to ask about a module, one after the other: arguments of pytest."""
    wing, stem = module.split("/")[0], module.split("/")[-1]
    tests = [house / "tests" / wing, house / "tests" / f"test_{wing}.py"]
    tests = [path.relative_to(house) for path in tests if path.exists()]
    rooms = Path("rnnutils", wing)
    rooms = rooms if (house / rooms).is_dir() else rooms.with_suffix(".py")
    asked = [
        ["-m", "not heavy", "-k", stem, f"rnnutils/{module}.py", *tests],
        ["-m", "not heavy", rooms, *tests, "tests/test_defaults.py"],
        ["-m", "heavy", *tests],
    ]
    return [[str(argument) for argument in stage] for stage in asked]


def red(
    house: Path, arguments: list[str], limit: float | None = None, keep_bytecode: bool = False
) -> bool:
    """Return whether a test fails in a copy of the house, or never ends."""
    child = FRESH.Process(target=_run, args=(house, arguments, keep_bytecode))
    child.start()
    child.join(limit)
    child.kill()
    child.join()
    if child.exitcode == pytest.ExitCode.USAGE_ERROR:
        raise RuntimeError(f"pytest does not understand {arguments}")
    return child.exitcode not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def _run(house: Path, arguments: list[str], keep_bytecode: bool) -> None:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they are slow to load, and not needed
    os.chdir(house)
    sys.dont_write_bytecode = not keep_bytecode
    options = ["-x", "-c", "pyproject.toml", "-p", "no:terminal", "-p", "no:cacheprovider"]
    options += ["-p", "pytest_timeout"]  # pyproject.toml sets it
    sys.exit(pytest.main([*options, "--doctest-modules", *arguments]))


def noticed(fault: Fault | Change, house: Path, limit: float | None = None) -> bool:
    """Return whether a test turns red when this fault is planted in a copy of a template."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(house, folder, copy_function=os.link, symlinks=True, dirs_exist_ok=True)
        module = Path(folder, "rnnutils", f"{fault.module}.py")
        planted = fault.plant(module.read_text("utf-8"))
        module.unlink()  # the template has the same file under another name
        module.write_text(planted, "utf-8")
        return any(red(Path(folder), stage, limit) for stage in stages(fault.module, house))


def check_unharmed(wing: str, house: Path) -> float:
    """Refuse to count anything if the tests are red without a fault; return their seconds."""
    start = time.monotonic()
    for stage in stages(modules_of(wing, house)[-1], house)[1:]:
        if red(house, stage, keep_bytecode=True):
            raise SystemExit(f"the tests of {wing} are red without any fault: nothing to measure")
    return time.monotonic() - start


def choose(wing: str, options: argparse.Namespace, house: Path) -> list[Fault | Change]:
    """Return the faults to plant in a wing, those of a person first."""
    named: list[Fault | Change] = [fault for fault in FAULTS if wing_of(fault) == wing]
    if options.only:
        return [fault for fault in named if fault.idea in options.only]
    if options.named:
        return named
    sources = {module: source_of(module, house) for module in modules_of(wing, house)}
    made = [change for module in sources for change in changes(module, sources[module])]
    if len(made) > options.sample:
        made = random.Random(options.seed).sample(made, options.sample)
    return [*named, *sorted(made, key=lambda change: (change.module, change.line))]


def show(wing: str, faults: list[Fault | Change], verdicts: Iterable[bool]) -> int:
    """Print what goes unnoticed in a wing, and its row of the table; return how many did."""
    total, unseen, same = len(faults), 0, 0
    for fault, seen in zip(faults, verdicts, strict=True):
        reason = fault.reason if isinstance(fault, Change) else ""
        same += bool(reason)
        if not seen:
            unseen += 1
            place, code = f"{fault.module}.py", ""
            if isinstance(fault, Change):
                place, code = f"{place}:{fault.line}", f": {fault.code}"
            why = reason and f" (makes no difference: {reason})"
            print(f"unnoticed: {place}, {fault.idea}{code}{why}", flush=True)
    found = total - unseen
    print(
        f"{wing:15} {total:4} planted {found:4} noticed {found / total:5.0%}"
        f"   {same:2} make no difference, without them {found / max(total - same, 1):5.0%}",
        flush=True,
    )
    return unseen


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each fault that goes unnoticed and the score of each wing; return how many did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wings", nargs="+", choices=WINGS, default=WINGS)
    parser.add_argument("--sample", type=int, default=60, help="changes by a program in a wing")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--named", action="store_true", help="only the faults a person makes")
    parser.add_argument("--only", nargs="+", metavar="IDEA", help="only these named faults")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    FRESH.set_forkserver_preload(LIBRARIES + ([] if options.only else HEAVY_LIBRARIES))
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        template(house := Path(folder))
        for wing in options.wings:
            if faults := choose(wing, options, house):
                limit = 60 + 10 * check_unharmed(wing, house)
                verdicts = pool.map(noticed, faults, repeat(house), repeat(limit))
                unnoticed += show(wing, faults, verdicts)
    return unnoticed


if __name__ == "__main__":
    sys.exit(main() > 0)
