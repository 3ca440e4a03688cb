"""The tool behind the table of translators: restartable, and never twice the same run."""

import pytest

from rnnutils import date_race, human_dates
from tools.runs import dates as tool


def test_the_shipped_shares_are_of_trainings_as_long_as_they_say():
    assert set(date_race(300).steps) == {300} and set(date_race().steps) == {1200}
    assert date_race()[["test", "long"]].stack().between(0, 1).all()
    with pytest.raises(ValueError, match="one of 1200, 300; got 600"):
        date_race(600)


def test_the_first_transformer_is_kept_beside_its_table(tmp_path, monkeypatch):
    part = human_dates(100)
    monkeypatch.setattr(tool, "dates", lambda: (part, [part, part]))
    kept = tmp_path / "date_transformer.npz"
    for seed in (1, 0):
        assert not kept.exists()
        options = ["--networks", "transformer", "--steps", "1", "--seeds", str(seed)]
        tool.RACE.main([*options, "--out", str(tmp_path / "race.csv")])
    assert kept.exists()
    rows = tool.RACE.log(tmp_path / "race.csv").rows()
    assert [(row["seed"], row["steps"]) for row in rows] == [("1", "1"), ("0", "1")]
