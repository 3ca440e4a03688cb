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
        first = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        raise ValueError(f"{name} needs finite numbers; got {array[first]} at {_show(first)}")
    return array


def expect_numbers(value, name, n, *patterns):
    """Return `value` as an array of whole numbers from 0 to n − 1: symbols, classes, letters.

    The patterns are those of `expect`; without any, every shape will do.

    Examples
    --------
    >>> expect_numbers([0, 4], "labels", 4, ("N",))
    Traceback (most recent call last):
    ValueError: labels needs whole numbers from 0 to 3; got 0 to 4
    """
    array = expect(value, name, *(patterns or [np.shape(value)]))
    if array.dtype.kind not in "iu" and array.size:
        raise ValueError(f"{name} needs whole numbers from 0 to {n - 1}; got {array.dtype}")
    if array.size and not 0 <= array.min() <= array.max() < n:
        got = f"{array.min()} to {array.max()}"
        raise ValueError(f"{name} needs whole numbers from 0 to {n - 1}; got {got}")
    return array


def one_of(value, choices, name):
    """Return `value` if it is one of the choices.

    Examples
    --------
    >>> one_of("middle", ("right", "left"), "side")
    Traceback (most recent call last):
    ValueError: side needs one of 'right', 'left'; got 'middle'
    """
    if value not in choices:
        raise ValueError(f"{name} needs one of {', '.join(map(repr, choices))}; got {value!r}")
    return value


def at_least(value, least, name):
    """Return `value` if it is a whole number not below `least`.

    Examples
    --------
    >>> at_least(2.5, 1, "horizon")
    Traceback (most recent call last):
    ValueError: horizon needs a whole number of at least 1; got 2.5
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or value < least:
        raise ValueError(f"{name} needs a whole number of at least {least}; got {value!r}")
    return value


def positive(value, name):
    """Return `value` if it is a number above 0.

    Examples
    --------
    >>> positive(-0.1, "learning_rate")
    Traceback (most recent call last):
    ValueError: learning_rate needs a number above 0; got -0.1
    """
    if not value > 0:
        raise ValueError(f"{name} needs a number above 0; got {value!r}")
    return value


def same_length(**arrays):
    """Refuse arrays, given by name, that do not all have one length, or have none.

    Examples
    --------
    >>> same_length(X=[1, 2], Y=[3])
    Traceback (most recent call last):
    ValueError: X and Y need one length, not zero; got 2 and 1
    """
    lengths = [len(array) for array in arrays.values()]
    if len({*lengths}) > 1 or not lengths[0]:
        got = " and ".join(map(str, lengths))
        raise ValueError(f"{' and '.join(arrays)} need one length, not zero; got {got}")


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
    data = expect(data, "a series", ("T",), ("T", "D"), dtype="float64")
    if not data.size:
        raise ValueError(f"a series needs at least one value; got shape {data.shape}")
    return data[:, None] if data.ndim == 1 else data


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


def as_history(history, n_needed=1):
    """Return the past as a finite array of shape (T,), at least ``n_needed`` steps long."""
    history = as_series(history)
    if history.shape[1] != 1:
        raise ValueError(f"a series of one variable needs shape (T,); got {history.shape}")
    if len(history) < n_needed:
        raise ValueError(f"this forecaster needs {n_needed} past values; got {len(history)}")
    return history[:, 0]
