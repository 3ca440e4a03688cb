"""The first cell of a notebook: with it and what Colab has, every page finds its packages.

Colab is imitated by hiding what is neither on the recorded list of its packages nor brought by
the first cell.
"""

import functools
import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement

from tools import ROOT
from tools.book import kernels
from tools.notebooks.files import read
from tools.publish import branch, install
from tools.publish.page import Page
from tools.publish.project import Project

LOCK = (ROOT / "requirements.txt").read_text("utf-8")
URL = "https://github.com/some-one/small/raw/notebooks/rnnutils-0.1.0+g1-py3-none-any.whl"

# Hides the packages of this environment that are not named in the second argument.
HIDE = """
import importlib.abc, importlib.metadata, json, sys

class Hide(importlib.abc.MetaPathFinder):
    def __init__(self, allowed):
        self.hidden = {
            module for module, names in importlib.metadata.packages_distributions().items()
            if module != "rnnutils" and not any(plain(name) in allowed for name in names)
        }

    def find_spec(self, name, path=None, target=None):
        if name in self.hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def plain(name):
    name = name.lower().replace("_", "-").replace(".", "-")
    return "tensorflow" if name == "tensorflow-cpu" else name

sys.meta_path.insert(0, Hide(set(json.loads(sys.argv[1]))))
"""
IMPORT = HIDE + "for name in json.loads(sys.argv[2]):\n    __import__(name)\n"


@functools.cache
def project():
    return Project(ROOT)


def page_code(page):
    """Return the published code of a page."""
    path = ROOT / f"{page}.md"
    if path.exists():
        cells = Page(page, project()).cells(path.read_text("utf-8"))
    else:
        cells = read(ROOT / f"{page}.ipynb").cells
    return [c.source for c in branch.visible([c for c in cells if c.cell_type == "code"])]


def brought(first_cell):
    """Return the packages that a first cell installs, with all that they ask for."""
    lines = re.findall(r"%pip install --quiet (\S+)", first_cell)
    new = {"rnnutils", *(Requirement(line).name for line in lines if "://" not in line)}
    seen = set()
    while new:
        seen |= new
        new = {need for name in new for need in asked(name)} - seen
    return seen


def asked(name):
    try:
        needs = [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:
        return set()
    needs = [n for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})]
    return {install.normalised(need.name) for need in needs}


def colab():
    lines = install.COLAB.read_text("utf-8").split("\n")
    return {install.normalised(line) for line in lines if line and line[0] != "#"}


def run(code, *arguments):
    """Run code where only some packages are found; return what it said to stderr."""
    command = [sys.executable, "-c", code, *map(json.dumps, arguments)]
    environment = os.environ | kernels.ENVIRONMENT
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def groups():
    """Return the packages that pages need, by what their first cells bring."""
    found = {}
    for page in branch.launchable(ROOT):
        code = page_code(page)
        cell = install.cell(code, URL, "0" * 64, LOCK)
        found.setdefault(tuple(sorted(brought(cell))), set()).update(install.needs(code))
    return found


def test_every_page_finds_its_packages_on_colab(groups):
    assert any("msprime" in packages for packages in groups)
    for packages, needed in groups.items():
        assert run(IMPORT, sorted(colab() | set(packages)), sorted(needed)) == ""


def test_a_page_that_simulates_runs_with_these_packages_alone():
    code = page_code("chapters/diagrams")
    first = install.cell(code, URL, "0" * 64, LOCK)
    page = "\n".join([re.sub(r"%pip.*", "raise ImportError('not brought')", first), *code])
    program = f"import matplotlib\nmatplotlib.use('agg')\n{page}"
    assert run(f"{HIDE}\n{program}", sorted(colab() | brought(first))) == ""


def test_a_package_that_the_first_cell_forgets_is_noticed(groups):
    for packages in groups:
        allowed = sorted((colab() | set(packages)) - {"msprime"})
        assert "No module named 'msprime'" in run(IMPORT, allowed, ["msprime"])


def test_a_package_is_needed_by_what_a_page_calls_not_by_what_it_loads():
    assert "msprime" in install.needs(["from rnnutils import genomics\ngenomics.simulate_trees(1)"])
    assert "msprime" not in install.needs(["from rnnutils import genomics, rmse\nrmse(1, 2)"])
    assert "babel" in install.needs(["import rnnutils\nrnnutils.human_dates(3)"])
    assert "statsmodels" in install.needs(["from rnnutils import fit_sarima as fit\nfit(1)"])


def test_the_first_cell_installs_only_what_is_missing_in_the_version_of_the_lock():
    cell = install.cell(["import msprime"], URL, "ab" * 32, LOCK)
    ran = []
    source = re.sub(r"%pip install --quiet (\S+)", r"ran.append('\1')", cell)
    exec(source, {"ran": ran})
    assert ran == []
    exec(source.replace("is None", "is not None"), {"ran": ran})
    wheel, msprime = ran
    assert wheel == URL.replace("+", "%2B") + "#sha256=" + "ab" * 32
    assert re.fullmatch(r"msprime==[\d.]+", msprime) and msprime in LOCK


def test_the_first_cell_sets_what_the_pages_were_proved_with_and_no_more(monkeypatch):
    for name in install.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    exec(re.sub(r"%pip.*", "pass", install.cell([], URL, "", LOCK)), {})
    seen = {name: os.environ.get(name) for name in install.SETTINGS}
    for name in install.SETTINGS:  # monkeypatch does not know them
        monkeypatch.setenv(name, "")
    assert seen == install.SETTINGS | {"OMP_NUM_THREADS": "7"}
    assert {"OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"} <= seen.keys()
