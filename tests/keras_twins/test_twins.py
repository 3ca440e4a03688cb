"""The NumPy cells against a second witness: Keras, on the same weights."""

import numpy as np
import pytest
from twins import TOLERANCE, in_keras_layout, shuffle

from rnnutils.keras_twins.twins import from_keras
from rnnutils.nn.activations import ACTIVATIONS
from rnnutils.nn.bptt import bptt
from rnnutils.nn.recurrent_layers import Bidirectional, Recurrent

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

KINDS = ["SimpleRNN", "LSTM", "GRU", "GRU before"]


def make(kind, units, **options):
    """Return a Keras layer; "GRU before" resets before the product."""
    if kind.startswith("GRU"):
        options["reset_after"] = kind == "GRU"
    return getattr(keras.layers, kind.split()[0])(units, **options)


def draw(seed, dtype="float64"):
    """Draw sizes, inputs and a mask whose every sequence has a real step."""
    rng = np.random.default_rng(seed)
    N, T, D, H = rng.integers(1, 6, 4) + [0, 1, 0, 0]
    mask = rng.random((N, T)) > 0.4
    mask[:, rng.integers(T)] = True
    return rng, rng.normal(size=(N, T, D)).astype(dtype), mask, int(H)


# TensorFlow keeps the slope of a leaky ReLU, 0.2, in float32 whatever the dtype.
@pytest.mark.parametrize(
    ("activation", "tolerance"),
    [(name, 1e-7 if name == "leaky_relu" else 1e-12) for name in ACTIVATIONS],
)
def test_every_activation_is_that_of_keras_both_ways(activation, tolerance):
    rng = np.random.default_rng(6)
    X, weight = rng.normal(0, 3, (5, 4)), rng.normal(size=(5, 3))
    layer = keras.layers.Dense(3, activation=activation, dtype="float64")
    layer(X)
    shuffle(layer, rng)
    inputs = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        Y = layer(inputs)
        loss = tf.reduce_sum(Y * weight)
    twin = from_keras(layer)
    np.testing.assert_allclose(twin.forward(X), Y.numpy(), rtol=0, atol=tolerance)
    ours = [twin.backward(weight), *twin.gradients.values()]
    theirs = tape.gradient(loss, [inputs, *(v.value for v in layer.trainable_variables)])
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other.numpy(), rtol=0, atol=10 * tolerance)


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_forward_is_that_of_keras(kind, dtype, seed):
    rng, X, mask, H = draw(seed, dtype)
    options = {
        "activation": ["tanh", "relu", "sigmoid", "linear"][seed],
        "use_bias": seed != 2,
        "return_sequences": seed != 1,
        "go_backwards": seed == 1,
        "zero_output_for_mask": seed == 3,
        "dtype": dtype,
    }
    if kind != "SimpleRNN":
        options["recurrent_activation"] = ["sigmoid", "hard_sigmoid"][seed % 2]
    layer = make(kind, H, **options)
    layer(X)
    shuffle(layer, rng)
    twin = from_keras(layer)
    for m in [None, mask]:
        Y = layer(X, mask=m).numpy()
        np.testing.assert_allclose(twin.forward(X, mask=m), Y, rtol=0, atol=TOLERANCE[dtype])
    assert twin.forward(X).dtype == dtype


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("merge", "seq"), [("concat", True), ("sum", False), ("ave", True)])
def test_both_directions_are_those_of_keras(kind, dtype, merge, seq):
    rng, X, mask, H = draw(7, dtype)
    inner = make(kind, H, return_sequences=seq, dtype=dtype)
    layer = keras.layers.Bidirectional(inner, merge_mode=merge, dtype=dtype)
    layer(X)
    shuffle(layer, rng)
    twin = from_keras(layer)
    for m in [None, mask]:
        Y = layer(X, mask=m).numpy()
        np.testing.assert_allclose(twin.forward(X, mask=m), Y, rtol=0, atol=TOLERANCE[dtype])


def test_bidirectional_layer_with_a_cell_of_its_own_for_each_way():
    rng, X, _, H = draw(8)
    back = keras.layers.LSTM(H, go_backwards=True, dtype="float64")
    layer = keras.layers.Bidirectional(
        keras.layers.GRU(H, dtype="float64"), backward_layer=back, merge_mode="mul", dtype="float64"
    )
    layer(X)
    shuffle(layer, rng)
    np.testing.assert_allclose(from_keras(layer).forward(X), layer(X).numpy(), atol=1e-12)


def embedded_model(dtype):
    """Return a stack whose mask comes from its embedding, and integers to feed it."""
    rng = np.random.default_rng(3)
    ids = rng.integers(1, 9, (4, 6))
    ids[:, 4:] = 0
    model = keras.Sequential(
        [
            keras.layers.Embedding(9, 3, mask_zero=True, dtype=dtype),
            keras.layers.Bidirectional(
                keras.layers.LSTM(4, return_sequences=True, dtype=dtype), dtype=dtype
            ),
            keras.layers.GRU(5, return_sequences=True, dtype=dtype),
            keras.layers.SimpleRNN(3, dtype=dtype),
            keras.layers.Dense(4, activation="relu", dtype=dtype),
            keras.layers.Dense(2, activation="softmax", dtype=dtype),
        ]
    )
    model(ids)
    shuffle(model, rng)
    return model, ids


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_a_stack_of_everything_is_that_of_keras(dtype):
    model, ids = embedded_model(dtype)
    Y = model(ids).numpy()
    np.testing.assert_allclose(from_keras(model).forward(ids), Y, rtol=0, atol=TOLERANCE[dtype])


def test_a_stack_of_everything_has_the_gradients_of_gradient_tape():
    model, ids = embedded_model("float64")
    weight = np.random.default_rng(0).normal(size=(4, 2))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(ids) * weight)
    theirs = tape.gradient(loss, [v.value for v in model.trainable_variables])
    twin = from_keras(model)
    twin.forward(ids)
    twin.backward(weight)
    for mine, other in zip(in_keras_layout(twin), theirs, strict=True):
        other = tf.convert_to_tensor(other).numpy()
        np.testing.assert_allclose(mine, other, rtol=0, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("both", [False, True])
def test_gradients_are_those_of_gradient_tape(kind, masked, both):
    rng, X, mask, H = draw(11)
    layer = make(kind, H, return_sequences=True, dtype="float64")
    if both:
        layer = keras.layers.Bidirectional(layer, dtype="float64")
    layer(X)
    shuffle(layer, rng)
    mask = mask if masked else None
    weight = rng.normal(size=layer(X).shape)
    inputs = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(layer(inputs, mask=mask) * weight)
    theirs = tape.gradient(loss, [inputs, *(v.value for v in layer.trainable_variables)])
    twin = from_keras(layer)
    twin.forward(X, mask=mask)
    ours = [twin.backward(weight), *in_keras_layout(twin)]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other.numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_every_gate_is_in_the_trace_of_a_twin(kind):
    rng, X, _, H = draw(5)
    layer = make(kind, H, return_sequences=True, dtype="float64")
    Y = layer(X).numpy()
    trace = from_keras(layer).cell.unroll(X)
    np.testing.assert_allclose(trace["h"], Y, rtol=0, atol=1e-12)
    assert set(from_keras(layer).cell.gates) <= set(trace)


def test_the_published_bigru_over_two_features_has_44352_parameters():
    layer = keras.layers.Bidirectional(keras.layers.GRU(84))
    layer.build((None, 10, 2))
    twin = from_keras(layer)
    assert layer.count_params() == sum(p.size for p in twin.parameters.values()) == 44352


def test_a_twin_owns_copies_of_the_weights():
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    from_keras(layer).W[:] = 0
    assert layer.get_weights()[0].any()


def test_our_own_layers_compose_like_twins():
    rng, X, mask, H = draw(9)
    inner = keras.layers.SimpleRNN(H, return_sequences=True, dtype="float64")
    layer = keras.layers.Bidirectional(inner, dtype="float64")
    layer(X)
    twin = from_keras(layer)
    ours = Bidirectional(*(way.cell for way in twin.ways))
    np.testing.assert_array_equal(ours.forward(X, mask=mask), twin.forward(X, mask=mask))
    alone = Recurrent(twin.ways[1].cell, reverse=True)
    trace = twin.ways[1].cell.unroll(X, reverse=True)
    np.testing.assert_array_equal(alone.forward(X), trace["y"])
    assert bptt(alone.cell, trace, trace["y"]).X.shape == X.shape


REFUSALS = {
    "another layer": (lambda: keras.layers.Conv1D(2, 3), "got Conv1D"),
    "a stack with another layer": (
        lambda: keras.Sequential([keras.Input((4, 2)), keras.layers.Flatten()]),
        "got Flatten",
    ),
    "another layer both ways": (
        lambda: keras.layers.Bidirectional(
            keras.layers.RNN(keras.layers.LSTMCell(2), return_sequences=True)
        ),
        "got RNN",
    ),
    "an unbuilt layer": (lambda: keras.layers.LSTM(2), "built layer"),
    "dropout": (lambda: keras.layers.LSTM(2, dropout=0.5), "dropout off"),
    "recurrent dropout": (lambda: keras.layers.GRU(2, recurrent_dropout=0.5), "recurrent_dropout"),
    "a state for the next call": (lambda: keras.layers.GRU(2, stateful=True), "stateful off"),
    "a state beside the output": (lambda: keras.layers.GRU(2, return_state=True), "return_state"),
    "outputs in reverse order": (
        lambda: keras.layers.GRU(2, go_backwards=True, return_sequences=True),
        "goes backwards",
    ),
    "an activation of one's own": (lambda: keras.layers.Dense(2, activation="elu"), "got 'elu'"),
    "two dtypes": (lambda: keras.layers.Dense(2, dtype="mixed_float16"), "one dtype"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_from_keras_refuses(name):
    make_layer, message = REFUSALS[name]
    layer = make_layer()
    if name not in ("an unbuilt layer", "a stack with another layer"):
        layer.build((2, 4, 2) if "Dense" not in type(layer).__name__ else (2, 2))
    with pytest.raises(ValueError, match=message):
        from_keras(layer)
