"""The launch buttons: on which pages, and whether their targets exist."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
import small_course
import yaml

from tools.publish import addresses as repository
from tools.publish import branch as notebooks

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
COLAB = "https://colab.research.google.com/github/some-one/small/blob/notebooks/"
BINDER = "https://mybinder.org/v2/gh/some-one/small/notebooks?urlpath=lab/tree/"


pytestmark = [pytest.mark.usefixtures("not_in_a_workflow"), small_course.SPHINX_IS_OLD]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the small course with the theme and the extension; return root, site and branch."""
    root = small_course.make(tmp_path_factory.mktemp("launch"))
    site, branch = small_course.build(root), root / "_build" / "notebooks"
    notebooks.assemble(root, branch)
    return root, site, branch


def targets(page):
    """Return the addresses of all launch buttons of a built page."""
    links = re.findall(r'<a href="([^"]+)"[^>]*class="btn btn-sm btn-launch-', page.read_text())
    return [unescape(link) for link in links]


def test_pages_with_code_have_buttons_and_no_other(built):
    root, site, _ = built
    pages = {p.relative_to(site).with_suffix("").as_posix() for p in site.rglob("*.html")}
    assert "chapters/two" in pages
    with_buttons = {page for page in pages if targets(site / f"{page}.html")}
    assert with_buttons == {"chapters/one", "exercises/one", "solutions/one"}


@pytest.mark.parametrize("page", ["chapters/one", "exercises/one", "solutions/one"])
def test_every_target_is_a_file_that_publishing_makes(built, page):
    root, site, branch = built
    colab, binder, download = targets(site / f"{page}.html")
    assert colab == f"{COLAB}{page}.ipynb"
    assert (branch / colab.removeprefix(COLAB)).is_file()
    assert binder == f"{BINDER}{page}.ipynb"
    assert (branch / binder.removeprefix(BINDER)).is_file()
    downloaded = site / page / ".." / download
    assert downloaded.resolve().read_bytes() == (branch / f"{page}.ipynb").read_bytes()


def test_every_address_inside_a_published_notebook_is_a_published_file(built):
    _, _, branch = built
    start = "https://github.com/some-one/small/raw/notebooks/"
    for notebook in branch.rglob("*.ipynb"):
        for path in re.findall(re.escape(start) + r"([\w./%-]+)", notebook.read_text()):
            assert (branch / unquote(path)).is_file(), path


def test_buttons_and_their_group_have_names(built):
    page = (built[1] / "chapters" / "one.html").read_text()
    assert 'aria-label="Run this page"' in page
    for text in ("Open in Colab", "Open in Binder", "Download notebook"):
        assert f'<span class="btn__text-container">{text}</span>' in page


def test_the_theme_links_to_the_same_repository(built):
    page = (built[1] / "chapters" / "one.html").read_text()
    assert "https://github.com/old/address" not in page


def test_the_placeholder_can_be_nobodys_repository():
    owner, _ = repository.owner_and_name(PLACEHOLDER)
    assert "_" in owner, "GitHub allows letters, digits and hyphens"


def test_a_workflow_of_a_fork_gives_its_own_address():
    environment = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "fork-er/rnn"}
    assert repository.repository_url(ROOT, environment) == "https://github.com/fork-er/rnn"
    assert repository.repository_url(ROOT, {}) == PLACEHOLDER


def test_the_site_of_an_owner_has_no_folder():
    assert repository.site_url("https://github.com/A-B/a-b.github.io") == "https://a-b.github.io"
    assert repository.site_url("https://github.com/A-B/rnn") == "https://a-b.github.io/rnn"


def test_the_address_stands_in_one_place():
    name = PLACEHOLDER.removeprefix("https://")
    tracked = [ROOT / f for f in ("tools", "_ext", "rnnutils", "chapters", ".github", "solutions")]
    files = [p for folder in tracked for p in folder.rglob("*") if p.is_file()]
    for path in [*files, ROOT / "_toc.yml", ROOT / "pyproject.toml"]:
        if path.suffix in {".py", ".md", ".yml", ".toml", ".ipynb"} and path.exists():
            assert name not in path.read_text("utf-8"), path


def test_the_book_uses_the_extension():
    sphinx = yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]
    assert sphinx["local_extensions"]["launch"] == "_ext"
    assert "launch" in sphinx["config"]["extensions"]
