"""A good book is built from the cache; anything wrong with a book makes the build fail."""

import re
from types import SimpleNamespace

import pytest
from fixtures.books import ROOT, Book

from tools.book import BookError
from tools.book import build as builder

# What outlives the cell that starts it: a kernel killed in the middle of leaving says so.
BUSY = {
    "workers": "import joblib\nprint(joblib.Parallel(n_jobs=2)(map(joblib.delayed(abs), [-1, 2])))",
    "processes": "import multiprocessing\n"
    "context = multiprocessing.get_context('forkserver')\n"
    "lock = context.Lock(); process = context.Process(target=abs, args=[1]); process.start()",
    "thread": "import threading, time\nthreading.Thread(target=time.sleep, args=[4]).start()",
    "hook": "import atexit, time\natexit.register(time.sleep, 4);",
}


def builds(book):
    """Assert that the book builds without a word on stderr, and return what it printed."""
    run = book.run("build")
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    return run.stdout


def test_good_book_shows_outputs_that_no_edit_leaves_old(tmp_path):
    book = Book(tmp_path / "book")
    assert builds(book).endswith("book/_build/html/index.html\n")
    assert "The helper says 42" in book.html("good")
    assert "ZeroDivisionError" in book.html("good")
    assert "threads: 1" in book.html("notebook")
    assert book.executions() == ["good", "notebook"]  # and not again while the book was built

    book.edit("good.md", "Every execution", "Each and every execution")
    builds(book)
    assert "Each and every execution" in book.html("good")
    assert book.executions() == ["good", "notebook"]

    book.edit("helper/__init__.py", "return 42", "return 43")
    builds(book)
    assert "The helper says 43" in book.html("good")
    assert book.executions() == ["good", "good", "notebook", "notebook"]


def test_failing_page_leaves_no_book(tmp_path):
    book = Book(tmp_path / "book")
    (book.folder / "_build" / "html").mkdir(parents=True)  # of an earlier, good build
    book.add_page("failing")
    built = book.run("build")
    assert built.returncode == 1
    assert "failing.md, code cell 2, line " in built.stderr
    assert "KeyError: 'missing'" in built.stderr
    assert not (book.folder / "_build" / "html").exists()


def test_label_gone_from_one_page_fails_the_build_for_the_page_that_points_there(tmp_path):
    book = Book(tmp_path / "book")
    (book.folder / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n")
    book.add_page("good", "(good-page)=\n# Good page\n")
    builds(book)
    book.edit("good.md", "(good-page)=", "(another-name)=")
    for build in (book.run("build"), book.run("build")):  # nor does it pass the second time
        assert build.returncode == 1
        assert "index.md" in build.stderr and "good-page" in build.stderr


@pytest.fixture
def other(tmp_path):
    """Return a folder with another rnnutils."""
    (tmp_path / "rnnutils").mkdir()
    (tmp_path / "rnnutils" / "__init__.py").write_text("")
    return tmp_path


def test_pages_must_import_the_package_of_their_own_repository(other):
    builder.refuse_foreign_package(ROOT)
    with pytest.raises(BookError, match=f"not from {other}/rnnutils: run `make clean-all book`"):
        builder.refuse_foreign_package(other)


def test_package_that_pythonpath_puts_in_the_way_is_named_with_the_way_out(other, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    builder.refuse_foreign_package(ROOT)
    monkeypatch.setenv("PYTHONPATH", str(other))
    with pytest.raises(BookError, match=f"from {other}/rnnutils.* run `unset PYTHONPATH`"):
        builder.refuse_foreign_package(ROOT)


def test_disk_without_room_for_a_site_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(builder.shutil, "disk_usage", lambda path: SimpleNamespace(free=50 << 20))
    with pytest.raises(SystemExit, match="200 MB of free disk; 50 MB are left"):
        builder.main([str(tmp_path)])


def test_good_build_of_busy_pages_writes_nothing_to_stderr(tmp_path):
    book = Book(tmp_path / "book")
    header = (book.folder / "good.md").read_text().partition("(good-page)=")[0]
    for name, code in BUSY.items():
        cell = f"```{{code-cell}} ipython3\n{code}\n```\n"
        book.add_page(name, f"{header}# Page\n\n{cell}")
    assert len(re.findall("^ .* run ", builds(book), re.MULTILINE)) == 2 + len(BUSY)
