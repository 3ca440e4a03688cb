"""Right answers to the exercises on attention, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import masked_softmax, softmax
from rnnutils.checks import attention as check


def look(s, h, *, weigh=softmax, mix=lambda a, h: a @ h):
    a = weigh(h @ s)
    return mix(a, h), a


def look_loop(s, h):
    e = [sum(x * y for x, y in zip(s, row, strict=True)) for row in h]
    total = sum(np.exp(score) for score in e)
    a = [np.exp(score) / total for score in e]
    return sum(w * row for w, row in zip(a, h, strict=True)), a


def weights_first(s, h):
    return look(s, h)[::-1]


def context_alone(s, h):
    return look(s, h)[0]


def by_angle(s, h):
    cosines = h @ s / np.linalg.norm(h, axis=1) / np.linalg.norm(s)
    return softmax(cosines) @ h, softmax(cosines)


def by_scores(s, h):
    return (h @ s) @ h, softmax(h @ s)


def scaled(e, h=3):
    return softmax(e / np.sqrt(h))


def additive(queries, keys, W_q, W_k, v):
    return np.tanh((queries @ W_q)[:, None] + keys @ W_k) @ v


def additive_loop(queries, keys, W_q, W_k, v):
    return [[v @ np.tanh(q @ W_q + k @ W_k) for k in keys] for q in queries]


def additive_with(score):
    def answer(queries, keys, W_q, W_k, v):
        return score((queries @ W_q)[:, None], (keys @ W_k)[None], v)

    return answer


def scale(d, sigma_q, sigma_k):
    return 1 / (sigma_q * sigma_k * d**0.5)


def masked(E, may_look):
    weights = np.zeros_like(E)
    for row, e, real in zip(weights, E, may_look, strict=True):
        if real.any():
            row[real] = softmax(e[real])
    return weights


def minus_infinity(E, may_look):
    with np.errstate(all="ignore"):
        return softmax(np.where(may_look, E, -np.inf))


def overflowing(E, may_look):
    e = np.where(may_look, np.exp(E), 0)
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def divided(E, may_look):
    e = np.exp(E - E.max(axis=1, keepdims=True)) * may_look
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1)


def thousand(E, may_look):
    return softmax(np.where(may_look, E, -1e3)) * may_look.any(axis=1, keepdims=True)


def billion(E, may_look):
    return softmax(np.where(may_look, E, E - 1e9))


def leaks(attend, s, h, real, *, fill=lambda rng, shape: 10 * rng.normal(size=shape), change=None):
    other = h.copy()
    changed = ~real if change is None else change(real)
    other[changed] = fill(np.random.default_rng(0), other[changed].shape)
    return not np.allclose(attend(s, h, real), attend(s, other, real))


def in_place(attend, s, h, real):
    before = attend(s, h, real)
    h[~real] = 7.0
    return not np.allclose(attend(s, h, real), before)


def far(attend, s, h, real):
    return leaks(attend, s, h, real, fill=lambda rng, shape: 1e6)


def by_component(attend, s, h, real):
    other = h.copy()
    other[~real] = -5.0
    return attend(s, h, real) != attend(s, other, real)


def importance(model, text, letters):
    shares = []
    for at, old in enumerate(text):
        others = [new for new in letters if new != old]
        texts = [text[:at] + new + text[at + 1 :] for new in others]
        shares.append(np.mean([model(new) != model(text) for new in texts]))
    return shares


def everywhere(model, text, letters):
    texts = [[text.replace(old, new) for new in letters if new != old] for old in text]
    return [np.mean([model(new) != model(text) for new in row]) for row in texts]


def importance_as(share):
    def answer(model, text, letters):
        counts = []
        for at in range(len(text)):
            texts = [text[:at] + new + text[at + 1 :] for new in letters]
            counts.append(sum(model(new) != model(text) for new in texts))
        return share(np.array(counts), len(letters))

    return answer


def look_back(s, h, g):
    a = softmax(h @ s)
    da = h @ g
    de = a * (da - a @ da)
    return de @ h, np.outer(a, g) + np.outer(de, s)


def differences(s, h, g, step=1e-5):
    def loss(s, h):
        return softmax(h @ s) @ h @ g

    ds, dh = np.zeros_like(s), np.zeros_like(h)
    for gradient, place in ((ds, 0), (dh, 1)):
        for at in np.ndindex(gradient.shape):
            up, down = [s.copy(), h.copy()], [s.copy(), h.copy()]
            up[place][at] += step
            down[place][at] -= step
            gradient[at] = (loss(*up) - loss(*down)) / (2 * step)
    return ds, dh


def back(de, paths=(1, 1)):
    def answer(s, h, g):
        a = softmax(h @ s)
        d = de(a, h @ g)
        dh = paths[0] * np.outer(a, g) + paths[1] * np.outer(d, s)
        return d @ h, dh

    return answer


def full(a, da):
    return a * (da - a @ da)


RIGHT = [
    (check.look, look),
    (check.look, look_loop),
    (check.additive, additive),
    (check.additive, additive_loop),
    (check.scale, scale),
    (check.masked, masked),
    (check.masked, masked_softmax),
    (check.leaks, leaks),
    (check.leaks, far),
    (check.importance, importance),
    (check.importance, importance_as(lambda counts, n: counts / (n - 1))),
    (check.look_back, look_back),
    (check.look_back, differences),
]

WRONG = [
    (check.look, context_alone, "two things are asked for"),
    (check.look, weights_first, "the context, which comes first,"),
    (check.look, lambda s, h: look(s, h, weigh=lambda e: e), "these are the scores"),
    (check.look, lambda s, h: look(s, h, weigh=np.exp), "do not sum to one"),
    (check.look, lambda s, h: look(s, h, weigh=lambda e: e / e.sum()), "may be negative"),
    (check.look, lambda s, h: look(s, h, weigh=scaled), "scaled attention"),
    (check.look, by_angle, "compares directions alone"),
    (check.look, lambda s, h: look(s, h, weigh=lambda e: softmax(-e)), "the largest weight"),
    (check.look, lambda s, h: look(s, h, weigh=lambda e: 1.0 * (e == e.max())), "takes everything"),
    (check.look, lambda s, h: look(s, h, mix=lambda a, h: h.mean(axis=0)), "the plain mean"),
    (check.look, lambda s, h: look(s, h, mix=lambda a, h: h.sum(axis=0)), "the plain sum"),
    (check.look, lambda s, h: look(s, h, mix=lambda a, h: h[-1]), "the fixed vector"),
    (check.look, lambda s, h: look(s, h, mix=lambda a, h: h[a.argmax()]), "mix all of them"),
    (check.look, lambda s, h: look(s, h, mix=lambda a, h: a @ h / len(a)), "to divide by"),
    (check.look, by_scores, "by their scores"),
    (check.additive, lambda *case: np.transpose(additive(*case)), "a row to each query"),
    (check.additive, lambda *case: softmax(additive(*case)), "not yet the weights"),
    (check.additive, additive_with(lambda q, k, v: (q + k) @ v), "it cancels"),
    (check.additive, lambda q, k, W_q, W_k, v: np.tanh(q @ W_q + k @ W_k) @ v, "meets every key"),
    (check.additive, lambda q, k, W_q, W_k, v: q @ W_q @ (k @ W_k).T, "where is the hidden layer"),
    (check.additive, additive_with(lambda q, k, v: (np.tanh(q) + np.tanh(k)) @ v), "inside"),
    (check.additive, additive_with(lambda q, k, v: np.tanh((q + k) @ v)), "before v"),
    (check.additive, additive_with(lambda q, k, v: np.tanh(q * k) @ v), "not multiplied"),
    (check.additive, additive_with(lambda q, k, v: np.tanh(q + k).sum(-1)), "count alike"),
    (check.scale, lambda d, q, k: q * k * d**0.5, "even more"),
    (check.scale, lambda d, q, k: d * (q * k) ** 2, "the variance itself"),
    (check.scale, lambda d, q, k: 1 / d, "the spread with its root"),
    (check.scale, lambda d, q, k: (q * k * d) ** -0.5, "the product of the variances"),
    (check.scale, lambda d, q, k: 1 / (q * k * d), "the spread with its root"),
    (check.scale, lambda d, q, k: d**-0.5, "have a spread of 1"),
    (check.scale, lambda d, q, k: 1 / (q * k) ** 2 / d**0.5, "product of the spreads"),
    (check.scale, lambda d, q, k: q * k / d**0.5, "should the factor then be larger"),
    (check.scale, lambda d, q, k: 1 / (q + k) / d**0.5, "multiply; terms add"),
    (check.masked, minus_infinity, "0/0 is not a weight"),
    (check.masked, overflowing, "large scores overflow"),
    (check.masked, billion, "looks everywhere"),
    (check.masked, lambda E, look: softmax(E), "nothing is hidden"),
    (check.masked, lambda E, look: softmax(E) * look, "do not sum to one"),
    (check.masked, lambda E, look: masked(E, ~look), "yours hides these"),
    (check.masked, lambda E, look: softmax(np.where(look, E, 0)), "not a weight of 0"),
    (check.masked, lambda E, look: softmax(np.where(look, E, E - 10)), "ten less"),
    (check.masked, lambda E, look: softmax(np.where(look, E, -10)), "a fixed low score"),
    (check.masked, thousand, "a fixed low score"),
    (check.masked, divided, "far ahead"),
    (check.leaks, lambda *case: None, "returns nothing"),
    (check.leaks, in_place, "work on a copy"),
    (check.leaks, by_component, "True or False"),
    (check.leaks, lambda *case: False, "“no mask” leaks"),
    (check.leaks, lambda *case: leaks(*case, fill=lambda rng, shape: np.nan), "to plain numbers"),
    (check.leaks, lambda *case: leaks(*case, change=lambda real: real), "the padding alone"),
    (check.importance, lambda model, text, _: np.ones(len(text) + 1), "one number to each letter"),
    (check.importance, everywhere, "one place at a time"),
    (check.importance, importance_as(lambda counts, n: counts / n), "is no exchange"),
    (check.importance, importance_as(lambda counts, n: counts), "shares of the exchanges"),
    (check.importance, importance_as(lambda counts, n: counts > 0), "how many do"),
    (check.importance, importance_as(lambda c, n: 1 - c / (n - 1)), "leave the output alone"),
    (
        check.look_back,
        lambda s, h, g: look_back(s, h, g)[0],
        "two things are asked for",
    ),
    (check.look_back, back(lambda a, da: a * da), "weights compete"),
    (check.look_back, back(lambda a, da: da), "lies a softmax"),
    (check.look_back, back(lambda a, da: a * (1 - a) * da), "a softmax's diagonal"),
    (check.look_back, back(lambda a, da: -full(a, da)), "the sign is turned"),
    (check.look_back, back(full, (1, 0)), "it is mixed, and it is compared"),
    (check.look_back, back(full, (0, 1)), "it is compared, and it is mixed"),
    (check.look_back, back(full, (1, -1)), "the two paths add up"),
]
