"""The wheel: complete, light, and enough to run a published chapter outside the repository."""

import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
import small_course

from tools.book import kernels
from tools.notebooks import from_solutions as exercises
from tools.publish import branch as notebooks
from tools.publish import wheel as wheels

ROOT = Path(__file__).resolve().parents[2]

EXECUTE = """
import sys, nbclient, nbformat
import rnnutils
print(rnnutils.__file__)
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
print(sum(bool(cell.get("outputs")) for cell in notebook.cells))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    return folder / wheels.build(ROOT, folder).name


@pytest.fixture(scope="module")
def fresh_python(wheel, tmp_path_factory):
    """Make an environment with the wheel; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    install = "--disable-pip-version-check install --quiet --no-deps --no-index"
    command = [sys.executable, "-m", "pip", "--python", str(python), *install.split(), str(wheel)]
    subprocess.run(command, check=True)
    # A .pth file lends the packages, but not their own .pth files: an editable rnnutils stays out.
    [site_packages] = folder.glob("lib/python*/site-packages")
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python, *arguments, folder):
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ran = subprocess.run(
        [python, *arguments],
        cwd=folder,
        env=environment | kernels.ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_the_wheel_holds_every_module_and_all_data(wheel):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = [path for path in (ROOT / "rnnutils").rglob("*") if path.is_file()]
    there = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    assert held == there


def test_equal_sources_give_equal_wheels(wheel, tmp_path):
    again = wheels.build(ROOT, tmp_path)
    assert again.name == wheel.name
    assert again.sha256 == hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_other_sources_give_another_version(tmp_path):
    versions = {wheels.version(small_course.make(tmp_path))}
    for name in ("rnnutils/cell.py", "README.md"):
        path = tmp_path / name
        path.write_text(path.read_text() + "\n")
        versions.add(wheels.version(tmp_path))
    assert len(versions) == 3 and all(v.startswith("0.3.0+g") for v in versions)


def test_importing_it_loads_no_tensorflow(fresh_python, tmp_path):
    code = "import sys, rnnutils; print(*{'tensorflow', 'keras', 'sklearn'} & set(sys.modules))"
    assert set(run(fresh_python, "-c", code, folder=tmp_path)) <= {"sklearn"}


@pytest.mark.timeout(1800)  # it trains as long as the page, on a loaded machine for ten minutes
def test_a_published_chapter_runs_outside_the_repository(fresh_python, tmp_path):
    notebook, _ = notebooks.Publisher(ROOT, tmp_path).convert("chapters/forecasting")
    exercises.write(tmp_path / "chapter.ipynb", exercises.render(notebook))
    file, outputs = run(fresh_python, "-c", EXECUTE, "chapter.ipynb", folder=tmp_path)
    assert Path(file).is_relative_to(fresh_python.parent.parent)
    assert int(outputs) > 10
