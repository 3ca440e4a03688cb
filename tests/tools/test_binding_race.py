"""The tool behind the table of networks that read DNA: restartable, and fair in its measures."""

import sys

import numpy as np

from rnnutils import binding_race
from tools.runs import binding as tool


def test_the_shipped_table_has_every_run_once():
    race = binding_race()
    runs = list(zip(*(race[name] for name in tool.COLUMNS[:4]), strict=True))
    assert len(runs) == len(set(runs)) and list(race.columns) == tool.COLUMNS
    kinds = {(kind, strands, tool.PAIRS // part) for kind, strands, part, _ in tool.RUNS}
    assert set(runs) == {(*kind, seed) for kind in kinds for seed in range(5)}
    assert race[["validation", "test", "outer", "inner"]].stack().between(0.4, 1).all()


def test_the_area_of_all_sites_is_made_of_those_of_its_parts():
    rng = np.random.default_rng(0)
    Y = np.repeat([1, 0], 400)
    starts = np.where(Y, rng.integers(83, size=800), -1)
    scores = rng.normal(size=800) + Y * (abs(starts - 41) > 20)
    every, outer, inner = tool.by_place(scores, Y, starts)
    share = (abs(starts[Y == 1] - 41) > 20.5).mean()
    assert np.isclose(every, share * outer + (1 - share) * inner) and outer > inner + 0.1


def test_a_small_run_adds_its_line_and_is_not_repeated(tmp_path, monkeypatch):
    monkeypatch.setattr(
        tool, "RUNS", [("convolution", "turned", 1, 1), ("convolution", "one", 2, 1)]
    )
    out = tmp_path / "race.csv"
    monkeypatch.setattr(sys, "argv", ["race", "--pairs", "32", "--seeds", "0", "--out", str(out)])
    for _ in range(2):
        tool.main()
    rows = tool.Record(out, tool.COLUMNS, tool.COLUMNS[:4]).rows()
    assert [(row["strands"], row["pairs"]) for row in rows] == [("turned", "32"), ("one", "16")]
