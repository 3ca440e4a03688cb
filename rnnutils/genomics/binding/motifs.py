"""What a protein binds, as a table: counts, chances, evidence in bits, and the scan for sites."""

import numpy as np

from rnnutils.arrays import expect
from rnnutils.genomics.binding.dna import LETTERS, human_pairs, reverse_complement

# 913 sites of human CTCF found by ChIP-seq: JASPAR MA0139.1, a column here for each letter.
_CTCF = np.array(
    [
        [87, 291, 76, 459], [167, 145, 414, 187], [281, 49, 449, 134], [56, 800, 21, 36],
        [8, 903, 0, 2], [744, 13, 65, 91], [40, 528, 334, 11], [107, 433, 48, 324],
        [851, 11, 32, 18], [5, 0, 903, 3], [333, 3, 566, 9], [54, 12, 504, 341],
        [12, 0, 890, 8], [56, 8, 775, 71], [104, 733, 5, 67], [372, 13, 507, 17],
        [82, 482, 307, 37], [117, 322, 73, 396], [402, 181, 266, 59],
    ]
)  # fmt: skip


class Motif:
    """A position weight matrix: what stands at each of L places of a binding site.

    Parameters
    ----------
    counts : array of shape (L, 4)
        How many known sites have A, C, G, T at each place.
    background : array of shape (4,), optional
        Shares of the letters elsewhere; those of the human genome if not given.
    pseudocount : float
        Added to the counts of a place in total, shared out as in the background, so that a
        letter never seen is improbable and not impossible.

    Attributes
    ----------
    probabilities : ndarray of shape (L, 4)
        Each row sums to 1.
    log_odds : ndarray of shape (L, 4)
        In bits: positive for letters the site prefers.

    Examples
    --------
    >>> tata = Motif([[0, 0, 0, 8], [8, 0, 0, 0], [0, 0, 0, 8], [7, 0, 0, 1]])
    >>> tata.consensus, tata.information.round(1).tolist()
    ('TATA', [1.5, 1.5, 1.5, 1.1])
    """

    def __init__(self, counts, background=None, *, pseudocount=1.0):
        counts = expect(counts, "counts", ("L", 4), dtype=float)
        if counts.size == 0 or (counts < 0).any() or (counts.sum(axis=1) == 0).any():
            raise ValueError("counts needs numbers not below 0, and one above 0 at each place")
        if background is None:
            background = human_pairs().sum(axis=1)
        self.background = expect(background, "background", (4,), dtype=float)
        if (self.background <= 0).any() or not np.isclose(self.background.sum(), 1):
            raise ValueError(f"background needs shares above 0 that sum to 1; got {background}")
        totals = counts.sum(axis=1, keepdims=True) + pseudocount
        self.probabilities = (counts + pseudocount * self.background) / totals
        if (self.probabilities == 0).any():
            raise ValueError("a letter without a count needs a pseudocount above 0; got 0")
        self.log_odds = np.log2(self.probabilities / self.background)

    def __len__(self):
        """Return the number of places."""
        return len(self.probabilities)

    @property
    def consensus(self):
        """The most frequent letter of each place."""
        return "".join(LETTERS[k] for k in self.probabilities.argmax(axis=1))

    @property
    def information(self):
        """Bits that each place tells (L,): 2 if only one letter occurs, 0 if all four do alike.

        References
        ----------
        Schneider T. D., Stephens R. M. (1990) Sequence logos: a new way to display consensus
        sequences. Nucleic Acids Research 18. https://doi.org/10.1093/nar/18.20.6097
        """
        return 2 + (self.probabilities * np.log2(self.probabilities)).sum(axis=1)

    def sample(self, n, *, seed=0):
        """Draw n sites (n, L), each place on its own."""
        draws = np.random.default_rng(seed).random((n, len(self), 1))
        return (draws >= self.probabilities.cumsum(axis=1)[:, :3]).sum(axis=-1).astype(np.uint8)

    def scores(self, X):
        """Return the evidence in bits for a site at every start, on the strand as it is read.

        Parameters
        ----------
        X : ndarray of int, shape (..., T)
            Letters 0 to 3; T is at least L.

        Returns
        -------
        ndarray of shape (..., T − L + 1)
            Sums of the log-odds under the window.

        Examples
        --------
        >>> from rnnutils.genomics import encode
        >>> Motif([[9, 0, 0, 0], [0, 0, 9, 0]]).scores(encode("CAGA")).round(1).tolist()
        [-6.6, 3.8, -6.6]
        """
        X = np.asarray(X)
        if X.shape[-1] < len(self):
            raise ValueError(f"X needs at least {len(self)} letters in a row; got {X.shape[-1]}")
        windows = np.lib.stride_tricks.sliding_window_view(X, len(self), axis=-1)
        return sum(self.log_odds[k][windows[..., k]] for k in range(len(self)))

    def scan(self, X):
        """Return the best score (...,) of each sequence, over all starts and both strands.

        Examples
        --------
        >>> from rnnutils.genomics import encode
        >>> motif = Motif([[9, 0, 0, 0], [0, 0, 9, 0]])
        >>> motif.scan([encode("CAGA"), encode("TCTG")]).round(1).tolist()
        [3.8, 3.8]
        """
        both = self.scores(X), self.scores(reverse_complement(X))
        return np.maximum(*(scores.max(axis=-1) for scores in both))


def ctcf():
    """Return the counts (19, 4) of the binding sites of CTCF: JASPAR MA0139.1.

    CTCF, the CCCTC-binding factor, is a protein with eleven zinc fingers that holds loops of DNA
    together. The counts are from 913 sites in human cells; a few places have some less.

    Returns
    -------
    ndarray of int, shape (19, 4)

    References
    ----------
    Rauluseviciute I. et al. (2024) JASPAR 2024. Nucleic Acids Research 52. CC BY 4.0.
    https://doi.org/10.1093/nar/gkad1059, https://jaspar.elixir.no/matrix/MA0139.1
    Barski A. et al. (2007) High-resolution profiling of histone methylations in the human genome.
    Cell 129. https://doi.org/10.1016/j.cell.2007.05.009

    Examples
    --------
    >>> Motif(ctcf()).consensus
    'TGGCCACCAGGGGGCGCTA'
    """
    return _CTCF.copy()
