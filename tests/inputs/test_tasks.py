"""Generated tasks: the answer is where the task says, and nowhere else."""

from itertools import groupby

import numpy as np
import pytest

from rnnutils import (
    adding_problem,
    alphabet_walks,
    first_symbol_recall,
    marked_recall,
    reverse_task,
)

LENGTHS = [2, 3, 5, 20, 81]


@pytest.mark.parametrize("time_steps", LENGTHS)
def test_the_first_symbol_is_the_answer_and_never_returns(time_steps):
    X, Y = first_symbol_recall(50, time_steps, n_symbols=3, n_distractors=4)
    assert X.shape == (50, time_steps, 7) and Y.shape == (50,)
    assert (X.sum(axis=-1) == 1).all()
    symbols = X.argmax(axis=-1)
    np.testing.assert_array_equal(symbols[:, 0], Y)
    assert (symbols[:, 1:] >= 3).all()


def test_every_answer_and_every_distractor_occurs_about_equally_often():
    X, Y = first_symbol_recall(4000, 6, seed=1)
    np.testing.assert_allclose(np.bincount(Y) / 4000, 1 / 4, atol=0.03)
    np.testing.assert_allclose(X[:, 1:].mean(axis=(0, 1)), [0, 0, 0, 0, 0.5, 0.5], atol=0.02)


@pytest.mark.parametrize("time_steps", [14, 20, 100])
def test_a_query_asks_for_the_last_marked_number(time_steps):
    X, Y = marked_recall(300, time_steps)
    assert X.shape == (300, time_steps, 3) and Y.shape == (300, time_steps, 1)
    for (numbers, marks, queries), answers in zip(X.transpose(0, 2, 1), Y[..., 0], strict=True):
        stored, asked = marks.nonzero()[0], queries.nonzero()[0]
        assert stored[0] < asked[0] < stored[1] < asked[1]
        np.testing.assert_array_equal(answers[asked], numbers[stored])
        assert not np.delete(answers, asked).any()


def test_marked_recall_needs_room_for_two_queries():
    with pytest.raises(ValueError, match="time_steps"):
        marked_recall(1, 13)


def runs(walk):
    """Return the letters of a walk without repeats, and how long it stays on each."""
    return zip(*((letter, len(list(group))) for letter, group in groupby(walk)), strict=True)


@pytest.mark.parametrize(
    ("length", "stay"), [((6, 15), (1, 5)), ((4, 4), (2, 3)), ((2, 30), (1, 1))]
)
def test_a_walk_goes_one_way_round_the_alphabet_and_its_answer_is_the_next_letter(length, stay):
    for walk, answer in zip(*alphabet_walks(200, length=length, stay=stay), strict=True):
        letters, stays = runs(walk)
        steps = np.diff([ord(letter) for letter in [*letters, answer]]) % 26
        assert len(steps) >= 2 and (steps == steps[0]).all() and steps[0] in (1, 25)
        assert length[0] <= len(walk) <= length[1]
        assert max(stays) <= stay[1] and min(stays[:-1]) >= stay[0]


def test_the_last_letter_of_a_walk_leaves_two_answers_equally_likely():
    walks, answers = alphabet_walks(4000, seed=1)
    forwards = [(ord(b) - ord(a[-1])) % 26 == 1 for a, b in zip(walks, answers, strict=True)]
    last = np.bincount([ord(walk[-1]) - ord("A") for walk in walks], minlength=26)
    assert np.mean(forwards) == pytest.approx(0.5, abs=0.03)
    np.testing.assert_allclose(last / 4000, 1 / 26, atol=0.015)


@pytest.mark.parametrize("time_steps", LENGTHS)
def test_one_number_of_each_half_is_marked_and_the_answer_is_their_sum(time_steps):
    X, Y = adding_problem(50, time_steps)
    assert X.shape == (50, time_steps, 2) and Y.shape == (50, 1)
    numbers, marks = X[..., 0], X[..., 1]
    half = time_steps // 2
    assert (marks[:, :half].sum(axis=1) == 1).all() and (marks[:, half:].sum(axis=1) == 1).all()
    for row in range(50):
        assert Y[row, 0] == pytest.approx(numbers[row][marks[row] == 1].sum())
    assert 0 <= numbers.min() and numbers.max() < 1


def test_marks_reach_every_step():
    X, _ = adding_problem(2000, 9)
    assert (X[..., 1].sum(axis=0) > 0).all()


def test_always_answering_one_has_an_error_of_a_sixth():
    _, Y = adding_problem(20_000, 10)
    assert ((Y - 1) ** 2).mean() == pytest.approx(1 / 6, rel=0.03)


@pytest.mark.parametrize("task", [first_symbol_recall, adding_problem])
def test_a_seed_decides_and_two_seeds_differ(task):
    first, again, other = (task(20, 8, seed=seed)[0] for seed in (3, 3, 4))
    assert (first == again).all() and (first != other).any()
    rng = np.random.default_rng(0)
    assert (task(20, 8, seed=rng)[0] != task(20, 8, seed=rng)[0]).any()


@pytest.mark.parametrize("task", [first_symbol_recall, adding_problem])
@pytest.mark.parametrize(
    ("n", "time_steps", "message"),
    [
        (0, 5, "n needs a whole number of at least 1; got 0"),
        (2.5, 5, "n needs a whole number of at least 1; got 2.5"),
        (True, 5, "n needs a whole number of at least 1; got True"),
        (4, 1, "time_steps needs a whole number of at least 2; got 1"),
        (4, "5", "time_steps needs a whole number of at least 2; got '5'"),
    ],
)
def test_impossible_sizes_are_refused(task, n, time_steps, message):
    with pytest.raises(ValueError, match=message):
        task(n, time_steps)


def test_a_recall_without_symbols_is_refused():
    with pytest.raises(ValueError, match="n_distractors needs .* got 0"):
        first_symbol_recall(4, 5, n_distractors=0)


def test_the_answer_is_the_string_backwards_or_a_copy():
    sources, targets = reverse_task(200, range(1, 13), n_symbols=5, seed=4)
    assert all(target == source[::-1] for source, target in zip(sources, targets, strict=True))
    assert {letter for source in sources for letter in source} == set("abcde")
    copied, copies = reverse_task(200, range(1, 13), n_symbols=5, seed=4, order=1)
    assert copied == sources == copies


def test_every_length_asked_for_comes_about_equally_often_and_no_other():
    sources, _ = reverse_task(3000, (2, 5, 9))
    lengths, counts = np.unique([len(source) for source in sources], return_counts=True)
    assert lengths.tolist() == [2, 5, 9]
    np.testing.assert_allclose(counts / 3000, 1 / 3, atol=0.04)
    assert {len(source) for source in reverse_task(5, 7)[0]} == {7}


def test_a_seed_decides_the_strings_and_their_lengths():
    first, again, other = (reverse_task(20, range(1, 9), seed=seed) for seed in (3, 3, 4))
    assert first == again != other


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0, "lengths": 3}, "n needs a whole number of at least 1; got 0"),
        ({"n": 2, "lengths": []}, "lengths needs at least one; got none"),
        ({"n": 2, "lengths": [3, 0]}, "length needs a whole number of at least 1; got 0"),
        ({"n": 2, "lengths": 2.5}, "length needs a whole number of at least 1; got 2.5"),
        ({"n": 2, "lengths": 3, "n_symbols": 27}, "26 at most, and order -1 or 1; got 27 and -1"),
        ({"n": 2, "lengths": 3, "order": 2}, "26 at most, and order -1 or 1; got 10 and 2"),
    ],
)
def test_impossible_strings_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        reverse_task(**arguments)


@pytest.mark.parametrize(("length", "stay"), [((5, 9), (1, 5)), ((9, 6), (1, 3)), ((6, 9), (3, 2))])
def test_a_walk_that_might_hide_its_direction_is_refused(length, stay):
    with pytest.raises(ValueError, match=r"stay\[1\] < length\[0\]"):
        alphabet_walks(3, length=length, stay=stay)
