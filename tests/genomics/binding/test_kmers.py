"""Words are numbered as they stand, and counted once for both strands."""

import numpy as np
import pytest

from rnnutils.genomics import background, count_kmers, decode, kmers, reverse_complement


@pytest.mark.parametrize(("k", "stride"), [(1, 1), (3, 1), (4, 3), (12, 2)])
def test_a_number_is_the_word_in_base_four(k, stride):
    X = background(4, 12)
    for x, words in zip(X, kmers(X, k, stride=stride), strict=True):
        starts = range(0, 12 - k + 1, stride)
        assert words.tolist() == [int("".join(map(str, x[t : t + k])), 4) for t in starts]


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_both_strands_have_the_same_counts(k):
    X = background(30, 25)
    ours, other = count_kmers(X, k).toarray(), count_kmers(reverse_complement(X), k).toarray()
    np.testing.assert_array_equal(ours, other)
    assert (ours.sum(axis=1) == 25 - k + 1).all()


@pytest.mark.parametrize(("k", "words"), [(1, 2), (2, 10), (4, 136), (6, 2080)])
def test_a_word_and_its_other_strand_share_a_column(k, words):
    assert count_kmers(background(2, 10), k).shape == (2, words)


def test_counts_are_those_of_python():
    X = background(3, 40)
    turned = reverse_complement(X)
    for x, z, row in zip(X, turned, count_kmers(X, 2).toarray(), strict=True):
        text, other = decode(x), decode(z)
        canonical = sorted({min(a + b, _turn(a + b)) for a in "ACGT" for b in "ACGT"})
        expected = [
            sum(s[t : t + 2] == w for s in ((text,) if w == _turn(w) else (text, other))
                for t in range(39)) for w in canonical
        ]  # fmt: skip
        assert row.tolist() == expected


def _turn(word):
    return word[::-1].translate(str.maketrans("ACGT", "TGCA"))


@pytest.mark.parametrize(
    ("k", "stride", "message"),
    [
        (0, 1, "k needs a number from 1 to 5, .*; got 0"),
        (6, 1, "k needs a number from 1 to 5, .*; got 6"),
        (2, 0, "stride needs a whole number of at least 1; got 0"),
    ],
)
def test_words_that_do_not_fit_are_refused(k, stride, message):
    with pytest.raises(ValueError, match=message):
        kmers(background(1, 5), k, stride=stride)
