"""Linkage of two sites: witnessed by counting gametes one by one, and by correlation."""

import itertools

import numpy as np
import pytest

from rnnutils.genomics import (
    Sample,
    gametes,
    linkage_rows,
    neighbour_rows,
    pair_table,
    r_squared,
    read_trees,
    simulate_trees,
)
from rnnutils.genomics.recombination import linkage

pytestmark = pytest.mark.heavy


def pairs(n=10, count=50):
    rng = np.random.default_rng(0)
    while count:
        a, b = rng.integers(0, 2, (2, n))
        if 0 < a.sum() < n and 0 < b.sum() < n:
            count -= 1
            yield a, b


def test_gametes_are_the_different_pairs():
    for a, b in pairs():
        assert gametes(a, b) == len(set(zip(a, b, strict=True)))


def test_r_squared_is_the_squared_correlation_and_blind_to_names():
    for a, b in pairs():
        assert r_squared(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1] ** 2, abs=1e-6)
        assert r_squared(1 - a, b) == pytest.approx(r_squared(a, b), abs=1e-6)


def test_without_crossovers_no_pair_shows_four_gametes():
    """One mutation a site on one tree: the four-gamete test has no false alarm."""
    G, _ = read_trees(simulate_trees(0, 2e-9, 1))
    assert len(G) > 10
    assert max(gametes(G[i], G[j]) for i in range(len(G)) for j in range(i)) <= 3


def test_a_singleton_never_completes_four_gametes():
    for a, _ in pairs():
        for k in range(10):
            single = np.eye(10, dtype=int)[k]
            assert gametes(a, single) < 4
    G = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0]])
    assert linkage.informative(G).tolist() == [False, True, False]


def random_sample(sites=14, n=8, seed=2):
    rng = np.random.default_rng(seed)
    G = np.array([a for a, _ in pairs(n, sites)], np.uint8)
    return Sample(G, np.sort(rng.choice(9000, sites, replace=False)), 1e-8, 1e-9)


def test_the_table_of_pairs_agrees_with_pairs_one_by_one():
    sample = random_sample()
    r2, four, positions = pair_table(sample)
    G = sample.genotypes[linkage.informative(sample.genotypes)]
    assert len(G) == len(positions) > 5
    for i, j in itertools.combinations(range(len(G)), 2):
        assert r2[i, j] == pytest.approx(r_squared(G[i], G[j]), abs=1e-5)
        assert four[i, j] == (gametes(G[i], G[j]) == 4)


def test_a_row_tells_of_the_next_site():
    sample = random_sample()
    r2, four, positions = pair_table(sample)
    rows = neighbour_rows(sample, scale=500)
    assert rows.shape == (len(positions), 4) and (rows[-1, 1:] == 0).all()
    for s in range(len(positions) - 1):
        far = np.log1p((positions[s + 1] - positions[s]) / 500)
        assert np.allclose(rows[s, 1:], [r2[s, s + 1], four[s, s + 1], far], atol=1e-5)


def test_a_row_tells_of_all_partners_by_distance():
    sample = random_sample()
    r2, four, positions = pair_table(sample)
    edges = (500, 2000, 20_000)
    rows = linkage_rows(sample, edges)
    assert rows.shape == (len(positions), 10)
    for s, place in enumerate(positions):
        low = -1
        for k, high in enumerate(edges):
            far = np.abs(positions - place)
            inside = np.flatnonzero((far > low) & (far <= high) & (positions != place))
            low = high
            want = [0, 0, 0]
            if len(inside):
                want = r2[s, inside].mean(), four[s, inside].mean(), np.log1p(len(inside))
            assert np.allclose(rows[s, 1 + 3 * k : 4 + 3 * k], want, atol=1e-5)


def test_a_pair_at_the_upper_end_of_a_band_is_in_it():
    G = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]], np.uint8)
    for apart, band in ((499, 0), (500, 0), (501, 1)):
        rows = linkage_rows(Sample(G[:2], np.array([7, 7 + apart]), 1e-8, 1e-9), (500, 2000))
        counts = np.expm1(rows[:, 3::3]).round(6)
        assert (counts[:, band] == 1).all() and counts.sum() == 2


@pytest.mark.parametrize("rows_of", [neighbour_rows, linkage_rows])
@pytest.mark.parametrize("sites", [0, 1])
def test_a_sample_without_pairs_still_has_a_row(sites, rows_of):
    G = np.tile([0, 0, 1, 1], (sites, 1)).astype(np.uint8)
    rows = rows_of(Sample(G, np.arange(sites), 1e-8, 1e-9))
    assert rows.shape[0] == 1 and (rows[:, 1:] == 0).all()
