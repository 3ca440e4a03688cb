"""One compiled loop for many models: shared where they are equal, never where they differ."""

import numpy as np
import pytest

from rnnutils import train_keras
from rnnutils.keras_training import _COMPILED, KEPT, compile_step

keras = pytest.importorskip("keras")


def difference(first, second):
    """Return a compiled network whose two branches are subtracted in the given order."""
    keras.utils.set_random_seed(3)
    x = keras.Input((4, 1))
    flat = keras.layers.Flatten()(x)
    branches = [keras.layers.Dense(3, "tanh")(flat), keras.layers.Dense(3)(flat)]
    apart = keras.layers.Subtract()([branches[first], branches[second]])
    model = keras.Model(x, keras.layers.Dense(1)(apart))
    model.compile(keras.optimizers.SGD(0.05), "mse")
    return model


def data(n=20):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, 4, 1)), rng.normal(size=(n, 1))


def test_models_that_differ_in_wiring_only_are_trained_apart():
    X, Y = data()
    for order in [(0, 1), (1, 0), (0, 1)]:
        model, witness = difference(*order), difference(*order)
        loss = train_keras(model, X, Y, epochs=3, batch_size=5, shuffle=False)["loss"]
        expected = witness.fit(X, Y, epochs=3, batch_size=5, shuffle=False, verbose=0)
        np.testing.assert_allclose(loss, expected.history["loss"], rtol=1e-5)
        assert model.evaluate(X, Y, verbose=0) == pytest.approx(
            witness.evaluate(X, Y, verbose=0), rel=1e-5
        )


def test_models_of_one_wiring_share_what_was_compiled():
    X, Y = data()
    _COMPILED.clear()
    for _ in range(3):
        train_keras(difference(0, 1), X, Y, epochs=1, batch_size=10)
    assert len(_COMPILED) == 1
    train_keras(difference(1, 0), X, Y, epochs=1, batch_size=10)
    assert len(_COMPILED) == 2


def test_what_was_compiled_is_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr("rnnutils.keras_training._compile", lambda *_: (None,) * 4)
    from rnnutils import keras_training

    _COMPILED.clear()
    for steps in range(1, KEPT + 5):
        model = keras.Sequential([keras.Input((steps, 1)), keras.layers.Flatten()])
        model.compile("sgd", "mse")
        keras_training._compiled(model, (steps, 1))
    assert len(_COMPILED) == KEPT
    _COMPILED.clear()


def test_a_restarted_optimiser_takes_the_first_step_again():
    import tensorflow as tf

    model = difference(0, 1)
    start, optimizer = model.get_weights(), keras.optimizers.Adam(0.1)

    def loss(X, Y):
        return tf.reduce_mean((model(X) - Y) ** 2)

    specs = [tf.TensorSpec((None, 4, 1)), tf.TensorSpec((None, 1))]
    step, restart = compile_step(model, optimizer, loss, specs)
    X, Y = (part.astype("float32") for part in data())
    first = [float(step(X, Y)) for _ in range(3)]
    model.set_weights(start)
    restart()
    assert [float(step(X, Y)) for _ in range(3)] == first


@pytest.mark.parametrize("batch_size", [1, 3, 20, 50])
def test_batches_of_any_size_take_the_steps_of_fit(batch_size):
    X, Y = data()
    ours, witness = difference(0, 1), difference(0, 1)
    options = {"epochs": 1, "batch_size": batch_size, "shuffle": False}
    got = train_keras(ours, X, Y, **options)["loss"]
    expected = witness.fit(X, Y, **options, verbose=0).history["loss"]
    np.testing.assert_allclose(got, expected, rtol=1e-5)
    np.testing.assert_allclose(ours.get_weights()[0], witness.get_weights()[0], atol=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "epochs needs a whole number of at least 1; got 0"),
        ({"batch_size": 0}, "batch_size needs a whole number of at least 1; got 0"),
        ({"Y": np.zeros((3, 1))}, "X and Y need one length, not zero; got 20 and 3"),
        (
            {"validation": (np.zeros((2, 4, 1)), np.zeros((3, 1)))},
            "X to validate and Y to validate need one length",
        ),
    ],
)
def test_what_cannot_be_trained_on_is_refused(change, message):
    X, Y = data()
    given = {"X": X, "Y": Y, "epochs": 1, "batch_size": 5} | change
    with pytest.raises(ValueError, match=message):
        train_keras(difference(0, 1), **given)


def test_windows_are_shuffled_unless_asked_otherwise():
    X, Y = data()
    default, shuffled, in_order = (
        train_keras(difference(0, 1), X, Y, epochs=1, batch_size=5, **options)["loss"]
        for options in ({}, {"shuffle": True}, {"shuffle": False})
    )
    assert default == shuffled != in_order
