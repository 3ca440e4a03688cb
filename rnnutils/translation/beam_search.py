"""Write symbol by symbol with a model that scores the next one: greedily, or by beam search."""

import numpy as np

from rnnutils.arrays import at_least


def beam_search(next_logits, n, *, start, end, longest, width=1):
    r"""Write n sequences, keeping the `width` most probable beginnings of each.

    A beginning has the log-probability :math:`\sum_i \log p(y_i \mid y_1 \dots y_{i-1})`. At
    every step each one kept is continued by every symbol, and the best of all these are kept;
    one that has ended stays as it is. With ``width=1`` this is greedy decoding: take the best
    symbol and never go back. Only keeping every beginning would be sure to find the best.

    Parameters
    ----------
    next_logits : callable
        ``next_logits(prefixes, rows)`` returns the scores (M, n_symbols) of what follows each
        of the prefixes, integers of shape (M, t) that begin with `start`; prefix m belongs to
        sequence ``rows[m]``. Scores are logits or log-probabilities; −∞ forbids a symbol.
    n : int
        How many sequences to write.
    start, end : int
        What every sequence begins and ends with.
    longest : int
        After how many symbols to stop, `end` included.
    width : int
        How many beginnings are kept.

    Returns
    -------
    numbers : ndarray of int, shape (n, width, T), T at most `longest`
        Best first, without `start`; from the first `end` on, all are `end`.
    log_probabilities : ndarray of shape (n, width)
        −∞ where there are fewer than `width` sequences.

    Raises
    ------
    ValueError
        If a count is not positive, or the scores do not have their shape.

    References
    ----------
    Sutskever I., Vinyals O., Le Q. V. (2014) Sequence to sequence learning with neural
    networks, section 3.2. https://arxiv.org/abs/1409.3215

    Examples
    --------
    After the start, 0, symbol 1 is likelier than 2; but 2 leads to a sure end, 3. Greedy
    decoding takes the bait:

    >>> p = np.array([[0, 0.6, 0.4, 0], [0, 0.4, 0.3, 0.3], [0, 0, 0, 1], [0, 0, 0, 1]])
    >>> def next_logits(prefixes, rows):
    ...     return np.log(p[prefixes[:, -1]] + 1e-9)
    >>> for width in (1, 2):
    ...     numbers, logs = beam_search(next_logits, 1, start=0, end=3, longest=3, width=width)
    ...     print(numbers[0, 0], np.exp(logs[0, 0]).round(2))
    [1 1 1] 0.1
    [2 3 3] 0.4
    """
    for name, count in {"n": n, "longest": longest, "width": width}.items():
        at_least(count, 1, name)
    prefixes, totals = np.full((n, 1, 1), start), np.zeros((n, 1))  # (n, kept, t), (n, kept)
    for _ in range(longest):
        steps = _score(next_logits, prefixes)  # (n, kept, n_symbols)
        n_symbols = steps.shape[-1]
        ended = (prefixes[..., -1] == end) & (prefixes.shape[-1] > 1)
        steps[ended] = np.where(np.arange(n_symbols) == end, 0, -np.inf)
        totals = (totals[..., None] + steps).reshape(n, -1)  # (n, kept · n_symbols)
        best = np.argsort(-totals, axis=1, kind="stable")[:, :width]
        totals = np.take_along_axis(totals, best, axis=1)
        parents, symbols = np.divmod(best, n_symbols)
        prefixes = np.take_along_axis(prefixes, parents[..., None], axis=1)
        prefixes = np.concatenate([prefixes, symbols[..., None]], axis=2)
        if (symbols == end).all():
            break
    return prefixes[..., 1:], totals


def _score(next_logits, prefixes):
    """Return the log-probabilities (n, kept, n_symbols) of what follows each beginning."""
    n, kept, t = prefixes.shape
    logits = np.array(next_logits(prefixes.reshape(-1, t), np.repeat(np.arange(n), kept)), float)
    if logits.ndim != 2 or len(logits) != n * kept:
        raise ValueError(f"next_logits needs to return ({n * kept}, n_symbols); got {logits.shape}")
    logits -= logits.max(axis=1, keepdims=True)
    return (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).reshape(n, kept, -1)
