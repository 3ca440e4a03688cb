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

pytestmark = pytest.mark.heavy


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
    sample = draw(0, seed=5)
    found = dict(zip(NAMES, summarise(sample), strict=True))
    assert found["sites"] == len(sample.positions) and 1 / 20 <= found["homozygosity"] <= 1
    lonely = Sample(np.array([[0, 1, 0, 0]], np.uint8), np.array([10]), 1e-8, 1e-9)
    found = dict(zip(NAMES, summarise(lonely), strict=True))
    assert found["haplotypes"] == 2 and found["crossovers"] == 0 and np.isnan(found["r2_0"])


def test_a_sample_made_by_hand_has_the_statistics_counted_by_hand():
    G = np.array([[1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 0, 1, 1]], np.uint8)
    found = dict(
        zip(NAMES, summarise(Sample(G, np.array([10, 110, 310]), 1e-8, 1e-9)), strict=True)
    )
    differences = [1, 1, 3, 3, 2, 2, 2, 2, 2, 0]  # of haplotypes 1 and 2, 1 and 3, …
    theta = 3 / (1 + 1 / 2 + 1 / 3 + 1 / 4)
    by_hand = {
        "sites": 3,
        "watterson": theta,
        "pi": 1.8,
        "tajima": 1.8 - theta,
        "haplotypes": 4,  # the last two are equal
        "homozygosity": (1 + 1 + 1 + 2**2) / 5**2,
        "variance": np.var(differences),
        "crossovers": 1,
        "r2_0": 1 / 36,  # sites 1 and 2: 100 base pairs, the upper end of the first band
        "four_0": 1,
        "r2_1": 4 / 9,  # sites 2 and 3: 200 base pairs
        "four_1": 0,
    }
    assert np.mean(differences) == 1.8 and list(by_hand)[:8] == NAMES[:8]
    for name, value in by_hand.items():
        assert found[name] == pytest.approx(value, rel=1e-6), name


def test_linkage_fades_with_distance_and_with_crossovers():
    def mean_r2(rate):
        trees = [simulate_trees(rate, 1e-8, seed) for seed in range(12)]
        rows = [summarise(Sample(*read_trees(t), rate, 1e-8)) for t in trees]
        return np.nanmean(rows, axis=0)[8:16]

    slow, fast = mean_r2(2e-9), mean_r2(5e-8)
    assert fast[1] > fast[-1] and slow[-1] > 2 * fast[-1]
