"""What a network looks at: change one letter at a time, and see what it says."""

import numpy as np

from rnnutils.genomics.binding.dna import reverse_complement

_REACH = 6  # letters by which two windows of one motif may be apart


def mutate(X):
    """Return every sequence that differs from X in one letter, and X itself at its own letters.

    Parameters
    ----------
    X : ndarray of int, shape (T,)
        Letters 0 to 3.

    Returns
    -------
    ndarray of shape (T, 4, T)
        At place t, letter k.

    Examples
    --------
    >>> print(mutate(np.array([0, 3]))[0])
    [[0 3]
     [1 3]
     [2 3]
     [3 3]]
    """
    X = np.asarray(X)
    changed = np.broadcast_to(X, (len(X), 4, len(X))).copy()
    t = np.arange(len(X))
    changed[t[:, None], np.arange(4), t[:, None]] = np.arange(4)
    return changed


def mutation_effects(score, X):
    """Return what each letter at each place would add to the score of a sequence.

    Parameters
    ----------
    score : callable
        From sequences (M, T) to M numbers.
    X : ndarray of int, shape (N, T)
        Letters 0 to 3.

    Returns
    -------
    ndarray of shape (N, T, 4)
        0 for the letters that are there.

    Examples
    --------
    >>> effects = mutation_effects(lambda X: (X == 2).sum(axis=1), np.array([[2, 0]]))
    >>> print(effects[0])
    [[-1. -1.  0. -1.]
     [ 0.  0.  1.  0.]]
    """
    X = np.asarray(X)
    n, length = X.shape
    scores = np.asarray(score(np.concatenate([mutate(x).reshape(-1, length) for x in X])), float)
    scores = scores.reshape(n, length, 4)
    own = np.take_along_axis(scores, X[..., None].astype(int), axis=2)
    return scores - own


def importance(effects):
    """Return how much each place matters (..., T): the mean loss from another letter there.

    Parameters
    ----------
    effects : ndarray of shape (..., T, 4)
        What `mutation_effects` returned.

    Returns
    -------
    ndarray of shape (..., T)

    Examples
    --------
    >>> print(importance(np.array([[0.0, -3.0, -3.0, -3.0]])))
    [3.]
    """
    return -np.asarray(effects).sum(axis=-1) / 3


def found_motif(score, X, width, *, threshold=0.0):
    """Cut out of each sequence the window that matters most to a score, and count its letters.

    The windows may show the motif on either strand. They are turned, and shifted by a few
    letters, until they agree best with the mean of the others; then letters are counted place by
    place.

    Parameters
    ----------
    score : callable
        From sequences (M, T) to M numbers.
    X : ndarray of int, shape (N, T)
        Letters 0 to 3 of sequences with a site.
    width : int
        Letters of the window.
    threshold : float
        Sequences that score less are left out.

    Returns
    -------
    ndarray of shape (width, 4)
        The counts.

    Examples
    --------
    ::

        counts = found_motif(lambda X: predict_binding(model, X), X, width=19)
        plot_logo(information_heights(counts / counts.sum(axis=1, keepdims=True)))
    """
    X = np.asarray(X)
    X = X[np.asarray(score(X)) > threshold]
    matter = importance(mutation_effects(score, X))  # (N, T)
    both = np.stack([X, reverse_complement(X)])  # (2, N, T)
    matter = np.stack([matter, matter[:, ::-1]])
    strand, start = _align(both, matter, width)
    n, steps = np.arange(len(X)), np.arange(width)
    # All windows agree; now they move together to where most of the importance is.
    shifts = np.arange(-_REACH, _REACH + 1)
    starts = (start + shifts[:, None]).clip(0, X.shape[1] - width)  # (S, N)
    kept = matter[strand, n, (starts[..., None] + steps).transpose(2, 0, 1)].sum(axis=(0, 2))
    start = starts[kept.argmax()]
    return np.eye(4)[both[strand, n, start + steps[:, None]]].sum(axis=1)


def _align(both, matter, width, rounds=5):
    """Turn and shift the most important windows until they agree; return strands and starts."""
    sums = np.lib.stride_tricks.sliding_window_view(matter, width, axis=2).sum(axis=-1)
    shifts = np.arange(-_REACH, _REACH + 1)
    places = (sums.argmax(axis=2)[..., None] + shifts).clip(0, both.shape[2] - width)  # (2, N, S)
    steps, n = np.arange(width), np.arange(both.shape[1])
    windows = both[np.arange(2)[:, None, None, None], n[:, None, None], places[..., None] + steps]
    chosen = windows[0, [sums[0].max(axis=1).argmax()], _REACH]  # the clearest, to begin with
    for _ in range(rounds):
        profile = np.log(np.eye(4)[chosen].sum(axis=0) + 1)  # (width, 4)
        fit = profile[steps, windows].sum(axis=-1).transpose(1, 0, 2)  # (N, 2, S)
        strand, shift = np.divmod(fit.reshape(len(n), -1).argmax(axis=1), len(shifts))
        chosen = windows[strand, n, shift]
    return strand, places[strand, n, shift]
