"""The race between networks that read a text: what a line of its table says."""

from rnnutils import text_race
from tools.runs import text as tool


def test_each_network_is_trained_for_its_time_and_measured(tmp_path):
    out = tmp_path / "race.csv"
    options = ["--seconds", "0.1", "--seeds", "0", "--characters", "600"]
    tool.RACE.main([*options, "--out", str(out)])
    rows = tool.RACE.log(out).rows()
    report = [row for row in rows if row["role"] == "report"]
    assert [row["network"] for row in report] == ["LSTM", "GRU", "Transformer"]
    assert all(2 < float(row["bits"]) < 8 for row in rows)
    assert {row["role"]: row["seconds"] for row in rows} == {"choose": "0.05", "report": "0.1"}


def test_the_shipped_networks_had_the_same_time():
    assert text_race().groupby("role").seconds.nunique().eq(1).all()


def test_a_shipped_rate_has_a_worse_one_on_either_side():
    runs = text_race()
    for network, some in runs.groupby("network"):
        tried = some[some.role == "choose"].sort_values("rate")
        best = int(tried.bits.to_numpy().argmin())
        assert 0 < best < len(tried) - 1, network
        assert set(some.rate[some.role == "report"]) == {tried.rate.iloc[best]}, network
