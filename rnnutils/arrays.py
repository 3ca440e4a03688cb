"""The gate every array passes: the right shape and finite, or a message that says what came."""

import numpy as np


def expect(value, name, *patterns, dtype=None):
    """Return `value` as an array of one of the wanted shapes.

    Parameters
    ----------
    value : array_like
        What the caller passed.
    name : str
        How the caller knows it; it opens the error message.
    *patterns : tuple of (int or str)
        Shapes that will do. A number must match, a letter stands for any size.
    dtype : numpy dtype, optional
        What to convert to.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If no pattern fits, or a number is missing or infinite.

    Examples
    --------
    >>> expect([[1, 2, 3]], "X", ("T", 3)).shape
    (1, 3)
    >>> expect([1, 2], "X", ("T", 3), ("N", "T", 3))
    Traceback (most recent call last):
    ValueError: X needs shape (T, 3) or (N, T, 3); got (2,)
    """
    try:
        array = np.asarray(value, dtype=dtype)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} needs an array of numbers; got {value!r}") from error
    if array.shape not in patterns and not any(_fits(array.shape, p) for p in patterns):
        need = " or ".join(map(_show, patterns))
        raise ValueError(f"{name} needs shape {need}; got {array.shape}")
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} needs numbers; got {array.dtype}")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ValueError(f"{name} needs finite numbers; got NaN or infinity")
    return array


def rows(array):
    """Return an array (…, D) as a table (all, D): time steps and sequences become rows.

    What holds for every step is then one matrix product.

    Examples
    --------
    >>> rows(np.zeros((5, 4, 3))).shape, rows(np.zeros(3)).shape
    ((20, 3), (1, 3))
    """
    return array.reshape(-1, array.shape[-1])


def _fits(shape, pattern):
    return len(shape) == len(pattern) and all(
        isinstance(want, str) or want == size for size, want in zip(shape, pattern, strict=True)
    )


def _show(pattern):
    return f"({', '.join(map(str, pattern))}{',' if len(pattern) == 1 else ''})"


def as_series(data):
    """Return ``data`` as a finite float64 array of shape (T, D), or say what is wrong with it.

    Examples
    --------
    >>> as_series([1, 2, 3]).shape
    (3, 1)
    """
    try:
        data = np.asarray(data, dtype="float64")
    except (TypeError, ValueError):
        raise ValueError("a series must be numeric, of shape (T,) or (T, D)") from None
    if data.ndim == 1:
        data = data[:, None]
    if data.ndim != 2 or data.size == 0:
        raise ValueError(f"a series must have shape (T,) or (T, D), not empty; got {data.shape}")
    if not np.isfinite(data).all():
        first = int(np.argwhere(~np.isfinite(data))[0][0])
        raise ValueError(f"a series must be finite; got {data[first].tolist()} at step {first}")
    return data


def log(series):
    """Return the natural logarithm of a positive array.

    Examples
    --------
    >>> log(np.array([1.0, np.e]))
    array([0., 1.])
    """
    if series.min() <= 0:
        raise ValueError(f"a logarithm needs positive values; got a minimum of {series.min()}")
    return np.log(series)


def as_history(history, n_needed):
    """Return the past as a finite array of shape (T,), at least ``n_needed`` steps long."""
    history = as_series(history)
    if history.shape[1] != 1:
        raise ValueError(f"a forecaster reads one variable; got shape {history.shape}")
    if len(history) < n_needed:
        raise ValueError(f"this forecaster needs {n_needed} past values; got {len(history)}")
    return history[:, 0]


def as_horizon(horizon):
    """Return how many steps to forecast, at least one."""
    if isinstance(horizon, bool) or not isinstance(horizon, int | np.integer) or horizon < 1:
        raise ValueError(f"horizon must be an integer of at least 1; got {horizon!r}")
    return horizon
