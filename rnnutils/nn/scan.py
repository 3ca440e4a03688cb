"""A recurrence that need not wait for the step before: linear ones, by a parallel prefix scan.

::

    h_t = a_t ⊙ h_{t-1} + b_t          t = 0 … T−1, from h_{-1} = start

One step is the map h → a h + b. Two steps in a row are such a map again, and this is all that a
scan needs::

    first (a, b), then (a', b')    =    (a' a, a' b + b')

The three functions return the same numbers and differ in how many steps wait for one another:

==================  =====================  ================  ==============================
function            products               waits             idea
==================  =====================  ================  ==============================
`scan_loop`         O(T)                   T                 one step after the other
`scan_doubling`     O(T log T)             log₂ T            each map joins the one 1, 2, 4, …
                                                             steps back
`scan_tree`         O(T)                   2 log₂ T          join pairs, scan the half, fill in
==================  =====================  ================  ==============================
"""

import numpy as np

from rnnutils.arrays import expect


def scan_loop(a, b, start=None):
    """Return every state of the recurrence, one step after the other.

    Parameters
    ----------
    a, b : ndarray of shape (T, H) or (N, T, H)
        Share of the state before that is kept, and what is added.
    start : ndarray of shape (H,) or (N, H), optional
        State before the first step; zeros if not given.

    Returns
    -------
    ndarray of the shape of b
        The states.

    Raises
    ------
    ValueError
        If shapes do not fit together, or there is no step.

    Examples
    --------
    >>> a, b = np.full((4, 1), 0.5), np.ones((4, 1))
    >>> print(scan_loop(a, b).ravel())
    [1.    1.5   1.75  1.875]
    """
    a, b = _maps(a, b, start)
    h = np.empty_like(b)
    h[..., 0, :] = b[..., 0, :]
    for t in range(1, b.shape[-2]):
        h[..., t, :] = a[..., t, :] * h[..., t - 1, :] + b[..., t, :]
    return h


def scan_doubling(a, b, start=None):
    """Return what `scan_loop` returns, in log₂ T rounds over the whole array.

    After the round with reach s, step t holds the map of its last 2s steps; when that reaches
    back to the start, it holds its state. Every round can be computed for all t at once.

    Parameters
    ----------
    a, b : ndarray of shape (T, H) or (N, T, H)
        As in `scan_loop`.
    start : ndarray of shape (H,) or (N, H), optional
        As in `scan_loop`.

    Returns
    -------
    ndarray of the shape of b
        The states.

    References
    ----------
    Hillis W. D., Steele G. L. (1986) Data parallel algorithms. Communications of the ACM 29.
    https://doi.org/10.1145/7902.7903

    Examples
    --------
    >>> a, b = np.full((4, 1), 0.5), np.ones((4, 1))
    >>> print(scan_doubling(a, b).ravel())
    [1.    1.5   1.75  1.875]
    """
    a, b = _maps(a, b, start)
    reach = 1
    while reach < b.shape[-2]:
        earlier, later = np.s_[..., :-reach, :], np.s_[..., reach:, :]
        joined = a[later] * b[earlier] + b[later]
        a[later] = a[later] * a[earlier]
        b[later] = joined
        reach *= 2
    return b


def scan_tree(a, b, start=None):
    """Return what `scan_loop` returns, by joining neighbours and scanning half as many maps.

    Steps 0 and 1, 2 and 3, … become one map each; the scan of these is the state after every
    odd step; and every even step is one step from an odd one. Each half takes half the products,
    so all take fewer than three a time step, however long the sequence.

    Parameters
    ----------
    a, b : ndarray of shape (T, H) or (N, T, H)
        As in `scan_loop`.
    start : ndarray of shape (H,) or (N, H), optional
        As in `scan_loop`.

    Returns
    -------
    ndarray of the shape of b
        The states.

    References
    ----------
    Blelloch G. E. (1990) Prefix sums and their applications. Technical report CMU-CS-90-190,
    Carnegie Mellon University.
    https://www.cs.cmu.edu/afs/cs.cmu.edu/project/scandal/public/papers/CMU-CS-90-190.html
    Ladner R. E., Fischer M. J. (1980) Parallel prefix computation. Journal of the ACM 27.
    https://doi.org/10.1145/322217.322232

    Examples
    --------
    >>> a, b = np.full((5, 1), 0.5), np.ones((5, 1))
    >>> print(scan_tree(a, b).ravel())
    [1.     1.5    1.75   1.875  1.9375]
    """
    return _tree(*_maps(a, b, start))


def _tree(a, b):
    T = b.shape[-2]
    if T == 1:
        return b
    first, second = np.s_[..., 0 : T - 1 : 2, :], np.s_[..., 1:T:2, :]  # of each pair
    h = np.empty_like(b)
    h[second] = _tree(a[second] * a[first], a[second] * b[first] + b[second])
    h[..., :1, :] = b[..., :1, :]
    alone, odd = np.s_[..., 2:T:2, :], np.s_[..., 1 : T - 1 : 2, :]
    h[alone] = a[alone] * h[odd] + b[alone]
    return h


def scan_backward(dh, a, h, start=None, *, scan=scan_tree):
    """Return the errors of a, b and start, given those of all states: a scan once more.

    The error that reaches h_t is its own and what the next step hands back, a linear recurrence
    that runs from the end to the start; in the order of the code::

        e_t  = dh_t + a_{t+1} ⊙ e_{t+1}
        db_t = e_t
        da_t = e_t ⊙ h_{t-1}
        dstart = a_0 ⊙ e_0

    Parameters
    ----------
    dh : ndarray of shape (T, H) or (N, T, H)
        What the loss sends to h_t itself: dL/dh_t.
    a, h, start : ndarray
        What `scan` was given, and returned.
    scan : callable
        `scan_loop`, `scan_doubling` or `scan_tree`.

    Returns
    -------
    tuple of ndarray
        The errors of a, b and start, in their shapes.

    Examples
    --------
    The loss is the last state; a step back halves its error:

    >>> a, b = np.full((3, 1), 0.5), np.ones((3, 1))
    >>> da, db, _ = scan_backward(np.array([[0.0], [0.0], [1.0]]), a, scan_loop(a, b))
    >>> print(db.ravel(), da.ravel())
    [0.25 0.5  1.  ] [0.  0.5 1.5]
    """
    dh, a = expect(dh, "dh", np.shape(h)), np.asarray(a)
    backwards = np.s_[..., ::-1, :]
    a_next = np.concatenate([a[..., 1:, :], np.zeros_like(a[..., :1, :])], axis=-2)
    e = scan(a_next[backwards], dh[backwards])[backwards]
    zero = np.zeros_like(h[..., 0, :]) if start is None else np.asarray(start)
    before = np.concatenate([zero[..., None, :], h[..., :-1, :]], axis=-2)  # h_{t-1}
    return e * before, e, a[..., 0, :] * e[..., 0, :]


def _maps(a, b, start):
    """Return copies of a and b that begin at zero: the start moves into the first b."""
    b = expect(b, "b", ("T", "H"), ("N", "T", "H"))
    a = expect(a, "a", b.shape)
    if not b.shape[-2]:
        raise ValueError(f"b needs at least one time step; got shape {b.shape}")
    dtype = np.result_type(a, b, np.float32 if b.dtype == np.float32 else float)
    a, b = a.astype(dtype), b.astype(dtype)  # copies, which the scans may write to
    if start is not None:
        b[..., 0, :] += a[..., 0, :] * expect(start, "start", b[..., 0, :].shape)
    return a, b
