"""Reading in many places is reading in one, and the shipped network is what it claims."""

import numpy as np
import pytest

from rnnutils import (
    GRU,
    LSTM,
    WittenBell,
    bits_per_symbol,
    moby_dick,
    moby_dick_lstm,
    next_symbol_scores,
    one_hot,
    read_text,
    softmax,
)
from rnnutils.inputs.encoding import Vocabulary
from rnnutils.text.characters import restore, store, text_windows

RNG = np.random.default_rng(0)
TEXT = RNG.integers(0, 6, 200)


@pytest.fixture(params=[LSTM, GRU])
def cell(request):
    cell = request.param(6, 5, 6, seed=1)
    cell.W_hy[:] *= 3
    return cell


def in_one_go(cell, text):
    said = softmax(cell.unroll(one_hot(text, 6))["y"])
    return np.append(1 / 6, said[np.arange(len(text) - 1), text[1:]])


@pytest.mark.parametrize(("n_streams", "warm_up"), [(1, 0), (1, 7), (3, 200), (7, 200)])
def test_readers_who_know_all_before_give_what_one_reader_gives(cell, n_streams, warm_up):
    p = read_text(cell, TEXT, n_streams=n_streams, warm_up=warm_up)
    np.testing.assert_allclose(p, in_one_go(cell, TEXT))


def test_a_short_warm_up_is_a_small_error(cell):
    p = read_text(cell, TEXT, n_streams=8, warm_up=30)
    assert np.abs(p - in_one_go(cell, TEXT)).max() < 0.01
    cold = read_text(cell, TEXT, n_streams=8, warm_up=0)
    assert np.abs(cold - in_one_go(cell, TEXT)).max() > 0.01


def test_states_are_those_after_each_symbol(cell):
    _, kept = read_text(cell, TEXT, n_streams=3, warm_up=200, keep=("h",))
    np.testing.assert_allclose(kept["h"], cell.unroll(one_hot(TEXT, 6))["h"], atol=1e-6)


def test_a_speaker_reads_only_what_is_new(cell):
    say = next_symbol_scores(cell)
    say(TEXT[:3])
    np.testing.assert_allclose(say(TEXT[:8]), cell.unroll(one_hot(TEXT[:8], 6))["y"][-1])
    with pytest.raises(ValueError, match="more than the 8 already read; got"):
        say(TEXT[:8])


@pytest.mark.parametrize(("n_streams", "time_steps"), [(1, 7), (4, 3), (5, 39)])
def test_windows_follow_each_other_and_ask_for_the_next_symbol(n_streams, time_steps):
    pairs = list(text_windows(np.arange(200), n_streams, time_steps))
    X, Y = (np.concatenate(parts, axis=1) for parts in zip(*pairs, strict=True))
    assert (np.diff(X, axis=1) == 1).all() and (Y == X + 1).all()
    assert (np.diff(X[:, 0]) == 199 // n_streams).all() and len(pairs) == 199 // n_streams // (
        time_steps
    )


def test_a_text_too_short_for_a_window_is_refused():
    with pytest.raises(ValueError, match="need 13 symbols; got 12"):
        next(text_windows(np.arange(12), 3, 4))


def test_what_is_stored_comes_back_in_half_precision(tmp_path):
    cell = LSTM(3, 4, 3, dtype="float32")
    store(tmp_path / "cell.npz", cell, Vocabulary("abc"), {"epochs": 2})
    with np.load(tmp_path / "cell.npz") as saved:
        same, vocabulary, record = restore(saved)
    assert vocabulary.symbols == ["a", "b", "c"] and record == {"epochs": 2}
    for name, p in cell.parameters.items():
        np.testing.assert_allclose(same.parameters[name], p, rtol=1e-3, atol=1e-6)


def test_the_shipped_network_beats_counting_on_chapters_it_never_saw():
    cell, vocabulary, _ = moby_dick_lstm()
    training, test = (vocabulary.encode(moby_dick(part)) for part in ("train", "test"))
    ngram = WittenBell(4, len(vocabulary)).fit(training)
    counted = bits_per_symbol(ngram.probability(test))
    assert bits_per_symbol(read_text(cell, test[:20_000])) < counted - 0.1
