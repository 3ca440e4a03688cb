"""The race over marked numbers: rates chosen as the docstring says, and none on an edge."""

import pytest

import rnnutils
from tools.runs import recall as tool


def test_the_shipped_runs_chose_as_they_say():
    race = rnnutils.recall_race()
    budgets = race.groupby("cell").updates.unique()
    assert {cell: tuple(sorted(found)) for cell, found in budgets.items()} == tool.UPDATES
    for _, tried in race.groupby(["cell", "updates"]):
        chose, reported = (tried[tried.role == role] for role in ("choose", "report"))
        assert sorted(reported.seed) == list(range(5))
        means = chose.groupby("rate").error.agg(["mean", "size"])
        assert sorted(means.index) == list(tool.RATES)
        assert set(means["size"]) == {len(tool.CHOICE)}
        assert set(reported.rate) == {means["mean"].idxmin()}
        assert tool.RATES[0] < means["mean"].idxmin() < tool.RATES[-1]


def test_both_cells_have_as_many_parameters():
    cells = tool.page_names()["CELLS"]
    assert {rnnutils.count_parameters(cells[name](0)) for name in tool.UPDATES} == {51}


@pytest.mark.parametrize("cell", tool.UPDATES)
def test_a_shipped_run_can_be_made_again(cell):
    race = rnnutils.recall_race()
    row = race[(race.cell == cell) & (race.updates == 1000) & (race.role == "report")].iloc[0]
    (error,) = tool.run(None, cell, 1000, row.rate, "report", int(row.seed))
    # Other machines round otherwise, so the end of training may move.
    assert float(error) == pytest.approx(row.error, abs=0.03)
