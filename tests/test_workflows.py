"""The workflows: readable, pinned, calling only what exists, and careful with their token."""

import copy
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WEEKLY = ["colab", "links", "lowest", "newest"]

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
each_weekly = pytest.mark.parametrize("name", WEEKLY)


def load(name):
    """Return a workflow; YAML reads its key `on` as true."""
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))


def jobs(path):
    return load(path.stem)["jobs"].values()


def steps(path):
    return [step for job in jobs(path) for step in job.get("steps", [])]


def test_there_is_one_for_each_purpose():
    purposes = sorted([*WEEKLY, "publish", "report", "test"])
    assert [path.stem for path in WORKFLOWS] == purposes


@each_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path):
    for action in re.findall(r"uses: (.*)", path.read_text("utf-8")):
        if action.startswith("./"):
            assert (ROOT / action).is_file(), action
        else:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_one_action_has_one_pin():
    pins = {}
    for workflow in WORKFLOWS:
        for name, pin in re.findall(r"uses: ([\w/-]+)@(.*)", workflow.read_text("utf-8")):
            assert pins.setdefault(name, pin) == pin
    assert len(pins) > 5


# Commands -------------------------------------------------------------------------


def absent(run):
    """Return which verbs of make, modules and scripts of ours a command calls in vain."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    verbs = {verb: f"{verb}:" in makefile for verb in re.findall(r"\bmake ([a-z-]+)", run)}
    modules = {
        module: (ROOT / f"{module.replace('.', '/')}.py").is_file()
        for module in re.findall(r"-m (tools[\w.]*)", run)
    }
    scripts = {name: (ROOT / name).is_file() for name in re.findall(r"\.ci/\w+|tools/\S+", run)}
    return [name for name, there in (verbs | modules | scripts).items() if not there]


@each_workflow
def test_every_command_of_ours_exists(path):
    assert [fault for step in steps(path) for fault in absent(step.get("run", ""))] == []


def test_a_command_that_is_not_there_is_noticed():
    assert absent("make test\npython -m tools.quality.links\n.ci/run") == []
    said = absent("make tea\npython -m tools.no.such_thing\n.ci/walk\nsh tools/none.sh")
    assert said == ["tea", "tools.no.such_thing", ".ci/walk", "tools/none.sh"]


# Rights ---------------------------------------------------------------------------

# What may run beside a token that writes: nothing that we, or a package we install, have written.
ACTIONS = {"actions/download-artifact", "actions/deploy-pages"}
COMMANDS = {"git", "gh", "if", "[", "fi"}


def writes(job):
    return "write" in (job.get("permissions") or {}).values()


def commands(run):
    """Return the first word of every command of a shell script of a few lines."""
    run = re.sub(r"\\\n\s*", " ", run)
    run = re.sub(r"\w+=\$\(|\bthen\b|\bdo\b", "\n", run)
    quoted = re.sub(r"'[^']*'|\"[^\"]*\"", "Q", run)
    return re.findall(r"(?:^|[;|&({])[ \t]*([^\s;|&(){}]+)", quoted, re.M)


def foreign(workflow):
    """Return what runs in a job that holds a token that writes, and should not."""
    faults = [] if "write" not in str(workflow["permissions"]) else ["every job may write"]
    for name, job in workflow["jobs"].items():
        if not writes(job):
            continue
        if "uses" in job and job["uses"] != "./.github/workflows/report.yml":
            faults.append(f"{name}: {job['uses']}")
        for step in job.get("steps", []):
            action = step.get("uses", "").partition("@")[0]
            faults += [f"{name}: {action}"] if action and action not in ACTIONS else []
            run = commands(step.get("run", ""))
            faults += [f"{name}: {word}" for word in run if word not in COMMANDS]
    return faults


@each_workflow
def test_no_job_with_a_token_that_writes_runs_foreign_code(path):
    assert foreign(load(path.stem)) == []


PLANTED = [
    ("publish", "notebooks", {"run": "git init && make book"}, "notebooks: make"),
    ("publish", "notebooks", {"run": "known=$(python3 -c 1)"}, "notebooks: python3"),
    ("publish", "notebooks", {"run": "if true; then .ci/run; fi"}, "notebooks: .ci/run"),
    ("publish", "notebooks", {"uses": "actions/checkout@0 # v1"}, "notebooks: actions/checkout"),
    ("report", "report", {"run": "gh issue list | sh"}, "report: sh"),
]


@pytest.mark.parametrize(("name", "job", "step", "fault"), PLANTED)
def test_foreign_code_beside_a_token_is_noticed(name, job, step, fault):
    workflow = copy.deepcopy(load(name))
    assert workflow["jobs"][job]["steps"] and writes(workflow["jobs"][job])
    workflow["jobs"][job]["steps"].append(step)
    assert fault in foreign(workflow)


def test_a_right_given_to_every_job_is_noticed():
    workflow = load("links") | {"permissions": {"contents": "read", "issues": "write"}}
    assert foreign(workflow) == ["every job may write"]


@each_workflow
def test_nothing_has_more_rights_than_it_uses(path):
    workflow = load(path.stem)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in workflow[True]
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@each_workflow
def test_no_script_holds_text_that_others_wrote(path):
    # An expression is put into a script before the shell reads it; a variable is not.
    assert not [step for step in steps(path) if "${{" in step.get("run", "")]


@each_workflow
def test_no_job_can_hang_for_six_hours(path):
    assert all("timeout-minutes" in job for job in jobs(path) if "uses" not in job)


# What belongs together ------------------------------------------------------------


@each_weekly
def test_a_weekly_run_that_fails_or_hangs_is_reported_once(name):
    workflow = load(name)
    assert workflow[True]["schedule"] and workflow["concurrency"]["group"] == name
    report = workflow["jobs"]["report"]
    assert report["needs"] == name
    assert report["if"] == f"${{{{ !cancelled() && needs.{name}.result != 'success' }}}}"
    assert set(report["with"]) == set(load("report")[True]["workflow_call"]["inputs"])
    asked = load("report")["permissions"] | load("report")["jobs"]["report"]["permissions"]
    assert report["permissions"] == asked, "GitHub refuses a call that asks for more than it has"


def test_weekly_titles_differ_so_that_each_opens_its_own_issue():
    assert len({load(name)["jobs"]["report"]["with"]["title"] for name in WEEKLY}) == len(WEEKLY)


def test_the_book_is_executed_once_on_every_push():
    ran = [step.get("run", "") for name in ("test", "publish") for step in steps_of(name)]
    assert [run for run in ran if re.search(r"\.ci/run|make (book|test)$|book\.build", run)] == [
        ".ci/run"
    ]


def test_a_push_to_a_branch_with_a_pull_request_is_tested_once():
    # The event of a push has no pull request, and nothing differs from a name.
    ours = "github.event.pull_request.head.repo.full_name != github.repository"
    assert {job["if"] for job in load("test")["jobs"].values()} == {ours}


def steps_of(name):
    return [step for job in load(name)["jobs"].values() for step in job.get("steps", [])]


def test_what_is_published_is_what_was_tested():
    uses = {step.get("uses", "").partition("@")[0]: step.get("with") for step in steps_of("test")}
    assert uses["actions/upload-pages-artifact"] == {"path": "_build/html"}
    kept = uses["actions/upload-artifact"]
    assert kept["include-hidden-files"], "without them Binder's folder stays behind"
    taken = [s["with"] for s in steps_of("publish") if "download-artifact" in s.get("uses", "")]
    assert [entry["name"] for entry in taken] == [kept["name"]]
    assert load("publish")["jobs"]["notebooks"]["needs"] == "test"


def test_the_cache_of_outputs_is_kept_by_all_that_pages_compute_with():
    from tools.book.execute import INPUTS

    (cache,) = [step for step in steps_of("test") if "actions/cache@" in step.get("uses", "")]
    named = re.findall(r"'([^']+)'", cache["env"]["INPUTS"])
    assert [name.removesuffix("/**") for name in named] == list(INPUTS)
    for key in (cache["with"]["key"], cache["with"]["restore-keys"]):
        assert "env.INPUTS" in key and "python-version" in key


def test_every_supported_python_is_tested():
    tested = re.findall(r'"(3\.\d+)"', (ROOT / ".github/workflows/test.yml").read_text("utf-8"))
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert set(tested) == set(re.findall(r"Python :: (3\.\d+)", project))


def test_binder_installs_the_lock_and_the_package():
    assert (ROOT / ".binder" / "requirements.txt").read_text() == "-r ../requirements.txt\n"
    assert (ROOT / ".binder" / "runtime.txt").read_text() == "python-3.11\n"
    post_build = ROOT / ".binder" / "postBuild"
    assert post_build.stat().st_mode & 0o111, "Binder runs postBuild only if it is executable"
    assert "pip install" in post_build.read_text()
