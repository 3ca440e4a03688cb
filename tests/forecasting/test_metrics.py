"""Errors against the definitions of scikit-learn, surprise against closed forms."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from rnnutils import (
    bits_per_symbol,
    mae,
    mase,
    perplexity,
    rmse,
    seasonal_naive,
    softmax_cross_entropy,
)

PAIRS = [(rmse, root_mean_squared_error), (mae, mean_absolute_error)]


@pytest.mark.parametrize(("ours", "witness"), PAIRS)
@pytest.mark.parametrize("shape", [(1,), (7,), (7, 1), (3, 4)])
def test_errors_agree_with_scikit_learn(ours, witness, shape):
    target, prediction = np.random.default_rng(0).normal(size=(2, *shape))
    assert ours(target, prediction) == pytest.approx(witness(target.ravel(), prediction.ravel()))


@pytest.mark.parametrize("metric", [rmse, mae])
def test_a_column_and_a_row_of_one_length_are_one_series(metric):
    assert metric(np.ones((5, 1)), np.ones(5)) == 0  # broadcasting would compare 25 pairs


@pytest.mark.parametrize("metric", [rmse, mae])
@pytest.mark.parametrize(
    ("target", "prediction", "message"),
    [
        ([1, 2], [1, 2, 3], r"one shape, not empty; got \(2,\) and \(3,\)"),
        (np.ones((2, 3)), np.ones((3, 2)), r"got \(2, 3\) and \(3, 2\)"),
        (np.ones((2, 1)), np.ones((1, 2)), r"got \(2, 1\) and \(1, 2\)"),
        ([], [], r"not empty; got \(0,\) and \(0,\)"),
        ([1, np.nan], [1, 2], r"target needs finite numbers; got nan at \(1,\)"),
        ([1, 2], [np.inf, 2], r"prediction needs finite numbers; got inf at \(0,\)"),
    ],
)
def test_what_cannot_be_compared_is_refused(metric, target, prediction, message):
    with pytest.raises(ValueError, match=message):
        metric(target, prediction)


@pytest.mark.parametrize("period", [1, 4])
def test_seasonal_naive_misses_by_one_where_it_is_judged_on_what_it_is_scaled_with(period):
    known = np.random.default_rng(0).normal(size=30)
    naive = [seasonal_naive(known[:t], 1, period=period)[0] for t in range(period, 30)]
    assert mase(known[period:], naive, known, period=period) == pytest.approx(1)


def test_a_scaled_error_has_no_unit_and_is_the_mean_absolute_error_up_to_a_factor():
    target, prediction, known = np.random.default_rng(1).normal(size=(3, 12))
    scaled = mase(target, prediction, known, period=3)
    in_grams = mase(1000 * target, 1000 * prediction, 1000 * known, period=3)
    assert in_grams == pytest.approx(scaled)
    twice = mase(target, target + 2 * (prediction - target), known, period=3)
    assert twice == pytest.approx(2 * scaled)


@pytest.mark.parametrize(
    ("known", "period", "message"),
    [
        ([1, 2], 2, "needs 3 past values; got 2"),
        ([1, 2, 1, 2], 2, "a change over 2 steps; got none"),
        ([1, 2, 3], 0, "period needs a whole number of at least 1; got 0"),
        ([1, 2, 3], 1.5, "period needs a whole number of at least 1; got 1.5"),
        ([1, np.nan, 3], 1, "finite"),
        (np.ones((5, 2)), 1, r"one variable needs shape \(T,\); got \(5, 2\)"),
    ],
)
def test_a_scale_that_is_none_is_refused(known, period, message):
    with pytest.raises(ValueError, match=message):
        mase([1, 2], [1, 3], known, period=period)
    with pytest.raises(ValueError, match="one shape"):
        mase([1, 2], [1, 2, 3], [1, 2, 4], period=1)


@pytest.mark.parametrize("n", [2, 5, 76])
def test_indifference_among_n_symbols_has_perplexity_n(n):
    assert perplexity(bits_per_symbol(np.full(10, 1 / n))) == pytest.approx(n)


def test_bits_are_the_cross_entropy_in_other_units():
    rng = np.random.default_rng(0)
    scores, labels = rng.normal(size=(20, 4)), rng.integers(0, 4, 20)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    nats, _ = softmax_cross_entropy(scores, labels)
    assert bits_per_symbol(p[np.arange(20), labels]) == pytest.approx(nats / np.log(2))


@pytest.mark.parametrize("p", [[0.5, 0.0], [0.5, 1.5], [np.nan], []])
def test_what_is_no_probability_of_what_came_is_refused(p):
    with pytest.raises(ValueError, match="above 0, at most 1"):
        bits_per_symbol(p)
