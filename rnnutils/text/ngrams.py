"""Language models that count: the next symbol from the n before it.

A context of n symbols over an alphabet of V is one number, written in base V. A table of counts
is then two sorted arrays, keys and counts, and looking up a million contexts is one search.
"""

from typing import NamedTuple

import numpy as np

from rnnutils.arrays import at_least, expect_numbers


class Table(NamedTuple):
    """What one order has counted.

    Attributes
    ----------
    grams, counts : ndarray of int
        Each context with a symbol behind it, as a number, and how often it came.
    contexts, totals, kinds : ndarray of int
        Each context; how often it came; how many different symbols came behind it.
    """

    grams: np.ndarray
    counts: np.ndarray
    contexts: np.ndarray
    totals: np.ndarray
    kinds: np.ndarray


class WittenBell:
    r"""Predict the next symbol from counts, long contexts blended with shorter ones.

    .. math::
        p_n(x \mid c) = \frac{C(c\,x) + K(c)\, p_{n-1}(x \mid c')}{C(c) + K(c)}

    where c are the n symbols before x, c' the last n − 1 of them, C counts in the training text,
    and K(c) is the number of kinds, different symbols, seen behind c. A context that was never
    seen has C = K = 0 and leaves the word to the shorter one. Below order 0, which counts single
    symbols, all V symbols are equally likely: nothing ever has probability 0.

    Parameters
    ----------
    order : int
        The number n of symbols of context, 0 or more.
    n_symbols : int
        The size V of the alphabet; symbols are numbered from 0.

    References
    ----------
    Witten I. H., Bell T. C. (1991) The zero-frequency problem: estimating the probabilities of
    novel events in adaptive text compression. IEEE Transactions on Information Theory 37.
    https://doi.org/10.1109/18.87000 (their method C)
    Chen S. F., Goodman J. (1999) An empirical study of smoothing techniques for language
    modeling. Computer Speech & Language 13. https://doi.org/10.1006/csla.1999.0128

    Examples
    --------
    After "a" (0) came "b" (1) twice and "a" once; K = 2 kinds of symbol:

    >>> model = WittenBell(order=1, n_symbols=2).fit([0, 1, 0, 1, 0, 0])
    >>> print(model.next([0]).round(3), model.next([]).round(3))
    [0.45 0.55] [0.625 0.375]
    """

    def __init__(self, order, n_symbols):
        at_least(order, 0, "order")
        at_least(n_symbols, 1, "n_symbols")
        if n_symbols ** (order + 1) >= 2**63:
            raise ValueError(
                f"contexts need to fit into 63 bits; got order {order} over {n_symbols} symbols"
            )
        self.order, self.n_symbols = order, n_symbols

    def fit(self, numbers):
        """Count a training text, an int array (T,); return the model."""
        numbers = self._expect(numbers)
        if len(numbers) <= self.order:
            raise ValueError(f"numbers needs at least {self.order + 1} symbols; got {len(numbers)}")
        self.tables = [self._count(numbers, n) for n in range(self.order + 1)]
        return self

    def probability(self, numbers, *, order=None):
        """Return what the model gave each symbol of a text, knowing those before it.

        Parameters
        ----------
        numbers : ndarray of int, shape (T,)
            A text as numbers of symbols.
        order : int, optional
            Use contexts up to this length only; all that were counted if not given.

        Returns
        -------
        ndarray of shape (T,)
            The first symbols are judged by the context there is.
        """
        numbers = self._expect(numbers)
        p = np.full(len(numbers), 1 / self.n_symbols)
        for n in range(self._upto(order) + 1):
            p[n:] = self._blend(p[n:], n, self._contexts(numbers, n), numbers[n:])
        return p

    def next(self, numbers, *, order=None):
        """Return the probability of each symbol (V,) to come behind a text."""
        numbers = self._expect(numbers)
        p = np.full(self.n_symbols, 1 / self.n_symbols)
        for n in range(min(self._upto(order), len(numbers)) + 1):
            context = self._number(numbers[len(numbers) - n :])
            p = self._blend(p, n, np.full(self.n_symbols, context), np.arange(self.n_symbols))
        return p

    @property
    def size(self):
        """How many counts the model keeps, over all orders."""
        return sum(len(table.grams) for table in self.tables)

    def _blend(self, shorter, n, contexts, symbols):
        """Put order n on top of what the shorter context said."""
        table = self.tables[n]
        count = _look_up(table.grams, table.counts, contexts * self.n_symbols + symbols)
        total = _look_up(table.contexts, table.totals, contexts)
        kinds = _look_up(table.contexts, table.kinds, contexts)
        seen = total > 0
        return np.where(seen, self._share(n, count, np.maximum(total, 1), kinds, shorter), shorter)

    def _share(self, n, count, total, kinds, shorter):
        return (count + kinds * shorter) / (total + kinds)

    def _count(self, numbers, n):
        grams = self._contexts(numbers, n) * self.n_symbols + numbers[n:]
        return self._tabulate(*np.unique(grams, return_counts=True))

    def _tabulate(self, grams, counts):
        contexts, first, kinds = np.unique(
            grams // self.n_symbols, return_index=True, return_counts=True
        )
        return Table(grams, counts, contexts, np.add.reduceat(counts, first), kinds)

    def _contexts(self, numbers, n):
        """Return the n symbols before each symbol from the n-th on, as numbers."""
        length = max(len(numbers) - n, 0)
        contexts = np.zeros(length, np.int64)
        for k in range(n):
            contexts = contexts * self.n_symbols + numbers[k : k + length]
        return contexts

    def _number(self, context):
        """Return one context as a number."""
        number = 0
        for symbol in context:
            number = number * self.n_symbols + int(symbol)
        return number

    def _upto(self, order):
        order = self.order if order is None else order
        if not 0 <= order <= self.order:
            raise ValueError(f"order needs a number from 0 to {self.order}; got {order}")
        return order

    def _expect(self, numbers):
        return expect_numbers(numbers, "numbers", self.n_symbols, ("T",)).astype(np.int64)


class KneserNey(WittenBell):
    r"""Predict the next symbol from counts, less a discount that goes to shorter contexts.

    .. math::
        p_n(x \mid c) = \frac{C(c\,x) - D(c\,x) + p_{n-1}(x \mid c') \sum_y D(c\,y)}{C(c)}

    The longest contexts count as in `WittenBell`. A shorter one is asked only where the longer
    one knew little, so what it counts is not how often a gram came but how many different symbols
    came before it: a symbol that is frequent in one place only is no good guess elsewhere. The
    discount D of a gram depends on its count only; there is one for grams counted once, one for
    twice, one for more, all estimated from how many grams were counted once, twice, and so on.

    Parameters
    ----------
    order, n_symbols : int
        As in `WittenBell`. An order is a model of its own: fit one for each.

    References
    ----------
    Kneser R., Ney H. (1995) Improved backing-off for m-gram language modeling. ICASSP.
    https://doi.org/10.1109/ICASSP.1995.479394
    Chen S. F., Goodman J. (1999) An empirical study of smoothing techniques for language
    modeling. Computer Speech & Language 13. https://doi.org/10.1006/csla.1999.0128 (their
    modified Kneser–Ney smoothing, the best of those they compare)

    Examples
    --------
    "b" (1) is as frequent as "a" (0), but came behind "c" (2) only; behind the unknown "d" (3)
    the table expects "a":

    >>> model = KneserNey(order=1, n_symbols=4).fit([2, 1, 2, 1, 2, 1, 0, 2, 0, 0])
    >>> a, b, *_ = model.next([3])
    >>> bool(a > b)
    True
    """

    def fit(self, numbers):
        """Count a training text, an int array (T,); return the model."""
        super().fit(numbers)
        for n in range(self.order):
            endings = self.tables[n + 1].grams % self.n_symbols ** (n + 1)
            self.tables[n] = self._tabulate(*np.unique(endings, return_counts=True))
        self.discounts = [_discounts(table.counts) for table in self.tables]
        for n, (table, D) in enumerate(zip(self.tables, self.discounts, strict=True)):
            first = np.searchsorted(table.grams, table.contexts * self.n_symbols)
            saved = np.add.reduceat(D[np.minimum(table.counts, 3)], first)
            self.tables[n] = table._replace(kinds=saved)
        return self

    def _upto(self, order):
        if order not in (None, self.order):
            raise ValueError(f"order needs {self.order}, that of the fit; got {order}: fit another")
        return self.order

    def _share(self, n, count, total, saved, shorter):
        return (count - self.discounts[n][np.minimum(count, 3)] + saved * shorter) / total


def _discounts(counts):
    """Return what to take off counts of 0, 1, 2 and more, estimated from their frequencies."""
    n = np.array([max((counts == k).sum(), 1) for k in (1, 2, 3, 4)])
    k, Y = np.arange(1, 4), n[0] / (n[0] + 2 * n[1])
    D = k - (k + 1) * Y * n[1:] / n[:3]
    return np.concatenate([[0], np.clip(D, 0.1, k - 0.1)])  # for tiny texts, inside 0 to k


def _look_up(keys, values, wanted):
    """Return the value of each key, 0 for those that are missing."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)
