"""The grids of lags: how a rate is chosen, and what the file holds."""

from dataclasses import replace

import pytest

import rnnutils
from tools.runs import lags as lag_grid


@pytest.fixture(scope="module")
def page():
    return lag_grid.page_names()


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


def test_of_equal_rates_the_one_nearest_to_the_middle_is_chosen(page):
    same = [(300, 0.25)] * 3
    assert lag_grid.best({rate: same for rate in lag_grid.RATES}, page["recall"]) == 0.016
    assert lag_grid.best({0.00025: same, 0.001: same, 0.004: same}, page["recall"]) == 0.004


def raced(tmp_path, learned):
    """Return the log of a race whose runs learn where `learned` says so."""

    def run(options, task, name, lag, rate, role, seed):
        return [100, 0.99 if task == "recall" and learned(name, lag, rate) else 0.5]

    race = replace(lag_grid.RACE, run=run)
    race.main(["--out", str(tmp_path / "runs.csv"), "--seeds", "0"])
    return race.log(tmp_path / "runs.csv")


def test_a_contestant_goes_on_to_the_next_lag_if_most_runs_that_report_learn(page, tmp_path):
    log = raced(tmp_path, lambda name, lag, rate: (rate == 0.016) & (lag < 80 or "GRU" in name))
    for name in page["CONTESTANTS"]:
        lags = {20, 80, 320} if name in lag_grid.LONG else {20, 80}
        assert {int(row["lag"]) for row in log.rows("recall", name)} == lags
        assert {int(row["lag"]) for row in log.rows("adding", name)} == {20}


def test_rates_are_tried_until_the_best_lies_inside(page, tmp_path):
    log = raced(tmp_path, lambda name, lag, rate: rate in (0.256, 0.00025) and lag < 80)
    first = {float(row["rate"]) for row in log.rows("recall", "GRU", 20)}
    assert first == {*lag_grid.RATES, 1.024}  # 0.256 was the best and the last
    second = {float(row["rate"]) for row in log.rows("recall", "GRU", 80)}
    assert second >= {0.064, 0.256, 1.024}
    (report,) = log.rows("recall", "GRU", 20, 0.256, "report")
    assert report["score"] == "0.99"


def test_the_shipped_runs_chose_as_they_say(page):
    runs = rnnutils.lag_grid()
    assert set(page["CONTESTANTS"]) <= set(runs.cell)
    for (task, _, lag), tried in runs.groupby(["task", "cell", "lag"]):
        chose, reported = (tried[tried.role == role] for role in ("choose", "report"))
        assert lag in (*lag_grid.LAGS[task], lag_grid.LONGEST)
        assert sorted(reported.seed) == list(range(5))
        choices = {
            rate: list(zip(part.updates, part.score, strict=True))
            for rate, part in chose.groupby("rate")
        }
        assert {len(three) for three in choices.values()} == {len(lag_grid.CHOICE)}
        best = lag_grid.best(choices, page[task])
        assert set(reported.rate) == {best}
        assert min(choices) < best < max(choices)  # no chosen rate lies on an edge


def test_hardly_a_shipped_run_was_stopped_before_it_had_learned(page):
    runs = rnnutils.lag_grid()
    early = missed = 0
    for task, part in runs.groupby("task"):
        stopped = part[part.updates < page[task].budget]
        early += len(stopped)
        missed += (~stopped.score.map(page[task].learned)).sum()
    assert missed <= early / 100


@pytest.mark.parametrize(
    ("task", "cell", "lag"),
    [("recall", "ReLU, identity", 20), ("recall", "LSTM, chrono", 20), ("adding", "GRU", 20)],
)
def test_where_the_file_says_learned_a_new_run_learns(page, task, cell, lag):
    runs = rnnutils.lag_grid()
    runs = runs[(runs.task == task) & (runs.cell == cell) & (runs.lag == lag)]
    row = runs[runs.role == "choose"].sort_values("updates").iloc[0]
    _, score = lag_grid.run(None, task, cell, lag, row.rate, "choose", row.seed)
    # Machines round differently, so how many updates it took may differ; that it learned may not.
    assert page[task].learned(float(score)) and page[task].learned(row.score)
