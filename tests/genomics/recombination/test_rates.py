"""Targets go to a scale and back, and the networks have the form they claim."""

import numpy as np
import pytest

from rnnutils import pad_sequences
from rnnutils.genomics import (
    LogScale,
    predict_rates,
    rate_network,
    train_rates,
    two_input_network,
)
from rnnutils.genomics.recombination.rates import batches

pytestmark = pytest.mark.heavy


def test_rates_come_back_from_their_targets():
    rates = 10 ** np.random.default_rng(0).uniform(-9, -7, 200)
    scale = LogScale(rates)
    targets = scale(rates)
    assert abs(targets.mean()) < 1e-9 and targets.std() == pytest.approx(1)
    assert np.allclose(scale.invert(targets), rates)
    other = 10 ** np.random.default_rng(1).uniform(-8, -7, 50)  # the scale stays that of training
    assert np.allclose(scale.invert(scale(other)), other)
    with pytest.raises(ValueError, match="rates needs different ones"):
        LogScale([1e-8, 1e-8])


def test_batches_hold_every_row_once_and_little_padding():
    rng = np.random.default_rng(0)
    rows = [np.zeros((n, 1)) for n in rng.integers(1, 200, 300)]
    for drawn in (None, rng):
        found = list(batches(rows, 32, rng=drawn))
        assert sorted(i for chosen, _ in found for i in chosen) == list(range(300))
        assert all(length >= max(len(rows[i]) for i in chosen) for chosen, length in found)
    steps = sum(len(chosen) * length for chosen, length in batches(rows, 32))
    assert steps < 0.7 * 300 * max(map(len, rows))  # than with one length for all


@pytest.mark.parametrize("recurrent", [True, False])
def test_padding_does_not_move_a_masked_network(recurrent):
    model = rate_network(3, 4, recurrent=recurrent)
    rng = np.random.default_rng(0)
    rows = [rng.normal(size=(n, 3)).astype("float32") for n in (5, 9)]
    short, long = (pad_sequences(rows, length=length) for length in (9, 30))
    assert np.allclose(model(list(short)), model(list(long)), atol=1e-6)
    turned = model(list(pad_sequences([row[::-1] for row in rows]))) - model(list(short))
    assert (np.abs(turned).max() > 1e-5) == recurrent  # order counts for the recurrent one only


def test_training_lowers_the_loss_and_predictions_keep_their_order():
    rng = np.random.default_rng(0)
    rows = [rng.normal(size=(n, 2)).astype("float32") for n in rng.integers(3, 20, 128)]
    targets = np.array([row[:, 0].mean() for row in rows])
    model = rate_network(2, 8)
    losses = train_rates(model, rows, targets, steps=150, learning_rate=1e-2)
    assert len(losses) == 150 and np.mean(losses[-10:]) < 0.5 * np.mean(losses[:10])
    predicted = predict_rates(model, rows, size=50)
    alone = [float(model([row[None], np.ones((1, len(row)), bool)])[0, 0]) for row in rows[:5]]
    assert np.allclose(predicted[:5], alone, atol=1e-5)


def test_the_published_network_is_linear_behind_its_gru_and_sees_its_padding():
    model = two_input_network(6, 10, units=5)
    dense = [layer for layer in model.layers if type(layer).__name__ == "Dense"]
    assert [layer.units for layer in dense] == [256, 256, 64, 1]
    assert {layer.activation.__name__ for layer in dense} == {"linear"}
    rng = np.random.default_rng(0)
    G, places = rng.normal(size=(1, 10, 6)).astype("float32"), np.zeros((1, 10), "float32")
    moved = [float(model([G, places + a])[0, 0]) for a in (0, 1, 2)]
    assert moved[2] - moved[1] == pytest.approx(moved[1] - moved[0], abs=1e-4)
    assert (
        2 * 3 * (5 * (6 + 5 + 2))
        == next(
            layer for layer in model.layers if "idirectional" in type(layer).__name__
        ).count_params()
    )
