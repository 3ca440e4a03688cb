import numpy as np
import pytest

from rnnutils.nn.perceptron import Perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def test_it_learns_what_a_line_can_separate():
    for targets in [CORNERS.all(axis=1), CORNERS.any(axis=1), ~CORNERS.any(axis=1)]:
        neuron = Perceptron(2).fit(CORNERS, targets)
        np.testing.assert_array_equal(neuron.predict(CORNERS), targets)
        assert neuron.errors[-1] == 0 and len(neuron.errors) < 100


def test_xor_defeats_it():
    for options, epochs in [({}, 100), ({"epochs": 50}, 50)]:
        neuron = Perceptron(2).fit(CORNERS, CORNERS[:, 0] ^ CORNERS[:, 1], **options)
        assert len(neuron.errors) == epochs and min(neuron.errors) > 0


def test_the_bias_is_the_weight_of_a_constant_one():
    neuron = Perceptron(2)
    neuron.W, neuron.w_0 = np.array([1.0, -2.0]), 0.5
    assert neuron.activation([3.0, 1.0]) == 0.5 + 3 - 2
    assert neuron.predict([0.0, 0.25]) == 0  # on the line itself


def test_only_a_wrong_answer_moves_the_weights():
    neuron = Perceptron(2)
    assert not neuron.learn(np.array([1.0, 1.0]), 0)
    assert not neuron.W.any() and neuron.w_0 == 0
    assert neuron.learn(np.array([1.0, -2.0]), 1, learning_rate=0.5)
    assert neuron.W.tolist() == [0.5, -1.0] and neuron.w_0 == 0.5
    assert neuron.learn(np.array([2.0, 0.0]), 0)
    assert neuron.W.tolist() == [-1.5, -1.0] and neuron.w_0 == -0.5


def test_the_learning_rate_scales_the_weights():
    slow = Perceptron(2).fit(CORNERS, CORNERS.all(axis=1), learning_rate=0.5)
    fast = Perceptron(2).fit(CORNERS, CORNERS.all(axis=1))
    np.testing.assert_allclose(2 * slow.W, fast.W)


@pytest.mark.parametrize(
    ("X", "targets", "message"),
    [
        (CORNERS[:, :1], [0, 0, 0, 1], r"X needs shape \(N, 2\); got \(4, 1\)"),
        (CORNERS, [0, 1], r"targets needs shape \(4,\)"),
        (CORNERS, [-1, 1, 1, 1], "0 and 1 only"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(X, targets, message):
    with pytest.raises(ValueError, match=message):
        Perceptron(2).fit(X, targets)
    with pytest.raises(ValueError, match="finite"):
        Perceptron(1).activation([np.nan])
