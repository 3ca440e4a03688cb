"""The workflows: readable, pinned, and calling only what exists."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def jobs(path):
    return yaml.safe_load(path.read_text())["jobs"].values()


def steps(path):
    return [step for job in jobs(path) for step in job.get("steps", [])]


def test_there_is_one_for_each_purpose():
    assert [path.stem for path in WORKFLOWS] == ["newest", "publish", "test"]


@each_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path):
    used = re.findall(r"uses: (.*)", path.read_text())
    assert used
    for action in used:
        if action.startswith("./"):
            assert (ROOT / action).is_file(), action
        else:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_one_action_has_one_pin():
    pins = {}
    for workflow in WORKFLOWS:
        for name, pin in re.findall(r"uses: ([\w/-]+)@(.*)", workflow.read_text()):
            assert pins.setdefault(name, pin) == pin


@each_workflow
def test_every_command_of_ours_exists(path):
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    called = 0
    for step in steps(path):
        run = step.get("run", "")
        for verb in re.findall(r"^make ([a-z-]+)", run, re.M):
            assert verb in verbs
            called += 1
        for tool in re.findall(r"-m (tools[\w.]+)|(\.ci/\w+)", run):
            path = f"{tool[0].replace('.', '/')}.py" if tool[0] else tool[1]
            assert (ROOT / path).is_file(), path
            called += 1
    assert called


@each_workflow
def test_nothing_has_more_rights_than_it_uses(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"]["contents"] == "read"
    assert "pull_request_target" not in workflow[True]  # YAML reads `on` as true
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@each_workflow
def test_no_job_can_hang_for_six_hours(path):
    assert all("timeout-minutes" in job for job in jobs(path) if "uses" not in job)


def test_binder_installs_the_lock_and_the_package():
    assert (ROOT / ".binder" / "requirements.txt").read_text() == "-r ../requirements.txt\n"
    assert (ROOT / ".binder" / "runtime.txt").read_text() == "python-3.11\n"
    post_build = ROOT / ".binder" / "postBuild"
    assert post_build.stat().st_mode & 0o111, "Binder runs postBuild only if it is executable"
    assert "pip install" in post_build.read_text()
