"""The weekly look at external links: a page that is gone fails, a shy publisher does not."""

import http.server
import threading

import pytest

from tools.quality import links

CONFIG = "title: Small\nonly_build_toc_files: true\n"
ANSWERS = {"/here": 200, "/gone": 404, "/withdrawn": 410, "/shy": 403, "/ill": 500}


class Server(http.server.BaseHTTPRequestHandler):
    """A host that answers as its table says."""

    def do_GET(self):
        self.send_response(ANSWERS[self.path])
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def host():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def book(tmp_path):
    """Make a book of one page, with a cell that no check of links may run."""

    def make(text):
        (tmp_path / "_config.yml").write_text(CONFIG)
        (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n")
        header = "---\nkernelspec: {name: python3, display_name: Python 3}\n---\n"
        cell = "\n\n```{code-cell} ipython3\nopen('ran', 'w').close()\n```\n"
        (tmp_path / "index.md").write_text(header + "# A page\n\n" + text + cell)
        return tmp_path

    return make


def test_only_addresses_that_lead_nowhere_are_gone_and_no_page_is_run(book, host, capsys):
    folder = book(" ".join(f"[x]({host}{path})" for path in ANSWERS) + " [own](#a-page)")
    assert links.main([str(folder)]) == 1
    shy, gone = capsys.readouterr().out.split("Gone:")
    assert {path for path in ANSWERS if f"{host}{path}\n" in gone} == {"/gone", "/withdrawn"}
    assert {path for path in ANSWERS if f"{host}{path}\n" in shy} == {"/shy", "/ill"}
    assert "5 links: 2 gone, 2 without an answer." in gone
    assert not (folder / "ran").exists()


def test_a_book_whose_links_all_answer_passes(book, host):
    assert links.main([str(book(f"[x]({host}/here)"))]) == 0


def test_a_machine_without_a_network_is_told_so(book, host, capsys):
    assert links.main([str(book(f"[x]({host}/gone)"))]) == 1
    assert "is there a network?" in capsys.readouterr().out
    links.main([str(book(f"[x]({host}/gone) [y]({host}/here)"))])
    assert "is there a network?" not in capsys.readouterr().out


def test_a_server_that_is_no_more_is_gone_and_a_slow_one_has_not_answered():
    no_host = links.Link("a.md", "https://a.invalid", "broken", "Failed to resolve 'a.invalid'")
    slow = links.Link("a.md", "https://a.org", "timeout", "Read timed out")
    assert (no_host.is_gone, no_host.has_not_answered) == (True, False)
    assert (slow.is_gone, slow.has_not_answered) == (False, True)


def test_a_book_that_cannot_be_read_is_said_to_be(book):
    folder = book("text")
    (folder / "_config.yml").write_text("sphinx:\n  config:\n    extensions: [no_such_extension]\n")
    with pytest.raises(RuntimeError, match="could not read the book"):
        links.check(folder)
