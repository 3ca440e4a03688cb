"""The tool behind the table of translators: restartable, and never twice the same run."""

import sys
from types import SimpleNamespace

import pytest

from rnnutils import date_race
from tools.runs import dates as tool


def test_the_shipped_table_has_every_run_once():
    race = date_race()
    runs = sorted(zip(race.network, race.seed, strict=True))
    assert runs == [(network, seed) for network in sorted(tool.RATES) for seed in range(5)]
    assert list(race.columns) == tool.COLUMNS
    assert race[["test", "long"]].stack().between(0, 1).all()


def test_the_sprint_holds_five_seeds_of_two_networks():
    sprint = date_race(300)
    runs = set(zip(sprint.network, sprint.seed, strict=True))
    assert runs == {(network, seed) for network in ("none", "dot") for seed in range(5)}
    assert len(sprint) == len(runs) and list(sprint.columns) == tool.COLUMNS
    assert set(sprint.steps) == {300} and set(date_race().steps) == {1200}
    with pytest.raises(ValueError, match="one of 1200, 300; got 600"):
        date_race(600)


def test_a_run_in_the_file_is_not_repeated(tmp_path, monkeypatch):
    ran = []

    def run(kind, seed, steps, training, parts):
        ran.append((kind, seed))
        saved = SimpleNamespace(save=lambda path: path.write_bytes(b""))
        return saved, [kind, seed, 1, steps, 1, 0.5, 0.5, "today"]

    monkeypatch.setattr(tool, "run", run)
    monkeypatch.setattr(tool, "human_dates", lambda n, **options: None)
    out = tmp_path / "race.csv"
    for seeds in (["0"], ["0", "1"]):
        monkeypatch.setattr(sys, "argv", ["date_race", "--out", str(out), "--seeds", *seeds])
        tool.main()
    assert len(ran) == len(set(ran)) == 6
    assert (tmp_path / "date_transformer.npz").exists()
