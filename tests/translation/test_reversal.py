"""The measure of what a fixed vector carries, and the tool that turns its dials."""

import numpy as np
import pytest

from rnnutils import reverse_task
from rnnutils.translation.reversal import reversed_by_length, train_to_reverse

pytestmark = pytest.mark.heavy


class UpTo:
    """Turns strings round whose length it can bear."""

    def __init__(self, longest):
        self.longest = longest

    def exact_match(self, sources, targets):
        assert targets == [source[::-1] for source in sources]
        return np.array([len(source) <= self.longest for source in sources])


def test_every_length_is_judged_by_itself_on_the_same_strings():
    shares = reversed_by_length(UpTo(7))
    assert shares.index.tolist() == list(range(1, 17))
    assert (shares == (shares.index <= 7)).all()


def test_long_test_strings_are_new_to_training():
    for seed in range(5):
        seen = set(reverse_task(20_000, range(1, 13), n_symbols=8, seed=seed)[0])
        assert max(map(len, seen)) == 12
        assert set("".join(seen)) == set("abcdefgh")
        for length, most in ((6, 0.05), (8, 0), (12, 0)):
            test, _ = reverse_task(200, length, n_symbols=8, seed=10_000 + length)
            assert np.mean([string in seen for string in test]) <= most


def test_training_turns_short_strings_round():
    pytest.importorskip("keras")
    translator = train_to_reverse(units=16, steps=150, seed=1)
    shares = reversed_by_length(translator)
    assert shares[1] > 0.6 and shares[1] > shares[6] >= shares[12]
    assert (translator.units, translator.attention) == (16, None)
