"""Execute the pages and build the site."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class BookError(Exception):
    """Why there is no book, in sentences for the person who wanted one."""


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """End the command with exit code 1 and a sentence where there is no book."""
    try:
        yield
    except BookError as error:
        sys.exit(str(error))
    except Exception as error:
        if not disk_is_full(error):
            raise
        sys.exit("The disk is full: make room, then run the same command again.")


def disk_is_full(error: BaseException | None) -> bool:
    """Return whether an error, or one that led to it, came of a full disk."""
    while error:
        if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
