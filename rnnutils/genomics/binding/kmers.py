"""Words of DNA: every k letters in a row as one symbol, in order or counted."""

import numpy as np

from rnnutils.arrays import at_least


def kmers(X, k, *, stride=1):
    """Return the numbers of the words of k letters, from left to right.

    Parameters
    ----------
    X : ndarray of int, shape (..., T)
        Letters 0 to 3.
    k : int
        Letters of a word.
    stride : int
        How many letters lie between the starts of two words.

    Returns
    -------
    ndarray of int, shape (..., (T − k) // stride + 1)
        From 0 (AA…A) to 4ᵏ − 1 (TT…T).

    Examples
    --------
    >>> from rnnutils.genomics import encode
    >>> print(kmers(encode("AAACAT"), 3), kmers(encode("AAACAT"), 3, stride=2))
    [ 0  1  4 19] [0 4]
    """
    X = np.asarray(X)
    if not 1 <= k <= X.shape[-1]:
        raise ValueError(
            f"k needs a number from 1 to {X.shape[-1]}, the letters there are; got {k}"
        )
    at_least(stride, 1, "stride")
    n = X.shape[-1] - k + 1
    words = sum(X[..., j : j + n].astype(int) * 4 ** (k - 1 - j) for j in range(k))
    return words[..., ::stride]


def count_kmers(X, k):
    """Count the words of k letters, on both strands: a word and its reverse complement are one.

    Parameters
    ----------
    X : ndarray of int, shape (N, T)
        Letters 0 to 3.
    k : int
        Letters of a word.

    Returns
    -------
    sparse matrix of shape (N, W)
        One column for each of the W words that differ from each other and from each other's
        reverse complement: 136 for k = 4, 2080 for k = 6.

    Examples
    --------
    >>> from rnnutils.genomics import encode
    >>> count_kmers([encode("AATT"), encode("CCCC")], 2).toarray().sum(axis=0).astype(int).tolist()
    [2, 0, 0, 1, 0, 3, 0, 0, 0, 0]
    """
    from scipy.sparse import csr_array

    words = np.arange(4**k)
    turned, rest = np.zeros_like(words), words
    for _ in range(k):
        turned, rest = 4 * turned + 3 - rest % 4, rest // 4
    _, column = np.unique(np.minimum(words, turned), return_inverse=True)
    found = column[kmers(X, k)]  # (N, T - k + 1)
    n, per_row = found.shape
    ones, ends = np.ones(found.size), np.arange(0, found.size + 1, per_row)
    table = csr_array((ones, found.ravel(), ends), shape=(n, column.max() + 1))
    table.sum_duplicates()
    return table
