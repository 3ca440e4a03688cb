"""The grids of the vanishing-gradients page: how a rate is chosen, and what the file holds."""

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


def test_a_contestant_goes_on_to_the_next_lag_while_a_run_learns(page, tmp_path):
    def run(options, task, name, lag, rate, role, seed):
        learned = task == "recall" and lag <= 40 and (rate, seed) == (0.01, 5)
        return [100, 0.99 if learned else 0.5]

    out = tmp_path / "runs.csv"
    race = replace(lag_grid.RACE, run=run)
    race.main(["--out", str(out), "--seeds", "0"])
    log = race.log(out)
    for name in page["CONTESTANTS"]:
        assert {row["lag"] for row in log.rows("recall", name)} == {"20", "40", "80"}
        assert {row["lag"] for row in log.rows("adding", name)} == {"10"}
    guessed = log.rows("recall", "LSTM, chrono, lag / 8")
    assert {row["lag"] for row in guessed} == {"160"} and len(guessed) == 3 * 3 + 1


def test_the_shipped_runs_chose_as_they_say(page):
    runs = rnnutils.lag_grid()
    assert set(page["CONTESTANTS"]) <= set(runs.cell)
    for (task, _, lag), tried in runs.groupby(["task", "cell", "lag"]):
        chose, reported = (tried[tried.role == role] for role in ("choose", "report"))
        assert lag in lag_grid.LAGS[task]
        assert sorted(reported.seed) == list(range(5))
        choices = {
            rate: list(zip(part.updates, part.score, strict=True))
            for rate, part in chose.groupby("rate")
        }
        assert sorted(choices) == list(lag_grid.RATES)
        assert {len(three) for three in choices.values()} == {len(lag_grid.CHOICE)}
        assert set(reported.rate) == {lag_grid.best(choices, page[task])}


@pytest.mark.parametrize(
    ("task", "cell", "lag"),
    [("recall", "ReLU, identity", 20), ("recall", "LSTM, chrono", 20), ("adding", "GRU", 10)],
)
def test_where_the_file_says_learned_a_new_run_learns(page, task, cell, lag):
    runs = rnnutils.lag_grid()
    runs = runs[(runs.task == task) & (runs.cell == cell) & (runs.lag == lag)]
    row = runs[runs.role == "choose"].sort_values("updates").iloc[0]
    _, score = lag_grid.run(None, task, cell, lag, row.rate, "choose", row.seed)
    # Machines round differently, so how many updates it took may differ; that it learned may not.
    assert page[task].learned(float(score)) and page[task].learned(row.score)
