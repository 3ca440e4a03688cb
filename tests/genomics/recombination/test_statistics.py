"""Summary statistics: checked against tskit, exhaustive counts and theory."""

import itertools

import numpy as np
import pytest

from rnnutils.genomics import (
    NAMES,
    Sample,
    draw,
    fewest_crossovers,
    read_trees,
    simulate_trees,
    summarise,
    watterson,
)
from rnnutils.genomics.recombination.statistics import pairwise_differences


def test_watterson_divides_by_a_harmonic_sum():
    assert watterson(25, 3) == pytest.approx(25 / 1.5)


def test_differences_agree_with_tskit():
    trees = simulate_trees(1e-8, 2e-9, 5, haplotypes=8)
    G, _ = read_trees(trees)
    theirs = trees.diversity(span_normalise=False)
    assert pairwise_differences(G).mean() == pytest.approx(theirs)
    numerator = pairwise_differences(G).mean() - watterson(len(G), 8)
    assert np.sign(numerator) == np.sign(trees.Tajimas_D())


def test_the_bound_is_the_most_intervals_that_do_not_overlap():
    rng = np.random.default_rng(0)
    for _ in range(30):
        four = np.triu(rng.random((6, 6)) < 0.25, 1)
        intervals = list(zip(*np.nonzero(four), strict=True))

        def free(chosen):
            return all(a[1] <= b[0] or b[1] <= a[0] for a, b in itertools.combinations(chosen, 2))

        best = max(
            k
            for k in range(6)
            if k == 0 or any(free(c) for c in itertools.combinations(intervals, k))
        )
        assert fewest_crossovers(four, np.arange(6)) == best


def test_statistics_have_names_and_miss_what_has_no_pair():
    found = dict(zip(NAMES, summarise(draw(0, seed=5)), strict=True))
    assert found["sites"] > 10 and 0 < found["homozygosity"] < 1
    lonely = Sample(np.array([[0, 1, 0, 0]], np.uint8), np.array([10]), 1e-8, 1e-9)
    found = dict(zip(NAMES, summarise(lonely), strict=True))
    assert found["haplotypes"] == 2 and found["crossovers"] == 0 and np.isnan(found["r2_0"])


def test_linkage_fades_with_distance_and_with_crossovers():
    def mean_r2(rate):
        trees = [simulate_trees(rate, 1e-8, seed) for seed in range(12)]
        rows = [summarise(Sample(*read_trees(t), rate, 1e-8)) for t in trees]
        return np.nanmean(rows, axis=0)[8:16]

    slow, fast = mean_r2(2e-9), mean_r2(5e-8)
    assert fast[1] > fast[-1] and slow[-1] > 2 * fast[-1]
