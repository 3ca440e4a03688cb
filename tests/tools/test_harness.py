"""What all races share: every run once, a line each, and the shipped tables are their own."""

import shutil
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from tools import ROOT
from tools.runs.harness import Log, Race

COLUMNS = ["network", "seed", "score"]
TABLES = {
    "attention_race": ("attention",),
    "binding_race": ("binding",),
    "date_race": ("dates",),
    "date_sprint": ("dates", "--steps", "300", "--networks", "none", "dot"),
    "genome_race": ("genome", "--seeds", "0", "1", "2"),
    "lag_grid": ("lags",),
    "length_race": ("lengths",),
    "recall_race": ("recall",),
    "recombination_race": ("recombination",),
    "reversal_grid": ("reversal",),
    "text_race": ("text",),
}


def test_a_run_is_known_once_it_is_written_and_after_opening_again(tmp_path):
    path = tmp_path / "runs.csv"
    log = Log(path, COLUMNS, keys=2)
    assert log.rows() == [] and not log.has(("GRU", 0))
    log.add(["GRU", 0, 0.5])
    again = Log(path, COLUMNS, keys=2)
    assert log.has(("GRU", 0)) and again.has(("GRU", 0))
    assert not again.has(("GRU", 1)) and not again.has(("LSTM", 0))
    assert again.rows() == [{"network": "GRU", "seed": "0", "score": "0.5"}]
    assert again.rows("GRU") == again.rows() and again.rows("LSTM") == []
    assert path.read_bytes() == b"network,seed,score\nGRU,0,0.5\n"


def test_a_table_of_something_else_is_not_added_to(tmp_path):
    path = tmp_path / "runs.csv"
    for text in ("network,seed,error\n", ""):
        path.write_text(text)
        with pytest.raises(ValueError, match=r"runs\.csv needs the columns .*score"):
            Log(path, COLUMNS, keys=2)
        assert path.read_text() == text


@pytest.fixture
def race(tmp_path):
    """Return a race whose rate 0.2 is the better one, the runs it made, and its command."""
    made = []

    def plan(options, log):
        yield from (("choose", rate, 9) for rate in options.rates)
        best = max(log.rows("choose"), key=lambda row: float(row["score"]))["rate"]
        yield from (("report", float(best), seed) for seed in options.seeds)

    def run(options, role, rate, seed):
        made.append((role, rate, seed))
        if seed == 3:
            raise KeyboardInterrupt
        return [1 - abs(rate - 0.2)]

    options = {"--rates": {"type": float, "nargs": "+", "default": [0.1, 0.2, 0.3]}}
    race = Race("Toy.", "toy.csv", ["role", "rate", "seed"], ["score", "date"], plan, run, options)
    return race, made, ["--out", str(tmp_path / "toy.csv")]


def test_a_plan_chooses_by_what_was_measured_and_each_line_says_the_day(race, tmp_path, capsys):
    race, made, command = race
    race.main([*command, "--seeds", "0", "1"])
    assert made[-2:] == [("report", 0.2, 0), ("report", 0.2, 1)] and len(made) == 5
    lines = (tmp_path / "toy.csv").read_text().splitlines()
    assert lines[-1] == f"report,0.2,1,1.0,{date.today()}"
    printed = capsys.readouterr().out.splitlines()
    assert printed == [line.replace(",", " ") for line in lines[1:]] + ["all runs are there: 5"]


def test_the_same_command_goes_on_where_it_was_stopped(race, tmp_path, capsys):
    race, made, command = race
    race.main([*command, "--minutes", "0"])
    assert made == [] and capsys.readouterr().out.startswith("0 runs so far")
    with pytest.raises(KeyboardInterrupt):
        race.main(command)
    stopped = (tmp_path / "toy.csv").read_text()
    assert made[-1] == ("report", 0.2, 3)
    race.log(tmp_path / "toy.csv").add(["report", 0.2, 3, 0.9, "made by another process"])
    race.main(command)
    assert (tmp_path / "toy.csv").read_text().startswith(stopped)
    assert len(made) == len(set(made)) == 3 + 5


@pytest.mark.parametrize("table", TABLES)
def test_a_shipped_table_holds_every_run_of_its_race_once_and_no_other(table, tmp_path, capsys):
    room, *arguments = TABLES[table]
    race, asked = import_module(f"tools.runs.{room}").RACE, []

    def plan(options, log):
        for run in race.plan(options, log):
            asked.append(tuple(map(str, run)))
            yield run

    copy = tmp_path / "table.csv"
    shutil.copy(ROOT / "rnnutils" / "data" / f"{table}.csv", copy)
    replace(race, plan=plan, run=None).main(["--out", str(copy), *arguments])
    rows = [tuple(row[key] for key in race.keys) for row in race.log(copy).rows()]
    assert sorted(rows) == sorted(asked) and len(set(rows)) == len(rows)
    assert capsys.readouterr().out == f"all runs are there: {len(rows)}\n"


def test_every_shipped_table_of_runs_is_looked_at():
    shipped = {path.stem for path in (ROOT / "rnnutils" / "data").glob("*_*.csv")}
    assert {name for name in shipped if name.endswith(("_race", "_grid", "_sprint"))} == set(TABLES)
