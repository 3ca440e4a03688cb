"""The network that reads a genome: what a line of its table says."""

import numpy as np

from rnnutils import e_coli, genome_race, text_race
from tools.runs import genome as tool


def test_the_genome_and_its_shuffle_are_measured(tmp_path):
    out = tmp_path / "race.csv"
    options = ["--seconds", "0.1", "--seeds", "0", "--bases", "30000"]
    tool.RACE.main([*options, "--out", str(out)])
    rows = tool.RACE.log(out).rows()
    assert [row["text"] for row in rows] == ["genome", "shuffled"]
    assert all(1.9 < float(row["bits"]) < 4 for row in rows)


def test_a_shuffle_keeps_the_bases_and_not_their_order():
    plain, shuffled = e_coli("test")[:1000], tool.bases("shuffled", "test", 1000)
    np.testing.assert_array_equal(np.bincount(plain), np.bincount(shuffled))
    assert (plain != shuffled).any()


def test_the_rate_is_the_one_that_was_chosen_for_the_gru_on_the_book():
    runs = text_race()
    report = runs[(runs.network == "GRU") & (runs.role == "report")]
    assert set(report.rate) == {tool.RATE}


def test_the_shipped_runs_had_the_same_time():
    assert genome_race().seconds.nunique() == 1
