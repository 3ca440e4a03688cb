"""The race over length: restartable, fair to all, and the rates chosen as the docstring says."""

import pytest

import rnnutils
from tools.runs import lengths as tool


@pytest.fixture(scope="module")
def page():
    return tool.page_names()


def test_a_second_call_goes_on_where_the_first_was_stopped(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tool, "LENGTHS", (4, 6))
    monkeypatch.setattr(tool, "RATES", (0.01, 0.1))
    monkeypatch.setattr(tool, "UPDATES", 3)
    monkeypatch.setitem(tool.REPORT, "seeds", (0,))
    out = tmp_path / "race.csv"
    tool.main(["--out", str(out), "--minutes", "0"])
    assert "0 runs so far" in capsys.readouterr().out
    tool.main(["--out", str(out), "--networks", "RNN", "minGRU"])
    first = out.read_text()
    tool.main(["--out", str(out)])
    whole = out.read_text()
    assert whole.startswith(first) and "Transformer" in whole and "Transformer" not in first
    tool.main(["--out", str(out)])
    assert out.read_text() == whole
    lines = whole.splitlines()
    assert len(set(lines)) == len(lines) == 1 + 4 * 2 * (2 * 2 + 1)


def test_the_rate_is_the_one_at_which_most_seeds_reach_the_goal_soonest():
    most = tool.UPDATES
    choices = {0.1: [(90, 0.01), (most, 0.001)], 0.2: [(200, 0.02), (300, 0.02)]}
    assert tool.best(choices) == 0.2
    assert tool.best(choices | {0.3: [(100, 0.03), (300, 0.03)]}) == 0.3
    assert tool.best({0.1: [(most, 0.1), (most, 0.2)], 0.2: [(most, 0.1), (most, 0.1)]}) == 0.2


def test_the_shipped_runs_are_complete_and_chose_as_they_say(page):
    race = rnnutils.length_race()
    assert list(race.columns) == tool.COLUMNS
    assert set(race.network) == set(page["NETWORKS"]) and set(race.length) == set(tool.LENGTHS)
    for _, tried in race.groupby(["network", "length"]):
        chose, reported = (tried[tried.role == role] for role in ("choose", "report"))
        assert sorted(reported.seed) == list(tool.REPORT["seeds"])
        choices = {
            rate: list(zip(part.updates, part.error, strict=True))
            for rate, part in chose.groupby("rate")
        }
        assert sorted(choices) == list(tool.RATES)
        assert {len(part) for part in choices.values()} == {len(tool.CHOOSE["seeds"])}
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
    part = tool.CHOOSE if row.role == "choose" else tool.REPORT
    line = tool.train(page, network, 20, row.rate, int(row.seed), part["sequences"])
    # Other machines round otherwise, so the end of training may move by a few updates.
    assert line[1] == pytest.approx(row.updates, rel=0.2)
    assert float(line[3]) < 1 / 40 > row.error
