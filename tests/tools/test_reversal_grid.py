"""The tool that turns the dials of a fixed vector: what a line of its table says."""

from types import SimpleNamespace

import numpy as np

from rnnutils import reversal_grid
from tools.runs import reversal as tool


def test_a_line_holds_the_share_of_each_length_and_the_size(tmp_path, monkeypatch):
    def train(*, units, steps, seed):
        def exact_match(sources, targets):
            return np.array([len(source) <= units // 4 for source in sources])

        return SimpleNamespace(exact_match=exact_match, weights=[np.zeros((units, units))])

    monkeypatch.setattr(tool, "train_to_reverse", train)
    out = tmp_path / "trial.csv"
    tool.RACE.main(["--settings", "8x20", "4x20", "--seeds", "0", "1", "--out", str(out)])
    rows = tool.RACE.log(out).rows()
    assert [(row["units"], row["steps"], row["seed"]) for row in rows] == [
        ("8", "20", "0"),
        ("8", "20", "1"),
        ("4", "20", "0"),
        ("4", "20", "1"),
    ]
    assert [rows[0][column] for column in ("parameters", "2", "3")] == ["64", "1.000", "0.000"]
    assert [rows[3][column] for column in ("parameters", "1", "2")] == ["16", "1.000", "0.000"]


def test_the_shipped_shares_are_shares():
    assert reversal_grid()[list(map(str, range(1, 17)))].stack().between(0, 1).all()
