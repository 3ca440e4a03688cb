"""A recurrent cell that reads a text character by character, and the one the course trained.

The model is a cell with an output for each symbol: ``LSTM(V, H, V)``. It reads one-hot rows, and
the softmax of its outputs is the probability of the next symbol.
"""

import json

import numpy as np

from rnnutils.inputs.datasets import verified
from rnnutils.inputs.encoding import Vocabulary, one_hot
from rnnutils.nn.activations import softmax
from rnnutils.nn.lstm import LSTM

WEIGHTS = "moby_dick_lstm.npz"


def text_windows(numbers, n_streams, time_steps):
    """Yield X and Y, both (N, T): windows of N streams, each going on where the last ended.

    The text is cut into N streams of one length. Y is the symbol after X. What does not fill a
    window of all streams is left out.

    Examples
    --------
    >>> for X, Y in text_windows(np.arange(9), n_streams=2, time_steps=2):
    ...     print(X.tolist(), Y.tolist())
    [[0, 1], [4, 5]] [[1, 2], [5, 6]]
    [[2, 3], [6, 7]] [[3, 4], [7, 8]]
    """
    length = (len(numbers) - 1) // n_streams
    if length < time_steps:
        raise ValueError(
            f"{n_streams} streams of {time_steps} steps need {n_streams * time_steps + 1} "
            f"symbols; got {len(numbers)}"
        )
    X = numbers[: n_streams * length].reshape(n_streams, length)
    Y = numbers[1 : n_streams * length + 1].reshape(n_streams, length)
    for first in range(0, length - time_steps + 1, time_steps):
        yield X[:, first : first + time_steps], Y[:, first : first + time_steps]


def read_text(cell, numbers, *, n_streams=16, warm_up=256, keep=()):
    """Return what a cell gave each symbol of a text, knowing those before it.

    To be quick it reads the text in several places at once. Each reader starts with an empty
    state, `warm_up` symbols before the part it is judged on.

    Parameters
    ----------
    cell : Cell
        One with an output for each symbol.
    numbers : ndarray of int, shape (T,)
        A text as numbers of symbols.
    n_streams, warm_up : int
        Pieces read side by side, and symbols read before scores count.
    keep : tuple of str
        States or gates to return as well, as they are *after* each symbol.

    Returns
    -------
    p : ndarray of shape (T,)
        The first symbol comes out of nowhere and gets 1/V.
    kept : dict of ndarray, (T, H)
        Only if there is something to keep.

    Examples
    --------
    >>> p = read_text(LSTM(5, 4, 5), np.array([0, 1, 2, 3, 4]))
    >>> p.shape, float(p[0])
    ((5,), 0.2)
    """
    numbers = np.asarray(numbers)
    T, V = len(numbers), cell.n_features
    length = -(-T // n_streams)
    first = np.arange(n_streams) * length - warm_up  # where each reader starts
    p, kept = np.full(T, 1 / V), {name: np.zeros((T, cell.units), "float32") for name in keep}
    state = None
    for t in range(0, warm_up + length, 64):
        steps = np.arange(t, min(t + 64, warm_up + length))
        place = first[:, None] + steps  # (N, 64), of the symbols that are read
        inside = (place >= 0) & (place < T)
        X = one_hot(numbers[place.clip(0, T - 1)], V)
        trace = cell.unroll(X, state=state, mask=inside)
        state = {name: trace[name][:, -1] for name in cell.states}
        after = inside & (place + 1 < T) & (steps + 1 >= warm_up)
        said = softmax(trace["y"][after])  # (n, V)
        p[place[after] + 1] = said[np.arange(len(said)), numbers[place[after] + 1]]
        judged = inside & (steps >= warm_up)
        for name, values in kept.items():
            values[place[judged]] = trace[name][judged]
    return (p, kept) if keep else p


def next_symbol_scores(cell):
    """Return a function that gives the cell's scores (V,) for what follows a list of numbers.

    It reads only what it has not read yet; the rest is in the cell's state. So it serves one
    text, that grows: just what `generate` asks for.

    Parameters
    ----------
    cell : Cell
        One with an output for each of V symbols.

    Returns
    -------
    callable
        From a list of numbers to scores of shape (V,).

    Examples
    --------
    >>> say = next_symbol_scores(LSTM(5, 4, 5))
    >>> say([0]).shape, say([0, 3]).shape
    ((5,), (5,))
    """
    cell.reset()
    seen = 0

    def next_scores(numbers):
        nonlocal seen
        if len(numbers) <= seen:
            raise ValueError(f"numbers needs more than the {seen} already read; got {len(numbers)}")
        for number in numbers[seen:]:
            scores = cell.step(one_hot(number, cell.n_features))
        seen = len(numbers)
        return scores

    return next_scores


def moby_dick_lstm():
    """Return the LSTM that ships with the course, its vocabulary, and how it was trained.

    ``tools/runs/language_model.py`` trained it on the chapters of ``moby_dick("train")``.

    Returns
    -------
    cell : LSTM
    vocabulary : Vocabulary
    record : dict
        Among others ``"epochs"``, ``"seconds"`` and ``"history"``: epoch, bits per character on
        the training and on the validation chapters.

    Examples
    --------
    >>> cell, vocabulary, record = moby_dick_lstm()
    >>> len(vocabulary) == cell.n_features == cell.n_outputs
    True
    """
    with np.load(verified(WEIGHTS)) as saved:
        return restore(saved)


def store(file, cell, vocabulary, record):
    """Write a cell's weights, in half precision, with its vocabulary and a record as JSON."""
    weights = {name: p.astype("float16") for name, p in cell.parameters.items()}
    words = {"symbols": "".join(vocabulary.symbols), "record": json.dumps(record)}
    np.savez_compressed(file, **weights, **words)


def restore(saved):
    """Return cell, vocabulary and record from what `store` wrote and `numpy.load` opened."""
    vocabulary = Vocabulary(str(saved["symbols"]))
    V, H = len(vocabulary), len(saved["W_hh"])
    cell = LSTM(V, H, V, dtype="float32")
    for name, p in cell.parameters.items():
        p[:] = saved[name]
    return cell, vocabulary, json.loads(str(saved["record"]))
