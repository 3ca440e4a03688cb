"""Checks of the exercises on attention."""

import functools

import numpy as np

from rnnutils.attention.functions import additive_scores
from rnnutils.attention.masks import masked_softmax
from rnnutils.checks import agree, ask, exercise, explain, meaning, require, shaped
from rnnutils.nn.activations import softmax

judge = functools.partial(explain, atol=1e-9)


@exercise("Look once")
def look(answer):
    """Compare weights, then the context, with looks that have one idea off."""
    for seed, (S, H) in enumerate([(4, 3), (3, 5), (3, 3)]):
        rng = np.random.default_rng(seed)
        s, h = 1.5 * rng.normal(size=H), rng.normal(size=(S, H))
        got = ask(answer, s, h)
        pair = isinstance(got, tuple | list) and len(got) == 2
        require(pair, "two things are asked for: the context and the weights")
        context = shaped(got[0], (H,), "the context, which comes first,")
        weights = shaped(got[1], (S,), "the row of weights")
        e = h @ s
        a = softmax(e)
        angles = e / np.linalg.norm(h, axis=1) / np.linalg.norm(s)
        ideas = [
            (e, "these are the scores; weights are shares: positive, and their sum is one"),
            (np.exp(e), "these are positive, but they do not sum to one"),
            (e / e.sum(), "scores may be negative, and shares may not: what makes them positive?"),
            (softmax(e / np.sqrt(H)), "that is scaled attention; here the scores stay as they are"),
            (softmax(angles), "that compares directions alone; in a dot product length counts too"),
            (softmax(-e), "the state with the largest score should have the largest weight"),
            (np.eye(S)[e.argmax()], "the best state takes everything; a softmax leaves shares"),
        ]
        judge(weights, a, ideas, "these are not the weights")
        ideas = [
            (h.mean(axis=0), "the plain mean: every state should count as much as its weight"),
            (h[a.argmax()], "that is the state with the largest weight; mix all of them"),
            (h[-1], "that is the last state, the fixed vector"),
            (h.sum(axis=0), "the plain sum: every state should count as much as its weight"),
            (e @ h, "the states are mixed by their scores, not by their weights"),
            (a @ h / S, "the weights sum to one already: nothing is left to divide by"),
        ]
        judge(context, a @ h, ideas, "the weights are right, the context is not")


@exercise("Add instead of multiply")
def additive(answer):
    """Use sizes that tell the sides apart, and one where they cannot."""
    for seed, (T, S, D, H, U) in enumerate([(2, 4, 3, 5, 6), (3, 3, 2, 2, 2)]):
        rng = np.random.default_rng(seed)
        queries, keys = rng.normal(size=(T, D)), rng.normal(size=(S, H))
        W_q, W_k, v = rng.normal(size=(D, U)), rng.normal(size=(H, U)), rng.normal(size=U)
        case = queries, keys, W_q, W_k, v
        with meaning("broadcast", "every query meets every key: T rows and S rows do not pair off"):
            got = ask(answer, *case)
        got = shaped(got, (T, S), "the table of scores, a row to each query,")
        right = additive_scores(*case)
        q, k = (queries @ W_q)[:, None], (keys @ W_k)[None]
        alone = np.tanh(q) + np.tanh(k)
        ideas = [
            (right.T, "rows are queries, columns are keys"),
            (softmax(right), "the scores are asked for, not yet the weights"),
            ((q + k) @ v, "without the tanh every key gets the same from a query: it cancels"),
            (alone @ v, "the two sides are added inside the tanh"),
            (np.tanh((q + k) @ v), "the tanh belongs to the hidden units, before v"),
            (np.tanh(q * k) @ v, "the two sides are added, not multiplied"),
            (np.tanh(q + k).sum(axis=-1), "v weighs the hidden units; yours count alike"),
            (q[:, 0] @ k[0].T, "that is a dot product: where is the hidden layer?"),
        ]
        judge(got, right, ideas, "for one pair by hand: which two vectors are added?")


@exercise("Bring scores to variance 1")
def scale(answer):
    """Use spreads that tell a root from a square."""
    for d, sigma_q, sigma_k in [(64, 2.0, 1.5), (16, 1.0, 1.0), (100, 3.0, 0.1), (10, 0.5, 5.0)]:
        got = ask(answer, d, sigma_q, sigma_k)
        both, root = sigma_q * sigma_k, np.sqrt(d)
        ideas = [
            (d * both**2, "that is the variance itself; which factor brings it to 1?"),
            (root * both, "multiplied by this, the scores spread even more"),
            (1 / (d * both**2), "that is one over the variance; the spread is its root"),
            (1 / (d * both), "the variance grows with d, the spread with its root"),
            (1 / d, "the variance grows with d, the spread with its root"),
            (1 / np.sqrt(d * both), "a product's variance is the product of the variances"),
            (1 / root, "that is right if queries and keys have a spread of 1"),
            (1 / (root * both**2), "the spread of a product is the product of the spreads"),
            (both / root, "wider queries make wider scores: should the factor then be larger?"),
            (1 / (root * (sigma_q + sigma_k)), "the spreads of factors multiply; terms add"),
        ]
        otherwise = (
            f"with d = {d}, spreads {sigma_q} and {sigma_k} the scores do not get variance 1"
        )
        judge(got, 1 / (root * both), ideas, otherwise)


@exercise("Hide, and leave nothing behind")
def masked(answer):
    """Use a row that may look at nothing, and scores that no exponential survives."""
    rng = np.random.default_rng(4)
    for size in (1, 3, 2000):
        E, look = size * rng.normal(size=(5, 6)), rng.random((5, 6)) > 0.4
        E[0, 1], look[0, :2], look[1], look[2] = 3 * size, (True, False), False, True
        E[3] = -0.5 * size * (1 + rng.random(6))  # a fixed low score may be above all of these
        with np.errstate(all="ignore"):
            got = np.asarray(ask(answer, E, look), float)
        require(got.shape == (5, 6), f"the weights need shape (5, 6); yours have {got.shape}")
        empty, rest = got[1], np.delete(np.arange(5), 1)
        nothing = "a row that may look at nothing has an empty sum: 0/0 is not a weight"
        require(np.isfinite(empty).all(), nothing)
        require(
            np.isfinite(got).all(),
            "large scores overflow, or round to 0/0: only differences matter",
        )
        late = softmax(E) * look
        left = late.sum(axis=-1, keepdims=True)
        ideas = [
            (masked_softmax(E, ~look)[rest], "True is where a query may look; yours hides these"),
            (softmax(E)[rest], "nothing is hidden"),
            (late[rest], "the hidden steps still stand in the sum: the rows do not sum to one"),
            (
                (late / np.where(left > 0, left, 1))[rest],
                "a hidden score far ahead takes all of the sum, and the others round to 0",
            ),
            (
                softmax(np.where(look, E, -10))[rest],
                "a fixed low score may be above others: a leak",
            ),
            (softmax(np.where(look, E, 0))[rest], "a score of 0 is not a weight of 0"),
            (softmax(np.where(look, E, E - 10))[rest], "ten less is not nothing: this leaks"),
        ]
        judge(got[rest], masked_softmax(E, look)[rest], ideas, "these are not the weights")
        uniform = "a row that may look at nothing looks everywhere: its weights should be zeros"
        require(agree(empty, np.zeros(6)), uniform)


def _attend(weigh):
    """Return attention of one query whose weights come from scores and mask."""

    def attend(s, h, real):
        return weigh(h @ s, real) @ h

    return attend


SAFE = {
    "minus infinity": _attend(masked_softmax),
    "the real states alone": lambda s, h, real: softmax(h[real] @ s) @ h[real],
    "no look at all": _attend(lambda e, m: m / m.sum()),
}
LEAKY = {
    "no mask": _attend(lambda e, m: softmax(e)),
    "scores minus four": _attend(lambda e, m: softmax(np.where(m, e, e - 4))),
    "after the softmax": _attend(lambda e, m: softmax(e) * m),
    "scores of zero": _attend(lambda e, m: softmax(np.where(m, e, 0))),
}


@exercise("Find the leak")
def leaks(answer):
    """Ask about masks whose safety is known."""
    rng = np.random.default_rng(1305)  # hardly what a reader's own draw begins with
    for _ in range(3):
        s, h, real = rng.normal(size=3), rng.normal(size=(6, 3)), np.arange(6) < 4
        for attends, leaky in ((SAFE, False), (LEAKY, True)):
            for name, attend in attends.items():
                kept = h.copy()
                got = answer(attend, s, h, real)
                require(got is not None, "your function returns nothing")
                same = np.array_equal(h, kept)
                require(same, "your function leaves changed states behind: work on a copy")
                require(np.ndim(got) == 0 and got in (True, False), "the answer is True or False")
                if leaky:
                    idea = f"the mask “{name}” leaks: change the padding by much, and compare"
                else:
                    idea = f"the mask “{name}” is safe: change the padding alone, to plain numbers"
                require(bool(got) == leaky, idea)


@exercise("Exchange every letter")
def importance(answer):
    """Ask functions whose dependence is known."""

    def first(text):
        return text[:1]

    def vowels(text):
        return "".join("v" if letter in "ae" else "c" for letter in text)

    def third_is_b(text):
        return "yes" if text[2] == "b" else "no"

    letters = "abcde"
    cases = [
        (first, "bad", [1, 0, 0]),
        (vowels, "bead", [0.5, 0.75, 0.75, 0.5]),
        (third_is_b, "cabd", [0, 0, 1, 0]),
        (third_is_b, "dec", [0, 0, 0.25]),
        (third_is_b, "bab", [0, 0, 1]),
    ]
    for model, text, right in cases:
        right = np.array(right)
        got = shaped(ask(lambda t, model=model: answer(model, t, letters), text),
                     (len(text),), "one number to each letter")  # fmt: skip
        ideas = [
            (right * 4 / 5, "a letter in its own place is no exchange: four others are left"),
            (right * 4, "counts, where shares of the exchanges are asked for"),
            ((right > 0).astype(float), "not whether *some* exchange matters, but how many do"),
            (1 - right, "these are the exchanges that leave the output alone"),
        ]
        judge(got, right, ideas, f"for “{text}” the shares are others: one place at a time")


@exercise("Back through one look")
def look_back(answer):
    """Compare with gradients that forget one of the paths."""
    for seed, (S, H) in enumerate([(4, 3), (3, 3), (2, 5)]):
        rng = np.random.default_rng(seed)
        s, h, g = rng.normal(size=H), rng.normal(size=(S, H)), rng.normal(size=H)
        got = ask(answer, s, h, g)
        pair = isinstance(got, tuple | list) and len(got) == 2
        require(pair, "two things are asked for: the gradients of s and of h")
        ds = shaped(got[0], (H,), "the gradient of s")
        dh = shaped(got[1], (S, H), "the gradient of h")
        a = softmax(h @ s)
        da = h @ g
        de = a * (da - a @ da)
        other = "weights compete: one grows at the cost of the others, so a mean is taken off"
        ideas = [
            ((a * da) @ h, other),
            (da @ h, "between scores and weights lies a softmax, which has a derivative"),
            ((a * (1 - a) * da) @ h, "that is a softmax's diagonal; a score moves all weights"),
            (a @ h, "that is the context, not a gradient"),
            (-de @ h, "the sign is turned"),
        ]
        judge(ds, de @ h, ideas, "follow s: it is in every score, and nowhere else")
        value, key = np.outer(a, g), np.outer(de, s)
        ideas = [
            (value, "a state is used twice: it is mixed, and it is compared"),
            (key, "a state is used twice: it is compared, and it is mixed"),
            (value - key, "the two paths add up"),
            (value + np.outer(a * da, s), other),
        ]
        judge(dh, value + key, ideas, "follow one state: it is in one score and in the context")
