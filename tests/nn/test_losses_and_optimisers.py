from functools import partial

import numpy as np
import pytest
from numerical import assert_same_gradient

from rnnutils.arrays import expect
from rnnutils.nn.losses import softmax_cross_entropy, squared_error
from rnnutils.nn.optimisers import SGD, Adagrad, Adam, Optimiser, clip_by_global_norm

MASK = np.array([[True, True, False], [True, False, False]])


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("mask", [None, MASK])
def test_losses_have_the_gradients_they_return(mask, reduction):
    rng = np.random.default_rng(0)
    Y_hat, Y = rng.normal(size=(2, 2, 3, 4))
    labels = rng.integers(0, 4, (2, 3))
    for loss, target in [(squared_error, Y), (softmax_cross_entropy, labels)]:
        measure = partial(loss, Y_hat, target, mask=mask, reduction=reduction)
        assert_same_gradient(measure()[1], lambda f=measure: f()[0], Y_hat)


def test_a_mean_counts_only_what_the_mask_keeps():
    Y_hat = np.arange(6.0).reshape(2, 3, 1)
    loss, _ = squared_error(Y_hat, np.zeros_like(Y_hat), mask=MASK)
    assert loss == pytest.approx((0 + 1 + 9) / 3)
    total, _ = squared_error(Y_hat, np.zeros_like(Y_hat), mask=MASK, reduction="sum")
    assert total == 10
    assert squared_error(Y_hat, np.zeros_like(Y_hat))[0] == pytest.approx(55 / 6)


def test_the_squared_error_is_the_mean_square_of_the_difference():
    Y_hat, Y = np.random.default_rng(2).normal(size=(2, 5, 3))
    assert squared_error(Y_hat, Y)[0] == pytest.approx(np.mean((Y_hat - Y) ** 2))
    assert squared_error(Y_hat, Y, reduction="sum")[0] == pytest.approx(((Y_hat - Y) ** 2).sum())


def test_equal_scores_cost_the_logarithm_of_the_number_of_classes():
    for mask in [None, MASK]:
        loss, _ = softmax_cross_entropy(np.zeros((2, 3, 5)), np.ones((2, 3), int), mask=mask)
        assert loss == pytest.approx(np.log(5))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: squared_error(np.zeros((2, 1)), np.zeros(2)), r"Y needs shape \(2, 1\)"),
        (lambda: squared_error(np.zeros(2), [0, np.nan]), "finite"),
        (lambda: squared_error(np.zeros((2, 1)), np.zeros((2, 1)), mask=[True]), "mask needs"),
        (lambda: squared_error(np.zeros(2), np.zeros(2), reduction="max"), "got 'max'"),
        (lambda: squared_error(np.zeros((1, 1)), np.zeros((1, 1)), mask=[False]), "at least one"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0, 3]), "from 0 to 2"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0, -1]), "from 0 to 2"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0.0, 1.0]), "labels needs whole numbers"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [[0, 1]]), r"labels needs shape \(2,\)"),
        (lambda: clip_by_global_norm({}, 0), "limit needs a number above 0"),
        (lambda: SGD(0), "learning_rate needs a number above 0"),
        (lambda: SGD().update({"w": np.zeros(1)}, {"v": np.zeros(1)}), r"\['w'\]; got \['v'\]"),
        (lambda: SGD().update({"w": np.zeros(1)}, {"w": np.array([np.nan])}), "gradient of w"),
        (lambda: expect("word", "X", ("T",), dtype=float), "array of numbers; got 'word'"),
        (lambda: expect(["word"], "X", ("T",)), "needs numbers"),
    ],
)
def test_a_wrong_argument_is_answered_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_clipping_keeps_the_direction_and_caps_the_common_norm():
    gradients = {"a": np.array([3.0]), "b": np.array([[0.0, 4.0]])}
    clipped, norm = clip_by_global_norm(gradients, 1.0)
    assert norm == 5
    assert np.hypot(clipped["a"][0], clipped["b"][0, 1]) == pytest.approx(1)
    assert clipped["b"][0, 1] / clipped["a"][0] == pytest.approx(4 / 3)
    same, _ = clip_by_global_norm(gradients, 5.0)
    assert same["a"] is gradients["a"]


def test_a_gradient_whose_square_overflows_is_clipped_too():
    long = {"W": np.array([3e30, 4e30], dtype="float32")}
    clipped, norm = clip_by_global_norm(long, 1.0)
    np.testing.assert_allclose(norm, 5e30, rtol=1e-6)
    np.testing.assert_allclose(clipped["W"], [0.6, 0.8], rtol=1e-6)
    assert clipped["W"].dtype == np.float32


def steps(optimiser, gradients):
    """Return where an optimiser is after each gradient, starting at zero."""
    parameters = {"w": np.zeros(1)}
    way = []
    for g in gradients:
        optimiser.update(parameters, {"w": np.array([g])})
        way.append(parameters["w"][0])
    return way


def test_the_optimisers_take_the_steps_of_their_papers():
    assert steps(SGD(0.5), [2.0, -1.0]) == [-1.0, -0.5]
    expected = [-0.1, -0.1 - 0.1 * 4 / np.sqrt(3**2 + 4**2)]
    assert steps(Adagrad(0.1), [3.0, 4.0]) == pytest.approx(expected)
    m, v = 0.9 * 0.1 * 3 + 0.1 * 4, 0.999 * 0.001 * 9 + 0.001 * 16
    second = (m / (1 - 0.9**2)) / np.sqrt(v / (1 - 0.999**2))
    assert steps(Adam(0.1), [3.0, 4.0]) == pytest.approx([-0.1, -0.1 - 0.1 * second])


def test_every_parameter_has_a_memory_of_its_own():
    parameters = {"u": np.zeros(1), "v": np.zeros(1)}
    optimiser = Adagrad(0.1)
    optimiser.update(parameters, {"u": np.array([1.0]), "v": np.array([100.0])})
    assert parameters["u"] == pytest.approx(parameters["v"])


def test_epsilon_matters_where_gradients_are_as_small():
    for rule in (Adam, Adagrad):
        parameters = {"w": np.zeros(1)}
        rule(1.0, epsilon=1e-3).update(parameters, {"w": np.array([1e-3])})
        assert parameters["w"] == pytest.approx([-0.5])


def test_an_optimiser_of_ones_own_is_its_direction():
    class Signs(Optimiser):
        def direction(self, name, g):
            return np.sign(g)

    parameters = {"w": np.array([1.0, 1.0])}
    Signs(0.1).update(parameters, {"w": np.array([5.0, -0.2])})
    np.testing.assert_allclose(parameters["w"], [0.9, 1.1])
    with pytest.raises(NotImplementedError, match="Optimiser needs a method direction"):
        Optimiser(0.1).update(parameters, parameters)


def test_default_rates_are_those_of_keras():
    assert SGD().learning_rate == 0.01 and Adam().learning_rate == 0.001


def test_a_zero_gradient_moves_nothing():
    for optimiser in [SGD(), Adagrad(), Adam()]:
        assert steps(optimiser, [0.0]) == [0.0]
