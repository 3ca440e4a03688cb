"""`make` explains itself, and a machine that cannot hold the course gets one clear sentence."""

import os
import re
import shutil
import subprocess

import pytest
from fixtures.books import ROOT

# A Python that passes as 3.11 with venv and pip, and notes what it was asked to do. The
# environment it makes is a copy of itself, which fails in the way that $PIP_FAILS says.
FAKE_PYTHON = """\
#!/bin/sh
echo "$@" >>calls
case "$*" in
    *ensurepip*) exit ${NO_VENV:-0} ;;
    *version_info*) exit ${UNSUPPORTED:-0} ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip"*) [ -z "${PIP_FAILS:-}" ] || { echo "ERROR: $PIP_FAILS"; exit 1; } ;;
esac
"""
FAKE_DF = "#!/bin/sh\necho header\necho disk 100000000 0 ${FREE:-50000000} 0% /\n"
UNREACHABLE = (
    "Could not find a version that satisfies the requirement numpy==2.4 (from versions: none)"
)


class Machine:
    """A folder with a lock, and a PATH on which nothing but fakes and POSIX tools are found."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "bin").mkdir()
        for name, text in (("python3", FAKE_PYTHON), ("df", FAKE_DF)):
            (folder / "bin" / name).write_text(text)
            (folder / "bin" / name).chmod(0o755)
        for name in ("sh", "awk", "cat", "cksum", "cp", "grep", "mkdir", "rm", "tail"):
            (folder / "bin" / name).symlink_to(shutil.which(name))
        (folder / "requirements.txt").write_text("numpy==2.4\n")
        (folder / "pyproject.toml").write_text("[project]\n")

    def environment(self, **variables):
        """Run tools/environment.sh."""
        return subprocess.run(
            [self.folder / "bin" / "sh", ROOT / "tools" / "environment.sh"],
            cwd=self.folder,
            env={"PATH": str(self.folder / "bin"), **variables},
            capture_output=True,
            text=True,
        )

    def calls(self):
        """Return what Python was asked to make or to install since the last call of this."""
        asked = (self.folder / "calls").read_text().splitlines()
        (self.folder / "calls").write_text("")
        return [call for call in asked if call.startswith("-m")]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_environment_is_made_once_and_is_then_left_alone(machine):
    assert machine.environment().returncode == 0
    venv, lock, package = machine.calls()
    assert venv == "-m venv .venv"
    assert lock.endswith("-r requirements.txt")
    assert "--no-deps" in lock and "--require-hashes" in lock
    assert package.endswith("--editable .") and "--no-deps" in package
    again = machine.environment()
    assert (again.returncode, again.stdout, machine.calls()) == (0, "", [])


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_dependencies_update_the_environment_in_place(machine, name):
    machine.environment()
    machine.calls()
    (machine.folder / name).write_text("# changed\n")
    assert machine.environment().returncode == 0
    assert [call[:14] for call in machine.calls()] == ["-m pip install"] * 2
    assert machine.environment().returncode == 0
    assert machine.calls() == []


@pytest.mark.parametrize(
    "variables, sentence",
    [
        ({"UNSUPPORTED": "1"}, "Python 3.11, 3.12 or 3.13 is needed and was not found."),
        ({"PYTHON": "python2"}, "Python 3.11, 3.12 or 3.13 is needed and was not found."),
        ({"NO_VENV": "1"}, "python3 lacks the module venv"),
        ({"FREE": "3000000"}, "about 4 GB of free disk are needed here, 2 GB are left."),
        ({"PIP_FAILS": "[Errno 28] No space left on device"}, "the disk is full"),
        ({"PIP_FAILS": UNREACHABLE}, "the package index cannot be reached"),
        ({"PIP_FAILS": "THESE PACKAGES DO NOT MATCH THE HASHES"}, "installing failed"),
    ],
)
def test_machine_that_cannot_gets_one_sentence_and_no_environment(machine, variables, sentence):
    run = machine.environment(**variables)
    assert run.returncode == 1
    assert [line for line in run.stderr.splitlines() if sentence in line]
    if "DO NOT MATCH" not in str(variables):  # what is not understood is shown as pip said it
        assert len(run.stderr.splitlines()) == 1
    assert not (machine.folder / ".venv" / "made-from").exists()


def test_half_made_environment_is_made_anew(machine):
    machine.environment(PIP_FAILS="killed")
    (machine.folder / ".venv" / "half").touch()
    machine.calls()
    assert machine.environment().returncode == 0
    assert machine.calls()[0] == "-m venv .venv"
    assert not (machine.folder / ".venv" / "half").exists()


def test_failed_update_is_not_taken_for_a_good_environment(machine):
    machine.environment()
    (machine.folder / "requirements.txt").write_text("numpy==9\n")
    assert machine.environment(PIP_FAILS=UNREACHABLE).returncode == 1
    machine.calls()
    assert machine.environment().returncode == 0
    assert machine.calls()[0] == "-m venv .venv"


def test_make_alone_lists_every_verb_with_a_line():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout
    verbs = re.findall(r"^  make ([a-z-]+) +\w.*$", listed, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(verbs) == set(phony[1].split()) - {"environment"}
    assert {"book", "test", "serve", "exercises", "refresh", "bench", "lint", "clean"} <= set(verbs)


def test_every_script_that_make_calls_exists():
    text = (ROOT / "Makefile").read_text()
    called = re.findall(r"tools/\w+\.\w+|tests/[\w/]+\.py", text)
    modules = [name.replace(".", "/") + ".py" for name in re.findall(r"-m (tools[\w.]+)", text)]
    assert len(called) > 1 and len(modules) > 5
    assert [name for name in [*called, *modules] if not (ROOT / name).is_file()] == []


def test_serve_without_a_site_says_what_to_do(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    run = subprocess.run(["make", "serve"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode != 0
    assert "make book" in run.stdout


def test_lock_pins_every_package_with_its_hashes_and_names_no_index():
    text = (ROOT / "requirements.txt").read_text()
    pins = re.sub(r"^#.*\n", "", text, flags=re.M).replace(" \\\n", "").splitlines()
    assert len(pins) > 100
    form = re.compile(r"[a-z0-9-]+==[\w.+]+( ; [^#]*?)?(    --hash=sha256:[0-9a-f]{64})+")
    assert [pin for pin in pins if not form.fullmatch(pin)] == []


def test_continuous_integration_can_start_its_script():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
