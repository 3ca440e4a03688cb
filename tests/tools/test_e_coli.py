"""The genome is packed so that what is shipped can be read again."""

import gzip

import pytest

from rnnutils import e_coli as shipped
from rnnutils.genomics import decode, encode
from tools.data import e_coli


def test_four_bases_go_into_a_byte_the_first_on_top():
    assert e_coli.pack(encode("ACGTTTTT")) == bytes([0b00_01_10_11, 0b11_11_11_11])


def test_bases_that_fill_no_byte_are_refused():
    with pytest.raises(ValueError):
        e_coli.pack(encode("ACGTA"))


def test_the_record_becomes_the_shipped_file(tmp_path, monkeypatch, capsys):
    fasta, out = tmp_path / e_coli.FASTA, tmp_path / "packed.bin"
    fasta.parent.mkdir(parents=True)
    fasta.write_bytes(gzip.compress(f">NC_008253.1\n{decode(shipped())}\n".encode()))
    monkeypatch.setattr("sys.argv", ["e_coli.py", str(tmp_path), "--out", str(out)])
    e_coli.main()
    assert out.read_bytes() == e_coli.OUT.read_bytes()
    assert "4,938,920 bases, 1,234,730 bytes" in capsys.readouterr().out
