"""The genotype matrix: packed for the disk, and its haplotypes in an order."""

from typing import NamedTuple

import numpy as np


class Sample(NamedTuple):
    """Genomes of one simulation, and what they were made with.

    ``genotypes`` is (S, n), 0 for the ancestral and 1 for the derived allele of each of n
    haplotypes at each of S sites; ``positions`` (S,) are base pairs, increasing; ``rate`` and
    ``mutation`` are per base pair and generation.

    Parameters
    ----------
    genotypes : ndarray of shape (S, n)
        0 for the ancestral, 1 for the derived allele.
    positions : ndarray of shape (S,)
        Base pairs.
    rate, mutation : float
        Crossovers and mutations per base pair and generation.

    Examples
    --------
    >>> sample = Sample(np.array([[0, 1, 1]]), np.array([730]), rate=1e-8, mutation=1e-9)
    >>> sample.genotypes.shape
    (1, 3)
    """

    genotypes: np.ndarray
    positions: np.ndarray
    rate: float
    mutation: float


ANCESTRAL, DERIVED = -1, 1


def pack(samples):
    """Return samples as a dict of small arrays: bits, gaps between sites, and counts.

    Parameters
    ----------
    samples : sequence of Sample
        All with the same number of haplotypes.

    Returns
    -------
    dict
        With ``genotypes`` (ΣS, ⌈n/8⌉) bytes of eight haplotypes each, ``gaps`` (ΣS,) from
        one site to the next, ``sites`` (N,), ``haplotypes`` (), ``rate`` and ``mutation``
        (N,).

    Raises
    ------
    ValueError
        If there is no sample, or their numbers of haplotypes differ.

    Examples
    --------
    >>> sample = Sample(np.array([[0, 1], [1, 0]]), np.array([5, 9]), 1e-8, 1e-9)
    >>> pack([sample])["gaps"].tolist()
    [5, 4]
    """
    haplotypes = {sample.genotypes.shape[1] for sample in samples}
    if len(haplotypes) != 1:
        raise ValueError(f"samples need one number of haplotypes; got {sorted(haplotypes)}")
    gaps = [np.diff(sample.positions, prepend=0) for sample in samples]
    return {
        "genotypes": np.packbits(np.concatenate([s.genotypes for s in samples]), axis=1),
        "gaps": np.concatenate(gaps).astype(np.uint16),
        "sites": np.array([len(s.positions) for s in samples], np.uint16),
        "haplotypes": np.array(haplotypes.pop(), np.uint16),
        "rate": np.array([s.rate for s in samples], np.float32),
        "mutation": np.array([s.mutation for s in samples], np.float32),
    }


def unpack(arrays):
    """Return the samples that `pack` made into arrays.

    Parameters
    ----------
    arrays : dict of ndarray
        What `pack` returned.

    Returns
    -------
    list of Sample

    Examples
    --------
    >>> sample = Sample(np.array([[0, 1, 1]]), np.array([730]), rate=1e-8, mutation=1e-9)
    >>> print(unpack(pack([sample]))[0].genotypes)
    [[0 1 1]]
    """
    n = int(arrays["haplotypes"])
    genotypes = np.unpackbits(arrays["genotypes"], axis=1, count=n)
    ends = np.cumsum(arrays["sites"].astype(int))[:-1]
    gaps = np.split(arrays["gaps"].astype(int), ends)
    rates = arrays["rate"].astype(float), arrays["mutation"].astype(float)
    parts = zip(np.split(genotypes, ends), gaps, *rates, strict=True)
    return [Sample(G, gap.cumsum(), float(r), float(m)) for G, gap, r, m in parts]


def signs(genotypes):
    """Return −1 for ancestral and 1 for derived, so that 0 is free for padding.

    Parameters
    ----------
    genotypes : ndarray of int, shape (S, n)
        0 for ancestral, 1 for derived.

    Returns
    -------
    ndarray of shape (S, n)
        −1 and 1.

    Examples
    --------
    >>> print(signs(np.array([[0, 1, 1]])))
    [[-1.  1.  1.]]
    """
    return np.where(np.asarray(genotypes) > 0, DERIVED, ANCESTRAL).astype(np.float32)


def order_haplotypes(genotypes):
    """Return the columns sorted by their first principal component: relatives side by side.

    The sign of a component is a matter of chance, so the end with more derived alleles goes right.

    Parameters
    ----------
    genotypes : ndarray of int, shape (S, n)
        0 for ancestral, 1 for derived; a column is a haplotype.

    Returns
    -------
    ndarray of int, shape (S, n)

    Examples
    --------
    >>> order_haplotypes(np.array([[1, 0, 1, 0], [1, 0, 1, 0], [0, 0, 1, 0]]))[0].tolist()
    [0, 0, 1, 1]
    """
    genotypes = np.asarray(genotypes)
    if not len(genotypes):
        return genotypes
    centred = genotypes - genotypes.mean(axis=1, keepdims=True)
    component = np.linalg.svd(centred, full_matrices=False)[2][0]
    if component @ genotypes.sum(axis=0) < 0:
        component = -component
    return genotypes[:, np.argsort(component, kind="stable")]
