import numpy as np
import pytest
from numerical import assert_same_gradient

from rnnutils.nn.feedforward import Dense, FeedForward, Sequential
from rnnutils.nn.first_weights import glorot
from rnnutils.nn.losses import softmax_cross_entropy, squared_error
from rnnutils.nn.optimisers import Adam

RNG = np.random.default_rng(0)
CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def test_the_output_is_that_of_the_equations_written_out():
    net = FeedForward([2, 3, 1], activation="tanh", output_activation="sigmoid", seed=1)
    for p in net.parameters.values():
        p += RNG.normal(size=p.shape)
    W, b, V, c = net.parameters.values()
    x = np.array([0.3, -1.2])
    hidden = [np.tanh(sum(x[i] * W[i, j] for i in range(2)) + b[j]) for j in range(3)]
    a = sum(hidden[j] * V[j, 0] for j in range(3)) + c[0]
    assert net.forward(x)[0] == pytest.approx(1 / (1 + np.exp(-a)), abs=1e-14)


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 4, 3)])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear"])
def test_backpropagation_gives_the_gradients_of_central_differences(activation, shape):
    net = FeedForward([3, 4, 4, 2], activation=activation, output_activation="softmax", seed=2)
    for p in net.parameters.values():
        p += RNG.normal(0, 0.3, p.shape)
    X = RNG.normal(size=shape)
    weight = RNG.normal(size=net.forward(X).shape)

    def loss():
        return (net.forward(X) * weight).sum()

    loss()
    dX = net.backward(weight)
    gradients = net.gradients
    assert gradients.keys() == net.parameters.keys()
    for name, p in net.parameters.items():
        assert_same_gradient(gradients[name], loss, p, name)
    assert_same_gradient(dX, loss, X, "X")


def test_a_hidden_layer_solves_xor():
    net, optimiser = FeedForward([2, 4, 2], seed=0), Adam(0.05)
    labels = np.array([0, 1, 1, 0])
    for _ in range(200):
        loss, dY = softmax_cross_entropy(net.forward(CORNERS), labels)
        net.backward(dY)
        optimiser.update(net.parameters, net.gradients)
    assert loss < 0.02
    np.testing.assert_array_equal(net.forward(CORNERS).argmax(axis=1), labels)


def test_a_layer_without_bias_has_none_to_learn():
    layer = Dense(2, 3, use_bias=False)
    assert list(layer.parameters) == ["W"]
    assert not layer.forward(np.zeros(2)).any()
    layer.backward(np.ones(3))
    assert list(layer.gradients) == ["W"]


def test_first_weights_have_the_variance_of_glorot_and_zero_biases():
    W = glorot(np.random.default_rng(0), 300, 100)
    assert W.shape == (300, 100)
    assert W.var() == pytest.approx(2 / 400, rel=0.03)
    assert abs(W.mean()) < 1e-3
    assert not Dense(2, 3).b.any()


def test_layers_of_a_network_start_with_different_weights():
    net = FeedForward([3, 3, 3])
    assert not np.allclose(net.layers[0].W, net.layers[1].W)
    np.testing.assert_array_equal(net.layers[1].W, FeedForward([3, 3, 3], seed=0).layers[1].W)
    np.testing.assert_array_equal(Dense(3, 2).W, Dense(3, 2, seed=0).W)


def test_a_network_without_hidden_layers_is_one_layer():
    net = FeedForward([3, 2], activation="tanh")
    assert len(net.layers) == 1 and net.layers[0].g.name == "linear"


def test_float32_stays_float32_both_ways():
    net = FeedForward([2, 3, 1], dtype=np.float32)
    loss, dY = squared_error(net.forward(CORNERS), np.zeros((4, 1)))
    assert net.backward(dY).dtype == net.forward(CORNERS).dtype == np.float32
    assert {g.dtype for g in net.gradients.values()} == {np.dtype("float32")}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Dense(3, 2).forward(np.zeros((4, 2))), r"X needs shape \(N, 3\); got \(4, 2\)"),
        (lambda: Dense(3, 2).forward([np.nan, 0, 0]), "finite"),
        (lambda: Dense(3, 2, "swish"), "got 'swish'"),
        (lambda: FeedForward([3]), "an input and an output"),
        (lambda: Sequential([]), "at least one layer"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_error_of_the_wrong_shape_is_refused():
    layer = Dense(3, 2)
    layer.forward(np.zeros((4, 3)))
    with pytest.raises(ValueError, match=r"dY needs shape \(4, 2\); got \(4, 3\)"):
        layer.backward(np.zeros((4, 3)))
