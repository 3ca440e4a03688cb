"""The series that ships is the published one, to the byte."""

import hashlib
import shutil
from importlib.resources import files

import numpy as np
import pytest

from rnnutils import airlines, e_coli, moby_dick
from rnnutils.genomics import decode
from rnnutils.inputs import datasets


def test_airlines_has_the_published_check_figures():
    passengers = airlines().passengers
    assert (len(passengers), passengers.min(), passengers.max()) == (144, 104, 622)
    assert passengers.iloc[:3].tolist() == [112, 118, 132]
    assert passengers.iloc[-3:].tolist() == [461, 390, 432]
    assert (passengers.sum(), (passengers**2).sum()) == (40_363, 13_371_737)


def test_airlines_counts_months_without_a_gap():
    time = airlines().time
    assert time.is_monotonic_increasing and (time.dt.day == 1).all()
    assert (time.iloc[0].year, time.iloc[-1].year) == (1949, 1960)
    assert len(set(zip(time.dt.year, time.dt.month, strict=True))) == 144


def test_airlines_has_the_columns_of_the_lecture():
    df = airlines()
    assert df.columns.tolist() == ["time", "passengers", "year", "month"]
    assert df.year.tolist() == [y for y in range(1949, 1961) for _ in range(12)]
    assert df.month.tolist() == [*range(1, 13)] * 12
    assert df.time.dt.strftime("%Y-%m").tolist() == [
        f"{y}-{m:02}" for y, m in zip(df.year, df.month, strict=True)
    ]


def test_the_parts_of_the_book_are_the_book():
    parts = [moby_dick(part) for part in ("train", "validation", "test")]
    assert "".join(parts) == moby_dick()
    headings = [[line for line in p.splitlines() if line.startswith("CHAPTER ")] for p in parts]
    assert [len(h) for h in headings] == [108, 14, 13]


def test_the_book_has_the_symbols_its_description_lists():
    letters = "abcdefghijklmnopqrstuvwxyz"
    marks = " \n!\"'(),-.:;?—"
    assert set(moby_dick()) == set(letters + letters.upper() + "0123456789" + marks)
    assert set(moby_dick("train")) == set(moby_dick())


def test_the_parts_of_the_genome_are_the_genome():
    parts = [e_coli(part) for part in ("train", "validation", "test")]
    np.testing.assert_array_equal(np.concatenate(parts), e_coli())
    assert [len(part) for part in parts] == [3_951_136, 493_892, 493_892]


def test_the_genome_is_the_one_of_the_record():
    bases = e_coli()
    assert bases.shape == (4_938_920,) and bases.dtype == np.uint8
    first = "AGCTTTTCATTCTGACTGCAACGGGCAATATGTCTCTGTGTGGATTAAAAAAAGAGTGTCTGATAGCAGC"  # its line 1
    assert decode(bases[:70]) == first
    # Chargaff's second rule: on one strand of a chromosome, A is as frequent as T, G as C.
    A, C, G, T = np.bincount(bases) / len(bases)
    assert abs(A - T) < 0.002 and abs(C - G) < 0.002 and abs(G + C - 0.505) < 0.001


@pytest.mark.parametrize("load", [moby_dick, e_coli])
def test_an_unknown_part_is_refused(load):
    with pytest.raises(ValueError, match="'train', 'validation', 'test'; got 'dev'"):
        load("dev")


def test_every_file_has_the_checksum_that_code_and_table_give():
    folder = files("rnnutils") / "data"
    table = (folder / "README.md").read_text("utf-8")
    shipped = {file.name for file in folder.iterdir()} - {"README.md"}
    assert shipped == set(datasets.SHA256)
    for name, checksum in datasets.SHA256.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == checksum
        assert f"`{name}`" in table and f"`{checksum}`" in table


def test_a_changed_file_is_refused(monkeypatch):
    monkeypatch.setitem(datasets.SHA256, "airlines.csv", "0" * 64)
    with pytest.raises(ValueError, match="needs the SHA-256 000.*got d27dd74f.*: restore the file"):
        airlines()


def test_one_byte_more_is_refused(monkeypatch, tmp_path):
    shutil.copytree(files("rnnutils") / "data", tmp_path / "data")
    monkeypatch.setattr(datasets, "files", lambda package: tmp_path)
    assert len(airlines()) == 144
    with (tmp_path / "data" / "airlines.csv").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ValueError, match="airlines.csv needs the SHA-256 d27dd74f"):
        airlines()
