"""The genotype matrix comes back from its bits, and its order does not matter."""

import numpy as np
import pytest

from rnnutils.genomics import Sample, order_haplotypes, pack, signs, unpack


def random_samples(n=12, count=5, seed=0):
    rng = np.random.default_rng(seed)
    for sites in rng.integers(0, 30, size=count):
        positions = np.sort(rng.choice(20_000, sites, replace=False))
        yield Sample(rng.integers(0, 2, (sites, n), np.uint8), positions, rng.random(), 0.5)


@pytest.mark.parametrize("n", [2, 8, 20, 21])
def test_samples_survive_packing(n):
    samples = list(random_samples(n))
    for a, b in zip(samples, unpack(pack(samples)), strict=True):
        assert (a.genotypes == b.genotypes).all() and (a.positions == b.positions).all()
        assert np.allclose((a.rate, a.mutation), (b.rate, b.mutation))


def test_samples_of_different_sizes_do_not_go_together():
    with pytest.raises(ValueError, match=r"one number of haplotypes; got \[4, 6\]"):
        pack([*random_samples(4), *random_samples(6)])
    with pytest.raises(ValueError, match=r"got \[\]"):
        pack([])


def test_zero_is_free_for_padding():
    assert set(signs([[0, 1], [1, 0]]).ravel()) == {-1.0, 1.0}


def test_ordering_forgets_the_order_it_was_given():
    rng = np.random.default_rng(1)
    family = rng.integers(0, 2, (30, 2), np.uint8)[:, [0, 0, 0, 1, 1]]
    genotypes = family ^ (rng.random(family.shape) < 0.1).astype(np.uint8)
    ordered = order_haplotypes(genotypes)
    for _ in range(5):
        assert (order_haplotypes(genotypes[:, rng.permutation(5)]) == ordered).all()
    assert sorted(map(tuple, ordered.T)) == sorted(map(tuple, genotypes.T))
    assert order_haplotypes(np.zeros((0, 4))).shape == (0, 4)
