"""The wheel of rnnutils: built without network, equal for equal sources, named after them."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

from tools.book.execute import files_of

# Zip files hold the time of their making; this is the earliest one they can hold.
EPOCH = "315532800"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "rnnutils")


class Wheel(NamedTuple):
    """A wheel as the first cell of a notebook asks for it."""

    name: str
    sha256: str


def version(root: Path) -> str:
    """Return the version of the project with a hash of what the wheel is made from.

    Two wheels of one version would be the same to pip, which keeps the first it has seen.
    """
    digest = hashlib.sha256()
    for file in sorted(file for name in SOURCES for file in files_of(root / name)):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['version']}+g{digest.hexdigest()[:12]}"


def build(root: Path, out: Path) -> Wheel:
    """Build the wheel in a folder and return its name and hash.

    It is built from a copy: setuptools leaves folders behind that a later wheel would take up.
    """
    new = f'version = "{version(root)}"'
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES[:-1]:
            shutil.copy(root / name, copy)
        project = (copy / "pyproject.toml").read_text("utf-8")
        project = re.sub(r'^version = ".*"$', new, project, count=1, flags=re.M)
        (copy / "pyproject.toml").write_text(project, "utf-8")
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / "rnnutils", copy / "rnnutils", ignore=ignored)
        command = "-m pip wheel --quiet --no-deps --no-build-isolation --no-index"
        command += " --disable-pip-version-check --wheel-dir"
        subprocess.run(
            [sys.executable, *command.split(), str(out.resolve()), "."],
            cwd=folder,
            env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
            check=True,
        )
    name = f"rnnutils-{version(root)}-py3-none-any.whl"
    return Wheel(name, hashlib.sha256((out / name).read_bytes()).hexdigest())
