"""Published notebooks can be played with: what their visible cells use, visible cells define.

Cells tagged `remove-cell` hold the proofs of the prose and stay on the site's side, so nothing a
reader runs may lean on them.
"""

import ast
import builtins
import symtable
from pathlib import Path

import pytest

from tools.notebooks.files import read
from tools.publish import branch
from tools.publish.blocks import page_blocks

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {*dir(builtins), "__name__", "display", "get_ipython"}


def cells(page):
    """Return the code and tags of each code cell of a page of the repository."""
    path = ROOT / f"{page}.md"
    if path.exists():
        code = [
            block for block in page_blocks(path.read_text("utf-8")) if block.name == "code-cell"
        ]
        return [("\n".join(b.lines), str(b.options.get("tags", ""))) for b in code]
    notebook = read(ROOT / f"{page}.ipynb").cells
    code = [cell for cell in notebook if cell.cell_type == "code"]
    return [(cell.source, str(cell.metadata.get("tags", ""))) for cell in code]


def visible(page):
    """Return the code of each cell that is published."""
    return [code for code, tags in cells(page) if "remove-cell" not in tags]


def undefined(sources):
    """Return (number of the cell, name) of each name that is used before it is defined."""
    known, found = set(KNOWN), []
    for number, source in enumerate(sources, 1):
        for statement in ast.parse(source).body:
            used, defined = names(statement)
            found += [(number, name) for name in sorted(used - known)]
            known |= defined
    return found


def names(statement):
    """Return the global names that a statement needs, and those that it leaves behind."""
    table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    symbols = table.get_symbols()
    # From Python 3.12 on the table lists the variables of comprehensions as well.
    running = of_comprehensions(statement)
    defined = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()} - running
    used = {s.get_name() for s in symbols if s.is_referenced()} - running
    # `x = x + 1` needs x; `for x in y: print(x)` and a function that calls itself do not.
    if isinstance(statement, ast.AugAssign):
        used |= defined
    elif not isinstance(statement, ast.Assign):
        used -= defined
    return used | (inner(table) - defined - running), defined


def of_comprehensions(statement):
    """Return the names that comprehensions run through; nobody else sees them."""
    targets = [n.target for n in ast.walk(statement) if isinstance(n, ast.comprehension)]
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def inner(table):
    """Return the global names that functions, classes and comprehensions inside read."""
    found = set()
    for child in table.get_children():
        found |= {s.get_name() for s in child.get_symbols() if s.is_global() and s.is_referenced()}
        found |= inner(child)
    return found


@pytest.mark.parametrize("page", branch.launchable(ROOT))
def test_visible_cells_define_what_they_use(page):
    assert undefined(visible(page)) == []


def imports(source):
    """Return the module of each import of a cell."""
    body = ast.parse(source).body
    found = [[a.name for a in s.names] for s in body if isinstance(s, ast.Import)]
    return sum(found, [s.module for s in body if isinstance(s, ast.ImportFrom)])


@pytest.mark.parametrize("page", branch.launchable(ROOT))
def test_imports_stand_in_a_first_cell_that_nothing_folds(page):
    shown = [(code, tags) for code, tags in cells(page) if "remove-cell" not in tags]
    first, tags = shown[0]
    assert imports(first) and "hide" not in tags and len(first.splitlines()) <= 15
    folded = [name for code, tags in shown if "hide" in tags for name in imports(code)]
    # Keras takes seconds to load, so it waits for the section that needs it.
    assert {name.partition(".")[0] for name in folded} <= {"keras", "tensorflow"}


@pytest.mark.parametrize(
    ("sources", "missing"),
    [
        (["import numpy as np", "np.ones(2)"], []),
        (["np.ones(2)", "import numpy as np"], [(1, "np")]),
        (["x = 1\ny = [x for x in range(3) if x]"], []),
        (["x = x + 1"], [(1, "x")]),
        (["x += 1"], [(1, "x")]),
        (["for i in range(3):\n    print(i)"], []),
        (["def f(n):\n    return n and f(n - 1)"], []),
        (["def f():\n    return g()", "def g():\n    pass"], [(1, "g")]),
        (["class A(B):\n    def f(self):\n        return c"], [(1, "B"), (1, "c")]),
        (["a = [i for i in range(3) for j in k]"], [(1, "k")]),
        (["with open('x') as f:\n    text = f.read()", "text"], []),
        (["def f(a=b):\n    a, c = 1, a\n    return c"], [(1, "b")]),
    ],
)
def test_a_name_is_missing_or_not(sources, missing):
    assert undefined(sources) == missing
