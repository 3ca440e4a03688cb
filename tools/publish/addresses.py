"""Where the course is published, derived from one address.

The address stands in _config.yml, `repository: url:`. In a GitHub workflow the environment names
the repository that runs it, so a fork publishes its own links without a change.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from tools import ROOT

# The branch that holds plain notebooks and the wheel; Binder and Colab open them from there.
BRANCH = "notebooks"


def repository_url(root: Path = ROOT, environment: Mapping[str, str] = os.environ) -> str:
    """Return the address of the repository, without a slash at its end."""
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and name:
        return f"{server}/{name}"
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    return config["repository"]["url"].rstrip("/")


def owner_and_name(url: str) -> tuple[str, str]:
    """Return the two last parts of an address."""
    owner, name = url.rsplit("/", 2)[1:]
    return owner, name


def site_url(url: str) -> str:
    """Return the address of the site that GitHub Pages serves for a repository."""
    owner, name = owner_and_name(url)
    host = f"{owner.lower()}.github.io"
    return f"https://{host}" if name.lower() == host else f"https://{host}/{name}"


def page_url(url: str, page: str) -> str:
    """Return the address of a page of the site, as chapters/forecasting."""
    return f"{site_url(url)}/{page}.html"


def file_url(url: str, path: str) -> str:
    """Return the address of a file on the published branch."""
    return f"{url}/raw/{BRANCH}/{path}"


def binder_url(url: str, page: str) -> str:
    """Return the address that opens a page as a notebook in JupyterLab on Binder."""
    owner, name = owner_and_name(url)
    return (
        f"https://mybinder.org/v2/gh/{owner}/{name}/{BRANCH}?urlpath=lab/tree/{notebook_path(page)}"
    )


def colab_url(url: str, page: str) -> str:
    """Return the address that opens a page as a notebook in Google Colab."""
    owner, name = owner_and_name(url)
    return (
        "https://colab.research.google.com/github/"
        f"{owner}/{name}/blob/{BRANCH}/{notebook_path(page)}"
    )


def notebook_path(page: str) -> str:
    """Return where a page stands as a notebook on the published branch."""
    return f"{page}.ipynb"
