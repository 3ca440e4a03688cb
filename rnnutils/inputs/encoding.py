"""From symbols to numbers and back, and sequences of many lengths in one array."""

import numpy as np

from rnnutils.arrays import expect_numbers, one_of


class Vocabulary:
    """The symbols a model may read, each with a number.

    Parameters
    ----------
    symbols : str or iterable of str
        Distinct symbols; number k stands for the k-th. Letters, words and k-mers all do.
    padding : bool
        Whether 0 is kept free for padding, so that numbers start at 1.

    Raises
    ------
    ValueError
        If a symbol comes twice, or there is none.

    Examples
    --------
    >>> dna = Vocabulary("ACGT", padding=True)
    >>> numbers = dna.encode("GATTACA")
    >>> print(numbers, dna.decode(numbers), len(dna))
    [3 1 4 4 1 2 1] GATTACA 5
    """

    def __init__(self, symbols, *, padding=False):
        self.symbols = list(symbols)
        self.padding = padding
        if not self.symbols:
            raise ValueError("symbols needs at least one; got none")
        self._number = {symbol: k for k, symbol in enumerate(self.symbols, start=int(padding))}
        if len(self._number) < len(self.symbols):
            twice = sorted({s for s in self.symbols if self.symbols.count(s) > 1})
            raise ValueError(
                f"symbols needs distinct ones; got {', '.join(map(repr, twice))} twice"
            )

    def __len__(self):
        """Return how many numbers there are, padding included."""
        return len(self.symbols) + self.padding

    def encode(self, sequence):
        """Return the numbers (T,) of a string or a list of symbols.

        Raises
        ------
        ValueError
            If a symbol is not in the vocabulary; the message says where it stands.
        """
        for t, symbol in enumerate(sequence):
            if symbol not in self._number:
                known = "".join(s if len(s) == 1 else f" {s}" for s in self.symbols)
                raise ValueError(f"symbols needs those of {known!r}; got {symbol!r} at step {t}")
        return np.array([self._number[symbol] for symbol in sequence], int)

    def decode(self, numbers):
        """Return the symbols of numbers (T,) as one string, padding left out."""
        numbers = expect_numbers(numbers, "numbers", len(self), ("T",))
        kept = numbers[numbers > 0] if self.padding else numbers
        return "".join(self.symbols[k - self.padding] for k in kept)


def one_hot(numbers, n_symbols):
    """Return a row of zeros with a single 1 for each number.

    Parameters
    ----------
    numbers : ndarray of int, shape (...)
        From 0 to n_symbols − 1.
    n_symbols : int
        How many symbols there are.

    Returns
    -------
    ndarray of shape (..., n_symbols)

    Examples
    --------
    >>> print(one_hot([2, 0], 3))
    [[0. 0. 1.]
     [1. 0. 0.]]
    """
    return np.eye(n_symbols)[expect_numbers(numbers, "numbers", n_symbols).astype(int)]


def pad_sequences(sequences, *, length=None, value=0, side="right", dtype=None):
    """Put sequences of many lengths into one array, and say where they are real.

    Parameters
    ----------
    sequences : list of arrays of shape (T_n,) or (T_n, D)
        What is made equally long.
    length : int, optional
        Of all rows; that of the longest sequence if not given. Nothing is ever cut.
    value : number
        What stands at steps that are not real.
    side : {"right", "left"}
        Where the padding goes.
    dtype : numpy dtype, optional
        Of ``X``; if not given, the smallest that holds all sequences and the padding.

    Returns
    -------
    X : ndarray of shape (N, T) or (N, T, D)
    mask : ndarray of bool, shape (N, T)
        True where a step is real.

    Examples
    --------
    >>> X, mask = pad_sequences([[1, 2, 3], [4]])
    >>> print(X)
    [[1 2 3]
     [4 0 0]]
    >>> print(mask[1])
    [ True False False]
    """
    one_of(side, ("right", "left"), "side")
    sequences = [np.asarray(sequence) for sequence in sequences]
    if not sequences:
        raise ValueError("sequences needs at least one; got none")
    if len({s.shape[1:] for s in sequences}) > 1 or not all(s.ndim in (1, 2) for s in sequences):
        shapes = ", ".join(str(s.shape) for s in sequences[:3])
        raise ValueError(f"sequences need shapes (T,) or (T, D) with one D; got {shapes}, …")
    longest = max(map(len, sequences))
    length = longest if length is None else length
    if length < longest:
        raise ValueError(f"length needs {longest} steps, those of the longest; got {length}")
    shape = (len(sequences), length, *sequences[0].shape[1:])
    X = np.full(shape, value, dtype or np.result_type(*sequences, np.min_scalar_type(value)))
    mask = np.zeros(shape[:2], bool)
    for n, sequence in enumerate(sequences):
        steps = slice(len(sequence)) if side == "right" else slice(length - len(sequence), length)
        X[n, steps], mask[n, steps] = sequence, True
    return X, mask
