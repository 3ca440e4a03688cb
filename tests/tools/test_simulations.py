"""The simulations that ship: made by the command that is documented, byte by byte."""

import sys
from pathlib import Path

import numpy as np
import pytest

from rnnutils.genomics import draw, simulated_genomes, unpack
from rnnutils.genomics.recombination.shipped import PARTS
from tools.data import simulations as tool


@pytest.fixture(scope="module")
def parts():
    return {part: simulated_genomes(part) for part in PARTS}


@pytest.mark.parametrize(("part", "number"), [("train", 0), ("train", 7321), ("test", 1999)])
def test_a_simulation_can_be_made_again(parts, part, number):
    made = draw(PARTS[part][0] + number, tool.SEED)
    shipped = parts[part][number]
    assert (made.genotypes == shipped.genotypes).all()
    assert (made.positions == shipped.positions).all()
    assert np.float32(made.rate) == np.float32(shipped.rate)
    assert np.float32(made.mutation) == np.float32(shipped.mutation)


def test_parts_do_not_share_a_simulation(parts):
    assert {part: len(samples) for part, samples in parts.items()} == {
        "train": 10_800,
        "validation": 1_200,
        "test": 2_000,
    }
    rates = [sample.rate for samples in parts.values() for sample in samples]
    assert len(rates) == tool.N
    keys = {(s.rate, s.mutation, len(s.positions)) for part in parts.values() for s in part}
    assert len(keys) == tool.N


def test_every_site_varies_and_positions_increase(parts):
    for sample in parts["validation"]:
        counts = sample.genotypes.sum(axis=1)
        assert ((counts > 0) & (counts < 20)).all()
        assert (np.diff(sample.positions) > 0).all() and sample.positions.max() < 20_000


def test_the_file_is_small():
    path = Path(tool.OUT)
    assert path.stat().st_size <= 5 * 2**20


def test_the_tool_cleans_up_and_gives_the_same_bytes_again(tmp_path, monkeypatch, capsys):
    made = []
    for workers in ("1", "2"):
        out, chunks = tmp_path / f"{workers}.npz", tmp_path / "chunks"
        options = ["--n", "6", "--workers", workers, "--out", str(out), "--chunks", str(chunks)]
        monkeypatch.setattr(sys, "argv", ["simulations", *options])
        tool.main()
        assert not chunks.exists()
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert len(unpack(np.load(tmp_path / "1.npz"))) == 6
    assert "6 of 6 simulations" in capsys.readouterr().out


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="'train', 'validation', 'test'; got 'dev'"):
        simulated_genomes("dev")
