"""What population genetics computes from a sample of genomes, without a network."""

import numpy as np

from rnnutils.genomics.recombination.linkage import EDGES, pair_table

BINS = len(EDGES)  # bands of distance for the pairs of sites
NAMES = [
    "sites",
    "watterson",
    "pi",
    "tajima",
    "haplotypes",
    "homozygosity",
    "variance",
    "crossovers",
    *(f"r2_{k}" for k in range(BINS)),
    *(f"four_{k}" for k in range(BINS)),
]


def watterson(sites, haplotypes):
    """Return Watterson's estimate of θ, from the number of sites that vary.

    Parameters
    ----------
    sites, haplotypes : int
        How many sites vary, and among how many haplotypes.

    Returns
    -------
    float

    References
    ----------
    Watterson G. A. (1975) On the number of segregating sites in genetical models without
    recombination. Theoretical Population Biology 7, 256–276.
    https://doi.org/10.1016/0040-5809(75)90020-9

    Examples
    --------
    >>> round(watterson(11, 4), 2)
    6.0
    """
    return sites / float((1 / np.arange(1, haplotypes)).sum())


def pairwise_differences(genotypes):
    """Return at how many sites each two haplotypes differ, (n(n−1)/2,)."""
    G = np.asarray(genotypes, np.float32)
    both = G.T @ G
    own = np.diag(both)
    return (own[:, None] + own - 2 * both)[np.triu_indices(len(both), 1)]


def fewest_crossovers(four, positions):
    """Return a lower bound on the crossovers in the history of a sample, Hudson and Kaplan's.

    Every pair of sites with four gametes needs a crossover between them. The bound is the
    number of such intervals that can be chosen without an overlap.

    Parameters
    ----------
    four : ndarray of bool, shape (S, S)
        Entry i, j with i < j tells of sites i and j.
    positions : ndarray of shape (S,)
        Increasing, in base pairs.

    Returns
    -------
    int

    Examples
    --------
    >>> four = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 0]], bool)
    >>> fewest_crossovers(four, np.array([1, 5, 9]))
    1
    """
    count, last = 0, -np.inf
    for right in range(len(positions)):  # the interval that ends first, then the next free one
        left = np.flatnonzero(four[:right, right])
        if len(left) and positions[left[-1]] >= last:
            count, last = count + 1, positions[right]
    return count


def summarise(sample):
    """Return the statistics of ``NAMES`` for one sample.

    Parameters
    ----------
    sample : Sample
        Genomes of one population.

    Returns
    -------
    ndarray of shape (24,)
        Sites that vary; Watterson's θ; π, the mean number of differences; their difference
        (the numerator of Tajima's D); different haplotypes; the chance that two are equal;
        the variance of the differences; fewest crossovers; and over eight bands of
        distance, nearly even on a logarithmic scale, the mean r² and the share of pairs
        with four gametes (missing values where a band holds no pair).

    Examples
    --------
    ::

        numbers = dict(zip(NAMES, summarise(draw(0)), strict=True))
    """
    S, n = sample.genotypes.shape
    differences = pairwise_differences(sample.genotypes)
    _, copies = np.unique(sample.genotypes, axis=1, return_counts=True)
    r2, four, positions = pair_table(sample)
    theta, pi = watterson(S, n), differences.mean()
    first, second = np.triu_indices(len(positions), 1)
    bins = np.searchsorted(EDGES, positions[second] - positions[first])
    pairs = np.bincount(bins, minlength=BINS)[:BINS].astype(float)
    pairs[pairs == 0] = np.nan
    decay = [
        np.bincount(bins, values[first, second].astype(float), BINS)[:BINS] / pairs
        for values in (r2, four)
    ]
    alike = ((copies / n) ** 2).sum()
    single = [S, theta, pi, pi - theta, len(copies), alike, differences.var()]
    return np.concatenate([single, [fewest_crossovers(four, positions)], *decay])
