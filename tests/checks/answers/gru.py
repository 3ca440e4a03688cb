"""Right answers to the exercises on the GRU, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import sigmoid
from rnnutils.checks import gru


def parts(x, h, W_x, W_h, b, name):
    return x @ W_x[name] + h @ W_h[name] + b[name]


def step(x, h, W_x, W_h, b, *, z_name="z", r_name="r", gate=sigmoid, g=np.tanh, seen=None):
    z, r = (gate(parts(x, h, W_x, W_h, b, name)) for name in (z_name, r_name))
    h_tilde = g(parts(x, r * h if seen is None else seen(r, h), W_x, W_h, b, "h"))
    return z * h + (1 - z) * h_tilde


def stacked(x, h, W_x, W_h, b):
    both = np.concatenate([x, h])
    W = {name: np.vstack([W_x[name], W_h[name]]) for name in b}
    z, r = (1 / (1 + np.exp(-(both @ W[name] + b[name]))) for name in "zr")
    h_tilde = np.tanh(np.concatenate([x, r * h]) @ W["h"] + b["h"])
    return h_tilde + z * (h - h_tilde)


def off(**options):
    return lambda *case: step(*case, **options)


def pieces(x, h, W_x, W_h, b):
    z, r = (sigmoid(parts(x, h, W_x, W_h, b, name)) for name in "zr")
    return z, r, np.tanh(parts(x, r * h, W_x, W_h, b, "h"))


def swapped(x, h, *weights):
    z, _, new = pieces(x, h, *weights)
    return (1 - z) * h + z * new


def reset_after(x, h, W_x, W_h, b):
    z, r, _ = pieces(x, h, W_x, W_h, b)
    return z * h + (1 - z) * np.tanh(x @ W_x["h"] + r * (h @ W_h["h"]) + b["h"])


def reset_all(x, h, W_x, W_h, b):
    z, r, _ = pieces(x, h, W_x, W_h, b)
    return z * h + (1 - z) * np.tanh(r * parts(x, h, W_x, W_h, b, "h"))


def without_bias(x, h, W_x, W_h, b):
    return step(x, h, W_x, W_h, {name: 0 * v for name, v in b.items()})


def piled_up(x, h, *weights):
    z, _, new = pieces(x, h, *weights)
    return h + (1 - z) * new


def reset_kept(x, h, *weights):
    z, r, new = pieces(x, h, *weights)
    return z * r * h + (1 - z) * new


def in_place(x, h, *weights):
    h[:] = step(x, h, *weights)
    return h


def count(D, H, after, both, *, blocks=3, second=3, block=None):
    block = D * H + H * H + H if block is None else block(D, H)
    return (1 + both) * (blocks * block + second * H * after)


def negate(*arrays, blocks=(0,), which=(0, 1, 2), change=np.negative):
    got = [array.copy() for array in arrays]
    units = arrays[1].shape[0]
    for k in which:
        for block in blocks:
            part = got[k][..., block * units : (block + 1) * units]
            part[...] = change(part)
    return tuple(got)


def negate_in_place(W_xh, W_hh, b_h):
    for array in (W_xh, W_hh, b_h):
        array[..., : len(W_hh)] *= -1
    return W_xh, W_hh, b_h


def negate_rows(W_xh, W_hh, b_h):
    got = [W_xh.copy(), W_hh.copy(), b_h.copy()]
    for array in got:
        array[: len(W_hh)] *= -1
    return got


def says(h, r, W, b, after):
    return r * (h @ W + b) if after else h * r @ W


def nearest(count_of, budget):
    return min(range(1, 500), key=lambda H: abs(count_of(H) - budget))


def most(count_of, budget):
    H = 1
    while count_of(H + 1) <= budget:
        H += 1
    return H


def upwards(count_of, budget):
    H = most(count_of, budget)
    return H if abs(count_of(H) - budget) < abs(count_of(H + 1) - budget) else H + 1


def average(values, half_life, *, keep=lambda k: 0.5 ** (1 / k), h=0.0, write=None):
    z, out = keep(half_life), []
    for value in values:
        h = z * h + (1 - z if write is None else write) * value
        out.append(h)
    return np.array(out)


def in_the_series_type(values, half_life):
    z, h, out = 0.5 ** (1 / half_life), 0.0, np.zeros_like(values)
    for t, value in enumerate(values):
        out[t] = h = z * h + (1 - z) * value
    return out


def minimal(x, h, W_x, W_h, b, *, swap=False, seen=lambda f, h: f * h):
    f = sigmoid(parts(x, h, W_x, W_h, b, "f"))
    new = np.tanh(parts(x, seen(f, h), W_x, W_h, b, "h"))
    return f * h + (1 - f) * new if swap else (1 - f) * h + f * new


RIGHT = [
    (gru.gru_step, step),
    (gru.gru_step, stacked),
    (gru.count, count),
    (gru.count, lambda D, H, a, both: (1 + both) * 3 * H * (D + H + 1 + a)),
    (gru.convert, negate),
    (gru.convert, lambda *arrays: list(negate(*arrays))),
    (gru.biases, lambda: [50, -50, -50, 0, 50, -50, 0, 0, 0]),
    (gru.biases, lambda: np.array([20.0, -20, -20, 20, 20, -20, 1, 1, 1])),
    (gru.memory, says),
    (gru.memory, lambda h, r, W, b, after: np.diag(r) @ (W.T @ h + b) if after else W.T @ (r * h)),
    (gru.units_for, nearest),
    (gru.units_for, upwards),
    (gru.leaky, average),
    (gru.leaky, lambda v, k: list(average(v, k, keep=lambda k: np.exp(np.log(0.5) / k)))),
    (gru.minimal_step, minimal),
]

WRONG = [
    (gru.gru_step, swapped, "share to write"),
    (gru.gru_step, reset_after, "before the product"),
    (gru.gru_step, off(seen=lambda r, h: h), "where is the reset gate"),
    (gru.gru_step, reset_all, "not the input"),
    (gru.gru_step, off(g=sigmoid), "can be negative"),
    (gru.gru_step, off(gate=np.tanh), "tanh is not"),
    (gru.gru_step, off(z_name="r", r_name="z"), "changed places"),
    (gru.gru_step, off(r_name="z"), "weights of its own"),
    (gru.gru_step, without_bias, "have a bias"),
    (gru.gru_step, lambda *case: pieces(*case)[2], "that is the candidate"),
    (gru.gru_step, reset_kept, "of h itself"),
    (gru.gru_step, piled_up, "make room"),
    (gru.gru_step, lambda *c: pieces(*c)[0] * c[1] + pieces(*c)[2], "must add up to 1"),
    (gru.gru_step, in_place, "under your hands"),
    (gru.gru_step, lambda *case: None, "returns nothing"),
    (gru.gru_step, lambda *case: step(*case).sum(), "one number a unit"),
    (gru.gru_step, lambda x, h, *weights: h, "not the new state"),
    (gru.count, lambda D, H, a, both: count(D, H, not a, both), "belongs to reset_after"),
    (gru.count, lambda D, H, a, both: count(D, H, a, False), "two layers"),
    (gru.count, lambda D, H, a, both: count(D, H, a, both, second=1), "all three blocks"),
    (gru.count, lambda D, H, a, both: count(D, H, False, both, blocks=4), "an LSTM"),
    (gru.count, lambda D, H, a, both: count(D, H, a, both, blocks=4, second=4), "an LSTM"),
    (gru.count, lambda D, H, a, both: count(D, H, False, both, blocks=2), "candidate has"),
    (gru.count, lambda D, H, a, both: count(D, H, a, both, blocks=2, second=2), "candidate has"),
    (gru.count, lambda D, H, a, both: count(D, H, False, both, blocks=1), "of their own"),
    (
        gru.count,
        lambda D, H, a, both: count(D, H, False, both, block=lambda D, H: D * H + H * H),
        "every block has a bias",
    ),
    (
        gru.count,
        lambda D, H, a, both: count(D, H, False, both, block=lambda D, H: D * H + H),
        "feeds back",
    ),
    (gru.count, lambda D, H, a, both: 44_352, "is not the count"),
    (gru.count, lambda D, H, a, both: None, "returns nothing"),
    (gru.convert, lambda *arrays: negate(*arrays, blocks=()), "nothing has changed"),
    (gru.convert, lambda *arrays: negate(*arrays, which=(2,)), "one of three parts"),
    (gru.convert, lambda *arrays: negate(*arrays, which=(0, 1)), "not all"),
    (gru.convert, lambda *arrays: negate(*arrays, which=(1,)), "not all"),
    (gru.convert, lambda *arrays: negate(*arrays, blocks=(1,)), "order is z, r, candidate"),
    (gru.convert, lambda *arrays: negate(*arrays, blocks=(0, 1, 2)), "must stay"),
    (gru.convert, lambda *arrays: negate(*arrays, blocks=(0, 2)), "must stay"),
    (gru.convert, lambda *arrays: negate(*arrays, change=lambda p: 1 - p), "after σ"),
    (gru.convert, lambda *arrays: negate(*arrays)[0], "three arrays"),
    (gru.convert, lambda *arrays: [a.T for a in negate(*arrays)], "shapes"),
    (gru.convert, negate_rows, "not of rows"),
    (gru.convert, negate_in_place, "owner still needs them"),
    (gru.biases, lambda: [-50, 50, 50, 0, 50, -50, 0, 0, 0], "share to keep"),
    (gru.biases, lambda: [0] * 9, "does not hold"),
    (gru.biases, lambda: [6, -50, -50, 0, 50, -50, 0, 0, 0], "leaks"),
    (gru.biases, lambda: [50, 50, -50, 0, 50, -50, 0, 0, 0], "second unit keeps"),
    (gru.biases, lambda: [50, -50, 50, 0, 50, -50, 0, 0, 0], "third unit keeps"),
    (gru.biases, lambda: [50, -50, -50, 0, 50, 50, 0, 0, 0], "memory through"),
    (gru.biases, lambda: [50, -50, -50, 0, -50, -50, 0, 0, 0], "undiminished"),
    (gru.biases, lambda: [0, 50, -50, 50, -50, -50, 0, 0, 0], "the order is"),
    (gru.biases, lambda: [1, 0, 0, 0, 1, 0, 0, 0, 0], "not the bias"),
    (gru.biases, lambda: [50, -50, -50], "nine biases"),
    (gru.biases, lambda: None, "returns nothing"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W, b, not after), "the other order"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W, b, True), "the other order"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W, b, False), "the other order"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W, 0, after), "the second bias"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W, 0, after) + b * after, "turns the second"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W, b, after) + b * (not after), "belongs to"),
    (gru.memory, lambda h, r, W, b, after: says(h, r, W.T, b, after), "stand in rows"),
    (gru.memory, lambda h, r, W, b, after: h @ W + b * after, "where is the reset gate"),
    (gru.memory, lambda h, r, W, b, after: np.tanh(says(h, r, W, b, after)), "before the tanh"),
    (gru.memory, lambda h, r, W, b, after: h, "that is not"),
    (gru.memory, lambda *case: says(*case).sum(), "one number a unit"),
    (gru.memory, lambda *case: None, "returns nothing"),
    (gru.units_for, most, "a little more"),
    (gru.units_for, lambda count_of, budget: most(count_of, budget) + 1, "a little less"),
    (gru.units_for, lambda count_of, budget: count_of(nearest(count_of, budget)), "units are"),
    (
        gru.units_for,
        lambda count_of, budget: nearest(count_of, budget) if budget > 1 else 0,
        "at least one unit",
    ),
    (gru.units_for, lambda count_of, budget: 84, "84 units give"),
    (gru.units_for, lambda count_of, budget: None, "returns nothing"),
    (gru.leaky, lambda v, k: average(v, k, keep=lambda k: 1 - 0.5 ** (1 / k)), "changed places"),
    (gru.leaky, lambda v, k: average(v, k, keep=lambda k: np.exp(-1 / k)), "1/e"),
    (gru.leaky, lambda v, k: average(v, k, keep=lambda k: 1 - 1 / k), "long half-lives"),
    (gru.leaky, lambda v, k: average(v, k, keep=lambda k: 0.5), "at every step"),
    (gru.leaky, lambda v, k: average(v, k, h=v[0]), "starts at 0"),
    (gru.leaky, lambda v, k: average(v, k, write=1.0), "add up to 1"),
    (gru.leaky, lambda v, k: np.append(0, average(v, k)[:-1]), "one step late"),
    (gru.leaky, in_the_series_type, "whole numbers"),
    (gru.leaky, lambda v, k: average(v, k)[-1], "one average a step"),
    (gru.leaky, lambda v, k: 3 * average(v, k), "what is left after k steps"),
    (gru.leaky, lambda v, k: None, "returns nothing"),
    (gru.minimal_step, lambda *case: minimal(*case, swap=True), "share to write"),
    (gru.minimal_step, lambda *case: minimal(*case, seen=lambda f, h: h), "second job"),
    (gru.minimal_step, lambda *case: minimal(*case, seen=lambda f, h: (1 - f) * h), "share f"),
    (gru.minimal_step, lambda x, h, *rest: h, "not the new state"),
    (gru.minimal_step, lambda *case: None, "returns nothing"),
]
