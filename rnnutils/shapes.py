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
