"""The task of the chapter: pieces of DNA with a binding site, and others without."""

import numpy as np

from rnnutils.arrays import one_of
from rnnutils.genomics.binding.dna import background, reverse_complement
from rnnutils.genomics.binding.motifs import Motif, ctcf
from rnnutils.genomics.binding.shuffles import shuffle_letters, shuffle_pairs

NEGATIVES = ("pairs", "letters", "matched", "background", "random")


def plant(X, motif, *, seed=0):
    """Write a sampled site into each sequence, at a random place, on either strand.

    Parameters
    ----------
    X : ndarray of int, shape (N, T)
        Letters 0 to 3.
    motif : Motif
        Not longer than T.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    planted : ndarray
        The sequences with their sites; X itself is left alone.
    starts : ndarray of int, shape (N,)
    strands : ndarray of bool, shape (N,)
        True where the site reads on the other strand.

    Examples
    --------
    >>> motif = Motif([[0, 0, 9, 0]] * 3, pseudocount=1e-9)
    >>> planted, starts, strands = plant(np.zeros((2, 8), int), motif, seed=2)
    >>> print(planted, starts, strands)
    [[0 0 0 0 0 1 1 1]
     [0 2 2 2 0 0 0 0]] [5 1] [ True False]
    """
    n, length = np.shape(X)
    if length < len(motif):
        raise ValueError(f"X needs at least {len(motif)} letters in a row; got {length}")
    rng = np.random.default_rng(seed)
    starts = rng.integers(length - len(motif) + 1, size=n)
    strands = rng.random(n) < 0.5
    sites = motif.sample(n, seed=rng)
    sites = np.where(strands[:, None], reverse_complement(sites), sites)
    planted = np.array(X)
    planted[np.arange(n)[:, None], starts[:, None] + np.arange(len(motif))] = sites
    return planted, starts, strands


def binding_task(n, *, negatives="pairs", length=101, motif=None, seed=0):
    """Make n pairs: a piece of DNA with a site of CTCF, and one without.

    Parameters
    ----------
    n : int
        How many pairs.
    negatives : {"pairs", "letters", "matched", "background", "random"}
        Where the others come from: the first, shuffled so that their pairs of neighbours stay,
        or only their letters; fresh background with as many G and C as the first, or as it
        comes; or letters with equal chances.
    length : int
        Letters of a sequence.
    motif : Motif, optional
        That of CTCF if not given.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    X : ndarray of uint8, shape (2n, length)
        With a site, without, and so on in turn.
    Y : ndarray of int, shape (2n,)
        1, 0, 1, 0, ….
    starts : ndarray of int, shape (2n,)
        Where the site begins; −1 if there is none.

    Examples
    --------
    >>> X, Y, starts = binding_task(2)
    >>> X.shape, Y.tolist(), starts.tolist()
    ((4, 101), [1, 0, 1, 0], [30, -1, 55, -1])
    """
    one_of(negatives, NEGATIVES, "negatives")
    rng = np.random.default_rng(seed)
    motif = Motif(ctcf()) if motif is None else motif
    bound, starts, _ = plant(background(n, length, seed=rng), motif, seed=rng)
    if negatives == "pairs":
        others = shuffle_pairs(bound, seed=rng)
    elif negatives == "letters":
        others = shuffle_letters(bound, seed=rng)
    elif negatives == "matched":
        others = match_composition(bound, seed=rng)
    elif negatives == "background":
        others = background(n, length, seed=rng)
    else:
        others = rng.integers(4, size=(n, length), dtype=np.uint8)
    X = np.stack([bound, others], axis=1).reshape(2 * n, length)
    return X, np.tile([1, 0], n), np.stack([starts, np.full(n, -1)], axis=1).ravel()


def count_gc(X):
    """Return how many letters of each sequence are G or C.

    Parameters
    ----------
    X : ndarray of int, shape (..., T)
        Letters 0 to 3.

    Returns
    -------
    ndarray of int, shape (...)

    Examples
    --------
    >>> from rnnutils.genomics import encode
    >>> int(count_gc(encode("GATTACA")))
    2
    """
    X = np.asarray(X)
    return ((X == 1) | (X == 2)).sum(axis=-1)


def match_composition(X, *, seed=0, candidates=30):
    """Choose background sequences with as many G and C as the given ones, one for one.

    Parameters
    ----------
    X : ndarray of int, shape (N, T)
        Letters 0 to 3.
    seed : int or numpy Generator
        Start of the random numbers.
    candidates : int
        How many sequences are drawn for each that is kept. Where none fits, because X has far
        more G and C than the background, the nearest one is taken.

    Returns
    -------
    ndarray of the same shape
        Without a repetition.

    Examples
    --------
    >>> X = background(50, 60, seed=1)
    >>> bool((count_gc(match_composition(X)) == count_gc(X)).all())
    True
    """
    wanted = count_gc(X)
    pool = background(candidates * len(X), np.shape(X)[1], seed=seed)
    free = count_gc(pool).astype(float)
    matched = np.empty_like(pool[: len(X)])
    values = np.unique(wanted)
    for gc in values[np.argsort(-np.abs(values - np.median(free)))]:  # the rare ones choose first
        rows = np.flatnonzero(wanted == gc)
        nearest = np.argsort(np.abs(free - gc), kind="stable")[: rows.size]
        matched[rows] = pool[nearest]
        free[nearest] = np.inf
    return matched
