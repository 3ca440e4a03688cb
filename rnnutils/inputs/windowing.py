"""From a series to the windows a network reads and the targets it should say."""

import numpy as np

from rnnutils.arrays import as_series, at_least


def make_xy(data, time_steps):
    """Cut a series into overlapping windows and the value that follows each.

    Parameters
    ----------
    data : array of shape (T,) or (T, D)
        A series in time order.
    time_steps : int
        How many steps a window shows.

    Returns
    -------
    X : ndarray of shape (T - time_steps, time_steps, D)
        The windows.
    Y : ndarray of shape (T - time_steps, D)
        The step after each window.
    X_indices : ndarray of shape (T - time_steps, time_steps)
        The steps in each window.
    Y_indices : ndarray of shape (T - time_steps,)
        The step of each target.

    Raises
    ------
    ValueError
        If ``time_steps`` is not a positive integer, or the series is not longer than it.

    Examples
    --------
    >>> X, Y, X_indices, Y_indices = make_xy([10, 20, 30, 40, 50], time_steps=3)
    >>> X[..., 0]
    array([[10., 20., 30.],
           [20., 30., 40.]])
    >>> Y[:, 0], Y_indices
    (array([40., 50.]), array([3, 4]))
    """
    dtype = getattr(data, "dtype", None)
    data = as_series(data)
    if dtype is not None and np.issubdtype(dtype, np.floating):
        data = data.astype(dtype)
    at_least(time_steps, 1, "time_steps")
    if time_steps >= len(data):
        raise ValueError(
            f"a window of {time_steps} steps and its target need a series of at least "
            f"{time_steps + 1} steps; got {len(data)}"
        )
    Y_indices = np.arange(time_steps, len(data))  # (N,)
    X_indices = Y_indices[:, None] + np.arange(-time_steps, 0)  # (N, T)
    return data[X_indices], data[Y_indices], X_indices, Y_indices
