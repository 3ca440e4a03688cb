"""Negatives: sequences without a site that resemble those with one, more or less closely."""

import numpy as np

from rnnutils.arrays import expect_numbers


def shuffle_letters(X, *, seed=0):
    """Put the letters of each sequence into a random order.

    Parameters
    ----------
    X : ndarray of int, shape (N, T)
        Letters 0 to 3.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    ndarray of the same shape
        The letters of each row are kept, their neighbours are not.

    Examples
    --------
    >>> print(np.sort(shuffle_letters(np.array([[0, 1, 2, 3, 3]])), axis=1))
    [[0 1 2 3 3]]
    """
    return np.random.default_rng(seed).permuted(X, axis=1)


def shuffle_pairs(X, *, seed=0):
    """Shuffle each sequence so that every pair of neighbours stays as frequent as it was.

    A sequence is a walk: from each letter an arrow leads to the next one. Any other walk along
    the same arrows, each used once, has the same pairs. All such walks begin and end at the same
    letters as the old one. To draw one of them with equal chances, the arrows that leave a
    letter are shuffled. That works unless the walk would get stuck, which shows beforehand: the
    last arrows out of each letter must lead to the final letter. If they do not, draw again.

    Parameters
    ----------
    X : ndarray of int, shape (N, T)
        Letters 0 to 3; the rows are shuffled independently.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    ndarray of the same shape and type

    References
    ----------
    Altschul S. F., Erickson B. W. (1985) Significance of nucleotide sequence alignments: a method
    for random sequence permutation that preserves dinucleotide and codon usage. Molecular Biology
    and Evolution 2. https://doi.org/10.1093/oxfordjournals.molbev.a040370

    Examples
    --------
    >>> from rnnutils.genomics import count_pairs, decode, encode
    >>> X = encode("GATTACAGATTACA")[None]
    >>> Z = shuffle_pairs(X, seed=1)
    >>> decode(Z[0]), bool((count_pairs(X) == count_pairs(Z)).all())
    ('GACACATTTAGATA', True)
    """
    X = expect_numbers(X, "X", 4, ("N", "T"))
    rng = np.random.default_rng(seed)
    arrows = np.zeros((len(X), max(X.shape[1] - 1, 0)), X.dtype)
    first = np.stack([(X[:, :-1] < letter).sum(axis=1) for letter in range(5)], axis=1)  # (N, 5)
    stuck = np.arange(len(X))
    for _ in range(100 * (X.shape[1] + 1)):  # one of about T draws succeeds where most get stuck
        if not stuck.size:
            break
        arrows[stuck] = _shuffled_arrows(X[stuck], rng)
        stuck = stuck[~_reaches_the_end(arrows[stuck], first[stuck], X[stuck, -1])]
    if stuck.size:
        raise RuntimeError(f"no walk along the arrows of row {stuck[0]} was found")
    return _walk(X[:, 0], arrows, first[:, :4].copy())


def _shuffled_arrows(X, rng):
    """Return where the arrows lead, those of A first, then of C, G, T, each in random order."""
    order = np.argsort(X[:, :-1] + rng.random(X[:, :-1].shape), axis=1)
    return np.take_along_axis(X[:, 1:], order, axis=1)


def _reaches_the_end(arrows, first, end):
    """Tell for each row whether the last arrows lead from every letter to the final one."""
    if not arrows.shape[1]:
        return np.ones(len(arrows), bool)
    n, letters = np.arange(len(arrows))[:, None], np.arange(4)
    leaves = first[:, 1:] > first[:, :-1]  # letters that have arrows
    last = arrows[n, np.maximum(first[:, 1:] - 1, 0)]
    last = np.where(leaves & (letters != end[:, None]), last, letters)
    at = np.broadcast_to(letters, last.shape)
    for _ in range(3):
        at = np.take_along_axis(last, at, axis=1)
    return ((at == end[:, None]) | ~leaves).all(axis=1)


def _walk(start, arrows, following):
    """Walk along the arrows; ``following`` holds, for each letter, the next one to take."""
    n = np.arange(len(arrows))
    walk = [start]
    for _ in range(arrows.shape[1]):
        arrow = following[n, walk[-1]]
        following[n, walk[-1]] += 1
        walk.append(arrows[n, arrow])
    return np.stack(walk, axis=1)
