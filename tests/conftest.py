"""What all tests share: fixtures, and marks for those that a quick check leaves out."""

import functools
import re

import pytest

HEAVY = re.compile(r"\b(keras|tensorflow|msprime|statsmodels)\b")


@functools.cache
def _needs_heavy_library(path):
    return path.suffix == ".py" and bool(HEAVY.search(path.read_text("utf-8")))


def pytest_collection_modifyitems(items):
    """Mark the tests in files that name a library which takes seconds to load."""
    for item in items:
        if _needs_heavy_library(item.path) and "rnnutils" not in item.path.parts:
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(scope="module")
def not_in_a_workflow():
    """Hide the repository a workflow runs in, so that addresses come from `_config.yml`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        yield
