"""Pages are executed once, in parallel, and a failing one says where and why."""

import contextlib
import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from fixtures.books import ROOT, Book

from tools.book import BookError, execute, in_a_sentence

TIMEOUT = 30  # seconds; a busy machine is not a hanging page
PAGE = """\
# Page

```{code-cell} ipython3
import os, sys, threading
```

```{code-cell} ipython3
%s
```
"""
BAD_PAGES = {
    "dying": PAGE % "os._exit(1)",
    "hanging": PAGE % "threading.Event().wait()",
    "warning": PAGE % 'print("oh", file=sys.stderr)',
}


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """Return a book of two good pages and four that fail in four ways, after its first run."""
    book = Book(tmp_path_factory.mktemp("failing") / "book")
    header = (book.folder / "failing.md").read_text().partition("# Failing page")[0]
    book.add_page("failing")
    book.edit("_config.yml", "timeout: 120", f"timeout: {TIMEOUT}")
    for name, page in BAD_PAGES.items():
        book.add_page(name, header + page)
    return SimpleNamespace(book=book, run=book.run("execute"))


def test_failing_page_makes_the_command_fail(failing):
    assert failing.run.returncode == 1


def test_failing_page_is_reported_with_cell_line_source_and_traceback(failing):
    lines = (failing.book.folder / "failing.md").read_text().splitlines()
    fence = lines.index("windows = {}")  # counted from 0, so the line before, counted from 1
    report = failing.run.stderr.partition("\nfailing.md, ")[2]
    assert report.startswith(
        f'code cell 2, line {fence}:\n    windows = {{}}\n    windows["missing"]\n'
    )
    assert "Traceback (most recent call last)" in report
    assert "KeyError: 'missing'" in report
    assert "\x1b" not in report


def test_page_whose_kernel_dies_is_reported_like_any_other(failing):
    report = failing.run.stderr.partition("\ndying.md, ")[2]
    assert report.startswith("code cell 2, line ")
    assert "    os._exit(1)\n" in report
    assert "Kernel died: out of memory?" in report


def test_page_that_hangs_is_reported_with_the_time_limit_and_nothing_of_its_kernel(failing):
    report = failing.run.stderr.partition("\nhanging.md, ")[2].partition("\n\n")[0].splitlines()
    assert report[0].startswith("code cell 2, line ")
    assert report[1:] == [
        "    threading.Event().wait()",
        f"took more than {TIMEOUT} s (execute.timeout in _config.yml)",
    ]


def test_page_that_writes_to_stderr_is_no_good_page_and_is_not_kept(failing):
    report = failing.run.stderr.partition("\nwarning.md, ")[2]
    assert report.startswith("code cell 2, line ")
    assert '    print("oh", file=sys.stderr)\nwrote to stderr:\noh\n' in report
    cache = execute.cache_of(failing.book.folder)
    assert execute.cached_seconds(cache, failing.book.folder / "warning.md") is None
    assert execute.cached_seconds(cache, failing.book.folder / "good.md") > 0


def test_stderr_of_the_command_holds_the_reports_and_nothing_else(failing):
    told = re.findall(r"^(\w+)\.md, code cell 2, line \d+:$", failing.run.stderr, re.MULTILINE)
    assert sorted(told) == ["dying", "failing", "hanging", "warning"]
    assert not re.search("IPKernelApp|zmq|tornado|Interrupt|Warning", failing.run.stderr)


def test_killed_command_leaves_no_process_behind(tmp_path):
    book = Book(tmp_path / "book")
    code = "import os, pathlib, time\n"
    code += "pathlib.Path('who').write_text(f'{os.getpid()} {os.getppid()}')\ntime.sleep(600)\n"
    book.edit("good.md", "import helper\n", f"{code}import helper\n")
    command = [sys.executable, "-m", "tools.book.execute", book.folder, "--inputs", "helper"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    who = book.folder / "who"
    try:
        started = wait_for(lambda: who.is_file() and who.read_text())
    finally:
        running.kill()
        running.wait()
    kernel, worker = map(int, started.split())
    assert wait_for(lambda: not (alive(kernel) or alive(worker)))


def wait_for(what, seconds=60):
    """Return what a function returns once that is true."""
    given_up = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < given_up, "waited in vain"
        time.sleep(0.1)
    return found


def alive(pid):
    """Return whether there is such a process, and not only its entry in the table."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not status.is_file() or "\nState:\tZ" not in status.read_text()


def test_error_that_a_cell_announces_is_no_failure(failing):
    said = failing.run.stdout + failing.run.stderr
    assert "announced" not in said and "ZeroDivisionError" not in said


def test_good_pages_run_although_others_fail(failing):
    assert failing.book.executions() == ["good", "notebook"]


def test_every_page_with_code_has_its_line_with_seconds_and_status(failing):
    progress = [line.split() for line in failing.run.stdout.splitlines()]
    assert {(status, page) for _, _, status, page in progress} == {
        ("run", "good.md"),
        ("run", "notebook.ipynb"),
        ("FAILED", "failing.md"),
        ("FAILED", "dying.md"),
        ("FAILED", "hanging.md"),
        ("FAILED", "warning.md"),
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
    cache = execute.cache_of(book.folder)
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


def first_entry(cache):
    """Return the stored notebook of the good page."""
    record = next(r for r in cache.list_cache_records() if r.uri.endswith("good.md"))
    return cache.path / "executed" / record.hashkey / "base.ipynb"


def torn(cache):
    entry = first_entry(cache)
    entry.write_text(entry.read_text()[:200])


def without_outputs(cache):
    first_entry(cache).write_text("{}")


def lost(cache):
    first_entry(cache).unlink()


def lost_with_its_folder(cache):
    shutil.rmtree(first_entry(cache).parent)


def garbage(cache):
    (cache.path / "global.db").write_bytes(b"no database" * 1000)


def empty(cache):
    (cache.path / "global.db").write_bytes(b"")


def without_tables(cache):
    (cache.path / "global.db").write_bytes(b"")
    (cache.path / "__version__.txt").unlink()


DAMAGES = {
    **{damage: ["good"] for damage in (torn, without_outputs, lost, lost_with_its_folder)},
    **{damage: ["good", "notebook"] for damage in (garbage, empty, without_tables)},
}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return the book after its first run."""
    book = Book(tmp_path_factory.mktemp("executed") / "book")
    assert book.run("execute").returncode == 0
    return book


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_cache_heals(damage, executed, capsys):
    before = executed.executions()
    damage(execute.cache_of(executed.folder))
    execute.execute(executed.folder, ["helper"])
    assert executed.executions() == sorted(before + DAMAGES[damage])
    said = "The execution cache could not be read; it is made anew.\n"
    assert (said in capsys.readouterr().out) is (len(DAMAGES[damage]) > 1)
    execute.execute(executed.folder, ["helper"])
    assert executed.executions() == sorted(before + DAMAGES[damage])


def database_on_a_full_disk():
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA max_page_count = 1")
        database.execute("CREATE TABLE pages (name)")


def file_on_a_full_disk():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("work", [database_on_a_full_disk, file_on_a_full_disk])
def test_full_disk_is_a_sentence_wherever_it_shows(work, executed, monkeypatch):
    def store(*args):
        try:
            work()
        except Exception as error:
            raise RuntimeError("the cache has its own words for it") from error

    executed.edit("helper/__init__.py", "return 42", "return 42 + 0")
    monkeypatch.setattr(execute, "store", store)
    with pytest.raises(SystemExit, match="The disk is full: make room"):
        execute.main([str(executed.folder), "--inputs", "helper"])
    executed.edit("helper/__init__.py", "return 42 + 0", "return 42")


def test_other_errors_are_not_taken_for_a_full_disk():
    with pytest.raises(KeyError), in_a_sentence():
        raise KeyError("missing")
    with pytest.raises(SystemExit, match="^no book$"), in_a_sentence():
        raise BookError("no book")
