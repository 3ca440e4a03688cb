"""The tool behind the table of networks that read DNA: fair in its measures."""

import numpy as np

from rnnutils import binding_race
from tools.runs import binding as tool


def test_the_shipped_areas_are_areas():
    race = binding_race()
    assert race[["validation", "test", "outer", "inner"]].stack().between(0.4, 1).all()


def test_the_area_of_all_sites_is_made_of_those_of_its_parts():
    rng = np.random.default_rng(0)
    Y = np.repeat([1, 0], 400)
    starts = np.where(Y, rng.integers(83, size=800), -1)
    scores = rng.normal(size=800) + Y * (abs(starts - 41) > 20)
    every, outer, inner = tool.by_place(scores, Y, starts)
    share = (abs(starts[Y == 1] - 41) > 20.5).mean()
    assert np.isclose(every, share * outer + (1 - share) * inner) and outer > inner + 0.1


def test_a_small_run_takes_its_part_of_the_pairs(tmp_path, monkeypatch):
    networks = [("convolution", "turned", 1, 1), ("convolution", "one", 2, 3)]
    monkeypatch.setattr(tool, "NETWORKS", networks)
    out = tmp_path / "race.csv"
    tool.RACE.main(["--pairs", "32", "--seeds", "0", "--out", str(out)])
    rows = tool.RACE.log(out).rows()
    assert [(row["strands"], row["pairs"], row["epochs"]) for row in rows] == [
        ("turned", "32", "1"),
        ("one", "16", "3"),
    ]
