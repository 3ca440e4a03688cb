"""Genomes with a known recombination rate: the coalescent as a generator of labels.

A series of simulations is told by one seed, and each of them by its number in the series: the
number decides its random numbers, whoever computes it, in whatever order. So a series is the same
with one worker, with eight, and on a cluster, and work that was stopped goes on where it was.
"""

import os
from pathlib import Path

import numpy as np

from rnnutils.genomics.recombination.samples import Sample, pack

POPULATION = 50_000  # diploid individuals
LENGTH = 20_000  # base pairs
HAPLOTYPES = 20
RATES = 1e-9, 1e-7  # crossovers per base pair and generation
MUTATION_RATES = 1.25e-9, 1.5e-8  # mutations per base pair and generation


def simulate_trees(
    rate, mutation, seed, *, haplotypes=HAPLOTYPES, length=LENGTH, population=POPULATION
):
    """Return the genealogy of a sample along a stretch of genome, with mutations on it.

    Parameters
    ----------
    rate : float, or msprime.RateMap
        Crossovers per base pair and generation.
    mutation : float
        Mutations per base pair and generation.
    seed : int or SeedSequence
        Start of the random numbers.
    haplotypes : int
        Genomes in the sample, an even number: two to an individual.
    length : int
        Base pairs; a rate map brings its own.
    population : int
        Diploid individuals, the same number at all times.

    Returns
    -------
    tskit.TreeSequence

    References
    ----------
    Baumdicker F. et al. (2022) Efficient ancestry and mutation simulation with msprime 1.0.
    Genetics 220, iyab229. https://doi.org/10.1093/genetics/iyab229

    Examples
    --------
    ::

        trees = simulate_trees(1e-8, 1e-9, seed=0)
        genotypes, positions = read_trees(trees)
    """
    import msprime

    if haplotypes < 2 or haplotypes % 2:
        raise ValueError(f"haplotypes needs an even number of at least 2; got {haplotypes!r}")
    ancestry, mutations = np.random.default_rng(seed).integers(1, 2**31, size=2)
    trees = msprime.sim_ancestry(
        haplotypes // 2,
        population_size=population,
        sequence_length=None if isinstance(rate, msprime.RateMap) else length,
        recombination_rate=rate,
        random_seed=int(ancestry),
    )
    model = msprime.BinaryMutationModel()
    return msprime.sim_mutations(trees, mutation, random_seed=int(mutations), model=model)


def read_trees(trees):
    """Return the genotypes (S, n) and positions (S,) of the sites at which a sample varies.

    Parameters
    ----------
    trees : tskit.TreeSequence
        What `simulate_trees` returned.

    Returns
    -------
    tuple of ndarray

    Examples
    --------
    ::

        genotypes, positions = read_trees(simulate_trees(1e-8, 1e-9, seed=0))
    """
    genotypes = trees.genotype_matrix().astype(np.uint8)
    varies = (genotypes.min(axis=1) < genotypes.max(axis=1)) if len(genotypes) else slice(0)
    return genotypes[varies], trees.tables.sites.position[varies].astype(int)


def draw(index, seed=0, *, rates=RATES, mutations=MUTATION_RATES, **options):
    """Return simulation number ``index`` of the series that ``seed`` names.

    Both rates are drawn so that their logarithms are uniform.

    Parameters
    ----------
    index, seed : int
        Which simulation of which series.
    rates, mutations : pair of float
        The ends of the ranges, per base pair and generation.
    **options : dict
        For `simulate_trees`.

    Returns
    -------
    Sample

    Examples
    --------
    >>> a, b = draw(7, seed=1), draw(7, seed=1)
    >>> bool((a.genotypes == b.genotypes).all()), a.rate == b.rate, a.rate == draw(8, seed=1).rate
    (True, True, False)
    """
    own = np.random.SeedSequence(seed, spawn_key=(index,))
    ours, msprimes = own.spawn(2)
    u = np.random.default_rng(ours).uniform(size=2)
    rate, mutation = (
        low * (high / low) ** v for v, (low, high) in zip(u, (rates, mutations), strict=True)
    )
    trees = simulate_trees(rate, mutation, msprimes, **options)
    return Sample(*read_trees(trees), float(rate), float(mutation))


def simulate_many(n, folder, *, seed=0, chunk=200, progress=None, **options):
    """Simulate a series into a folder, chunk by chunk, and leave alone what is there.

    joblib decides who computes: one process, or what ``joblib.parallel_config`` says, be it
    ``n_jobs=4`` or ``backend="dask"`` with a `distributed.Client`. Workers send their chunks
    back and need no access to the folder. A chunk gets its name when it is complete.

    Parameters
    ----------
    n : int
        Simulations in the series.
    folder : str or Path
        A second call with the same numbers goes on where the first was stopped.
    seed : int
        Start of the random numbers.
    chunk : int
        Simulations to a file.
    progress : callable, optional
        Called with the number of simulations that are done, and with ``n``.
    **options : dict
        For `draw`.

    Returns
    -------
    list of paths
        In the order of the series.

    Raises
    ------
    ValueError
        If the folder holds chunks of another series.

    Examples
    --------
    ::

        simulate_many(1000, "simulations", seed=1)
    """
    import joblib

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _claim(folder, repr((int(seed), int(chunk), sorted(options.items()))))
    bounds = [(i, min(i + chunk, n)) for i in range(0, n, chunk)]
    paths = [folder / f"{start:07}-{stop:07}.npz" for start, stop in bounds]
    missing = [k for k, path in enumerate(paths) if not path.exists()]
    done = n - sum(bounds[k][1] - bounds[k][0] for k in missing)
    tasks = (joblib.delayed(_chunk)(k, range(*bounds[k]), seed, options) for k in missing)
    for k, arrays in joblib.Parallel(return_as="generator_unordered")(tasks):
        write(paths[k], arrays)
        done += bounds[k][1] - bounds[k][0]
        if progress is not None:
            progress(done, n)
    return paths


def write(path, arrays):
    """Write arrays to an ``.npz`` file that is either complete or not there."""
    path = Path(path)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, **arrays)
    os.replace(unfinished, path)


def _chunk(number, indices, seed, options):
    return number, pack([draw(index, seed, **options) for index in indices])


def _claim(folder, series):
    """Note which series a folder holds, or refuse it."""
    note = folder / "series.txt"
    if not note.exists():
        note.write_text(series, "utf-8")
    held = note.read_text("utf-8")
    if held != series:
        raise ValueError(f"the folder needs the series {series}; got {held}: take another")
