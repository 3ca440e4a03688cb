"""Right answers to the exercises on the Transformer, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import TransformerBlock, causal_mask, count_parameters, sinusoids, softmax
from rnnutils.checks import transformer as check


def look(X, W_q, W_k, W_v, *, root=None, weigh=softmax, swap=False):
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T / (np.sqrt(K.shape[1]) if root is None else root(K))
    return weigh(S.T if swap else S) @ V


def look_loop(X, W_q, W_k, W_v):
    rows = []
    for x in X:
        e = np.exp([x @ W_q @ (z @ W_k) / len(W_q[0]) ** 0.5 for z in X])
        rows.append(sum(a * (z @ W_v) for a, z in zip(e / e.sum(), X, strict=True)))
    return rows


def only_past(S):
    e = np.where(causal_mask(len(S)), np.exp(S), 0)
    return e / e.sum(axis=1, keepdims=True)


def inputs_alone(X, W_q, W_k, W_v):
    return softmax(X @ X.T / np.sqrt(X.shape[1])) @ (X @ W_v)


def positions(T, D, *, start=0, speed=lambda i, D: 10000.0 ** (-2 * i / D), first="sin"):
    P = np.zeros((T, D))
    for t in range(T):
        for i in range(D // 2):
            angle = (t + start) * speed(i, D)
            pair = [np.sin(angle), np.cos(angle)]
            P[t, 2 * i : 2 * i + 2] = pair if first == "sin" else pair[::-1]
    return P


def blocks_of_waves(T, D):
    P = positions(T, D)
    return np.hstack([P[:, 0::2], P[:, 1::2]])


def every_column(T, D):
    angle = np.arange(T)[:, None] / 10000 ** (np.arange(D) / D)
    return np.where(np.arange(D) % 2, np.cos(angle), np.sin(angle))


def count(D, heads, F):
    return 4 * D * D + 4 * D + 2 * D * F + F + D + 4 * D


def influence(model, X, *, other=lambda x: x[::-1] + np.arange(len(x)) + 1, least=1e-9):
    before = model(X)
    seen = np.zeros((len(X), len(X)), bool)
    for s in range(len(X)):
        changed = X.copy()
        changed[s] = other(changed[s])
        seen[:, s] = (np.abs(model(changed) - before) > least).any(axis=1)
    return seen


def without_putting_back(model, X):
    before, changed = model(X), X.copy()
    seen = np.zeros((len(X), len(X)), bool)
    for s in range(len(X)):
        changed[s] += 1
        seen[:, s] = (model(changed) != before).any(axis=1)
    return seen


def in_place(model, X):
    seen = without_putting_back(model, X)
    X[0] += 1
    return seen


def block(X, attend, feed, norm_1, norm_2):
    X = X + attend(norm_1(X))
    return X + feed(norm_2(X))


def post(X, attend, feed, norm_1, norm_2):
    X = norm_1(X + attend(X))
    return norm_2(X + feed(X))


def shortcut_of_norm(X, attend, feed, norm_1, norm_2):
    n = norm_1(X)
    X = n + attend(n)
    return X + feed(norm_2(X))


def second_shortcut_of_norm(X, attend, feed, norm_1, norm_2):
    n = norm_2(X + attend(norm_1(X)))
    return n + feed(n)


def no_second_norm(X, attend, feed, norm_1, norm_2):
    X = X + attend(norm_1(X))
    return X + feed(X)


def only_second_shortcut(X, attend, feed, norm_1, norm_2):
    X = attend(norm_1(X))
    return X + feed(norm_2(X))


def one_more(x, K, V, W_q, W_k, W_v, *, root=True):
    K, V = np.vstack([K, x @ W_k]), np.vstack([V, x @ W_v])
    s = K @ (x @ W_q)
    return softmax(s / np.sqrt(K.shape[1]) if root else s) @ V, K, V


def scaled_by_input(x, K, V, W_q, W_k, W_v):
    root = np.sqrt(W_q.shape[1] / len(x))
    return one_more(x, K, V, W_q * root, W_k, W_v)


def blind_to_itself(x, K, V, W_q, W_k, W_v):
    y, *grown = one_more(x, K, V, W_q, W_k, W_v)
    return (softmax(K @ (x @ W_q) / np.sqrt(K.shape[1])) @ V if len(K) else y), *grown


def newest_first(x, K, V, W_q, W_k, W_v):
    y, K_new, V_new = one_more(x, K, V, W_q, W_k, W_v)
    return y, np.vstack([x @ W_k, K]), np.vstack([x @ W_v, V])


def exchanged(*case):
    y, K, V = one_more(*case)
    return y, V, K


def shift(k, D, *, turn=1, speed=lambda i, D: 10000.0 ** (-2 * i / D)):
    R = np.zeros((D, D))
    for i in range(D // 2):
        angle = turn * k * speed(i, D)
        rows = slice(2 * i, 2 * i + 2)
        R[rows, rows] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return R


def solved(k, D):
    P = sinusoids(30, D)
    return np.linalg.lstsq(P[:-k], P[k:], rcond=None)[0]


RIGHT = [
    (check.look, look),
    (check.look, look_loop),
    (check.positions, positions),
    (check.positions, sinusoids),
    (check.count, count),
    (check.count, lambda D, heads, F: count_parameters(TransformerBlock(D, heads, F))),
    (check.influence, influence),
    (check.influence, lambda model, X: influence(model, X).astype(int)),
    (check.influence, lambda model, X: influence(model, X, other=lambda x: -x)),
    (check.influence, lambda model, X: influence(model, X, other=np.zeros_like)),
    (check.influence, lambda model, X: influence(model, X, other=lambda x: 2 * x)),
    (check.block, block),
    (check.block, lambda X, a, f, n, m: (Z := X + a(n(X))) + f(m(Z))),
    (check.one_more, one_more),
    (check.one_more, lambda *case: list(one_more(*case))),
    (check.shift, shift),
    (check.shift, solved),
]

WRONG = [
    (check.look, lambda *c: look(*c, root=lambda K: 1), "which root is left"),
    (check.look, lambda *c: look(*c, root=lambda K: K.shape[1]), "d itself"),
    (check.look, lambda *c: look(*c, root=lambda K: np.sqrt(len(K))), "not of the sequence"),
    (check.look, lambda X, *W: look(X, *W, root=lambda K: np.sqrt(X.shape[1])), "not of an input"),
    (check.look, lambda X, W_q, W_k, W_v: look(X, W_q, W_k, W_k), "are values"),
    (check.look, lambda *c: look(*c, swap=True), "changed places"),
    (check.look, lambda *c: look(*c, weigh=lambda S: softmax(S.T).T), "look at the axis"),
    (check.look, lambda *c: look(*c, weigh=lambda S: softmax(S).T), "gather"),
    (check.look, lambda *c: look(*c, weigh=lambda S: S), "not shares yet"),
    (check.look, lambda *c: look(*c, weigh=only_past), "nobody asked for a mask"),
    (check.look, inputs_alone, "not the inputs"),
    (check.look, lambda X, *W: X @ W[2], "not what the steps find"),
    (check.look, lambda X, *W: X.sum(), "a row to each step"),
    (check.positions, every_column, "equally fast"),
    (check.positions, lambda T, D: positions(T, D, start=1), "counted from 0"),
    (
        check.positions,
        lambda T, D: positions(T, D, speed=lambda i, D: 10000.0 ** (-i / D)),
        "is 2i/D",
    ),
    (
        check.positions,
        lambda T, D: positions(T, D, speed=lambda i, D: 10000.0 ** (2 * i / D)),
        "not faster",
    ),
    (check.positions, blocks_of_waves, "two blocks"),
    (check.positions, lambda T, D: positions(T, D, first="cos"), "even columns"),
    (
        check.positions,
        lambda T, D: positions(T, D, speed=lambda i, D: np.radians(10000.0 ** (-2 * i / D))),
        "radians",
    ),
    (
        check.positions,
        lambda T, D: positions(T, D, speed=lambda i, D: 1000.0 ** (-2 * i / D)),
        "look at the base",
    ),
    (check.positions, lambda T, D: positions(T, D) + 1, "how fast"),
    (check.positions, lambda T, D: positions(D, T), "a row to each position"),
    (check.count, lambda D, h, F: count(D, h, F) + (h - 1) * 4 * (D * D + D), "share D"),
    (check.count, lambda D, h, F: count(D, h, F) - 4 * D, "two norms"),
    (check.count, lambda D, h, F: count(D, h, F) - 2 * D, "each of the two"),
    (check.count, lambda D, h, F: count(D, h, F) - D, "lead to D"),
    (check.count, lambda D, h, F: count(D, h, F) - F, "hidden layer"),
    (check.count, lambda D, h, F: count(D, h, F) - D - F, "have biases"),
    (check.count, lambda D, h, F: count(D, h, F) - 5 * D - F, "do not forget the biases"),
    (check.count, lambda D, h, F: 4 * D * D + 2 * D * F, "now the biases"),
    (check.count, lambda D, h, F: count(D, h, F) - D * D - D, "fourth projection"),
    (check.count, lambda D, h, F: count(D, h, F) - D * F - D, "back to D"),
    (check.count, lambda D, h, F: 4 * D * D + 8 * D, "stands a feed-forward"),
    (check.count, lambda D, h, F: 7, "is not the count"),
    (check.influence, lambda m, X: influence(m, X).T, "rows are outputs"),
    (check.influence, lambda m, X: ~influence(m, X), "True is for"),
    (check.influence, without_putting_back, "one step at a time"),
    (check.influence, in_place, "changed sequence behind"),
    (check.influence, lambda m, X: influence(m, X, other=lambda x: x + 1), "exchange the step"),
    (
        check.influence,
        lambda m, X: influence(m, X, other=lambda x: x + 5, least=0),
        "exchange the step",
    ),
    (check.influence, lambda m, X: influence(m, X)[0], "a row to each output"),
    (check.influence, lambda m, X: influence(m, X) * 3, "True or False"),
    (check.influence, lambda m, X: np.eye(len(X), dtype=bool), "knows the past"),
    (check.influence, lambda m, X: causal_mask(len(X)), "looks at all"),
    (check.influence, lambda m, X: None, "returns nothing"),
    (check.block, post, "behind the sums"),
    (check.block, shortcut_of_norm, "as it came"),
    (check.block, second_shortcut_of_norm, "not its norm"),
    (check.block, lambda X, a, f, n, m: f(m(a(n(X)))), "where are the shortcuts"),
    (check.block, lambda X, a, f, n, m: f(m(X + a(n(X)))), "second part has a shortcut"),
    (check.block, only_second_shortcut, "first part has a shortcut"),
    (check.block, lambda X, a, f, n, m: X + a(n(X)) + f(m(X)), "not the input again"),
    (check.block, lambda X, a, f, n, m: X + f(m(X + a(n(X)))), "not at X"),
    (check.block, no_second_norm, "second part has a norm"),
    (check.block, lambda X, a, f, n, m: block(X, a, f, lambda Z: Z, m), "first part has a norm"),
    (check.block, lambda X, a, f, n, m: block(X, a, f, *[lambda Z: Z] * 2), "both parts"),
    (check.block, lambda X, a, f, n, m: X + f(m(X)), "attention is missing"),
    (check.block, lambda X, a, f, n, m: X + a(n(X)), "network is missing"),
    (check.block, lambda X, a, f, n, m: (Z := X + n(a(X))) + m(f(Z)), "not behind it"),
    (check.block, lambda X, a, f, n, m: block(X, a, f, n, n), "norm of its own"),
    (check.block, lambda X, *parts: X, "not what the block"),
    (check.one_more, lambda *c: one_more(*c, root=False), "not scaled"),
    (check.one_more, scaled_by_input, "not of x"),
    (check.one_more, lambda x, K, V, q, k, v: (x @ v, *one_more(x, K, V, q, k, v)[1:]), "alone"),
    (check.one_more, lambda *c: ((o := one_more(*c))[2].mean(axis=0), *o[1:]), "all steps alike"),
    (check.one_more, blind_to_itself, "at itself as well"),
    (check.one_more, newest_first, "oldest step comes first"),
    (check.one_more, exchanged, "changed places"),
    (check.one_more, lambda *c: one_more(*c)[0], "three things"),
    (check.one_more, lambda *c: ((o := one_more(*c))[0][None], *o[1:]), "what one step finds"),
    (check.one_more, lambda x, K, V, *W: (x @ W[2], K, V), "grow by one row"),
    (check.one_more, lambda *c: [2 * part for part in one_more(*c)], "new rows are"),
    (check.one_more, lambda *c: (-(o := one_more(*c))[0], *o[1:]), "y is not what"),
    (check.shift, lambda k, D: shift(k, D, turn=-1), "position t + k becomes t"),
    (check.shift, lambda k, D: shift(k, D, speed=lambda i, D: 1.0), "speed of its own"),
    (check.shift, lambda k, D: shift(1, D), "one step, whatever k"),
    (check.shift, lambda k, D: np.eye(D), "try D = 2"),
    (check.shift, lambda k, D: np.eye(k), "the matrix R"),
]
