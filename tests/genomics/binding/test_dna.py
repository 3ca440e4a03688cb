"""Two strands, and a background with the neighbours of the human genome."""

import numpy as np
import pytest

from rnnutils.genomics import (
    background,
    count_pairs,
    decode,
    encode,
    human_pairs,
    reverse_complement,
)

# Letters of the whole assembly hg38, counted independently of the pairs, in hg19
# (https://github.com/davetang/mirna_length, README).
HG38 = np.array([898_285_419, 623_727_342, 626_335_137, 900_967_885])


def test_the_strands_of_a_pair_of_letters_are_alike():
    pairs = human_pairs()
    np.testing.assert_allclose(pairs, pairs[::-1, ::-1].T)
    assert np.isclose(pairs.sum(), 1)


def test_letters_are_as_frequent_as_another_count_of_the_genome_says():
    np.testing.assert_allclose(human_pairs().sum(axis=1), HG38 / HG38.sum(), atol=1e-3)
    np.testing.assert_allclose(human_pairs().sum(axis=1), human_pairs().sum(axis=0), atol=1e-6)


def test_cg_is_the_rarest_pair_and_four_times_rarer_than_chance():
    pairs, (_, C, G, _) = human_pairs(), human_pairs().sum(axis=1)
    assert pairs.argmin() == 4 * 1 + 2
    assert 0.2 < pairs[1, 2] / (C * G) < 0.25


def test_a_background_has_the_pairs_it_was_asked_for():
    for pairs in (human_pairs(), np.random.default_rng(0).dirichlet(np.ones(16)).reshape(4, 4)):
        X = background(4000, 60, pairs=pairs, seed=1)
        found = count_pairs(X).sum(axis=0)
        steps = pairs / pairs.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(found / found.sum(axis=1, keepdims=True), steps, atol=0.01)
        first = np.bincount(X[:, 0], minlength=4) / len(X)
        np.testing.assert_allclose(first, pairs.sum(axis=1), atol=0.03)


def test_the_other_strand_of_the_other_strand_is_the_sequence():
    X = background(7, 23)
    np.testing.assert_array_equal(reverse_complement(reverse_complement(X)), X)
    letters = {"A": "T", "C": "G", "G": "C", "T": "A"}
    by_hand = "".join(letters[s] for s in reversed(decode(X[0])))
    assert decode(reverse_complement(X[0])) == by_hand


@pytest.mark.parametrize(("n", "length"), [(0, 5), (5, 0)])
def test_an_empty_background_is_refused(n, length):
    with pytest.raises(ValueError, match="at least 1"):
        background(n, length)


def test_other_letters_are_refused():
    with pytest.raises(ValueError, match="'N' at step 3"):
        encode("ACGN")
