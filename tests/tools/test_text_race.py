"""The race between networks that read a text: what a line of its table says."""

from rnnutils import text_race
from tools.runs import text as tool


def test_each_network_is_trained_for_its_time_and_measured(tmp_path):
    out = tmp_path / "race.csv"
    options = ["--seconds", "0.1", "--seeds", "0", "--characters", "600"]
    tool.RACE.main([*options, "--out", str(out)])
    rows = tool.RACE.log(out).rows()
    assert [row["network"] for row in rows] == ["LSTM", "GRU", "Transformer"]
    assert all(2 < float(row["bits"]) < 8 and row["seconds"] == "0.1" for row in rows)


def test_the_shipped_networks_had_the_same_time():
    assert text_race().seconds.nunique() == 1
