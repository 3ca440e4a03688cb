"""The package as a house: wings in order, files that fit a screen or two, light to enter."""

import ast
import graphlib
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import rnnutils
from rnnutils import genomics

HOUSE = Path(rnnutils.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))
# The wings through which the data walks; one imports from those before it only.
WINGS = [
    "renamed",
    "arrays",
    "inputs",
    "figures",
    "nn",
    "attention",
    "keras_twins",
    "keras_training",
    "forecasting",
    "text",
    "translation",
    "genomics",
    "diagrams",
    "checks",
]
# What `import rnnutils` may load besides the standard library and what these three load.
LIBRARIES = ("numpy", "pandas", "matplotlib")

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOUSE)))


def module_of(file):
    parts = file.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in FILES}


def imports_of(module):
    """Return the modules of the house that one imports anywhere, in functions too."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inside or {node.module}
    return {name for name in found if name in MODULES} - {module}


def wing_of(module):
    return module.split(".")[1]


def test_every_wing_has_its_place_in_the_order():
    assert {wing_of(module) for module in MODULES if "." in module} == set(WINGS)


@each_file
def test_a_wing_imports_only_itself_and_wings_before_it(file):
    module = module_of(file)
    if module == "rnnutils":
        return
    allowed = set(WINGS[: WINGS.index(wing_of(module)) + 1])
    used = imports_of(module)
    assert "rnnutils" not in used, "the face imports the wings, not the other way round"
    assert {wing_of(name) for name in used} <= allowed


def test_no_module_imports_itself_by_a_detour():
    order = graphlib.TopologicalSorter({module: imports_of(module) for module in MODULES})
    assert len(list(order.static_order())) == len(MODULES)  # a circle raises CycleError


@each_file
def test_a_file_is_at_most_250_lines_unless_it_is_data(file):
    if file.parent.name != "checks":
        assert len(file.read_text("utf-8").splitlines()) <= 250


def test_no_name_of_a_package_hides_one_of_its_modules():
    for name, file in MODULES.items():
        if file.name == "__init__.py":
            package = importlib.import_module(name)
            for module in pkgutil.iter_modules(package.__path__):
                found = getattr(package, module.name, None)
                assert found is None or found.__name__ == f"{name}.{module.name}"


def test_no_public_name_is_a_variable_of_the_lecture():
    """`from rnnutils import *` must leave `train, test, scaler = …` alone."""
    lecture = {"train", "test", "scaler", "model", "history", "data", "df", "X", "Y"}
    assert not lecture & {*rnnutils.__all__, *genomics.__all__}


@pytest.mark.parametrize("module", [m for m in MODULES if ".nn." in m or ".attention." in m])
def test_networks_written_out_need_numpy_alone(module):
    third_party = set()
    for node in ast.parse(MODULES[module].read_text("utf-8")).body:
        names = [node.module] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        third_party |= {name.split(".")[0] for name in names} - sys.stdlib_module_names
    assert third_party <= {"numpy", "rnnutils"}


def test_importing_the_package_loads_numpy_pandas_and_matplotlib_and_nothing_else():
    code = (
        f"import sys, {', '.join(LIBRARIES)}, matplotlib.pyplot\n"
        "before = set(sys.modules)\n"
        "import rnnutils\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(new - set(sys.stdlib_module_names) - {name for name in new"
        f" if name in {LIBRARIES}}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HOUSE.parent
    )
    assert done.stdout.split() == ["rnnutils"]


@pytest.mark.parametrize("package", [rnnutils, genomics], ids=lambda p: p.__name__)
def test_the_face_lists_names_that_exist_once(package):
    assert len(set(package.__all__)) == len(package.__all__)
    for name in package.__all__:
        assert hasattr(package, name), name


def test_public_names_stand_in_the_order_of_their_wings():
    named = [getattr(rnnutils, name) for name in rnnutils.__all__]
    homes = [value.__module__ for value in named if not isinstance(value, str)]
    order = [WINGS.index(wing_of(home)) for home in homes]
    assert order == sorted(order)
