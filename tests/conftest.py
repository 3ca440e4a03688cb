"""What all tests share: a fixture, and the quick check that `make check` asks for by `--light`."""

import re
import sys

import pytest

# What takes seconds to load, or more. Where a file does not name the one that its tests need,
# they are marked heavy.
HEAVY = ("keras", "tensorflow", "msprime", "statsmodels", "torch", "jax")
NAMED = re.compile(rf"\b({'|'.join(HEAVY)})\b")
# Folders whose tests build books, run notebooks, or open a browser.
WHOLE = ("tools", "notebooks", "site")


class Refuse:
    """An importer that finds no heavy library, and says what to do about it."""

    def find_spec(self, name, path=None, target=None):
        """Refuse a heavy library; know nothing of others."""
        if name.partition(".")[0] in HEAVY:
            raise ImportError(f"{name} is not for `make check`: mark the test heavy", name=name)


def pytest_addoption(parser):
    """Add the option of the quick check."""
    parser.addoption("--light", action="store_true", help="no heavy library, book or browser")


def pytest_configure(config):
    """Let the quick check prove that it loads nothing heavy."""
    if config.getoption("--light"):
        sys.meta_path.insert(0, Refuse())


def pytest_ignore_collect(collection_path, config):
    """Leave out of the quick check whole books, and files that name a heavy library."""
    if not config.getoption("--light"):
        return None
    if collection_path.suffix == ".py":
        return bool(NAMED.search(collection_path.read_text("utf-8"))) or None
    return (collection_path.parent.name == "tests" and collection_path.name in WHOLE) or None


def pytest_collection_modifyitems(config, items):
    """Leave heavy tests out of the quick check."""
    if config.getoption("--light"):
        heavy = [item for item in items if item.get_closest_marker("heavy")]
        config.hook.pytest_deselected(items=heavy)
        items[:] = [item for item in items if item not in set(heavy)]


@pytest.fixture(scope="module")
def not_in_a_workflow():
    """Hide the repository a workflow runs in, so that addresses come from `_config.yml`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        yield
