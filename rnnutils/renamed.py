"""Names that changed: the old one still answers, and says the new one."""

import sys
import warnings


def answer_old_names(package, new_names):
    """Return the ``__getattr__`` of a package, which Python asks for names that are not there.

    Parameters
    ----------
    package : str
        The ``__name__`` of the package.
    new_names : dict of str
        New name by old name.

    Examples
    --------
    >>> __getattr__ = answer_old_names("rnnutils", {"train": "train_keras"})
    >>> __getattr__("draw")
    Traceback (most recent call last):
    AttributeError: module 'rnnutils' has no attribute 'draw'
    """

    def __getattr__(name):
        if name not in new_names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        new = new_names[name]
        warnings.warn(f"{package}.{name} is now {package}.{new}", FutureWarning, stacklevel=2)
        return getattr(sys.modules[package], new)

    return __getattr__
