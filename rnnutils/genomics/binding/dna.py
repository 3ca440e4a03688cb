"""Letters of DNA as numbers, the other strand, and a background as real as two letters tell.

A, C, G and T are 0, 1, 2 and 3, so that the complement of k is 3 − k. A sequence is an array
of shape (T,), several of one length are (N, T).
"""

import numpy as np

from rnnutils.arrays import at_least
from rnnutils.inputs.encoding import Vocabulary

LETTERS = "ACGT"
_ALPHABET = Vocabulary(LETTERS)

# How often each pair of neighbours occurs in the human genome (assembly hg19, one strand read
# from 5' to 3'): rows are the first letter, columns the second. Counted by M. Love with RSAT.
HUMAN_PAIRS = np.array(
    [
        [279_490_734, 143_903_156, 199_880_889, 220_891_389],
        [207_352_244, 148_888_857, 28_162_976, 199_989_641],
        [169_602_085, 121_929_296, 148_965_391, 144_228_762],
        [187_721_077, 169_672_559, 207_716_132, 280_279_142],
    ]
)


def encode(sequence):
    """Return the numbers (T,) of a string of A, C, G and T.

    Parameters
    ----------
    sequence : str
        Letters A, C, G and T.

    Returns
    -------
    ndarray of int, shape (T,)

    Raises
    ------
    ValueError
        If there is another letter; the message says where.

    Examples
    --------
    >>> print(encode("GATTACA"))
    [2 0 3 3 0 1 0]
    """
    return _ALPHABET.encode(sequence).astype(np.uint8)


def decode(numbers):
    """Return the string of numbers (T,).

    Parameters
    ----------
    numbers : ndarray of int, shape (T,)
        Letters 0 to 3.

    Returns
    -------
    str

    Examples
    --------
    >>> decode(3 - encode("GATTACA"))
    'CTAATGT'
    """
    return _ALPHABET.decode(numbers)


def reverse_complement(X):
    """Return what the other strand reads, in its own direction.

    Parameters
    ----------
    X : ndarray of int, shape (..., T)
        Letters 0 to 3.

    Returns
    -------
    ndarray of int, shape (..., T)

    Examples
    --------
    >>> decode(reverse_complement(encode("GATTACA")))
    'TGTAATC'
    """
    return 3 - np.asarray(X)[..., ::-1]


def count_pairs(X):
    """Count how often each letter follows each other one.

    Parameters
    ----------
    X : ndarray of int, shape (..., T)
        Letters 0 to 3.

    Returns
    -------
    ndarray of int, shape (..., 4, 4)
        First letter, second letter.

    Examples
    --------
    >>> print(count_pairs(encode("ACACG"))[:2])
    [[0 2 0 0]
     [1 0 1 0]]
    """
    X = np.asarray(X, int)
    pairs = 4 * X[..., :-1] + X[..., 1:]
    counts = (pairs[..., None] == np.arange(16)).sum(axis=-2)
    return counts.reshape(*X.shape[:-1], 4, 4)


def human_pairs():
    """Return the shares of the 16 pairs in the human genome, the same on both strands.

    A pair and its reverse complement are the same place read from either side, so their counts
    are averaged; they differ by less than one in a hundred.

    Returns
    -------
    ndarray of shape (4, 4)
        First letter, second letter; the sum is 1.

    References
    ----------
    Love M. (2011) 2-mers. https://mikelove.wordpress.com/2011/12/02/2-mers/ (counts in hg19)
    Bird A. P. (1980) DNA methylation and the frequency of CpG in animal DNA. Nucleic Acids
    Research 8. https://doi.org/10.1093/nar/8.7.1499

    Examples
    --------
    >>> pairs = human_pairs()
    >>> C, G = LETTERS.index("C"), LETTERS.index("G")
    >>> print(pairs[C, G].round(3), pairs[G, C].round(3))
    0.01 0.043
    """
    both = HUMAN_PAIRS + HUMAN_PAIRS[::-1, ::-1].T
    return both / both.sum()


def background(n, length, *, pairs=None, seed=0):
    """Write sequences in which each letter depends on the one before.

    Parameters
    ----------
    n, length : int
        How many sequences, and letters of each.
    pairs : ndarray of shape (4, 4), optional
        Shares of the pairs; those of the human genome if not given.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    ndarray of uint8, shape (n, length)

    Examples
    --------
    >>> [decode(x) for x in background(2, 12)]
    ['GATGGTTTTCAG', 'AATTTAAAGCAG']
    """
    at_least(n, 1, "n")
    at_least(length, 1, "length")
    pairs = human_pairs() if pairs is None else np.asarray(pairs, float)
    rng = np.random.default_rng(seed)
    start = np.cumsum(pairs.sum(axis=1)) / pairs.sum()
    steps = np.cumsum(pairs, axis=1) / pairs.sum(axis=1, keepdims=True)  # (4, 4)
    draws = rng.random((length, n))
    X = np.empty((n, length), np.uint8)
    X[:, 0] = np.searchsorted(start, draws[0], side="right").clip(max=3)
    for t in range(1, length):
        X[:, t] = (draws[t, :, None] >= steps[X[:, t - 1], :3]).sum(axis=1)
    return X
