import numpy as np
import pytest
from numerical import assert_same_gradient, check_gradients

from rnnutils.nn.activations import ACTIVATIONS, GELU, get_activation, sigmoid, softmax
from rnnutils.nn.losses import softmax_cross_entropy


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_way_back_through_an_activation_is_its_derivative(name):
    g = get_activation(name)
    a, dy = np.array([[-4.0, -0.7, 0.4, 1.3, 4.0]]), np.array([[0.5, -1.0, 2.0, 0.3, 0.7]])
    assert_same_gradient(g.backward(g(a), dy), lambda: (g(a) * dy).sum(), a)


def test_activations_have_the_values_their_names_promise():
    a = np.array([-4.0, 0.0, 4.0])
    values = {name: get_activation(name)(a) for name in ACTIVATIONS}
    assert values["linear"].tolist() == a.tolist()
    assert values["relu"].tolist() == [0, 0, 4]
    assert values["leaky_relu"].tolist() == [-0.8, 0, 4]
    assert values["hard_sigmoid"].tolist() == [0, 0.5, 1]
    np.testing.assert_allclose(values["sigmoid"], 1 / (1 + np.exp(-a)), rtol=0, atol=1e-15)
    np.testing.assert_allclose(values["tanh"], np.tanh(a))
    np.testing.assert_allclose(values["softmax"], np.exp(a) / np.exp(a).sum())


def test_extreme_activations_neither_overflow_nor_warn():
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 1e4])), [0, 1])
    np.testing.assert_array_equal(softmax(np.array([-1e4, 1e4])), [0, 1])
    loss, gradient = softmax_cross_entropy(np.array([[-1e4, 1e4]]), [1])
    assert loss == 0 and not gradient.any()


def test_an_unknown_activation_is_named_in_the_error():
    with pytest.raises(ValueError, match="one of 'linear', 'sigmoid'.*got 'swish'"):
        get_activation("swish")
    with pytest.raises(ValueError, match="got None"):
        get_activation(None)


def test_gelu_is_the_activation_times_the_share_of_normal_numbers_below_it():
    a = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
    below = (np.random.default_rng(0).normal(size=(200_000, 1)) < a).mean(axis=0)
    np.testing.assert_allclose(GELU().forward(a), a * below, atol=0.01)
    assert GELU().forward(a.astype(np.float32)).dtype == np.float32


def test_gelu_has_the_gradients_of_central_differences():
    check_gradients(GELU(), np.random.default_rng(0).normal(size=(2, 5, 4)))
