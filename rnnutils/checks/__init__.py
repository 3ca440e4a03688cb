"""Feedback on exercises: a check says what was reached, or which idea is off.

The checks of a chapter stand in the module of its name, one function an exercise. A check
calls the reader's function on small cases and raises `Misconception` with the idea that
explains a wrong answer, the way a teaching assistant would. It never names the line to type.
"""

import copy
import functools
import linecache
import traceback
from contextlib import contextmanager
from types import FunctionType

import numpy as np


class Misconception(Exception):  # noqa: N818 - it is what the reader has, not a fault of ours
    """What a wrong answer reveals, in one or two sentences addressed to the reader."""


def exercise(title):
    """Turn a function that raises `Misconception` into the check of one exercise.

    Parameters
    ----------
    title : str
        What is to be done, in a few words.

    Returns
    -------
    decorator; the decorated check takes the reader's answer and prints one line, with the
    note in brackets that the check may return. Its attribute ``verdict`` returns that line
    instead, for tests.

    Examples
    --------
    >>> @exercise("Double a number")
    ... def double(answer):
    ...     require(answer(3) == 6, "three and three is not what came back")
    >>> def stub(x):
    ...     raise NotImplementedError
    >>> double(stub)
    [ ] Double a number: not attempted yet
    >>> double(lambda x: x + 1)
    [!] Double a number: three and three is not what came back
    >>> double(lambda x: 2 * x)
    [x] Double a number: passed
    """

    def decorate(check):
        def verdict(*answers):
            try:
                note = check(*answers)
            except NotImplementedError:
                return f"[ ] {title}: not attempted yet"
            except Misconception as idea:
                return f"[!] {title}: {idea}"
            except Exception as error:  # the reader's code may fail in any way
                return f"[!] {title}: {_stopped(error, answers)}"
            return f"[x] {title}: passed" + (f" ({note})" if note else "")

        @functools.wraps(check)
        def show(*answers):
            print(verdict(*answers))

        show.verdict = verdict
        return show

    return decorate


def _stopped(error, answers):
    """Say how the reader's code failed, and in which of its lines.

    A notebook's code belongs to the module ``__main__``, and its lines count from the top of the
    cell. An error that no line of the reader's raised comes from what the check was given.
    """
    said = f"{type(error).__name__}: {error}"
    theirs = {"__main__", *(a.__module__ for a in answers if isinstance(a, FunctionType))}
    frames = traceback.walk_tb(error.__traceback__)
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in frames
        if frame.f_globals.get("__name__") in theirs
    ]
    if not lines:
        return f"the check cannot use what your code returned: {said}"
    file, line = lines[-1]
    code = linecache.getline(file, line).strip()
    return f"your code stopped in line {line} of its cell{code and f', `{code}`'}, with {said}"


def require(condition, idea):
    """Raise `Misconception` with the idea unless the condition holds."""
    if not condition:
        raise Misconception(idea)


@contextmanager
def meaning(words, idea):
    """Name the idea behind a `ValueError` whose message holds the words; let others pass.

    Examples
    --------
    >>> with meaning("broadcast", "each row needs a number of its own"):
    ...     np.ones((2, 3)) * np.ones(2)
    Traceback (most recent call last):
    rnnutils.checks.Misconception: each row needs a number of its own
    """
    try:
        yield
    except ValueError as error:
        require(words not in str(error), idea)
        raise


def ask(answer, *given, changed="your function changes the arrays it was given"):
    """Return what the reader's function makes of its arguments, which must stay as they were.

    Parameters
    ----------
    answer : callable
        The reader's.
    *given : object
        Numbers, text, arrays, and lists or dicts of them; the function gets copies.
    changed : str
        The idea to name if it leaves other arguments behind.

    Examples
    --------
    >>> h = np.array([1.0, 2.0])
    >>> float(ask(np.sum, h))
    3.0
    >>> ask(np.ndarray.sort, h[::-1])
    Traceback (most recent call last):
    rnnutils.checks.Misconception: your function returns nothing
    """
    copies = copy.deepcopy(given)
    got = answer(*copies)
    require(got is not None, "your function returns nothing")
    require(_same(copies, given), changed)
    return got


def shaped(got, shape, what):
    """Return what came back as an array of that shape, or say what was needed.

    Examples
    --------
    >>> shaped([[0.5, 0.1]], (2,), "the state")
    Traceback (most recent call last):
    rnnutils.checks.Misconception: the state needs shape (2,); yours has shape (1, 2)
    """
    got = np.asarray(got, float)
    require(got.shape == shape, f"{what} needs shape {shape}; yours has shape {got.shape}")
    require(np.isfinite(got).all(), f"{what} holds a value that is not a finite number")
    return got


def agree(got, value, *, rtol=1e-5, atol=1e-8):
    """Tell whether two answers have one shape and, nearly, the same numbers."""
    got, value = np.asarray(got), np.asarray(value)
    alike = got.shape == value.shape and got.dtype.kind in "biuf"
    return alike and np.allclose(got, value, rtol=rtol, atol=atol)


def explain(got, right, ideas, otherwise, *, rtol=1e-5, atol=1e-8):
    """Accept the right answer; else name the idea whose answer came back.

    Parameters
    ----------
    got : array or float
        The reader's answer.
    right : array or float
        The right answer.
    ideas : dict of wrong answer → idea, or list of such pairs
        What each wrong answer tells; a list is for arrays. The first that fits counts.
    otherwise : str
        What to say if no idea explains the answer.
    rtol, atol : float
        How far equal numbers may be apart, as in `numpy.allclose`.

    Examples
    --------
    >>> ideas = [(np.array([1.0, 4.0]), "these are the squares")]
    >>> explain(np.array([1.0, 2.0]), np.array([1.0, 2.0]), ideas, "these are not the numbers")
    >>> explain(np.array([1.0, 4.0]), np.array([1.0, 2.0]), ideas, "these are not the numbers")
    Traceback (most recent call last):
    rnnutils.checks.Misconception: these are the squares
    >>> explain(7, 6, {9: "add, do not multiply"}, "three and three is another number")
    Traceback (most recent call last):
    rnnutils.checks.Misconception: three and three is another number
    """
    near = functools.partial(agree, got, rtol=rtol, atol=atol)
    if not near(right):
        require(not isinstance(got, str), f"a number is asked for; {got!r} is text")
        pairs = ideas.items() if isinstance(ideas, dict) else ideas
        require(False, next((idea for wrong, idea in pairs if near(wrong)), otherwise))


def _same(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[name], b[name]) for name in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return np.array_equal(a, b)
