"""Feedback on exercises: a check says what was reached, or which idea is off.

The checks of a chapter stand in the module of its name, one function an exercise. A check
calls the reader's function on small cases and raises `Misconception` with the idea that
explains a wrong answer, the way a teaching assistant would. It never names the line to type.
"""

import functools


class Misconception(Exception):  # noqa: N818 - it is what the reader has, not a fault of ours
    """What a wrong answer reveals, in one or two sentences addressed to the reader."""


def exercise(number, title):
    """Turn a function that raises `Misconception` into the check of one exercise.

    Parameters
    ----------
    number : str, chapter and exercise, such as "5.2"
    title : str, what is to be done, in a few words

    Returns
    -------
    decorator; the decorated check takes the reader's answer and prints one line, with the
    note in brackets that the check may return. Its attribute ``verdict`` returns that line
    instead, for tests.

    Examples
    --------
    >>> @exercise("0.1", "Double a number")
    ... def double(answer):
    ...     require(answer(3) == 6, "three and three is not what came back")
    >>> def stub(x):
    ...     raise NotImplementedError
    >>> double(stub)
    [ ] 0.1 Double a number: not attempted yet
    >>> double(lambda x: x + 1)
    [!] 0.1 Double a number: three and three is not what came back
    >>> double(lambda x: 2 * x)
    [x] 0.1 Double a number: passed
    """

    def decorate(check):
        def verdict(*answers):
            try:
                note = check(*answers)
            except NotImplementedError:
                return f"[ ] {number} {title}: not attempted yet"
            except Misconception as idea:
                return f"[!] {number} {title}: {idea}"
            except Exception as error:  # the reader's code may fail in any way
                return (
                    f"[!] {number} {title}: your code stopped with {type(error).__name__}: {error}"
                )
            return f"[x] {number} {title}: passed" + (f" ({note})" if note else "")

        @functools.wraps(check)
        def show(*answers):
            print(verdict(*answers))

        show.verdict = verdict
        return show

    return decorate


def require(condition, idea):
    """Raise `Misconception` with the idea unless the condition holds."""
    if not condition:
        raise Misconception(idea)
