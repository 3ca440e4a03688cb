"""What two sites say about the crossovers between them, and a row of it for a network."""

import numpy as np

EDGES = 100, 213, 454, 969, 2068, 4407, 9391, 20_000  # base pairs, nearly even as logarithms


def gametes(a, b):
    """Return how many of the combinations 00, 01, 10, 11 two sites show, from 1 to 4.

    Four need a crossover between the sites, or a second mutation at one of them.

    Parameters
    ----------
    a, b : ndarray of shape (..., n)
        0 or 1: the alleles of n haplotypes.

    Returns
    -------
    ndarray of int, shape (...)

    References
    ----------
    Hudson R. R., Kaplan N. L. (1985) Statistical properties of the number of recombination
    events in the history of a sample of DNA sequences. Genetics 111, 147–164.
    https://doi.org/10.1093/genetics/111.1.147

    Examples
    --------
    >>> int(gametes(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])))
    4
    """
    n = np.shape(a)[-1]
    a, b, both = _counts(a, b)
    return sum((count > 0).astype(int) for count in (n - a - b + both, b - both, a - both, both))


def r_squared(a, b):
    """Return the squared correlation of the alleles at two sites, the usual measure of linkage.

    Parameters
    ----------
    a, b : ndarray of shape (..., n)
        0 or 1, each with both alleles.

    Returns
    -------
    ndarray of shape (...)
        From 0 (unrelated) to 1 (each allele tells the other).

    References
    ----------
    Hill W. G., Robertson A. (1968) Linkage disequilibrium in finite populations. Theoretical and
    Applied Genetics 38, 226–231. https://doi.org/10.1007/BF01245622

    Examples
    --------
    >>> float(r_squared(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])))
    1.0
    """
    p, q, both = (count / np.shape(a)[-1] for count in _counts(a, b))
    return (both - p * q) ** 2 / (p * (1 - p) * q * (1 - q))


def informative(genotypes, least=2):
    """Return which sites have at least ``least`` copies of their rarer allele.

    A singleton can never show four gametes with a neighbour: it says nothing about crossovers.

    Parameters
    ----------
    genotypes : ndarray of shape (S, n)
        0 for the ancestral, 1 for the derived allele.
    least : int
        Copies of the rarer allele.

    Returns
    -------
    ndarray of bool, shape (S,)

    Examples
    --------
    >>> print(informative(np.array([[0, 1, 1, 0], [0, 0, 0, 1]])))
    [ True False]
    """
    derived = np.asarray(genotypes).sum(axis=1)
    return np.minimum(derived, np.shape(genotypes)[1] - derived) >= least


def pair_table(sample):
    """Return r² and four gametes of every pair of sites that can tell something.

    Parameters
    ----------
    sample : Sample
        Genomes of one population.

    Returns
    -------
    r2 : ndarray of shape (S, S)
    four : ndarray of shape (S, S), bool
    positions : ndarray of shape (S,)
        Of the sites whose rarer allele occurs twice at least.

    Examples
    --------
    ::

        r2, four, positions = pair_table(draw(0))
    """
    keep = informative(sample.genotypes)
    G, positions = sample.genotypes[keep].astype(np.float32), sample.positions[keep]
    n = G.shape[1]
    both, own = G @ G.T, G.sum(axis=1)
    only = own[:, None] - both  # derived at the first site alone
    four = (both > 0) & (only > 0) & (only.T > 0) & (n - both - only - only.T > 0)
    p = own / n
    r2 = (both / n - np.outer(p, p)) ** 2 / np.outer(p * (1 - p), p * (1 - p))
    return r2, four, positions


def neighbour_rows(sample, scale=1000.0):
    """Return one row a site: how it is linked with the next site, and how far that is.

    Parameters
    ----------
    sample : Sample
        Genomes of one population.
    scale : float
        Base pairs; distance d is told as log(1 + d / scale).

    Returns
    -------
    ndarray of shape (S, 4), float32
        Frequency of the rarer allele, r², whether all four gametes occur, distance;
        singletons are left out. The last site has no next one: its other three numbers are
        0. A sample without sites gets one row of zeros.

    Examples
    --------
    ::

        rows = neighbour_rows(draw(0))
    """
    keep = informative(sample.genotypes)
    G, positions = sample.genotypes[keep], sample.positions[keep]
    rows = np.zeros((max(len(G), 1), 4), np.float32)
    rows[: len(G), 0] = _rarer(G)
    if len(G) > 1:
        rows[:-1, 1] = r_squared(G[:-1], G[1:])
        rows[:-1, 2] = gametes(G[:-1], G[1:]) == 4
        rows[:-1, 3] = np.log1p(np.diff(positions) / scale)
    return rows


def linkage_rows(sample, edges=EDGES):
    """Return one row a site: how it is linked with all others, by distance.

    Parameters
    ----------
    sample : Sample
        Genomes of one population.
    edges : sequence of K base pairs, increasing
        The upper ends of bands of distance; the first band begins at 0.

    Returns
    -------
    ndarray of shape (S, 1 + 3K), float32
        Frequency of the rarer allele, and for each band the mean r² with the sites in it,
        the share of them that show four gametes with this one, and log(1 + their number); 0
        where a band holds no site. Singletons are left out. A sample without sites gets one
        row of zeros.

    Examples
    --------
    ::

        rows = linkage_rows(draw(0))
    """
    r2, four, positions = pair_table(sample)
    keep = informative(sample.genotypes)
    rows = np.zeros((max(len(positions), 1), 1 + 3 * len(edges)), np.float32)
    if not len(positions):
        return rows
    band = np.searchsorted(edges, np.abs(positions[:, None] - positions))
    np.fill_diagonal(band, len(edges))  # a site is not its own partner
    rows[:, 0] = _rarer(sample.genotypes[keep])
    for k in range(len(edges)):
        inside = band == k
        count = inside.sum(axis=1)
        rows[:, 1 + 3 * k] = (r2 * inside).sum(axis=1) / np.maximum(count, 1)
        rows[:, 2 + 3 * k] = (four & inside).sum(axis=1) / np.maximum(count, 1)
        rows[:, 3 + 3 * k] = np.log1p(count)
    return rows


def _rarer(genotypes):
    """Return the frequency of the rarer allele of each site."""
    frequency = genotypes.mean(axis=1)
    return np.minimum(frequency, 1 - frequency)


def _counts(a, b):
    """Return how many haplotypes carry the derived allele at a, at b, and at both."""
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    return a.sum(axis=-1), b.sum(axis=-1), np.einsum("...n,...n->...", a, b)
