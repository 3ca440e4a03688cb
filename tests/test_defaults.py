"""What a reader gets without asking is the same in every wing."""

import importlib
import inspect
import pkgutil

import pytest

import rnnutils

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(rnnutils.__path__, "rnnutils.")
    if ".checks" not in found.name
]
PARAMETERS = [
    pytest.param(parameter, id=f"{thing.__module__}.{thing.__qualname__}-{parameter.name}")
    for module in MODULES
    for thing in vars(module).values()
    if callable(thing) and getattr(thing, "__module__", None) == module.__name__
    for parameter in inspect.signature(thing).parameters.values()
    if parameter.default is not parameter.empty
]


@pytest.mark.parametrize("seed", [p for p in PARAMETERS if p.values[0].name == "seed"])
def test_a_seed_not_given_is_zero(seed):
    assert seed.default == 0
