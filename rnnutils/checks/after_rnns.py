"""Checks of the exercises on what came after RNNs."""

import functools

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, require, shaped
from rnnutils.nn.activations import sigmoid
from rnnutils.nn.scan import scan_loop

judge = functools.partial(explain, atol=1e-9)


def _states(a, b, h=0.0):
    """Return every state of the recurrence."""
    return np.array([h := a_t * h + b_t for a_t, b_t in zip(a, b, strict=True)])


@exercise("Put a whole sequence into one parcel")
def parcel(answer):
    """Compare with parcels that have one idea off."""
    rng = np.random.default_rng(0)
    cases = [([0.5, 0.5, 2.0], [1.0, 3.0, 1.0])]
    cases += [tuple(rng.normal(size=(2, n)).tolist()) for n in (1, 2, 6)]
    for a, b in cases:
        got = ask(answer, a, b)
        pair = isinstance(got, tuple | list | np.ndarray) and np.shape(got) == (2,)
        require(pair, "a pair of two numbers is asked for: A and B")
        A, B = np.prod(a), _states(a, b)[-1]
        weight = sum(b_t * np.prod(a[:t]) for t, b_t in enumerate(b))
        ideas = [
            ((B, A), "A and B have changed places"),
            ((A, weight), "what is added passes the steps *after* it: you began at the end"),
            ((A, sum(b)), "what a step adds is multiplied by all later a"),
            ((A, A * sum(b)), "what a step adds is multiplied by *later* a only"),
            ((sum(a), B), "one factor after the other: A is no sum"),
            ((a[-1], b[-1]), "that is the last step alone"),
            ((0.0, B), "A says what is left of the state before the first step"),
            ((A, _states(a, b, 1.0)[-1]), "B is what comes out if the state before was 0"),
        ]
        judge(np.asarray(got, float), np.array([A, B]), _arrays(ideas), "that is another step")


def _arrays(ideas):
    return [(np.asarray(wrong), idea) for wrong, idea in ideas]


@exercise("Count rounds and joins")
def cost(answer):
    """Ask for lengths where ceilings, floors and formulas differ."""
    for T in (8, 1, 2, 3, 7, 9, 1000):
        got = ask(answer, T)
        require(np.shape(got) == (2,), "two numbers are asked for: rounds and joins")
        reaches = [2**k for k in range((T - 1).bit_length())]
        rounds, joins = len(reaches), sum(T - reach for reach in reaches)
        floor = T.bit_length() - 1
        ideas = [
            ((joins, rounds), "rounds first, then joins"),
            ((rounds, T * rounds), "the first steps have nobody that far back: they do not join"),
            ((floor, sum(T - 2**k for k in range(floor))), "a last round is missing: round up"),
            ((rounds + 1, joins), "you count a round in which nobody has anybody to join"),
            ((T - 1, T - 1), "that is the loop"),
            ((rounds, T - 1), "each step joins once a round, not once in all"),
            ((rounds, T * rounds - (T - 1)), "the formula holds for powers of two only: add up"),
            ((2 * rounds - 1, 2 * T - 2 - rounds), "that is the tree"),
        ]
        judge(np.asarray(got), np.array([rounds, joins]), _arrays(ideas), f"for {T} steps, no")


@exercise("Scan by doubling")
def doubling(answer):
    """Compare with the loop, and with rounds that use what they have just changed."""
    rng = np.random.default_rng(1)
    for T in (8, 1, 2, 3, 11):
        a, b = rng.uniform(-1, 1.5, size=T), rng.normal(size=T)
        got = shaped(ask(answer, a, b), (T,), "the answer, a state to each step,")
        ideas = [
            (_rounds(a, b, a_first=True), "b needs the old a: you have changed it already"),
            (_in_turn(a, b), "all join *at the same time*: yours reads what it has changed"),
            (_rounds(a, b, keep_a=True), "a parcel has an a of its own: join the a as well"),
            (_rounds(a, b, most=1), "after one round a parcel covers two steps: go on"),
            (_rounds(a, b, turned=True), "the later step multiplies what the earlier one holds"),
            (_rounds(a, b, stop=2), "the last round is missing"),
            (b, "that is what is added, not the states"),
            (np.cumsum(b), "that is the sum of b: where are the a?"),
            (_states(a[::-1], b[::-1])[::-1], "you scan from the end"),
            (_states(a, b, 1.0), "the state before the first step is 0"),
        ]
        judge(got, _states(a, b), ideas, "these are not the states: compare with a loop")
    whole = answer(np.array([2, 2, 2]), np.array([1, 1, 1]))
    require(agree(whole, [1, 3, 7]), "with whole numbers for a and b the states are wrong")


def _rounds(a, b, *, a_first=False, keep_a=False, turned=False, most=99, stop=1):
    """Scan by doubling with one idea off."""
    a, b, reach = a.copy(), b.copy(), 1
    while reach * stop < len(b) and most:
        old, earlier = a[reach:].copy(), a[:-reach].copy()
        if not keep_a:
            a[reach:] = old * earlier
        factor = earlier if turned else a[reach:] if a_first else old
        b[reach:] = factor * b[:-reach] + b[reach:]
        reach, most = 2 * reach, most - 1
    return b


def _in_turn(a, b):
    """Scan by doubling where steps change from left to right and read what has just changed."""
    a, b, reach = a.copy(), b.copy(), 1
    while reach < len(b):
        for t in range(reach, len(b)):
            b[t] += a[t] * b[t - reach]
            a[t] *= a[t - reach]
        reach *= 2
    return b


@exercise("Turn a minimal GRU into a scan")
def maps(answer):
    """Compare with recurrences of another network."""
    for seed, (T, D, H) in enumerate([(5, 2, 3), (4, 3, 1)]):
        rng = np.random.default_rng(seed)
        X, W_xz, W_xh = (rng.normal(size=s) for s in ((T, D), (D, H), (D, H)))
        b_z, b_h = rng.normal(size=(2, H))
        got = ask(answer, X, W_xz, b_z, W_xh, b_h)
        two = isinstance(got, tuple | list) and len(got) == 2
        require(two, "two arrays are asked for: a and b")
        a, b = (shaped(part, (T, H), "each array, a row to each step,") for part in got)
        z, new = sigmoid(X @ W_xz + b_z), X @ W_xh + b_h
        ideas = [
            ((1 - z, z * new), "z is the share to keep here; yours is the share to write"),
            ((z, new), "the candidate is written with the share 1 − z"),
            ((z, z * new), "what is written gets the share that is not kept"),
            ((1 - z, (1 - z) * new), "the shares of old and new must add up to 1"),
            (((1 - z) * new, z), "a and b have changed places"),
            ((z, (1 - z) * np.tanh(new)), "the candidate is linear here: there is no tanh"),
            ((X @ W_xz + b_z, (1 - X @ W_xz - b_z) * new), "a gate is a share: where is σ?"),
            (
                (z, scan_loop(z, (1 - z) * new)),
                "that is the state already; b is what one step adds",
            ),
        ]
        judge(
            np.stack([a, b]), np.stack([z, (1 - z) * new]), _arrays(ideas), "that is another layer"
        )


@exercise("Follow the ball")
def products(answer):
    """Shuffle cups and multiply random matrices, in an order that matters."""
    rng = np.random.default_rng(2)
    cups = np.stack([np.eye(3)[rng.permutation(3)] for _ in range(9)])
    for M in (cups, rng.normal(size=(1, 2, 2)), rng.normal(size=(6, 2, 2))):
        got = shaped(ask(answer, M), M.shape, "the answer, a matrix to each step,")
        right, turned = [M[0]], [M[0]]
        for step in M[1:]:
            right.append(step @ right[-1])
            turned.append(turned[-1] @ step)
        ideas = [
            (turned, "the later step stands on the left: the state comes in from the right"),
            (np.cumprod(M, axis=0), "that multiplies entry by entry; a step is a matrix"),
            (_matrices_in_turn(M), "all join *at the same time*: yours reads what it has changed"),
            ([M[0], *(M[1:] @ M[:-1])], "after one round a parcel covers two steps: go on"),
            ([right[-1]] * len(M), "that is what all steps do; every step asks for its own"),
            (M, "these are the steps one by one: nothing is joined"),
        ]
        judge(got, np.stack(right), _arrays(ideas), "follow one ball by hand and compare")
    T = 64
    counted = np.tile(np.eye(2), (T, 1, 1)).view(_Counted)
    _Counted.made = 0
    answer(counted)
    if _Counted.made > 6:
        return f"{_Counted.made} products one after the other where 6 rounds would do"
    return None


def _matrices_in_turn(M):
    """Do with matrices what `_in_turn` does with numbers."""
    P, reach = M.copy(), 1
    while reach < len(P):
        for t in range(reach, len(P)):
            P[t] = P[t] @ P[t - reach]
        reach *= 2
    return P


class _Counted(np.ndarray):
    """An array that counts the matrix products taken with it."""

    made = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        """Do as an array does, and count."""
        _Counted.made += ufunc is np.matmul
        plain = [np.asarray(x) for x in inputs]
        options |= {"out": tuple(np.asarray(x) for x in out)} if (out := options.get("out")) else {}
        return np.asarray(getattr(ufunc, method)(*plain, **options)).view(_Counted)
