"""A good book is built from the cache; anything wrong with a book makes the build fail."""

from fixtures.books import Book

from tools.book import build as builder


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


def test_pages_must_import_the_package_of_their_own_repository(tmp_path):
    (tmp_path / "rnnutils").mkdir()
    (tmp_path / "rnnutils" / "__init__.py").write_text("")
    assert "not from" in builder.foreign_package(tmp_path)
    assert builder.foreign_package(builder.Path(__file__).parents[2]) == ""
