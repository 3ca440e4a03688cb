"""The tools are a package: found by name alone, with no import that runs in a circle."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter

from tools import ROOT


def imported(path):
    """Return the modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def graph(*folders):
    """Return for every module of the folders those of its own house that it imports."""
    modules = {module(path): path for folder in folders for path in (ROOT / folder).rglob("*.py")}
    return {
        name: {
            part for part in modules if any(f"{found}.".startswith(f"{part}.") for found in uses)
        }
        for name, uses in ((name, set(imported(path))) for name, path in modules.items())
    }


def test_no_module_of_tools_imports_itself_over_others():
    assert len(list(TopologicalSorter(graph("tools", "_ext")).static_order())) > 30


def test_extensions_import_tools_and_no_tool_an_extension():
    arrows = graph("tools", "_ext")
    across = {(a[:4], b[:4]) for a, found in arrows.items() for b in found if a[:4] != b[:4]}
    assert across == {("_ext", "tool")}


def test_no_file_changes_the_path_of_python():
    changes = r"sys\.path(\.(insert|append|extend)|\[.*=)"
    found = ["git", "grep", "-nE", changes, "--", "*.py", "*.md", "*.ipynb"]
    assert subprocess.run(found, cwd=ROOT, capture_output=True, text=True).stdout == ""


def test_no_file_has_the_name_of_a_standard_library_module():
    """A file run by its path puts its folder first on Python's: `numbers.py` broke `decimal`."""
    names = {path.stem for folder in ("tools", "_ext") for path in (ROOT / folder).rglob("*.py")}
    assert not names & sys.stdlib_module_names
