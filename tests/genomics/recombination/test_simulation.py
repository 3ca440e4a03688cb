"""Simulations: the number of a simulation alone decides it, and finished work is kept."""

import joblib
import msprime
import numpy as np
import pytest

from rnnutils.genomics import draw, read_trees, simulate_many, simulate_trees, unpack
from rnnutils.genomics.recombination import simulation as room
from rnnutils.genomics.recombination.statistics import pairwise_differences

SMALL = {"haplotypes": 6, "length": 4000}


def contents(paths):
    return [path.read_bytes() for path in paths]


def test_a_series_is_the_same_with_any_number_of_workers(tmp_path):
    one = simulate_many(10, tmp_path / "one", seed=3, chunk=4, **SMALL)
    with joblib.parallel_config(n_jobs=2):
        two = simulate_many(10, tmp_path / "two", seed=3, chunk=4, **SMALL)
    assert contents(one) == contents(two)
    samples = [s for path in one for s in unpack(np.load(path))]
    again = draw(9, 3, **SMALL)
    assert (samples[9].genotypes == again.genotypes).all()
    assert samples[9].rate == pytest.approx(again.rate, rel=1e-6)


def test_a_series_is_the_same_on_a_dask_cluster(tmp_path):
    distributed = pytest.importorskip("distributed")
    here = simulate_many(6, tmp_path / "here", chunk=2, **SMALL)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    )
    with cluster, distributed.Client(cluster), joblib.parallel_config(backend="dask"):
        there = simulate_many(6, tmp_path / "there", chunk=2, **SMALL)
    assert contents(here) == contents(there)


def test_stopped_work_goes_on_where_it_was(tmp_path, monkeypatch):
    seen = []

    def stop_at_four(done, n):
        seen.append(done)
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_many(8, tmp_path, chunk=2, progress=stop_at_four, **SMALL)
    assert seen == [2, 4] and not list(tmp_path.glob("*.part"))
    asked = []
    monkeypatch.setattr(room, "draw", lambda i, *a, **k: asked.append(i) or draw(i, *a, **k))
    seen.clear()
    paths = simulate_many(8, tmp_path, chunk=2, progress=lambda *a: seen.append(a), **SMALL)
    assert sorted(asked) == [4, 5, 6, 7] and seen == [(6, 8), (8, 8)]
    assert len(paths) == 4 and all(path.exists() for path in paths)


def test_a_write_that_fails_leaves_no_chunk(tmp_path, monkeypatch):
    def full_disk(file, **arrays):
        file.write(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OSError, match="no space"):
        room.write(tmp_path / "chunk.npz", {})
    assert not (tmp_path / "chunk.npz").exists()


def test_a_folder_holds_one_series(tmp_path):
    simulate_many(2, tmp_path, seed=1, chunk=2, **SMALL)
    with pytest.raises(ValueError, match="take another"):
        simulate_many(2, tmp_path, seed=2, chunk=2, **SMALL)


def test_neighbours_in_a_series_are_independent():
    rates = np.log10([draw(i, haplotypes=2, length=100).rate for i in range(200)])
    assert -9 <= rates.min() and rates.max() <= -7
    assert abs(rates.mean() + 8) < 0.15  # five standard errors
    assert abs(np.corrcoef(rates[1:], rates[:-1])[0, 1]) < 0.3


def test_differences_are_what_theory_expects():
    """Two genomes differ at 4Nμ of their sites on average (θ)."""
    N, mutation, length = 10_000, 1e-8, 20_000
    options = {"haplotypes": 2, "length": length, "population": N}
    trees = (simulate_trees(5e-8, mutation, i, **options) for i in range(150))
    found = np.mean([pairwise_differences(read_trees(t)[0]).mean() for t in trees])
    assert found == pytest.approx(4 * N * mutation * length, rel=0.25)


def test_sites_that_do_not_vary_are_left_out():
    trees = simulate_trees(0, 3e-5, 0, haplotypes=2, length=50, population=10_000)
    genotypes, positions = read_trees(trees)
    assert trees.num_sites > len(positions) > 0  # many mutations fell on one site again
    assert (genotypes.min(axis=1) < genotypes.max(axis=1)).all()
    empty = read_trees(simulate_trees(0, 0, 0, haplotypes=4))
    assert empty[0].shape == (0, 4) and len(empty[1]) == 0


def test_a_rate_map_decides_where_trees_change():
    hot = msprime.RateMap(position=[0, 5000, 6000, 20_000], rate=[0, 1e-6, 0])
    breaks = simulate_trees(hot, 1e-9, 1, haplotypes=4).breakpoints(as_array=True)[1:-1]
    assert len(breaks) and ((breaks >= 5000) & (breaks <= 6000)).all()


@pytest.mark.parametrize("haplotypes", [0, 3])
def test_individuals_are_diploid(haplotypes):
    with pytest.raises(ValueError, match="even number of at least 2"):
        simulate_trees(1e-8, 1e-8, 0, haplotypes=haplotypes)
