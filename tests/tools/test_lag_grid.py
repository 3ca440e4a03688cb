"""The grids of the vanishing-gradients page: how a rate is chosen, and what the file holds."""

import pytest

import rnnutils
from tools.runs import lags as lag_grid


@pytest.fixture(scope="module")
def page():
    return lag_grid.page_names()


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(lag_grid, "LAGS", {"recall": (3, 5), "adding": (4,)})
    monkeypatch.setattr(lag_grid, "GUESSED_LAG", 24)
    monkeypatch.setattr(lag_grid, "RATES", (0.01, 0.05))
    for part in (lag_grid.CHOOSE, lag_grid.REPORT):
        monkeypatch.setitem(part, "seeds", (0,))
    # Ten updates: too few for some, and all the sooner done.
    whole = lag_grid.page_names()
    for task in lag_grid.LAGS:
        whole[task].budget = 10
    monkeypatch.setattr(lag_grid, "page_names", lambda: whole)


def test_the_rate_is_the_one_at_which_most_seeds_learn_soonest(page):
    recall = {0.1: [("90", 0.95), ("80", 0.95)], 0.2: [("50", 0.95), ("300", 0.8)]}
    recall[0.3] = [("70", 0.92), ("90", 0.91)]
    assert lag_grid.best(recall, page["recall"]) == 0.3
    recall[0.3][0] = ("300", 0.89)
    assert lag_grid.best(recall, page["recall"]) == 0.1


def test_where_no_seed_learns_the_better_scores_decide(page):
    nan = float("nan")
    recall = {
        0.1: [(300, 0.5), (300, 0.5)],
        0.2: [(300, 0.3), (300, 0.8)],
        0.3: [(300, 0.8), ("", nan)],
    }
    assert lag_grid.best(recall, page["recall"]) == 0.2
    adding = {0.1: [(400, 0.17), (400, 0.18)], 0.2: [(400, 0.1), (400, 0.2)], 0.3: [("", nan)] * 2}
    assert lag_grid.best(adding, page["adding"]) == 0.2


def test_a_second_call_goes_on_where_the_first_was_stopped(small, tmp_path, capsys):
    out = tmp_path / "runs.csv"
    lag_grid.main(["--out", str(out), "--minutes", "0"])
    assert "0 runs so far" in capsys.readouterr().out
    lag_grid.main(["--out", str(out), "--task", "adding"])
    first = out.read_text()
    lag_grid.main(["--out", str(out)])
    assert out.read_text().startswith(first)
    whole = out.read_text()
    lag_grid.main(["--out", str(out)])
    assert out.read_text() == whole
    assert len(set(whole.splitlines())) == len(whole.splitlines())
    assert "LSTM, chrono, lag / 8" in whole and ",24,0.05,choose,0," in whole


def test_the_shipped_runs_are_complete_and_chose_as_they_say(page):
    runs = rnnutils.lag_grid()
    assert set(page["CONTESTANTS"]) <= set(runs.cell)
    for (task, _, lag), tried in runs.groupby(["task", "cell", "lag"]):
        chose, reported = (tried[tried.role == role] for role in ("choose", "report"))
        assert lag in lag_grid.LAGS[task]
        assert sorted(reported.seed) == list(lag_grid.REPORT["seeds"])
        choices = {
            rate: list(zip(part.updates, part.score, strict=True))
            for rate, part in chose.groupby("rate")
        }
        assert sorted(choices) == list(lag_grid.RATES)
        assert {len(three) for three in choices.values()} == {len(lag_grid.CHOOSE["seeds"])}
        assert set(reported.rate) == {lag_grid.best(choices, page[task])}


@pytest.mark.parametrize(
    ("task", "cell", "lag"),
    [("recall", "ReLU, identity", 20), ("recall", "LSTM, chrono", 20), ("adding", "GRU", 10)],
)
def test_a_shipped_run_can_be_made_again(page, task, cell, lag):
    runs = rnnutils.lag_grid()
    runs = runs[(runs.task == task) & (runs.cell == cell) & (runs.lag == lag)]
    row = runs[runs.role == "choose"].sort_values("updates").iloc[0]
    start = page["CONTESTANTS"][cell]
    updates, score = lag_grid.train(
        page, task, start, lag, row.rate, row.seed, lag_grid.CHOOSE["sequences"]
    )
    # Other machines round otherwise, so the end of training may move by a few updates.
    assert updates == pytest.approx(row.updates, rel=0.2)
    assert page[task].learned(score) == page[task].learned(row.score)
