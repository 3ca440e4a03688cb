"""Pages are executed once, in parallel, and a failing one says where and why."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from fixtures.books import ROOT, Book
from jupyter_cache import get_cache

from tools.book import execute

DYING_PAGE = """\
    # Dying page

    ```{code-cell} ipython3
    import os
    ```

    ```{code-cell} ipython3
    os._exit(1)
    ```
    """.replace("    ", "")


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """Return a book with two good pages, a failing and a dying one, after its first run."""
    book = Book(tmp_path_factory.mktemp("failing") / "book")
    header = (book.folder / "failing.md").read_text().partition("# Failing page")[0]
    book.add_page("failing")
    book.add_page("dying", header + DYING_PAGE)
    return SimpleNamespace(book=book, run=book.run("execute"))


def test_failing_page_makes_the_command_fail(failing):
    assert failing.run.returncode == 1


def test_failing_page_is_reported_with_cell_line_source_and_traceback(failing):
    lines = (failing.book.folder / "failing.md").read_text().splitlines()
    fence = lines.index("windows = {}")  # counted from 0, so the line before, counted from 1
    report = failing.run.stdout.partition("\nfailing.md, ")[2]
    assert report.startswith(
        f'code cell 2, line {fence}:\n    windows = {{}}\n    windows["missing"]\n'
    )
    assert "Traceback (most recent call last)" in report
    assert "KeyError: 'missing'" in report
    assert "\x1b" not in report


def test_page_whose_kernel_dies_is_reported_like_any_other(failing):
    report = failing.run.stdout.partition("\ndying.md, ")[2]
    assert report.startswith("code cell 2, line ")
    assert "    os._exit(1)\n" in report
    assert "Kernel died" in report


def test_error_that_a_cell_announces_is_no_failure(failing):
    assert "announced" not in failing.run.stdout
    assert "ZeroDivisionError" not in failing.run.stdout


def test_good_pages_run_although_others_fail(failing):
    assert failing.book.executions() == ["good", "notebook"]


def test_every_page_with_code_has_its_line_with_seconds_and_status(failing):
    progress = [line.split() for line in failing.run.stdout.partition("\n\n")[0].splitlines()]
    assert {(status, page) for _, _, status, page in progress} == {
        ("run", "good.md"),
        ("run", "notebook.ipynb"),
        ("FAILED", "failing.md"),
        ("FAILED", "dying.md"),
    }
    assert all(float(seconds) >= 0 and unit == "s" for seconds, unit, _, _ in progress)


def test_edits_execute_what_they_can_change_and_nothing_else(tmp_path):
    book = Book(tmp_path / "book")
    first = book.run("execute")
    book.edit("good.md", "Every execution", "Each and every execution")
    prose = book.run("execute")
    assert first.returncode == prose.returncode == 0
    assert [line.split()[2] for line in prose.stdout.splitlines()] == ["cached", "cached"]
    assert book.executions() == ["good", "notebook"]

    seconds = {line.split()[3]: float(line.split()[0]) for line in first.stdout.splitlines()}
    cache = get_cache(book.folder / "_build" / ".jupyter_cache")
    for page in execute.pages(book.folder):
        stored = execute.cached_seconds(cache, page)
        assert stored == pytest.approx(seconds[page.name], abs=0.051) and stored > 0

    book.edit("helper/__init__.py", "return 42", "return 43")
    assert book.run("execute").returncode == 0
    assert book.executions() == ["good", "good", "notebook", "notebook"]


def test_longest_page_runs_first_and_an_unknown_one_before_it():
    pages = [Path("short"), Path("new"), Path("long"), Path("newer")]
    order = execute.longest_first(pages, {"short": 1.0, "long": 60.0})
    assert [page.name for page in order] == ["new", "newer", "long", "short"]


def test_fingerprint_sees_code_data_and_lock_but_not_compiled_files(tmp_path):
    for name in ("rnnutils/windowing.py", "rnnutils/data/airlines.csv", "requirements.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    inputs = ("rnnutils", "requirements.txt")
    seen = {execute.fingerprint(tmp_path, inputs)}
    (tmp_path / "rnnutils/windowing.cpython-311.pyc").write_bytes(b"compiled")
    assert {execute.fingerprint(tmp_path, inputs)} == seen
    for name in ("rnnutils/windowing.py", "rnnutils/data/airlines.csv", "requirements.txt"):
        (tmp_path / name).write_text("after")
        seen.add(execute.fingerprint(tmp_path, inputs))
    (tmp_path / "rnnutils/windowing.py").rename(tmp_path / "rnnutils/windows.py")
    seen.add(execute.fingerprint(tmp_path, inputs))
    assert len(seen) == 5


def test_everything_that_the_fingerprint_should_read_exists():
    assert all((ROOT / name).exists() for name in execute.INPUTS)
