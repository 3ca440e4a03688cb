"""Translators against NumPy, against decoding symbol by symbol, and against their own copies."""

import numpy as np
import pytest

from rnnutils import Translator, alphabet, from_keras, reverse_task
from rnnutils.attention.functions import additive_scores, dot_scores
from rnnutils.attention.masks import masked_softmax
from rnnutils.attention.positions import sinusoids
from rnnutils.translation.encoder_decoder import encoder_decoder
from rnnutils.translation.training import compile_network

keras = pytest.importorskip("keras")
KINDS = [None, "dot", "additive", "transformer"]
PAIRS = reverse_task(400, range(1, 5), n_symbols=3, seed=0)
UNSEEN = reverse_task(60, range(1, 5), n_symbols=3, seed=1)


def fresh(attention, seed=0):
    return Translator("abc", "abc", attention=attention, units=16, seed=seed)


@pytest.fixture(scope="module", params=KINDS, ids=str)
def half_trained(request):
    """Return a translator that is right sometimes."""
    translator = fresh(request.param)
    translator.train(*PAIRS, steps=40, learning_rate=2e-2)
    return translator


def logits_of(translator, sources, targets):
    X, Y = translator._encode(sources, targets)
    return translator._forward(X, Y[:, :-1])[0], X, Y


def test_an_exact_match_is_what_greedy_decoding_writes(half_trained):
    sources, targets = UNSEEN
    written = np.array(half_trained.translate(sources)) == targets
    np.testing.assert_array_equal(half_trained.exact_match(sources, targets), written)
    assert 0 < written.mean() < 1  # the test could fail


def test_the_best_of_a_beam_is_no_worse_than_greedy_and_probabilities_are_the_models(half_trained):
    for source in UNSEEN[0][:5]:
        beams = half_trained.beam(source, width=6)
        assert [p for _, p in beams] == sorted((p for _, p in beams), reverse=True)
        text, p = beams[0]
        logits, _, Y = logits_of(half_trained, [source], [text])
        logits[..., :2] = -np.inf
        logs = logits[0] - np.log(np.exp(logits[0]).sum(axis=-1, keepdims=True))
        asked = Y[0, 1:][: half_trained.time_steps[1]]
        assert p == pytest.approx(np.exp(logs[np.arange(len(asked)), asked].sum()), rel=1e-3)


def test_the_decoder_cannot_see_what_it_has_to_write(half_trained):
    first, other = ["abca"], ["abbb"]
    a, b = (logits_of(half_trained, ["abca"], targets)[0] for targets in (first, other))
    np.testing.assert_allclose(a[:, :3], b[:, :3], atol=1e-6)
    assert abs(a[:, 3] - b[:, 3]).max() > 1e-3


def test_padding_of_the_source_is_not_read(half_trained):
    alone, _, _ = logits_of(half_trained, ["ab"], ["ba"])
    padded, X, _ = logits_of(half_trained, ["ab", "abca"], ["ba", "acba"])
    assert X[0].tolist()[2:] == [0, 0]
    np.testing.assert_allclose(padded[:1, : alone.shape[1]], alone, atol=1e-5)


def test_the_loss_is_the_cross_entropy_of_real_symbols(half_trained):
    logits, X, Y = logits_of(half_trained, *UNSEEN)
    logs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    asked = Y[:, 1:]
    losses = -np.take_along_axis(logs, asked[..., None], axis=-1)[..., 0]
    network, wide_X, wide_Y = half_trained._network_for(X, np.pad(Y, ((0, 0), (0, 3))))
    network.set_weights(half_trained.weights)
    loss = network.update(wide_X, wide_Y, 0.0)
    np.testing.assert_allclose(loss, losses[asked > 0].mean(), rtol=1e-5)
    for lent, kept in zip(network.get_weights(), half_trained.weights, strict=True):
        np.testing.assert_array_equal(lent, kept)


def test_the_network_it_shows_gives_the_same_logits(half_trained):
    logits, X, Y = logits_of(half_trained, *UNSEEN)
    T_in, T_out = half_trained.time_steps
    assert (X.shape[1], Y.shape[1] - 1) == (T_in, T_out)
    np.testing.assert_allclose(half_trained.network()([X, Y[:, :-1]]), logits, atol=1e-5)


@pytest.mark.parametrize("half_trained", ["transformer"], indirect=True)
def test_a_transformer_has_a_numpy_twin(half_trained):
    logits, X, Y = logits_of(half_trained, *UNSEEN)
    twin = from_keras(half_trained.network())
    np.testing.assert_allclose(twin.forward(X, Y[:, :-1]), logits, atol=1e-5)


@pytest.mark.parametrize("half_trained", KINDS[1:], indirect=True, ids=str)
def test_every_look_is_shared_out_over_the_real_source(half_trained):
    sources, targets = UNSEEN
    A = half_trained.look(sources, targets)
    assert A.shape == (60, 5, 4)
    np.testing.assert_allclose(A.sum(axis=-1), 1, atol=1e-5)
    padding = np.arange(4) >= np.array([[len(source)] for source in sources])
    assert (A[np.broadcast_to(padding[:, None], A.shape)] == 0).all()
    own = half_trained.look(sources[:1])
    np.testing.assert_allclose(
        own, half_trained.look(sources[:1], half_trained.translate(sources[:1]))
    )


@pytest.mark.parametrize("half_trained", ["dot", "additive"], indirect=True)
def test_the_weights_of_attention_are_those_of_the_equations(half_trained):
    X, Y = half_trained._encode(*UNSEEN)
    model = half_trained.network()
    h, s = (model.get_layer(name).output for name in ("encoder", "decoder"))
    h, s = map(np.asarray, keras.Model(model.inputs, [h[0], s])([X, Y[:, :-1]]))
    (W_k,) = model.get_layer("key").get_weights()
    if half_trained.attention == "dot":
        scores = dot_scores(s, h @ W_k)
    else:
        (W_q, b_q), (v,) = (model.get_layer(n).get_weights() for n in ("query", "attention"))
        assert not W_q.shape[1] == s.shape[2]
        ones = np.concatenate([s, np.ones_like(s[..., :1])], axis=-1)
        scores = additive_scores(ones, h, np.vstack([W_q, b_q]), W_k, v)
    expected = masked_softmax(scores, (X > 0)[:, None])
    np.testing.assert_allclose(half_trained.look(*UNSEEN), expected, atol=1e-5)


def test_attention_learns_to_reverse():
    translator = fresh("dot")
    history = translator.train(*PAIRS, steps=250, learning_rate=2e-2)
    assert len(history["loss"]) == 250 and history["seconds"] > 0
    assert np.mean(history["loss"][-10:]) < 0.1 * np.mean(history["loss"][:10])
    assert translator.exact_match(*UNSEEN).mean() > 0.9


@pytest.mark.parametrize("attention", ["dot", "transformer"])
def test_seeds_decide_and_one_training_leaves_the_next_untouched(attention):
    def train(seed=0, batches=0):
        translator = fresh(attention, seed)
        return translator.train(*PAIRS, steps=5, seed=batches)["loss"]

    first, other_weights, other_batches, again = train(), train(seed=1), train(batches=1), train()
    assert other_weights != first != other_batches
    assert first == again


def test_training_again_goes_on():
    translator = fresh(None)
    first = translator.train(*PAIRS, steps=60)["loss"]
    assert np.mean(translator.train(*PAIRS, steps=3)["loss"]) < 0.7 * first[0]


def test_a_file_holds_the_weights_in_half_precision(half_trained, tmp_path):
    half_trained.save(tmp_path / "translator.npz")
    copy = Translator.load(tmp_path / "translator.npz")
    assert copy.attention == half_trained.attention and copy.time_steps == half_trained.time_steps
    for ours, theirs in zip(copy.weights, half_trained.weights, strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_array_equal(ours, theirs.astype("float16"))
    logits, copied = (logits_of(t, *UNSEEN)[0] for t in (half_trained, copy))
    np.testing.assert_allclose(copied, logits, atol=0.1)
    assert copy.translate(UNSEEN[0][:3], longest=2) == half_trained.translate(
        UNSEEN[0][:3], longest=2
    )
    size = (tmp_path / "translator.npz").stat().st_size
    assert size < 2 * sum(w.size for w in copy.weights) + 300 * len(copy.weights)


def test_functions_are_compiled_once_for_a_size():
    one, other = fresh("dot", seed=0), fresh("dot", seed=1)
    networks = {t._network_for(*t._encode(*PAIRS))[0] for t in (one, other)}
    assert networks == {compile_network("dot", 4, 6, 16)}


def test_many_networks_of_many_sizes_are_no_reason_for_a_warning(caplog):
    for units in range(4, 28, 4):
        translator = Translator("abc", "abc", units=units)
        translator.exact_match(["a"], ["b"])
    assert not caplog.records


def test_symbols_of_a_transformer_start_as_large_as_its_positions():
    network = encoder_decoder("transformer", 200, 200, 64, time_steps=(20, 20))
    for side in ("source", "target"):
        E = np.array(network.get_layer(f"{side}_embedding").get_weights()[0])
        assert 0.3 < np.std(E) / np.std(sinusoids(20, 64)) < 1


def test_an_alphabet_has_every_character_once():
    assert alphabet(["cab", "bad"]) == "abcd"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Translator("a", "b", attention="transformer", units=6), "multiples of 4; .* 6"),
        (lambda: fresh("soft"), "attention needs one of None, 'dot', .* got 'soft'"),
        (
            lambda: Translator("a", "a", attention="transformer", units=6),
            "multiples of 4; got .* 6",
        ),
        (lambda: fresh(None).look(["a"]), "look needs a translator with attention"),
        (lambda: fresh(None).train(["a"], [], steps=1), "one length, not zero; got 1 and 0"),
        (
            lambda: fresh(None).train(["a"], ["a"], steps=0),
            "steps needs a whole number of at least 1; got 0",
        ),
        (lambda: fresh(None).translate([]), "one length, not zero; got 0 and 0"),
        (lambda: fresh(None).translate(["axb"]), "got 'x' at step 1"),
    ],
)
def test_bad_input_says_what_was_needed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
