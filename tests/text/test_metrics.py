"""Surprise against what a code needs: bits, and equally likely symbols."""

import numpy as np
import pytest

from rnnutils import bits_per_symbol, perplexity


@pytest.mark.parametrize("n", [1, 2, 27])
def test_a_model_that_guesses_among_n_hesitates_among_n(n):
    assert perplexity(bits_per_symbol(np.full((3, 4), 1 / n))) == pytest.approx(n)


def test_bits_are_the_loss_in_nats_over_the_logarithm_of_two():
    p = np.random.default_rng(0).uniform(0.01, 1, size=50)
    assert bits_per_symbol(p) * np.log(2) == pytest.approx(-np.log(p).mean())


@pytest.mark.parametrize("worst", [0.0, -0.1, 1.01, float("nan")])
def test_what_is_no_probability_is_named(worst):
    with pytest.raises(ValueError, match=rf"above 0, at most 1; got \[{worst}\]"):
        bits_per_symbol([0.5, worst, 1.0])


def test_rounding_may_lift_a_probability_above_one_by_a_millionth():
    assert bits_per_symbol([1 + 1e-7]) == pytest.approx(0, abs=1e-6)


def test_nothing_has_no_surprise():
    with pytest.raises(ValueError, match=r"got \[\]"):
        bits_per_symbol([])
