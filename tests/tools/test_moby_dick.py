"""The text is cleaned as its documentation says."""

import bz2

import pytest

from rnnutils import moby_dick as shipped
from tools.data import moby_dick


def test_what_is_printed_in_two_ways_becomes_one_symbol():
    assert moby_dick.clean("“Ahab’s  whale,” [he] said—\n\n\n  ‘Ho!’ & so*") == (
        "\"Ahab's whale,\" (he) said—\n'Ho!' and so\n"
    )


def test_cleaning_twice_changes_nothing():
    text = shipped("validation")
    assert moby_dick.clean(text) == text


def test_chapters_are_packed_in_the_order_of_the_book(tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    for name in moby_dick.NAMES:
        (tmp_path / "data" / f"{name}.txt").write_text(f"“{name}”\n\n", "utf-8")
    out = tmp_path / "text.bz2"
    monkeypatch.setattr("sys.argv", ["moby_dick.py", str(tmp_path), "--out", str(out)])
    moby_dick.main()
    lines = bz2.decompress(out.read_bytes()).decode("utf-8").splitlines()
    assert lines == [f'"{name}"' for name in moby_dick.NAMES]
    assert "characters" in capsys.readouterr().out


@pytest.mark.parametrize(("part", "number"), [("train", 1), ("validation", 109), ("test", 123)])
def test_a_part_begins_with_its_chapter(part, number):
    assert shipped(part).startswith(f"CHAPTER {number}. ")
