"""Counts against closed forms, a slow textbook version, and the rules of probability."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from rnnutils import KneserNey, WittenBell, bits_per_symbol, softmax_with_temperature


def slowly(training, context, symbol, n_symbols):
    """Return the recursive formula, counting the whole text anew for every context."""
    shorter = slowly(training, context[1:], symbol, n_symbols) if context else 1 / n_symbols
    n = len(context)
    after = Counter(training[t] for t in range(n, len(training)) if training[t - n : t] == context)
    if not after:
        return shorter
    return (after[symbol] + len(after) * shorter) / (after.total() + len(after))


@pytest.fixture(scope="module", params=[0, 1, 3])
def case(request):
    rng = np.random.default_rng(request.param)
    training = rng.choice(5, p=[0.5, 0.2, 0.2, 0.1, 0], size=60)  # symbol 4 never comes
    return WittenBell(request.param, 5).fit(training), training.tolist(), rng.integers(0, 5, 40)


def test_probabilities_are_those_of_the_recursive_formula(case):
    model, training, text = case
    p = model.probability(text)
    for t, symbol in enumerate(text.tolist()):
        context = text[max(t - model.order, 0) : t].tolist()
        assert p[t] == pytest.approx(slowly(training, context, symbol, 5))


def test_the_next_symbols_share_probability_one_and_none_is_impossible(case):
    model, _, text = case
    for t in range(len(text)):
        p = model.next(text[:t])
        assert p.sum() == pytest.approx(1) and p.min() > 0


def test_a_text_gets_what_its_symbols_get_one_by_one(case):
    model, _, text = case
    one_by_one = [model.next(text[:t])[symbol] for t, symbol in enumerate(text)]
    np.testing.assert_allclose(model.probability(text), one_by_one)


def discounted(training, context, symbol, model):
    """Return the recursive formula of Kneser and Ney, counting anew for every context."""
    n, T = len(context), len(training)
    shorter = discounted(training, context[1:], symbol, model) if context else 1 / model.n_symbols
    if n == model.order:
        grams = [tuple(training[t - n : t + 1]) for t in range(n, T)]
    else:  # each different gram that is one symbol longer counts once
        longer = {tuple(training[t - n - 1 : t + 1]) for t in range(n + 1, T)}
        grams = [gram[1:] for gram in longer]
    counts = Counter(grams)
    frequency = {k: max([*counts.values()].count(k), 1) for k in (1, 2, 3, 4)}
    Y = frequency[1] / (frequency[1] + 2 * frequency[2])
    D = {0: 0}
    for k in (1, 2, 3):
        D[k] = min(max(k - (k + 1) * Y * frequency[k + 1] / frequency[k], 0.1), k - 0.1)
    after = {gram[-1]: count for gram, count in counts.items() if gram[:-1] == tuple(context)}
    if not after:
        return shorter
    saved = sum(D[min(count, 3)] for count in after.values())
    kept = after.get(symbol, 0) - D[min(after.get(symbol, 0), 3)]
    return (kept + saved * shorter) / sum(after.values())


@pytest.fixture(scope="module", params=[0, 1, 3])
def kneser_ney(request):
    rng = np.random.default_rng(request.param)
    training = rng.choice(5, p=[0.5, 0.2, 0.2, 0.1, 0], size=60)
    return KneserNey(request.param, 5).fit(training), training.tolist(), rng.integers(0, 5, 40)


def test_kneser_ney_gives_the_probabilities_of_its_recursive_formula(kneser_ney):
    model, training, text = kneser_ney
    p = model.probability(text)
    for t, symbol in enumerate(text.tolist()):
        context = text[max(t - model.order, 0) : t].tolist()
        assert p[t] == pytest.approx(discounted(training, context, symbol, model))


def test_kneser_ney_shares_probability_one_and_calls_nothing_impossible(kneser_ney):
    model, _, text = kneser_ney
    for t in range(len(text)):
        p = model.next(text[:t])
        assert p.sum() == pytest.approx(1) and p.min() > 0
        assert p[text[t]] == pytest.approx(model.probability(text[: t + 1])[-1])


def test_an_unseen_context_leaves_the_word_to_the_shorter_one():
    model = WittenBell(2, 4).fit([0, 1, 0, 1, 0, 2])
    np.testing.assert_allclose(model.next([3, 0]), model.next([0]))
    np.testing.assert_allclose(model.next([3, 3]), model.next([]))


def test_a_lower_order_is_the_model_that_counted_no_further(case):
    model, training, text = case
    for order in range(model.order + 1):
        small = WittenBell(order, 5).fit(training)
        np.testing.assert_allclose(model.probability(text, order=order), small.probability(text))


def test_abracadabra_by_hand():
    letters = {letter: k for k, letter in enumerate("abcdr")}
    model = WittenBell(1, 5).fit([letters[x] for x in "abracadabra"])
    p = model.next([letters["a"]])
    assert p[letters["b"]] == pytest.approx((2 + 3 * 3 / 16) / 7)
    assert p[letters["r"]] == pytest.approx((0 + 3 * 3 / 16) / 7)


def test_much_text_of_a_markov_chain_leads_to_its_entropy():
    rng = np.random.default_rng(0)
    table = rng.dirichlet(np.ones(4), size=4)
    text = [0]
    for u in rng.random(60_000):
        text.append(min(int(np.searchsorted(table[text[-1]].cumsum(), u)), 3))
    text = np.array(text)
    model = WittenBell(2, 4).fit(text[:50_000])
    entropy = bits_per_symbol(table[text[49_999:-1], text[50_000:]])
    assert bits_per_symbol(model.probability(text[50_000:], order=1)) == pytest.approx(
        entropy, abs=0.01
    )


def test_size_counts_the_grams_it_keeps():
    text = [0, 1, 0, 1, 1]
    grams = defaultdict(set)
    for n in (1, 2, 3):
        grams[n] = {tuple(text[t : t + n]) for t in range(len(text) - n + 1)}
    assert WittenBell(2, 2).fit(text).size == sum(map(len, grams.values()))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: WittenBell(-1, 5), "order needs a whole number of at least 0; got -1"),
        (lambda: WittenBell(10, 76), "63 bits; got order 10 over 76 symbols"),
        (lambda: WittenBell(2, 5).fit([0, 1]), r"at least 3 symbols; got 2"),
        (lambda: WittenBell(0, 5).fit([0, 5]), "from 0 to 4; got 0 to 5"),
        (lambda: WittenBell(1, 5).fit([0, 1]).next([0], order=2), "from 0 to 1; got 2"),
        (
            lambda: KneserNey(1, 5).fit([0, 1]).next([0], order=0),
            "order needs 1, that of the fit; got 0",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(action, message):
    with pytest.raises(ValueError, match=message):
        action()


def test_softening_logarithms_gives_the_probabilities_back():
    p = WittenBell(1, 3).fit([0, 1, 2, 0]).next([0])
    np.testing.assert_allclose(softmax_with_temperature(np.log(p)), p)
