"""Beam search against all sequences there are, and greedy decoding against the obvious loop."""

import itertools

import numpy as np
import pytest

from rnnutils import beam_search

END = 1


def chain(n, n_symbols=4, seed=0):
    """Return a scorer in which a symbol depends on the sequence, the last one and the step."""
    logits = np.random.default_rng(seed).normal(size=(n, n_symbols, 9, n_symbols)) * 2

    def next_logits(prefixes, rows):
        return logits[rows, prefixes[:, -1], prefixes.shape[1]]

    return next_logits


def log_probability(next_logits, row, sequence, start=0):
    total, prefix = 0.0, [start]
    for symbol in sequence:
        logits = next_logits(np.array([prefix]), np.array([row]))[0]
        total += logits[symbol] - np.log(np.exp(logits).sum())
        prefix.append(symbol)
        if symbol == END:
            break
    return total


def cut(numbers):
    numbers = list(numbers)
    return numbers[: numbers.index(END) + 1] if END in numbers else numbers


@pytest.mark.parametrize("seed", range(4))
def test_a_beam_wide_enough_finds_the_best_of_all_sequences(seed):
    scorer, longest = chain(2, seed=seed), 3
    numbers, logs = beam_search(scorer, 2, start=0, end=END, longest=longest, width=64)
    for row in range(2):
        every = {tuple(cut(s)) for s in itertools.product(range(4), repeat=longest)}
        ranked = sorted(every, key=lambda s: -log_probability(scorer, row, s))
        found = [tuple(cut(beam)) for beam in numbers[row][np.isfinite(logs[row])]]
        assert found == ranked
        assert np.exp(logs[row]).sum() == pytest.approx(1)


@pytest.mark.parametrize("seed", range(4))
def test_width_one_takes_the_best_symbol_at_every_step(seed):
    scorer = chain(5, seed=seed)
    numbers, logs = beam_search(scorer, 5, start=0, end=END, longest=6)
    for row in range(5):
        prefix = [0]
        while len(prefix) < 7 and (prefix[-1] != END or len(prefix) == 1):
            logits = scorer(np.array([prefix]), np.array([row]))[0]
            prefix.append(int(logits.argmax()))
        assert cut(numbers[row, 0]) == prefix[1:]
        assert logs[row, 0] == pytest.approx(log_probability(scorer, row, prefix[1:]))


def test_beams_are_sorted_distinct_and_have_the_probability_they_claim():
    scorer = chain(3, n_symbols=5, seed=7)
    numbers, logs = beam_search(scorer, 3, start=0, end=END, longest=5, width=6)
    assert (np.diff(logs, axis=1) <= 0).all()
    for row in range(3):
        beams = [tuple(cut(beam)) for beam in numbers[row]]
        assert len(set(beams)) == 6
        for beam, log in zip(beams, logs[row], strict=True):
            assert log == pytest.approx(log_probability(scorer, row, beam))


def test_what_has_ended_stays_and_all_ended_stops():
    asked = []

    def next_logits(prefixes, rows):
        asked.append(prefixes.shape[1])
        return np.array([[0.0, 9.0, 0.0]] * len(rows))

    numbers, logs = beam_search(next_logits, 2, start=1, end=1, longest=50, width=1)
    assert numbers.tolist() == [[[1]], [[1]]] and asked == [1]


@pytest.mark.parametrize("width", [1, 3])
def test_a_start_that_looks_like_an_end_does_not_end(width):
    def next_logits(prefixes, rows):
        return np.where(prefixes[:, -1:] == END, [0.0, 1.0, 9.0], [0.0, 9.0, 1.0])

    numbers, _ = beam_search(next_logits, 2, start=END, end=END, longest=4, width=width)
    assert [cut(row) for row in numbers[:, 0]] == [[2, END]] * 2


def test_a_forbidden_symbol_is_never_written():
    def next_logits(prefixes, rows):
        return np.array([[5.0, -1.0, -np.inf]] * len(rows))

    numbers, logs = beam_search(next_logits, 1, start=0, end=END, longest=3, width=4)
    assert not (numbers[np.isfinite(logs)] == 2).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n needs a whole number of at least 1; got 0"),
        ({"longest": 0}, "longest needs a whole number of at least 1; got 0"),
        ({"width": -1}, "width needs a whole number of at least 1; got -1"),
        (
            {"next_logits": lambda prefixes, rows: np.zeros(3)},
            r"return \(2, n_symbols\); got \(3,\)",
        ),
    ],
)
def test_bad_input_says_what_was_needed(arguments, message):
    given = {"next_logits": chain(2), "n": 2, "start": 0, "end": END, "longest": 3} | arguments
    with pytest.raises(ValueError, match=message):
        beam_search(given.pop("next_logits"), given.pop("n"), **given)
