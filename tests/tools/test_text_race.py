"""The race between networks: a line a run, none twice."""

import csv

from rnnutils import text_race as recorded
from tools.runs import text as text_race


def test_missing_runs_are_made_and_finished_ones_kept(tmp_path, monkeypatch, capsys):
    out = tmp_path / "race.csv"
    out.write_text(",".join(text_race.COLUMNS) + "\nLSTM,0,1,2,3,4.0,2026-01-01\n")
    arguments = ["--seconds", "0.1", "--seeds", "1", "--characters", "600", "--out", str(out)]
    monkeypatch.setattr("sys.argv", ["text_race.py", *arguments])
    text_race.main()
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["network"] for row in rows] == ["LSTM", "GRU", "Transformer"]
    assert rows[0]["bits"] == "4.0" and all(2 < float(row["bits"]) < 8 for row in rows)
    assert capsys.readouterr().out.count("\n") == 2


def test_the_shipped_record_has_five_seeds_of_each_network_in_the_same_time():
    race = recorded()
    assert list(race.columns) == text_race.COLUMNS and race.seconds.nunique() == 1
    assert race.groupby("network").seed.apply(sorted).tolist() == [[0, 1, 2, 3, 4]] * 3
