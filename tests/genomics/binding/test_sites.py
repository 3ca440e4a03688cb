"""The task plants what it says where it says, and its negatives keep their promise."""

import numpy as np
import pytest

from rnnutils.genomics import (
    Motif,
    background,
    binding_task,
    count_gc,
    count_pairs,
    ctcf,
    match_composition,
    plant,
    reverse_complement,
)

SHARP = Motif(1000 * np.eye(4)[[0, 1, 1, 2, 3]], pseudocount=1e-9)


def test_a_site_stands_where_the_answer_says_on_the_strand_it_says():
    X = background(300, 30)
    planted, starts, strands = plant(X, SHARP, seed=4)
    for before, after, start, turned in zip(X, planted, starts, strands, strict=True):
        site = after[start : start + 5]
        site = reverse_complement(site) if turned else site
        assert site.tolist() == [0, 1, 1, 2, 3]
        rest = np.r_[0:start, start + 5 : 30]
        np.testing.assert_array_equal(after[rest], before[rest])
    assert set(starts) == set(range(26)) and 0.4 < strands.mean() < 0.6


def test_two_seeds_make_two_sets_and_one_seed_the_same():
    (a, *_), (b, *_), (c, *_) = (binding_task(20, seed=s) for s in (1, 1, 2))
    assert (a == b).all() and not (a == c).all(axis=1).any()


@pytest.mark.parametrize("negatives", ["pairs", "letters", "matched", "background", "random"])
def test_the_other_half_resembles_the_first_as_far_as_its_name_says(negatives):
    X, Y, starts = binding_task(200, negatives=negatives, seed=5)
    bound, others = X[Y == 1], X[Y == 0]
    assert X.shape == (400, 101) and (starts[Y == 0] == -1).all() and (starts[Y == 1] >= 0).all()
    same_pairs = (count_pairs(bound) == count_pairs(others)).all()
    assert same_pairs == (negatives == "pairs")
    same_gc = (count_gc(bound) == count_gc(others)).mean()
    assert (same_gc > 0.95) == (negatives in ("pairs", "letters", "matched"))


def test_a_scan_tells_the_halves_apart():
    X, Y, _ = binding_task(300, seed=6)
    scores = Motif(ctcf()).scan(X)
    assert np.median(scores[Y == 1]) > scores[Y == 0].max() - 3


def test_matched_sequences_are_all_different():
    X = background(100, 101, seed=1)
    assert len(np.unique(match_composition(X), axis=0)) == 100


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="one of 'pairs', 'letters'"):
        binding_task(2, negatives="easy")
    with pytest.raises(ValueError, match="at least 5 letters"):
        plant(np.zeros((1, 4), int), SHARP)
