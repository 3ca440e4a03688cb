"""Checks of the exercises on the Transformer."""

import functools

import numpy as np

from rnnutils.attention.masks import causal_mask, masked_softmax
from rnnutils.attention.positions import sinusoids
from rnnutils.attention.transformer import TransformerBlock
from rnnutils.checks import agree, ask, exercise, explain, require, shaped
from rnnutils.nn.activations import softmax
from rnnutils.nn.layer import count_parameters

judge = functools.partial(explain, atol=1e-9)


def _sequence(T, D, d, seed):
    """Return a sequence and three projections, so large that the weights are uneven."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(T, D)), *(rng.normal(size=(D, d)) for _ in range(3))


@exercise("Let a sequence look at itself")
def look(answer):
    """Compare with attention that has one idea off."""
    for seed, (T, D, d) in enumerate([(5, 3, 2), (3, 2, 5), (5, 5, 5)]):
        X, W_q, W_k, W_v = case = _sequence(T, D, d, seed)
        got = shaped(ask(answer, *case), (T, d), "the answer, a row to each step,")
        Q, K, V = X @ W_q, X @ W_k, X @ W_v
        S = Q @ K.T / np.sqrt(d)
        unscaled, by_d = Q @ K.T, Q @ K.T / d
        ideas = [
            (softmax(unscaled) @ V, "the scores keep the size of the queries: which root is left?"),
            (
                softmax(by_d) @ V,
                "the scores are divided by d itself; their spread grows as its root",
            ),
            (softmax(Q @ K.T / np.sqrt(T)) @ V, "d is the length of a key, not of the sequence"),
            (softmax(Q @ K.T / np.sqrt(D)) @ V, "d is the length of a key, not of an input"),
            (softmax(S) @ K, "keys are compared; what a step finds are values"),
            (softmax(S.T) @ V, "queries and keys have changed places: a row belongs to a query"),
            (softmax(S.T).T @ V, "the weights of a *query* sum to one: look at the axis"),
            (softmax(S).T @ V, "that spreads a step over the others; it should gather from them"),
            (S @ V, "scores are not shares yet: they may be negative, and do not sum to one"),
            (softmax(X @ X.T / np.sqrt(D)) @ V, "compare queries with keys, not the inputs"),
            (masked_softmax(S, causal_mask(T)) @ V, "nobody asked for a mask: all steps may look"),
        ]
        judge(got, softmax(S) @ V, ideas, "that is not what the steps find")


@exercise("Write the clock hands")
def positions(answer):
    """Compare with patterns of another order, base, start or speed."""
    for T, D in [(5, 4), (3, 8), (12, 2)]:
        got = shaped(ask(answer, T, D), (T, D), "the table, a row to each position,")
        P, t, column = sinusoids(T, D), np.arange(T)[:, None], np.arange(D)

        def waves(angle, column=column):
            return np.where(column % 2, np.cos(angle), np.sin(angle))

        pair = column // 2 * 2 / D
        order = np.concatenate([P[:, 0::2], P[:, 1::2]], axis=1)
        swapped = np.stack([P[:, 1::2], P[:, 0::2]], axis=-1).reshape(T, D)
        ideas = [
            (waves(t / 10000 ** (column / D)), "a sine and its cosine turn equally fast"),
            (waves((t + 1) / 10000**pair), "positions are counted from 0 here"),
            (waves(t / 10000 ** (column // 2 / D)), "the exponent of pair i is 2i/D"),
            (waves(t * 10000**pair), "later pairs turn more slowly, not faster"),
            (order, "sines and cosines alternate here; yours stand in two blocks"),
            (swapped, "sines stand in the even columns, counted from 0"),
            (waves(np.radians(t / 10000**pair)), "these angles are in radians already"),
            (waves(t / 1000**pair), "the slowest hands turn too fast: look at the base"),
        ]
        judge(got, P, ideas, "follow one column from position to position: how fast does it turn?")


@exercise("Count a block's parameters")
def count(answer):
    """Use sizes that tell the terms apart, and the course's own block."""
    for D, heads, F in [(6, 2, 7), (8, 4, 32), (12, 3, 5)]:
        got = ask(answer, D, heads, F)
        right = count_parameters(TransformerBlock(D, heads, F))
        network, attention = 2 * D * F + F + D, 4 * D * D + 4 * D
        ideas = {
            heads * attention + network + 4 * D: "the heads share D between them: each has D/heads",
            right - 4 * D: "two norms, each with a γ and a β for every feature",
            right - 2 * D: "there is a norm before each of the two parts, each with γ and β",
            right - D: "one bias of D numbers is missing: go through all matrices that lead to D",
            right - F: "the hidden layer has biases, too",
            right - D - F: "the layers of the feed-forward network have biases",
            right - 4 * D - D - F: "do not forget the biases of the projections and the network",
            right - 4 * D - 4 * D - D - F: "those are the matrices; now the biases and the norms",
            right - D * D - D: "what the heads found is mixed by a fourth projection",
            attention + D * F + F + 4 * D: "the network leads to F numbers and back to D",
            attention + 4 * D: "behind the attention stands a feed-forward network",
        }
        judge(got, right, ideas, f"for D = {D}, {heads} heads and F = {F}, {got} is not the count")


@exercise("Find out who sees whom")
def influence(answer):
    """Probe layers whose reach is known."""

    def everyone(X):
        return X + X.mean(axis=0)

    def past(X):
        return np.cumsum(X, axis=0)

    def alone(X):
        return np.tanh(X)

    def before(X):
        return np.vstack([0 * X[:1], X[:-1]])

    def behind_a_norm(X):
        centred = X - X.mean(axis=1, keepdims=True)
        normed = centred / np.sqrt(centred.var(axis=1, keepdims=True) + 1e-3)
        return np.cumsum(normed.round(9), axis=0)  # what a shift leaves is rounding

    rng = np.random.default_rng(1404)  # hardly what a reader's own draw begins with
    models = [(past, "knows the past"), (everyone, "looks at all"), (alone, "looks at itself"),
              (before, "shows the step before"), (behind_a_norm, "has a norm")]  # fmt: skip
    for T, (model, what) in zip((4, 3, 5, 4, 3), models, strict=True):
        X = rng.normal(size=(T, 4))
        kept = X.copy()
        got = answer(model, X)
        require(got is not None, "your function returns nothing")
        require(np.array_equal(X, kept), "your function leaves a changed sequence behind")
        got = np.asarray(got)
        require(got.shape == (T, T), f"a row to each output and a column to each step: ({T}, {T})")
        require(
            got.dtype == bool or np.isin(got, (0, 1)).all(), "the entries must be True or False"
        )
        seen = {
            past: causal_mask(T), everyone: np.ones((T, T), bool),
            alone: np.eye(T, dtype=bool), before: np.eye(T, k=-1, dtype=bool),
            behind_a_norm: causal_mask(T),
        }[model]  # fmt: skip
        ideas = [
            (seen.T, "rows are outputs, columns are the steps that were changed"),
            (~seen, "True is for outputs that change"),
        ]
        if model is behind_a_norm:
            shifted = "a norm takes away what you add to all features of a step: exchange the step"
            ideas.append((np.zeros((T, T), bool), shifted))
        if model is past:
            ideas.append((np.ones((T, T), bool), "change one step at a time, from a fresh copy"))
        judge(got.astype(bool), seen, ideas, f"a layer that {what} was not recognised")


@exercise("Put a block together")
def block(answer):
    """Compare with blocks whose parts are in another order."""
    rng = np.random.default_rng(1)
    for T, D in [(4, 3), (2, 5)]:
        X, U, V = rng.normal(size=(T, D)), rng.normal(size=(D, D)), rng.normal(size=(D, D))
        scale = rng.uniform(0.5, 2, size=(2, D))

        def attend(Z, U=U):
            return softmax(Z @ Z.T) @ Z @ U

        def feed(Z, V=V):
            return np.maximum(Z @ V, 0)

        def normed(Z, gamma):
            return (Z - Z.mean(axis=-1, keepdims=True)) / Z.std(axis=-1, keepdims=True) * gamma

        n1, n2 = (functools.partial(normed, gamma=gamma) for gamma in scale)
        parts = attend, feed, n1, n2
        got = shaped(ask(lambda Z, parts=parts: answer(Z, *parts), X), (T, D), "the answer")
        first = X + attend(n1(X))
        post = n1(X + attend(X))
        ideas = [
            (n2(post + feed(post)), "the norms stand behind the sums; here they stand in front"),
            (n1(X) + attend(n1(X)) + feed(n2(n1(X) + attend(n1(X)))),
             "the first shortcut carries X as it came, not its norm"),
            (n2(first) + feed(n2(first)), "the second shortcut carries the sum, not its norm"),
            (feed(n2(attend(n1(X)))), "where are the shortcuts?"),
            (feed(n2(first)), "the second part has a shortcut, too"),
            (attend(n1(X)) + feed(n2(attend(n1(X)))), "the first part has a shortcut, too"),
            (first + feed(n2(X)), "the feed-forward network reads the sum, not the input again"),
            (X + feed(n2(first)), "the second shortcut starts at the first sum, not at X"),
            (X + attend(n1(X)) + feed(first), "the second part has a norm in front, too"),
            (X + attend(X) + feed(n2(X + attend(X))), "the first part has a norm in front"),
            (X + attend(X) + feed(X + attend(X)), "both parts have a norm in front"),
            (X + feed(n2(X)), "attention is missing"),
            (first, "the feed-forward network is missing"),
            (X + n1(attend(X)) + n2(feed(X + n1(attend(X)))),
             "a norm stands in front of its part, not behind it"),
            (first + feed(n1(first)), "each part has a norm of its own"),
        ]  # fmt: skip
        judge(got, first + feed(n2(first)), ideas, "that is not what the block returns")


@exercise("Write without reading again")
def one_more(answer):
    """Feed a sequence step by step and compare with the causal layer on all of it."""
    for seed, (T, D, d) in enumerate([(5, 3, 2), (4, 2, 4)]):
        X, *W = _sequence(T, D, d, seed)
        Q, K_all, V_all = (X @ w for w in W)
        keys, values = np.zeros((0, d)), np.zeros((0, d))
        for t, x in enumerate(X):
            got = ask(answer, x, keys, values, *W)
            three = isinstance(got, tuple | list) and len(got) == 3
            require(three, "three things are asked for: y, the keys and the values")
            y, keys, values = (np.asarray(part, float) for part in got)
            need = "your keys and values must grow by one row a step: those of this step, last"
            require(keys.shape == values.shape == (t + 1, d), need)
            late = "they start with the row of this step; the oldest step comes first"
            reverse = t and agree(keys, K_all[: t + 1][::-1])
            require(not reverse, late)
            mixed = agree(keys, V_all[: t + 1]) and agree(values, K_all[: t + 1])
            require(not mixed, "keys and values have changed places")
            right_rows = agree(keys, K_all[: t + 1]) and agree(values, V_all[: t + 1])
            require(right_rows, "the new rows are x W_k and x W_v; the old ones must stay")
            shaped(y, (d,), "y, what one step finds,")
            s = K_all[: t + 1] @ Q[t]
            right = softmax(s / np.sqrt(d)) @ V_all[: t + 1]
            without = softmax(s[:t] / np.sqrt(d)) @ V_all[:t] if t else right
            ideas = [
                (softmax(s) @ V_all[: t + 1], "the scores are not scaled by √d"),
                (softmax(s / np.sqrt(D)) @ V_all[: t + 1], "d is the length of a key, not of x"),
                (V_all[t], "that is the value of this step alone: it may look at all before it"),
                (V_all[: t + 1].mean(axis=0), "that weighs all steps alike"),
            ] + [(without, "a step may look at itself as well")] * (t > 0)
            judge(y, right, ideas, "y is not what the causal layer gives at this step")


@exercise("Walk k steps on the clock")
def shift(answer):
    """Multiply positions by the matrix and see where they arrive."""
    for D, k in [(2, 1), (4, 3), (8, 5)]:
        R = shaped(ask(answer, k, D), (D, D), "the matrix R")
        P = sinusoids(30, D)
        arrives = agree(P[:-k] @ R, P[k:], atol=1e-9)
        back = agree(P[k:] @ R, P[:-k], atol=1e-9)
        require(not back, "your hands turn backwards: position t + k becomes t")
        fast = D > 2 and agree((P[:-k] @ R)[:, :2], P[k:, :2], atol=1e-9)
        slow = "the first pair is right; every pair has a speed of its own"
        require(arrives or not fast, slow)
        one = k > 1 and agree(P[:-1] @ R, P[1:], atol=1e-9)
        require(not one, "that is one step, whatever k")
        sides = agree(R @ P[:-k].T, P[k:].T, atol=1e-9)
        require(not sides, "here a position is a row, and the matrix stands to its right")
        require(arrives, "try D = 2: sin(t + k) is a sum of which shares of sin t and cos t?")
