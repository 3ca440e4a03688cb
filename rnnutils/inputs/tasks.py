"""Tasks made to order: sequences whose answer lies as far back as the caller wants.

The dial is `time_steps`. All else stays the same, so what a network can do at one setting and
not at the next is a matter of distance alone.
"""

import numpy as np

from rnnutils.arrays import at_least

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def first_symbol_recall(n, time_steps, *, n_symbols=4, n_distractors=2, seed=0):
    """Make sequences that begin with the answer and go on with distraction.

    The first step shows one of `n_symbols` symbols, all later steps show random distractors,
    which are other symbols. The answer is the first symbol; it has to be kept for
    ``time_steps - 1`` steps. A guess is right once in `n_symbols` times.

    Parameters
    ----------
    n : int
        How many sequences.
    time_steps : int
        Their length.
    n_symbols, n_distractors : int
        How many symbols there are to recall, and to be distracted by.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    X : ndarray of shape (n, time_steps, n_symbols + n_distractors)
        One-hot.
    Y : ndarray of int, shape (n,)
        The first symbol, 0 to n_symbols − 1.

    References
    ----------
    Bengio Y., Simard P., Frasconi P. (1994) Learning long-term dependencies with gradient
    descent is difficult. IEEE Transactions on Neural Networks 5 (the latching task).
    https://doi.org/10.1109/72.279181

    Examples
    --------
    >>> X, Y = first_symbol_recall(3, time_steps=5)
    >>> print(X.argmax(axis=-1), Y)
    [[3 4 4 4 4]
     [2 5 5 5 5]
     [2 5 5 5 5]] [3 2 2]
    """
    at_least(n, 1, "n")
    at_least(n_symbols, 1, "n_symbols")
    at_least(n_distractors, 1, "n_distractors")
    at_least(time_steps, 2, "time_steps")
    rng = np.random.default_rng(seed)
    Y = rng.integers(n_symbols, size=n)
    symbols = n_symbols + rng.integers(n_distractors, size=(n, time_steps))
    symbols[:, 0] = Y
    return np.eye(n_symbols + n_distractors)[symbols], Y


def adding_problem(n, time_steps, *, seed=0):
    """Make sequences of numbers of which two are marked; the answer is their sum.

    Each step shows a number from 0 to 1 and a mark. One mark stands in the first half, one in
    the second. Always answering 1 has a mean squared error of 1/6.

    Parameters
    ----------
    n : int
        How many sequences.
    time_steps : int
        Their length.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    X : ndarray of shape (n, time_steps, 2)
        The numbers, the marks.
    Y : ndarray of shape (n, 1)

    References
    ----------
    Hochreiter S., Schmidhuber J. (1997) Long short-term memory. Neural Computation 9.
    https://doi.org/10.1162/neco.1997.9.8.1735
    Le Q. V., Jaitly N., Hinton G. E. (2015) A simple way to initialize recurrent networks of
    rectified linear units. https://arxiv.org/abs/1504.00941

    Examples
    --------
    >>> X, Y = adding_problem(1, time_steps=4)
    >>> print(X[0].round(2).T, Y.round(2))
    [[0.64 0.27 0.04 0.02]
     [1.   0.   0.   1.  ]] [[0.65]]
    """
    at_least(n, 1, "n")
    at_least(time_steps, 2, "time_steps")
    rng = np.random.default_rng(seed)
    numbers, marks = rng.uniform(size=(n, time_steps)), np.zeros((n, time_steps))
    half = time_steps // 2
    marks[np.arange(n), rng.integers(half, size=n)] = 1
    marks[np.arange(n), rng.integers(half, time_steps, size=n)] = 1
    return np.stack([numbers, marks], axis=-1), (numbers * marks).sum(axis=1, keepdims=True)


def marked_recall(n, time_steps=20, *, seed=0):
    """Make sequences of numbers of which two are marked, each asked for at a later step.

    A step shows a number, a mark (store it) and a query (say it). The first mark is in steps 1 to
    4, its query by step 9, the second in steps 10 to 13. Without a query the answer is 0.

    Parameters
    ----------
    n, time_steps : int
        How many sequences, and their length, 14 at least.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    X : ndarray of shape (n, time_steps, 3)
        Number from −1 to 1, mark and query of each step.
    Y : ndarray of shape (n, time_steps, 1)

    Examples
    --------
    >>> X, Y = marked_recall(1, seed=4)
    >>> print(X[0, :, 1].nonzero()[0], X[0, :, 2].nonzero()[0], Y[Y != 0].round(2))
    [ 1 10] [ 6 19] [0.02 0.8 ]
    """
    at_least(n, 1, "n")
    at_least(time_steps, 14, "time_steps")
    rng, row, Y = np.random.default_rng(seed), np.arange(n), np.zeros((n, time_steps, 1))
    X = np.concatenate([rng.uniform(-1, 1, Y.shape), 0 * Y, 0 * Y], axis=-1)
    for first, last, until in ((0, 4, 9), (9, 13, time_steps)):
        marked = rng.integers(first, last, n)
        asked = rng.integers(marked + 1, until)
        X[row, marked, 1], X[row, asked, 2], Y[row, asked] = 1, 1, X[row, marked, :1]
    return X, Y


def alphabet_walks(n, *, length=(5, 12), stay=(1, 4), seed=0):
    """Walk through the alphabet, forwards or backwards, and linger on every letter.

    The alphabet is a ring: after Z comes A. The answer is the letter that comes once the walk
    leaves its last one. That letter alone leaves two neighbours to choose from; the direction
    shows where the walk last changed its letter, up to ``stay[1]`` steps before the end.

    Parameters
    ----------
    n : int
        How many walks.
    length : pair of int
        The shortest and the longest walk, in steps. Every walk shows a change of letter, so
        the shortest must be longer than the longest stay.
    stay : pair of int
        The fewest and the most steps on one letter; each stay is drawn afresh.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    tuple of list of str
        Walks such as ``"CCDDDEF"``, and a letter for each.

    Examples
    --------
    >>> for walk, answer in zip(*alphabet_walks(3, length=(6, 9), stay=(1, 3))):
    ...     print(walk, answer)
    QPONMLKKK J
    PPPOONNM L
    KKJIII H
    """
    at_least(n, 1, "n")
    at_least(length[0], 1, "length")
    at_least(stay[0], 1, "stay")
    if not stay[0] <= stay[1] < length[0] <= length[1]:
        raise ValueError(
            f"length and stay need to be pairs with stay[1] < length[0]; got {length}, {stay}"
        )
    rng = np.random.default_rng(seed)
    walks, answers = [], []
    for _ in range(n):
        T, start, way = (
            rng.integers(length[0], length[1] + 1),
            rng.integers(26),
            rng.choice([1, -1]),
        )
        stays = rng.integers(stay[0], stay[1] + 1, size=T)
        at = start + way * np.repeat(np.arange(T), stays)[:T]
        walks.append("".join(LETTERS[k] for k in at % 26))
        answers.append(LETTERS[(at[-1] + way) % 26])
    return walks, answers


def reverse_task(n, lengths, *, n_symbols=10, seed=0, order=-1):
    """Make random strings and the same strings backwards.

    Nothing can be guessed and nothing left out: the answer holds every symbol of the string.
    A model that writes it has to keep them all, or has to look back.

    Parameters
    ----------
    n : int
        How many strings.
    lengths : int or iterable of int
        How long they are, each length equally often on average, such as ``range(1, 25)``.
    n_symbols : int
        How many letters there are, from a on; at most 26.
    seed : int or numpy Generator
        Start of the random numbers.
    order : {-1, 1}
        Whether the answer is the string backwards, or a copy.

    Returns
    -------
    tuple of list of str
        The n sources and their targets.

    References
    ----------
    Sutskever I., Vinyals O., Le Q. V. (2014) Sequence to sequence learning with neural
    networks (which turned its sources round, to bring first words together).
    https://arxiv.org/abs/1409.3215

    Examples
    --------
    >>> sources, targets = reverse_task(2, lengths=[3, 5], seed=1)
    >>> print(sources, targets)
    ['hja', 'bijcd'] ['ajh', 'dcjib']
    """
    lengths = np.atleast_1d(np.array([*lengths] if np.iterable(lengths) else lengths))
    at_least(n, 1, "n")
    at_least(n_symbols, 1, "n_symbols")
    if not lengths.size:
        raise ValueError("lengths needs at least one; got none")
    for length in lengths.tolist():
        at_least(length, 1, "length")
    if n_symbols > 26 or order not in (-1, 1):
        raise ValueError(
            f"n_symbols needs 26 at most, and order -1 or 1; got {n_symbols} and {order!r}"
        )
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"[:n_symbols]))
    drawn = [rng.integers(n_symbols, size=T) for T in rng.choice(lengths, size=n)]
    sources = ["".join(letters[numbers]) for numbers in drawn]
    return sources, [source[::order] for source in sources]
