"""A record of measurements keeps every line, and knows which runs it has."""

from tools.runs.harness import Record

COLUMNS = ["network", "seed", "score"]


def test_a_run_is_known_once_it_is_written_and_after_opening_again(tmp_path):
    path = tmp_path / "runs.csv"
    record = Record(path, COLUMNS, ["network", "seed"])
    assert record.rows() == [] and not record.has("GRU", 0)
    record.add(["GRU", 0, 0.5])
    again = Record(path, COLUMNS, ["network", "seed"])
    assert record.has("GRU", 0) and again.has("GRU", 0)
    assert not again.has("GRU", 1) and not again.has("LSTM", 0)
    assert again.rows() == [{"network": "GRU", "seed": "0", "score": "0.5"}]
    assert path.read_bytes() == b"network,seed,score\nGRU,0,0.5\n"
