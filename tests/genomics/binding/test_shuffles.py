"""Shuffles keep what they promise, and draw every arrangement with equal chances."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from rnnutils.genomics import (
    background,
    count_pairs,
    decode,
    encode,
    shuffle_letters,
    shuffle_pairs,
)
from rnnutils.genomics.binding import shuffles


@pytest.mark.parametrize("length", [1, 2, 3, 8, 101])
@pytest.mark.parametrize("letters", [1, 2, 4])
def test_every_pair_stays_as_frequent_in_every_sequence(length, letters):
    X = np.random.default_rng(length).integers(letters, size=(300, length), dtype=np.uint8)
    Z = shuffle_pairs(X, seed=1)
    np.testing.assert_array_equal(count_pairs(Z), count_pairs(X))
    np.testing.assert_array_equal(Z[:, [0, -1]], X[:, [0, -1]])
    assert Z.dtype == X.dtype


@pytest.mark.parametrize("word", ["AACCAGA", "ACGACTA", "GATTACAGA"])
def test_every_arrangement_with_the_same_pairs_is_equally_likely(word):
    pairs = count_pairs(encode(word))
    middle = set(permutations(word[1:-1]))
    same = {word[0] + "".join(m) + word[-1] for m in middle}
    same = {w for w in same if (count_pairs(encode(w)) == pairs).all()}
    n = 2000 * len(same)
    drawn = Counter(map(decode, shuffle_pairs(np.tile(encode(word), (n, 1)), seed=3)))
    assert set(drawn) == same and len(same) > 1
    chi2 = sum((drawn[w] - 2000) ** 2 / 2000 for w in same)
    assert chi2 < len(same) - 1 + 4 * (2 * (len(same) - 1)) ** 0.5


def test_a_way_out_that_is_hard_to_find_is_found():
    X = np.tile(encode("AC" * 400 + "G"), (20, 1))  # one arrow of 400 out of C leads to the end
    np.testing.assert_array_equal(shuffle_pairs(X), X)


def test_a_walk_that_is_never_found_ends_the_search(monkeypatch):
    def never(arrows, first, end):
        return np.zeros(len(arrows), bool)

    monkeypatch.setattr(shuffles, "_reaches_the_end", never)
    with pytest.raises(RuntimeError, match="arrows of row 0"):
        shuffle_pairs(np.tile(encode("GATTACA"), (3, 1)))


def test_a_long_sequence_does_not_stay_as_it_was():
    X = background(200, 101)
    assert ((shuffle_pairs(X) == X).mean(axis=1) < 0.6).all()


def test_shuffled_letters_stay_and_their_pairs_do_not():
    X = background(500, 101)
    Z = shuffle_letters(X)
    np.testing.assert_array_equal(np.sort(Z, axis=1), np.sort(X, axis=1))
    assert count_pairs(Z)[:, 1, 2].sum() > 3 * count_pairs(X)[:, 1, 2].sum()


@pytest.mark.parametrize("X", [np.zeros(5, int), np.zeros((2, 5)), np.full((2, 5), 4)])
def test_what_is_no_table_of_letters_is_refused(X):
    with pytest.raises(ValueError, match="X"):
        shuffle_pairs(X)
