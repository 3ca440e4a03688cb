"""Networks that look back only, and training that keeps to its time."""

import numpy as np
import pytest

from rnnutils import bits_per_symbol, character_network, read_windows, train_characters
from rnnutils.text.keras_networks import KINDS

pytestmark = pytest.mark.heavy

V, T = 5, 12


@pytest.fixture(scope="module", params=KINDS)
def network(request):
    return character_network(request.param, V, units=8, time_steps=T)


def test_no_answer_depends_on_what_comes_later(network):
    text = np.random.default_rng(0).integers(0, V, (2, T))
    text[1, :7] = text[0, :7]
    one, other = np.asarray(network(text))
    np.testing.assert_allclose(one[:7], other[:7], atol=1e-6)
    assert np.abs(one[7:] - other[7:]).max() > 1e-4


def test_what_came_before_does_matter(network):
    text = np.random.default_rng(0).integers(0, V, (2, T))
    text[1, 1:] = text[0, 1:]
    text[1, 0] = (text[0, 0] + 1) % V
    one, other = np.asarray(network(text))
    assert np.abs(one[1:] - other[1:]).max() > 1e-5


def test_order_matters_to_all_of_them(network):
    answers = np.asarray(network(np.array([[0, 1, 2] + [3] * (T - 3), [1, 0, 2] + [3] * (T - 3)])))
    assert np.abs(answers[0, 2] - answers[1, 2]).max() > 1e-5


def test_windows_are_judged_where_they_know_enough(network):
    text = np.random.default_rng(1).integers(0, V, 100)
    p = read_windows(network, text, time_steps=T, batch_size=4)
    assert p.shape == (100,) and p[0] == 1 / V and (p > 0).all()
    first = np.asarray(network(text[None, :T]))[0]
    expected = np.exp(first[3]) / np.exp(first[3]).sum()
    assert p[4] == pytest.approx(expected[text[4]], rel=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_training_learns_a_rhythm_and_ends_in_time(kind):
    model = character_network(kind, V, units=16, time_steps=T)
    text = np.arange(2000) % V
    before = bits_per_symbol(read_windows(model, text[:200], time_steps=T))
    history = train_characters(model, text, 1.0, learning_rate=1e-2, time_steps=T)
    after = bits_per_symbol(read_windows(model, text[:200], time_steps=T))
    assert after < 0.5 * before and np.mean(history["loss"][-3:]) < history["loss"][0]
    seconds = history["seconds"]
    assert len(seconds) == len(history["loss"]) and seconds == sorted(seconds)
    assert seconds[-2] < 1.0 <= seconds[-1]


def test_the_lstm_has_the_parameters_of_its_parts():
    model = character_network("LSTM", V, units=8, time_steps=T)
    assert model.count_params() == V * 8 + 4 * 8 * (8 + 8 + 1) + 9 * V


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: character_network("RNN", V), "'LSTM', 'GRU', 'Transformer'; got 'RNN'"),
        (
            lambda: train_characters(None, np.zeros(3), 1, learning_rate=1, time_steps=3),
            "than 3 symbols; got 3",
        ),
        (lambda: read_windows(None, np.zeros(3), time_steps=3), "than 3 symbols; got 3"),
    ],
)
def test_what_cannot_work_is_refused(action, message):
    with pytest.raises(ValueError, match=message):
        action()


def test_the_transformer_has_the_parameters_of_its_parts():
    H, places = 8, 6 * 8
    attention, norms = 4 * (H * H + H), 2 * 2 * H
    behind = H * 4 * H + 4 * H + 4 * H * H + H
    model = character_network("Transformer", V, units=H, time_steps=6)
    parts = V * H + places + 2 * (attention + norms + behind) + 2 * H + H * V + V
    assert model.count_params() == parts
    assert sum(np.prod(weight.shape) for weight in model.trainable_weights) == parts


def test_every_weight_moves_in_training():
    model = character_network("Transformer", V, units=8, time_steps=T)
    before = {weight.path: weight.numpy() for weight in model.trainable_weights}
    train_characters(model, np.arange(200) % V, 0.05, learning_rate=1e-2, time_steps=T)
    still = [w.path for w in model.trainable_weights if (w.numpy() == before[w.path]).all()]
    assert still == []
    places = model.get_layer("places").trainable_weights[0]
    assert (np.abs(places.numpy() - before[places.path]).max(axis=1) > 0).all()


class Sure:
    """A model that holds symbol 0 for likely, whatever it reads."""

    output_shape = (None, None, 3)

    def __call__(self, numbers, training):
        return np.broadcast_to(np.log([0.8, 0.1, 0.1]), (*numbers.shape, 3))


@pytest.mark.parametrize("length", [9, 10, 16, 17, 40])
def test_every_symbol_but_the_first_is_judged(length):
    p = read_windows(Sure(), np.zeros(length, int), time_steps=8)
    np.testing.assert_allclose(p, [1 / 3] + [0.8] * (length - 1))
