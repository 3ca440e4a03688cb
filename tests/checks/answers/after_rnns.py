"""Right answers to the exercises on what came after RNNs, and wrong ones with their idea."""

import numpy as np

from rnnutils import scan_doubling, scan_loop, scan_tree, sigmoid
from rnnutils.checks import after_rnns as after


def one_parcel(a, b):
    A, B = 1.0, 0.0
    for a_t, b_t in zip(a, b, strict=True):
        A, B = a_t * A, a_t * B + b_t
    return A, B


def by_probing(a, b):
    def last(h):
        for a_t, b_t in zip(a, b, strict=True):
            h = a_t * h + b_t
        return h

    return np.array([last(1.0) - last(0.0), last(0.0)])


def added_up(a, b):
    n = len(a)
    return [np.prod(a), sum(b[t] * np.prod(a[t + 1 :]) for t in range(n))]


def doubling_cost(T):
    reaches = [2**k for k in range(40) if 2**k < T]
    return len(reaches), sum(T - reach for reach in reaches)


def floored_cost(T):
    reaches = [2**k for k in range(int(np.log2(T)))]
    return len(reaches), sum(T - reach for reach in reaches)


def logs(T):
    return int(np.ceil(np.log2(T)))


def column(scan):
    return lambda a, b: scan(a[:, None], b[:, None])[:, 0]


def doubled(a, b, *, a_first=False, both=True, dtype=float, rounds=99):
    a, b, reach = a.astype(dtype), b.astype(dtype), 1
    while reach < len(b) and rounds:
        old = a[reach:].copy()
        if both:
            a[reach:] = old * a[:-reach]
        b[reach:] = (a[reach:] if a_first else old) * b[:-reach] + b[reach:]
        reach, rounds = 2 * reach, rounds - 1
    return b


def by_steps(a, b, walk=reversed):
    a, b, reach = a.astype(float), b.astype(float), 1
    while reach < len(b):
        for t in walk(range(reach, len(b))):
            b[t] = a[t] * b[t - reach] + b[t]
            a[t] = a[t] * a[t - reach]
        reach *= 2
    return b


def spoiled(a, b):
    b[:] = column(scan_loop)(a, b)
    return b


def gate(X, W_xz, b_z, W_xh, b_h):
    return sigmoid(X @ W_xz + b_z), X @ W_xh + b_h


def split(*layer):
    z, new = gate(*layer)
    return z, new - z * new


def off(change):
    return lambda *layer: change(*gate(*layer))


def without_gate(X, W_xz, b_z, W_xh, b_h):
    a = X @ W_xz + b_z
    return a, (1 - a) * (X @ W_xh + b_h)


def chain(M, join=lambda later, earlier: later @ earlier):
    out = [np.asarray(M[0])]
    for step in M[1:]:
        out.append(join(step, out[-1]))
    return np.stack(out)


def in_rounds(M):
    P, reach = np.array(M), 1
    while reach < len(P):
        P = np.concatenate([P[:reach], P[reach:] @ P[:-reach]])
        reach *= 2
    return P


def in_place(M):
    P, reach = M.copy(), 1
    while reach < len(P):
        P[reach:] = P[reach:] @ P[:-reach]
        reach *= 2
    return P


def matrices_by_steps(M, walk=reversed):
    P, reach = np.array(M), 1
    while reach < len(P):
        for t in walk(range(reach, len(P))):
            P[t] = P[t] @ P[t - reach]
        reach *= 2
    return P


RIGHT = [
    (after.parcel, one_parcel),
    (after.parcel, by_probing),
    (after.parcel, added_up),
    (after.cost, doubling_cost),
    (after.cost, lambda T: np.array(doubling_cost(T))),
    (after.doubling, doubled),
    (after.doubling, column(scan_doubling)),
    (after.doubling, column(scan_tree)),
    (after.doubling, by_steps),
    (after.maps, split),
    (after.maps, off(lambda z, new: [z, (1 - z) * new])),
    (after.products, in_rounds),
    (after.products, in_place),
    (after.products, chain),
    (after.products, matrices_by_steps),
]
WRONG = [
    (after.parcel, lambda a, b: one_parcel(a, b)[::-1], "changed places"),
    (after.parcel, lambda a, b: one_parcel(a[::-1], b[::-1]), "began at the end"),
    (after.parcel, lambda a, b: (np.prod(a), sum(b)), "by all later a"),
    (after.parcel, lambda a, b: (np.prod(a), np.prod(a) * sum(b)), "*later* a only"),
    (
        after.parcel,
        lambda a, b: (np.prod(a), sum(b[t] * np.prod(a[:t]) for t in range(len(a)))),
        "*after* it",
    ),
    (after.parcel, lambda a, b: (sum(a), one_parcel(a, b)[1]), "no sum"),
    (after.parcel, lambda a, b: (a[-1], b[-1]), "last step alone"),
    (after.parcel, lambda a, b: (0.0, one_parcel(a, b)[1]), "what is left"),
    (after.parcel, lambda a, b: (np.prod(a), sum(one_parcel(a, b))), "state before was 0"),
    (after.parcel, lambda a, b: one_parcel(a, b)[1], "a pair"),
    (after.parcel, lambda a, b: (1.0, 2.0), "another step"),
    (after.parcel, lambda a, b: None, "returns nothing"),
    (after.cost, lambda T: doubling_cost(T)[::-1], "rounds first"),
    (after.cost, lambda T: (logs(T), T * logs(T)), "do not join"),
    (after.cost, floored_cost, "round up"),
    (after.cost, lambda T: (doubling_cost(T)[0] + 1, doubling_cost(T)[1]), "nobody has anybody"),
    (after.cost, lambda T: (T - 1, T - 1), "the loop"),
    (after.cost, lambda T: (logs(T), T - 1), "not once in all"),
    (after.cost, lambda T: (logs(T), T * logs(T) - (T - 1)), "powers of two only"),
    (after.cost, lambda T: (2 * logs(T) - 1, 2 * T - 2 - logs(T)), "the tree"),
    (after.cost, lambda T: (3, 18), "for 8 steps"),
    (after.cost, lambda T: 3, "two numbers"),
    (after.cost, lambda T: None, "returns nothing"),
    (after.doubling, lambda a, b: doubled(a, b, a_first=True), "the old a"),
    (after.doubling, lambda a, b: by_steps(a, b, iter), "at the same time"),
    (after.doubling, lambda a, b: doubled(a, b, both=False), "an a of its own"),
    (after.doubling, lambda a, b: doubled(a, b, rounds=1), "two steps: go on"),
    (after.doubling, lambda a, b: doubled(a, b, rounds=len(b).bit_length() - 2), "is missing"),
    (after.doubling, lambda a, b: b, "what is added"),
    (after.doubling, lambda a, b: np.cumsum(b), "where are the a"),
    (after.doubling, lambda a, b: doubled(a[::-1], b[::-1])[::-1], "from the end"),
    (after.doubling, lambda a, b: doubled(a, b) + np.cumprod(a), "is 0"),
    (after.doubling, lambda a, b: doubled(a, b)[-1], "a state to each step"),
    (after.doubling, lambda a, b: doubled(a, b) + 1, "compare with a loop"),
    (after.doubling, lambda a, b: doubled(a, b) * (a.dtype == float), "whole numbers"),
    (after.doubling, spoiled, "changes the arrays"),
    (after.doubling, lambda a, b: None, "returns nothing"),
    (after.maps, off(lambda z, new: (1 - z, z * new)), "share to write"),
    (after.maps, off(lambda z, new: (z, new)), "with the share 1 − z"),
    (after.maps, off(lambda z, new: (z, z * new)), "that is not kept"),
    (after.maps, off(lambda z, new: (1 - z, (1 - z) * new)), "must add up to 1"),
    (after.maps, off(lambda z, new: ((1 - z) * new, z)), "changed places"),
    (after.maps, off(lambda z, new: (z, (1 - z) * np.tanh(new))), "no tanh"),
    (after.maps, without_gate, "where is σ"),
    (after.maps, off(lambda z, new: (z, scan_loop(z, (1 - z) * new))), "what one step adds"),
    (after.maps, off(lambda z, new: (z, new + 1)), "another layer"),
    (after.maps, off(lambda z, new: z), "two arrays"),
    (after.maps, off(lambda z, new: (z[0], new[0])), "a row to each step"),
    (after.maps, off(lambda z, new: None), "returns nothing"),
    (after.products, lambda M: chain(M, lambda later, earlier: earlier @ later), "on the left"),
    (after.products, lambda M: matrices_by_steps(M, iter), "at the same time"),
    (after.products, lambda M: np.cumprod(M, axis=0), "entry by entry"),
    (after.products, lambda M: np.stack([M[0], *(M[1:] @ M[:-1])]), "two steps: go on"),
    (after.products, lambda M: np.stack([chain(M)[-1]] * len(M)), "for its own"),
    (after.products, lambda M: M, "nothing is joined"),
    (after.products, lambda M: chain(M)[-1], "a matrix to each step"),
    (after.products, lambda M: -chain(M), "by hand"),
    (after.products, lambda M: None, "returns nothing"),
]
