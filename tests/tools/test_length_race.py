"""The race over length: fair to all, and the rates chosen as the docstring says."""

import pytest

import rnnutils
from tools.runs import lengths as tool


@pytest.fixture(scope="module")
def page():
    return tool.page_names()


def test_the_rate_is_the_one_at_which_most_seeds_reach_the_goal_soonest():
    most = tool.UPDATES
    choices = {0.1: [(90, 0.01), (most, 0.001)], 0.2: [(200, 0.02), (300, 0.02)]}
    assert tool.best(choices) == 0.2
    assert tool.best(choices | {0.3: [(100, 0.03), (300, 0.03)]}) == 0.3
    assert tool.best({0.1: [(most, 0.1), (most, 0.2)], 0.2: [(most, 0.1), (most, 0.1)]}) == 0.2


def test_the_shipped_runs_chose_as_they_say(page):
    race = rnnutils.length_race()
    assert set(race.network) == set(page["NETWORKS"]) and set(race.length) == set(tool.LENGTHS)
    for _, tried in race.groupby(["network", "length"]):
        chose, reported = (tried[tried.role == role] for role in ("choose", "report"))
        assert sorted(reported.seed) == list(range(5))
        choices = {
            rate: list(zip(part.updates, part.error, strict=True))
            for rate, part in chose.groupby("rate")
        }
        assert sorted(choices) == list(tool.RATES)
        assert {len(part) for part in choices.values()} == {len(tool.CHOICE)}
        assert set(reported.rate) == {tool.best(choices)}


def test_the_contestants_are_of_one_size(page):
    race = rnnutils.length_race()
    assert race.parameters.max() < 1.06 * race.parameters.min()
    for network, rows in race.groupby("network"):
        model = page["new"](network, 2, 1, 0)
        assert set(rows.parameters) == {rnnutils.count_parameters(model)}


@pytest.mark.parametrize("network", ["GRU", "minGRU"])
def test_a_shipped_run_can_be_made_again(page, network):
    race = rnnutils.length_race()
    row = race[(race.network == network) & (race.length == 20)].sort_values("updates").iloc[0]
    line = tool.run(None, network, 20, row.rate, row.role, int(row.seed))
    # Other machines round otherwise, so the end of training may move by a few updates.
    assert line[1] == pytest.approx(row.updates, rel=0.2)
    assert float(line[3]) < 1 / 40 > row.error
