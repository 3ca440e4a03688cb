"""What a stranger reads first is true: every path, command and licence it names exists.

A rule takes a text and returns its faults; each rule is shown to find a planted one.
"""

import configparser
import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "rnnutils" / "data"
FORMS = sorted(path.name for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
STEM = "lstm"  # a chapter that stands for all where a path has <stem>
FILE = re.compile(r"\.(py|md|yml|toml|txt|cff|bib|sh|ipynb|npz|csv|bz2|js|woff2)$")


def read(name):
    return (ROOT / name).read_text("utf-8")


def tracked():
    """Return the files that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


# What is written about the repository; what Jupyter Book reads is written about the course.
PAGES = ("chapters/", "index.md", "tests/fixtures/")
DOCUMENTS = [name for name in tracked() if name.endswith(".md") and not name.startswith(PAGES)]

each_document = pytest.mark.parametrize("name", DOCUMENTS)


# Paths ----------------------------------------------------------------------------


def paths(text):
    """Return the words in code font, and the targets of links, that look like a path.

    A web address and a name of Python do not.
    """
    spans = re.findall(r"(?<!`)`([^`\n]+)`", text) + re.findall(r"\]\(([^)\s]+)\)", text)
    words = [word for span in spans for word in span.split()]
    named = [word for word in words if re.fullmatch(r"[A-Za-z_.<][\w.<>*/-]*", word)]
    return [word for word in named if "/" in word or FILE.search(word)]


def missing(text, folder="."):
    """Return the paths that a text in a folder names and that are not in the repository."""
    products = [line.strip("/") for line in read(".gitignore").splitlines()]
    names = {Path(file).name for file in tracked()}
    faults = []
    for path in paths(text):
        here = path.replace("<stem>", STEM).strip("/")
        found = any(list((ROOT / start).glob(here)) for start in (".", folder))
        found = found or ("/" not in path and here in names)
        if not found and here.split("/")[0] not in products:
            faults.append(path)
    return faults


@each_document
def test_every_path_that_a_document_names_exists(name):
    assert missing(read(name), Path(name).parent) == []


def test_a_path_that_is_gone_is_noticed():
    text = "`chapters/<stem>.md`, `_toc.yml`, `_build/html`, `test_house.py` [x](LICENSE) `x = 1/2`"
    assert missing(text) == []
    assert missing("`airlines.csv` `../arrays.py`", "rnnutils/data") == []
    gone = ["chapters/none.md", "no/such/", "test_none.py", "rnnutils/none/*.py", "../arrays.py"]
    assert missing(" ".join(f"`{path}`" for path in gone)) == gone
    assert missing("`python tools/none.py --all` [x](docs/none.md)") == [
        "tools/none.py",
        "docs/none.md",
    ]


def test_all_that_is_written_about_the_repository_is_read():
    assert {"README.md", "CONTRIBUTING.md", "rnnutils/data/README.md"} < set(DOCUMENTS)
    assert {"CHANGELOG.md", "LICENCES.md", ".github/pull_request_template.md"} < set(DOCUMENTS)


# Commands -------------------------------------------------------------------------


def unknown(text):
    """Return the verbs of make and the modules of tools that a text names and nobody has."""
    makefile = read("Makefile")
    found = []
    for call in re.findall(r"(?:`|^    )make ([^`\n#]+)", text, re.M):
        verbs = [word for word in call.split() if re.fullmatch(r"[a-z-]+", word)]
        found += [verb for verb in verbs if f"\n{verb}:" not in makefile]
    modules = re.findall(r"\btools(?:\.\w+)+\b(?!\()", text)
    return found + [name for name in modules if not module(name)]


def module(name):
    """Return whether `python -m name` would find something."""
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@each_document
def test_every_command_that_a_document_names_exists(name):
    assert unknown(read(name)) == []


@pytest.mark.parametrize("name", FORMS)
def test_every_command_that_a_form_names_exists(name):
    assert unknown(read(f".github/ISSUE_TEMPLATE/{name}")) == []


def test_a_command_that_is_gone_is_noticed():
    assert (
        unknown("    make book     # all\n`make lock UPGRADE=--upgrade test` tools.quality.links")
        == []
    )
    text = "    make tea\n`make book coffee` and `python -m tools.none.such`"
    assert unknown(text) == ["tea", "coffee", "tools.none.such"]


def test_every_verb_of_daily_work_is_told_to_contributors():
    told = set(re.findall(r"`make ([a-z-]+)", read("CONTRIBUTING.md")))
    assert {"book", "check", "test", "serve", "refresh", "lock", "links", "exercises"} <= told


# Licences and citation ------------------------------------------------------------


def unlicensed(files, text):
    """Return the files that a table of licences does not name in code font."""
    return [name for name in files if f"`{name}`" not in text]


def of_others():
    """Return the shipped data, and the files that lie beside a licence of somebody else."""
    data = [f"rnnutils/data/{path.name}" for path in DATA.iterdir() if path.suffix != ".md"]
    licensed = {Path(f).parent for f in tracked() if "LICENSE" in f and "/" in f}
    beside = [f for f in tracked() if Path(f).parent in licensed and Path(f).suffix in KINDS]
    return data + beside


KINDS = {".js", ".woff2", ".css", ".svg", ".png"}


def test_everything_that_is_data_or_not_ours_has_its_licence_named():
    assert len(of_others()) > 10
    assert unlicensed(of_others(), read("LICENCES.md")) == []


def test_a_file_without_a_licence_is_noticed():
    assert unlicensed(["a/b.csv", "a/c.csv"], "| x | `a/b.csv` |") == ["a/c.csv"]


def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


def test_the_citation_names_version_licence_title_and_authors_of_the_course():
    citation, config = yaml.safe_load(read("CITATION.cff")), yaml.safe_load(read("_config.yml"))
    assert citation["cff-version"] == "1.2.0" and citation["message"]
    assert citation["type"] == "software"
    assert str(citation["version"]) == project()["version"]
    assert citation["license"] == project()["license"] == "MIT"
    assert read("LICENSE").startswith("MIT License")
    assert citation["title"] == config["title"]
    assert citation["authors"] == project()["authors"] == [{"name": config["author"]}]
    assert citation["keywords"] == project()["keywords"]


def test_the_changelog_ends_in_released_versions_and_begins_with_what_is_not():
    headings = re.findall(r"^## (\S+?):?(?: .*)?$", read("CHANGELOG.md"), re.M)
    assert headings[0] == "Unreleased"
    assert headings[1] == project()["version"]


def test_the_package_cannot_be_uploaded_under_a_name_that_is_not_ours():
    assert "Private :: Do Not Upload" in project()["classifiers"]
    assert "urls" not in project(), "the address stands in _config.yml alone"


# Settings -------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_a_form_asks_for_something_and_says_what(name):
    form = yaml.safe_load(read(f".github/ISSUE_TEMPLATE/{name}"))
    assert form["name"] and form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields) > 2
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)
    assert all(field["attributes"]["options"] for field in fields if field["type"] == "dropdown")


def test_there_is_a_form_for_a_false_page_and_one_for_what_does_not_run():
    names = [yaml.safe_load(read(f".github/ISSUE_TEMPLATE/{name}"))["name"] for name in FORMS]
    assert names == ["This page says something false", "Something does not run"]
    assert yaml.safe_load(read(".github/ISSUE_TEMPLATE/config.yml"))["blank_issues_enabled"]


def hooks():
    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local", "a hook from elsewhere needs a network and has no lock"
    return repository["hooks"]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_runs_a_module_of_the_environment(hook):
    python, flag, name = hook["entry"].split()[:3]
    assert (hook["language"], python, flag) == ("system", ".venv/bin/python", "-m")
    assert module(name) if name.startswith("tools") else importlib.util.find_spec(name)


def test_hooks_ask_for_style_form_and_exercises():
    called = " ".join(hook["entry"] for hook in hooks())
    assert "ruff check" in called and "ruff format --check" in called and "--check" in called
    assert "tools.notebooks" in called


def test_dependabot_watches_what_is_pinned_by_hand():
    (update,) = yaml.safe_load(read(".github/dependabot.yml"))["updates"]
    assert update["package-ecosystem"] == "github-actions"
    assert update["schedule"]["interval"] == "weekly"


def attributes(path):
    command = ["git", "check-attr", "text", "eol", "--", path]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(line.split(": ")[1:] for line in said.splitlines())


TEXT = [".py", ".md", ".csv", ".ipynb", ".yml", ".sh", ".toml", ".bib", ".css", ".svg"]


@pytest.mark.parametrize("kind", TEXT)
def test_text_ends_its_lines_alike_on_every_machine(kind):
    assert attributes(f"any{kind}") == {"text": "auto", "eol": "lf"}


def test_what_is_not_text_is_never_rewritten():
    binary = [path for path in tracked() if b"\0" in (ROOT / path).read_bytes()]
    assert {Path(path).suffix for path in binary} == {".bin", ".bz2", ".npz", ".png", ".woff2"}
    assert {attributes(path)["text"] for path in binary} == {"unset"}


def test_editors_learn_the_width_that_ruff_holds():
    settings = configparser.ConfigParser(allow_no_value=True)
    settings.read_string("[top]\n" + read(".editorconfig"))
    width = tomllib.loads(read("pyproject.toml"))["tool"]["ruff"]["line-length"]
    assert settings["*.{py,sh}"]["max_line_length"] == str(width)
    assert settings["*"]["end_of_line"] == "lf"
    assert settings["Makefile"]["indent_style"] == "tab"
