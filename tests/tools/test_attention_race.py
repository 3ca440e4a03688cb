"""The tool behind the tables of the attention page: restartable, and blind where it chooses."""

import sys

import numpy as np
import pytest

from rnnutils import attention_race
from tools.runs import attention as tool

LENGTHS = list(map(str, tool.TESTED))


def test_the_shipped_table_has_five_seeds_of_every_network_and_no_run_twice():
    race = attention_race()
    assert list(race.columns) == tool.COLUMNS and not race.duplicated(tool.KEYS).any()
    for task in tool.STEPS:
        report = race[(race.task == task) & (race.role == "report")]
        assert set(report.network) == set(tool.NETWORKS[task])
        for _, seeds in report.groupby("network").seed:
            assert sorted(seeds) == list(range(5))
        assert set(report.steps) == {tool.STEPS[task]}


def test_the_shipped_rates_are_nearly_the_best_on_pairs_for_choosing():
    race = attention_race()
    for (task, network), rows in race.groupby(["task", "network"]):
        chosen = rows[rows.role == "choose"]
        assert sorted(chosen.rate) == sorted(tool.RATES[task]) and set(chosen.seed) == {tool.CHOICE}
        best = tool.best_rate(chosen.astype(str).to_dict("records"), task, network)
        assert set(rows.rate[rows.role == "report"]) == {best}
        assert chosen.validation.max() - chosen.validation[chosen.rate == best].item() < 0.0101


def test_runs_that_choose_are_not_tested():
    race = attention_race()
    tested = race[["test", *LENGTHS]].notna().any(axis=1)
    assert (tested == (race.role == "report")).all()
    shares = race[["test", "validation", *LENGTHS]].stack().dropna()
    assert len(shares) and shares.between(0, 1).all()


@pytest.mark.parametrize("task", tool.STEPS)
def test_a_run_in_the_file_is_not_repeated(task, tmp_path, monkeypatch):
    ran = []

    def run(task, network, role, rate, seed, steps):
        ran.append((network, role, rate, seed))
        better = 0.5 + (rate == 1e-2) / 4
        return [task, network, role, rate, seed, steps, 1, 1, better, *[""] * 17, "today"]

    monkeypatch.setattr(tool, "run", run)
    out = tmp_path / "race.csv"
    for seeds in (["0"], ["0", "1"]):
        options = ["--tasks", task, "--out", str(out), "--seeds", *seeds]
        monkeypatch.setattr(sys, "argv", ["attention_race", *options])
        tool.main()
    assert len(ran) == len(set(ran)) == (len(tool.RATES[task]) + 2) * len(tool.NETWORKS[task])
    assert {rate for _, role, rate, _ in ran if role == "report"} == {1e-2}


def test_a_short_run_fills_the_columns_of_its_task():
    chosen = tool.run("reversal", "dot", "choose", 1e-2, 0, 2)
    report = tool.run("reversal", "dot", "report", 1e-2, 0, 2)
    assert len(chosen) == len(report) == len(tool.COLUMNS)
    row = dict(zip(tool.COLUMNS, report, strict=True))
    assert row["test"] == "" and all(0 <= float(row[length]) <= 1 for length in LENGTHS)
    assert chosen[tool.COLUMNS.index("test") : -1] == [""] * 17
    assert np.isfinite(float(row["seconds"])) and row["parameters"] == 13_387
