"""A file is read as it is meant, or refused with the place that is wrong."""

import gzip

import pytest

from rnnutils.genomics import read_fasta


@pytest.fixture
def written(tmp_path):
    def write(text):
        file = tmp_path / "peaks.fa"
        file.write_bytes(text.encode("utf-8"))
        return file

    return write


def test_lines_are_joined_and_case_does_not_matter(written):
    file = written(">a chr1:1-7\nGAT\ntaca\n\n>b\nCCCTC\n")
    assert read_fasta(file) == {"a": "GATTACA", "b": "CCCTC"}


def test_a_packed_file_is_read_like_a_plain_one(tmp_path):
    file = tmp_path / "peaks.fa.gz"
    file.write_bytes(gzip.compress(b">a\nGAT\n>b\nTACA\n"))
    assert read_fasta(file) == read_fasta(str(file)) == {"a": "GAT", "b": "TACA"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.fa.gz", gzip.compress(b">a\nGAT\n")[:-9], "whole gzip file"),
        ("plain.fa.gz", b">a\nGAT\n", "whole gzip file"),
        ("packed.fa", gzip.compress(b">a\nGAT\n"), "needs text"),
        ("wrong.fa", b">a\nGAT\n>b\nGAX\n", "'X' at place 3 of record 'b'"),
    ],
)
def test_the_message_names_the_file(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"^{name}: .*{says}"):
        read_fasta(tmp_path / name)


def test_line_ends_and_marks_of_other_systems_do_not_matter(written):
    assert read_fasta(written("\ufeff>a\r\nGAT\r\nTACA\r\n")) == {"a": "GATTACA"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "at least one record; got none"),
        ("GATTACA\n", "first line of '>'.*'GATTACA'"),
        (">a\nGAT\n>\nTACA\n", "needs a name; got none in line 3"),
        (">a\nGAT\n>a\nTACA\n", "'a' again in line 3"),
        (">a\n>b\nTACA\n", "needs letters; got none for 'a'"),
        (">a\nGATTNCA\n", "'N' at place 5 of record 'a'"),
        (">a\nGAUUACA\n", "'U' at place 3 of record 'a'"),
    ],
)
def test_what_is_wrong_is_named(written, text, says):
    with pytest.raises(ValueError, match=says):
        read_fasta(written(text))


def test_a_wrong_length_is_named(written):
    with pytest.raises(ValueError, match="record 'b' needs 3 letters; got 4"):
        read_fasta(written(">a\nGAT\n>b\nTACA\n"), length=3)


def test_unknown_letters_can_be_left_out_but_nothing_else(written):
    text = ">a\nGAT\n>b\nTNA\n"
    assert read_fasta(written(text), unknown="skip") == {"a": "GAT"}
    with pytest.raises(ValueError, match="needs letters"):
        read_fasta(written(text + ">c\n"), unknown="skip")
    with pytest.raises(ValueError, match="'refuse', 'skip'; got 'guess'"):
        read_fasta(written(text), unknown="guess")
