"""Temperature, top-k and top-p against their limits, and frequencies of what is drawn."""

import numpy as np
import pytest

from rnnutils import generate, softmax, softmax_with_temperature

SCORES = np.array([0.5, 2.0, -1.0, 1.0])


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4)])
def test_at_temperature_one_nothing_changes(shape):
    scores = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(softmax_with_temperature(scores), softmax(scores))


def test_a_temperature_raises_probabilities_to_a_power():
    p = softmax_with_temperature(SCORES) ** (1 / 0.7)
    np.testing.assert_allclose(softmax_with_temperature(SCORES, temperature=0.7), p / p.sum())


def test_the_limits_are_certainty_and_indifference():
    np.testing.assert_array_equal(softmax_with_temperature(SCORES, temperature=0), [0, 1, 0, 0])
    np.testing.assert_allclose(
        softmax_with_temperature(SCORES, temperature=1e-3), [0, 1, 0, 0], atol=1e-12
    )
    np.testing.assert_allclose(softmax_with_temperature(SCORES, temperature=1e6), 0.25, atol=1e-5)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_top_k_keeps_the_ratios_of_the_k_best(k):
    p, best = softmax_with_temperature(SCORES, top_k=k), np.argsort(-SCORES)[:k]
    assert np.count_nonzero(p) == k and p.sum() == pytest.approx(1)
    np.testing.assert_allclose(p[best] / p[best[0]], np.exp(SCORES[best] - SCORES[best[0]]))


def test_of_equal_scores_exactly_k_stay():
    assert np.count_nonzero(softmax_with_temperature(np.zeros((5, 6)), top_k=2)) == 10


@pytest.mark.parametrize("top_p", [1e-9, 0.2, 0.5, 0.9, 0.99, 1])
def test_top_p_keeps_as_few_as_have_the_probability(top_p):
    full, p = softmax_with_temperature(SCORES), softmax_with_temperature(SCORES, top_p=top_p)
    kept = p > 0
    assert full[kept].sum() >= top_p - 1e-12 and full[kept].min() > max(full[~kept], default=0)
    assert full[kept].sum() - full[kept].min() < top_p
    np.testing.assert_allclose(p[kept], full[kept] / full[kept].sum())


def test_of_equal_scores_top_p_keeps_as_few_as_needed_in_every_row():
    p = softmax_with_temperature(np.zeros((5, 4)), top_p=0.5)
    assert (np.count_nonzero(p, axis=-1) == 2).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1)


def test_top_p_acts_behind_temperature_and_top_k():
    p = softmax_with_temperature(SCORES, temperature=0.5, top_k=3)
    likeliest = p.max()
    assert softmax_with_temperature(SCORES, top_p=likeliest).max() < 1  # flatter: needs two
    np.testing.assert_array_equal(
        softmax_with_temperature(SCORES, temperature=0.5, top_k=3, top_p=likeliest), [0, 1, 0, 0]
    )


def test_the_scores_stay_as_they_were():
    scores = SCORES.copy()
    softmax_with_temperature(scores, top_k=1)
    np.testing.assert_array_equal(scores, SCORES)


def test_symbols_are_drawn_as_often_as_their_probability_says():
    drawn = generate(lambda numbers: SCORES, [0], 4000)
    np.testing.assert_allclose(
        np.bincount(drawn) / 4000, softmax_with_temperature(SCORES), atol=0.025
    )


def test_a_model_is_asked_with_all_that_is_written_so_far():
    asked = []

    def say(numbers):
        asked.append(list(numbers))
        return SCORES

    written = generate(say, [3, 2], 3, seed=5)
    assert asked == [[3, 2, *written[:k]] for k in range(3)]


def test_one_seed_writes_one_text():
    one, same, other = (generate(lambda numbers: SCORES, [0], 50, seed=s) for s in (1, 1, 2))
    assert (one == same).all() and (one != other).any()


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: softmax_with_temperature([1.0, 2.0], temperature=-1), "0 or more; got -1"),
        (lambda: softmax_with_temperature([1.0, 2.0], top_k=3), "from 1 to 2; got 3"),
        (lambda: softmax_with_temperature([1.0, 2.0], top_p=0), "above 0, up to 1; got 0"),
        (lambda: softmax_with_temperature([1.0, 2.0], top_p=1.5), "above 0, up to 1; got 1.5"),
        (lambda: softmax_with_temperature([1.0, np.nan]), "without NaN"),
        (lambda: softmax_with_temperature(1.0), r"shape \(..., V\)"),
        (lambda: generate(lambda numbers: SCORES, [], 3), "start needs at least one symbol"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(action, message):
    with pytest.raises(ValueError, match=message):
        action()
