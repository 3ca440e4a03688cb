"""The tool behind the table of networks: restartable, and every run once."""

import sys
from types import SimpleNamespace

import numpy as np

from rnnutils.genomics import draw, recombination_race
from tools.runs import recombination as tool


def test_the_shipped_table_has_every_planned_run_once():
    race = recombination_race()
    runs = list(zip(race.network, race.samples, race.seed, strict=True))
    assert len(runs) == len(set(runs)) and list(race.columns) == tool.COLUMNS
    planned = set(tool.planned(tool.NETWORKS, range(5), 10_800))
    assert set(runs) == planned
    assert (race[["validation", "test"]].abs() < 1).all(axis=None)


def test_a_run_in_the_file_is_not_repeated(tmp_path, monkeypatch):
    ran = []

    def run(network, seed, parts, samples, steps):
        ran.append((network, samples, seed))
        model = SimpleNamespace(get_weights=lambda: [np.ones(2)])
        return model, [network, samples, seed, 1, 1, 1, 0.5, 0.5, "today"]

    monkeypatch.setattr(tool, "run", run)
    monkeypatch.setattr(tool.genomics, "simulated_genomes", lambda part: [])
    out = tmp_path / "race.csv"
    for seeds in (["0"], ["0", "1"]):
        monkeypatch.setattr(sys, "argv", ["race", "--out", str(out), "--seeds", *seeds])
        tool.main()
    assert len(ran) == len(set(ran)) == 2 * (len(tool.NETWORKS) + len(tool.SIZES))
    assert (tmp_path / "recombination_gru.npz").exists()


def test_every_network_trains_and_is_measured():
    samples = [draw(i, haplotypes=20, length=4000) for i in range(80)]
    parts = {"train": samples, "validation": samples[:10], "test": samples[10:20]}
    for network in set(tool.NETWORKS) - {"long"}:  # which is the first, for longer
        _, line = tool.run(network, 0, parts, 80, steps=2)
        assert len(line) == len(tool.COLUMNS) and line[:3] == [network, 80, 0]
        assert all(np.isfinite(float(score)) for score in line[6:8])
