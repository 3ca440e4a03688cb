"""The first cell of a published notebook: it brings what the page needs and its host may lack.

What a page needs is read from its code: the packages it imports, and those which the modules of
rnnutils that it calls load when they are called. Colab has most of them (the recorded list);
the rest is installed in the version of the lock.
"""

import ast
import functools
import importlib
import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.book import kernels

COLAB = Path(__file__).with_name("colab_packages.txt")
# The kernel decides where its figures go.
SETTINGS = {k: v for k, v in kernels.ENVIRONMENT.items() if k != "MPLBACKEND"}

CELL = """\
# Colab and other hosts lack the helper package of this course; your own machine may have it.
import importlib.util
import os

# As on the machine that made the outputs below; what is set already stays.
for setting in "{settings}".split():
    os.environ.setdefault(*setting.split("="))
if importlib.util.find_spec("rnnutils") is None:
    %pip install --quiet {wheel}"""
MORE = """
if importlib.util.find_spec("{module}") is None:
    %pip install --quiet {requirement}"""


def cell(page_code: list[str], url: str, sha256: str, lock: str) -> str:
    """Return the code of the first cell.

    Parameters
    ----------
    page_code : list of str
        The code cells of the page.
    url : str
        Address of the wheel.
    sha256 : str
        Hash of the wheel, which pip compares.
    lock : str
        Text of requirements.txt.
    """
    settings = " ".join(f"{name}={value}" for name, value in SETTINGS.items())
    wheel = f"{quote(url, safe=':/')}#sha256={sha256}"
    text = CELL.format(settings=settings, wheel=wheel)
    for module, package in missing_on_colab(needs(page_code)).items():
        text += MORE.format(module=module, requirement=pinned(package, lock))
    return text


def missing_on_colab(modules: set[str]) -> dict[str, str]:
    """Return those of some modules that Colab lacks, each with the package it comes from."""
    there = {normalised(line) for line in COLAB.read_text("utf-8").split("\n") if line[:1] != "#"}
    sources = {module: distributions()[module] for module in sorted(modules)}
    return {module: names[0] for module, names in sources.items() if not known(names, there)}


distributions = functools.cache(packages_distributions)  # it reads every package


def known(names: Sequence[str], there: set[str]) -> bool:
    """Return whether one of some packages is there; tensorflow-cpu is TensorFlow."""
    return any(normalised(name).removesuffix("-cpu") in there for name in names)


def normalised(name: str) -> str:
    """Return the name of a package as pip compares names."""
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def pinned(package: str, lock: str) -> str:
    """Return a requirement in the version of the lock."""
    found = re.search(rf"^{re.escape(normalised(package))}==[\w.+!-]+", lock, re.M)
    if not found:
        raise ValueError(f"{package} is not in requirements.txt")
    return found[0]


# What code needs ------------------------------------------------------------------


def needs(sources: list[str]) -> set[str]:
    """Return the packages outside rnnutils that code imports, itself or through rnnutils."""
    trees = [ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.M)) for source in sources]
    found = {package for tree in trees for package in packages(tree)}
    new, seen = {module for tree in trees for module in modules(tree)}, set[str]()
    while new:
        seen |= new
        found |= {package for module in new for package in packages(parsed(module))}
        new = {inner for module in new for inner in modules(parsed(module))} - seen
    return found


@functools.cache
def parsed(module: str) -> ast.Module:
    """Return the syntax tree of a module of rnnutils."""
    return ast.parse(Path(str(sys.modules[module].__file__)).read_text("utf-8"))


@functools.cache
def packages(tree: ast.Module) -> set[str]:
    """Return the packages that code imports itself, without ours and those of Python."""
    found = {name.partition(".")[0] for name in imported(tree)}
    return found - set(sys.stdlib_module_names) - {"rnnutils", "IPython"}


@functools.cache
def modules(tree: ast.Module) -> set[str]:
    """Return the modules of rnnutils that define what code imports from it or calls in it."""
    ours = {name for name in imported(tree) if name.partition(".")[0] == "rnnutils"}
    return {module for name in ours | set(called(tree)) if (module := home(name))}


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names that code imports, `from a import b` as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(tree: ast.Module) -> Iterator[str]:
    """Yield what is taken from rnnutils, or from a name that may have been imported from it."""
    for node in ast.walk(tree):
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if parts and isinstance(node, ast.Name):
            yield ".".join(["rnnutils", node.id, *reversed(parts)]).replace(
                "rnnutils.rnnutils", "rnnutils"
            )


@functools.cache
def home(name: str) -> str | None:
    """Return the module in which a dotted name of rnnutils is defined, or None."""
    thing: Any = importlib.import_module("rnnutils")
    for part in name.split(".")[1:]:
        # Not getattr: rnnutils answers to old names too, with a warning.
        inner = getattr(thing, "__dict__", {}).get(part)
        if inner is None and find_module(f"{getattr(thing, '__name__', '')}.{part}"):
            inner = importlib.import_module(f"{thing.__name__}.{part}")
        if inner is None:
            break  # a name of the page, or an attribute of an object
        thing = inner
    module = str(thing.__name__ if inspect.ismodule(thing) else getattr(thing, "__module__", ""))
    # A package gathers names; only those that are called count.
    if not module.startswith("rnnutils.") or hasattr(sys.modules[module], "__path__"):
        return None
    return module


def find_module(name: str) -> bool:
    """Return whether a module of rnnutils has this name."""
    path = Path(str(sys.modules["rnnutils"].__file__)).parents[1] / name.replace(".", "/")
    return name.startswith("rnnutils.") and (path.is_dir() or path.with_suffix(".py").is_file())
