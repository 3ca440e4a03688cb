"""The tool behind the table of networks: restartable, and every run once."""

import numpy as np

from rnnutils.genomics import draw, recombination_race
from tools.runs import recombination as tool


def test_the_shipped_scores_are_below_one():
    assert (recombination_race()[["validation", "test"]].abs() < 1).all(axis=None)


def test_every_network_trains_and_is_measured(tmp_path, monkeypatch):
    samples = [draw(i, haplotypes=20, length=4000) for i in range(80)]
    parts = {"train": samples, "validation": samples[:10], "test": samples[10:20]}
    monkeypatch.setattr(tool, "genomes", lambda: parts)
    out = tmp_path / "race.csv"
    tool.RACE.main(["--samples", "80", "--steps", "2", "--seeds", "0", "--out", str(out)])
    rows = tool.RACE.log(out).rows()
    assert [row["network"] for row in rows] == list(tool.NETWORKS)
    assert all(
        np.isfinite([float(row[part]) for part in ("validation", "test")]).all() for row in rows
    )
    assert (tmp_path / "recombination_gru.npz").exists()
