"""The tool behind the tables of the attention page: blind where it chooses."""

from types import SimpleNamespace

import numpy as np

from rnnutils import attention_race
from tools.runs import attention as tool

LENGTHS = list(map(str, tool.TESTED))


def test_the_shipped_rates_are_nearly_the_best_on_pairs_for_choosing():
    race = attention_race()
    for (task, _), rows in race.groupby(["task", "network"]):
        chosen = rows[rows.role == "choose"]
        assert sorted(chosen.rate) == sorted(tool.RATES[task]) and set(chosen.seed) == {tool.CHOICE}
        best = tool.best_rate(chosen.astype(str).to_dict("records"))
        assert set(rows.rate[rows.role == "report"]) == {best}
        assert chosen.validation.max() - chosen.validation[chosen.rate == best].item() < 0.0101


def test_the_shipped_reports_took_the_steps_of_their_task():
    race = attention_race()
    for task, steps in tool.STEPS.items():
        assert set(race.steps[(race.task == task) & (race.role == "report")]) == {steps}


def test_runs_that_choose_are_not_tested():
    race = attention_race()
    tested = race[["test", *LENGTHS]].notna().any(axis=1)
    assert (tested == (race.role == "report")).all()
    shares = race[["test", "validation", *LENGTHS]].stack().dropna()
    assert len(shares) and shares.between(0, 1).all()


def test_a_short_run_fills_the_columns_of_its_task():
    options = SimpleNamespace(steps=2)
    chosen = tool.run(options, "reversal", "dot", "choose", 1e-2, 0)
    report = tool.run(options, "reversal", "dot", "report", 1e-2, 0)
    columns = tool.RACE.results[:-1]
    assert chosen[columns.index("test") :] == [""] * 17
    row = dict(zip(columns, report, strict=True))
    assert row["test"] == "" and all(0 <= float(row[length]) <= 1 for length in LENGTHS)
    assert np.isfinite(float(row["seconds"])) and row["parameters"] == 13_387
