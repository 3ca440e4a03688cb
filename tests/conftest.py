"""Fixtures that several rooms of tests share."""

import pytest


@pytest.fixture(scope="module")
def not_in_a_workflow():
    """Hide the repository a workflow runs in, so that addresses come from `_config.yml`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        yield
