"""Networks against Keras' own training and prediction."""

import numpy as np
import pytest

import rnnutils
from rnnutils.forecasting import networks
from rnnutils.forecasting.networks import CELLS

keras = pytest.importorskip("keras")
SERIES = rnnutils.airlines().passengers.to_numpy(float)[:60]


def windows(n=20, time_steps=5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, time_steps, 1)), rng.normal(size=(n, 1))


def network(cell, seed=3):
    keras.utils.set_random_seed(seed)
    model = rnnutils.residual_rnn(cell, units=4, time_steps=5)
    model.get_layer("change").kernel.assign(np.random.default_rng(seed).normal(size=(4, 1)))
    return model


@pytest.mark.parametrize("cell", CELLS)
def test_train_takes_the_steps_of_fit(cell):
    X, Y = windows()
    validation = windows(n=6, seed=1)
    ours, witness = network(cell), network(cell)
    got = rnnutils.train_keras(
        ours, X, Y, epochs=3, batch_size=8, shuffle=False, validation=validation
    )
    expected = witness.fit(
        X, Y, epochs=3, batch_size=8, shuffle=False, validation_data=validation, verbose=0
    ).history
    np.testing.assert_allclose(got["loss"], expected["loss"], rtol=1e-5)
    np.testing.assert_allclose(got["val_loss"], expected["val_loss"], rtol=1e-5)
    for mine, theirs in zip(ours.get_weights(), witness.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


def test_training_one_network_leaves_the_next_untouched():
    X, Y = windows()
    first = network("SimpleRNN")
    expected = rnnutils.train_keras(first, X, Y, epochs=2, batch_size=8)["loss"]
    rnnutils.train_keras(network("SimpleRNN", seed=9), X, Y, epochs=5, batch_size=4)
    again = network("SimpleRNN")
    assert rnnutils.train_keras(again, X, Y, epochs=2, batch_size=8)["loss"] == expected
    for mine, theirs in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_another_learning_rate_is_another_training():
    X, Y = windows()
    losses = []
    for rate in (1e-3, 1e-1):
        keras.utils.set_random_seed(0)
        model = rnnutils.residual_rnn("GRU", units=2, time_steps=5, learning_rate=rate)
        losses.append(rnnutils.train_keras(model, X, Y, epochs=3, batch_size=8)["loss"][-1])
    assert losses[1] < 0.9 * losses[0]


def test_the_order_of_windows_follows_the_seed():
    X, Y = windows()
    runs = [
        rnnutils.train_keras(network("SimpleRNN"), X, Y, epochs=2, batch_size=4, seed=seed)["loss"]
        for seed in (0, 0, 1)
    ]
    assert runs[0] == runs[1] != runs[2]


def masked(*, length=None, learning_rate=1e-2, **drop):
    layers = keras.layers
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((length,)), layers.Embedding(5, 3, mask_zero=True)])
    model.add(layers.LSTM(4, **drop))
    model.add(layers.Dense(2))
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate))
    return model


def numbers_and_answers():
    rng = np.random.default_rng(0)
    return np.sort(rng.integers(5, size=(12, 4)))[:, ::-1], rng.normal(size=(12, 2))


def test_a_model_of_open_length_trains_like_one_of_that_length_and_reads_any():
    X, Y = numbers_and_answers()
    fixed, free = masked(length=4), masked()
    losses = [rnnutils.train_keras(m, X, Y, epochs=3, batch_size=4)["loss"] for m in (fixed, free)]
    np.testing.assert_allclose(*losses, rtol=1e-6)
    longer = np.pad(X, [(0, 0), (0, 3)])
    np.testing.assert_allclose(free(longer), fixed(X), atol=1e-6)


def test_dropout_follows_the_seed_and_is_drawn_anew_for_every_batch():
    X, Y = numbers_and_answers()
    drop = {"dropout": 0.4, "recurrent_dropout": 0.4, "learning_rate": 1e-12}
    options = {"epochs": 2, "batch_size": 12, "validation": (X, Y)}
    runs = [rnnutils.train_keras(masked(**drop), X, Y, seed=s, **options) for s in (0, 0, 1)]
    assert runs[0] == runs[1] and runs[0]["loss"] != runs[2]["loss"]
    assert runs[0]["loss"][0] != runs[0]["loss"][1]
    whole = masked().evaluate(X, Y, verbose=0)
    np.testing.assert_allclose(runs[0]["val_loss"], whole, rtol=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_an_untrained_residual_network_repeats_the_last_value(cell):
    X, _ = windows()
    model = rnnutils.residual_rnn(cell, units=4, time_steps=5)
    np.testing.assert_array_equal(model.predict(X, verbose=0)[:, 0], X[:, -1, 0].astype("float32"))


def test_an_untrained_growth_network_is_the_seasonal_growth_rule():
    forecast = rnnutils.GrowthRNN("SimpleRNN", epochs=1).fit(SERIES)
    forecast.head.W[:] = forecast.head.b[:] = 0  # as before the first step
    expected = rnnutils.seasonal_growth(SERIES, 12)
    np.testing.assert_allclose(forecast(SERIES, 12), expected, rtol=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_growth_forecasts_are_those_of_the_keras_model(cell):
    forecast = rnnutils.GrowthRNN(cell, epochs=2, time_steps=6).fit(SERIES)
    growth = rnnutils.log_seasonal_difference(SERIES, 12)
    z = (growth - forecast.mean) / forecast.scale
    step = forecast.model.predict(z[None, -6:, None], verbose=0)[0, 0]
    expected = SERIES[-12] * np.exp(step * forecast.scale + forecast.mean)
    assert forecast(SERIES, 1)[0] == pytest.approx(expected, rel=1e-5)


def test_growth_recursion_equals_asking_again_with_the_forecast_as_history():
    forecast = rnnutils.GrowthRNN("GRU", epochs=2).fit(SERIES)
    two = forecast(SERIES, 2)
    second = forecast(np.append(SERIES, two[0]), 1)
    assert second[0] == pytest.approx(two[1])


def test_validation_steps_are_judged_and_never_trained_on():
    short, later = SERIES[:48], SERIES[48:]
    fits = [
        rnnutils.GrowthRNN("SimpleRNN", epochs=2).fit(short, validation=part)
        for part in (later, later * 2, None)
    ]
    weights = [np.concatenate([w.ravel() for w in fit.model.get_weights()]) for fit in fits]
    np.testing.assert_array_equal(weights[0], weights[1])
    np.testing.assert_array_equal(weights[0], weights[2])
    assert fits[0].history["val_loss"] != fits[1].history["val_loss"]
    assert "val_loss" not in fits[2].history


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rnnutils.residual_rnn("RNN", units=1, time_steps=2), "one of 'SimpleRNN', 'GRU'"),
        (lambda: rnnutils.GrowthRNN("GRU").fit(SERIES[:26]), "needs 27 past values; got 26"),
        (
            lambda: rnnutils.fit_sarima([1.0], (0, 1, 1), (0, 1, 1, 12)),
            "needs 2 past values; got 1",
        ),
        (
            lambda: rnnutils.train_keras(
                None, np.ones((3, 2, 1)), np.ones(2), epochs=1, batch_size=1
            ),
            "one length, not zero; got 3 and 2",
        ),
        (
            lambda: rnnutils.train_keras(
                None, np.ones((2, 2, 1)), np.ones(2), epochs=0, batch_size=1
            ),
            "epochs needs a whole number of at least 1; got 0",
        ),
        (
            lambda: rnnutils.train_keras(
                None, *windows(), epochs=1, batch_size=1, validation=(np.ones(3), np.ones(2))
            ),
            "to validate need one length, not zero; got 3 and 2",
        ),
        (lambda: rnnutils.GrowthRNN("GRU")(SERIES, 0), "at least 1; got 0"),
    ],
)
def test_bad_input_says_what_was_needed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_without_options_the_forecaster_is_the_one_that_the_chapter_chose():
    chosen = rnnutils.GrowthRNN("SimpleRNN")
    assert (chosen.units, chosen.time_steps, chosen.period) == (8, 14, 12)
    assert (chosen.epochs, chosen.batch_size, chosen.seed) == (20, 8, 0)


def test_the_network_reads_growth_of_mean_zero_and_spread_one(monkeypatch):
    seen = []
    monkeypatch.setattr(networks, "train_keras", lambda model, X, Y, **how: seen.extend([X, Y]))
    rnnutils.GrowthRNN("GRU", units=2).fit(SERIES)
    growth = np.concatenate([seen[0][0, :, 0], seen[1][:, 0]])
    assert growth.mean() == pytest.approx(0, abs=1e-12)
    assert growth.std() == pytest.approx(1)
