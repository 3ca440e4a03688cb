"""Right answers to the exercises on backpropagation through time, and wrong ones."""

import numpy as np

from rnnutils.checks import bptt
from rnnutils.nn.optimisers import clip_by_global_norm


def back(h, before, immediate, received, W):
    delta = (1 - h**2) * (immediate + received)
    return delta, delta @ W.T


def back_in_place(h, before, immediate, received, W):
    received += immediate
    delta = (1 - h**2) * received
    return delta, W @ delta


def with_delta(delta):
    def answer(h, before, immediate, received, W):
        error = delta(h, before, immediate, received)
        return error, error @ W.T

    return answer


def with_passed(passed):
    def answer(h, before, immediate, received, W):
        delta = (1 - h**2) * (immediate + received)
        return delta, passed(h, before, immediate, received, W, delta)

    return answer


def shares_in_a_loop(h, delta):
    total = 0
    for t in range(len(delta)):
        total = total + np.outer(h[t], delta[t])
    return total


def central(loss, x, step):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + step
        above = loss(x)
        x[place] = kept - step
        gradient[place] = (above - loss(x)) / (2 * step)
        x[place] = kept
    return gradient


def with_copies(loss, x, step):
    gradient = np.zeros(x.size)
    for i in range(x.size):
        nudge = np.zeros(x.size)
        nudge[i] = step
        nudge = nudge.reshape(x.shape)
        gradient[i] = (loss(x + nudge) - loss(x - nudge)) / (2 * step)
    return gradient.reshape(x.shape)


def one_sided(loss, x, step, sign=1):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] += sign * step
        gradient[place] = sign * (loss(moved) - loss(x)) / step
    return gradient


def not_put_back(loss, x, step):
    gradient = central(loss, x, step)
    x += step
    return gradient


def half_steps(loss, x, step):
    return central(loss, x, step / 2)


def moved_back(loss, x, step):
    gradient = central(loss, x, step)
    x += 1e-9
    return gradient


def suspicious(judge, *, step=1e-5, move=True, names=set):
    def answer(loss, parameters, gradients):
        wrong = []
        for name, array in parameters.items():
            slopes = central(lambda _: loss(parameters), array, step)
            if not move:
                array -= step
            wrong += [name] * bool(judge(slopes, gradients[name]))
        return names(wrong)

    return answer


def by_size(slopes, claim):
    return abs(np.linalg.norm(slopes) - np.linalg.norm(claim)) > 1e-4


def by_direction(slopes, claim):
    cosine = (slopes * claim).sum() / np.linalg.norm(slopes) / np.linalg.norm(claim)
    return cosine < 1 - 1e-8


def by_entry(slopes, claim):
    return (abs(slopes - claim) > 1e-4).any()


def clipped(gradients, limit, *, change=None):
    norm = np.sqrt(sum((g**2).sum() for g in gradients.values()))
    change = change or (lambda g: g * min(1, limit / norm))
    return {name: change(g) for name, g in gradients.items()}


def clipped_in_place(gradients, limit):
    norm = np.sqrt(sum((g**2).sum() for g in gradients.values()))
    for g in gradients.values():
        g *= min(1, limit / norm)
    return gradients


def common(gradients, factor):
    norms = [np.linalg.norm(g) for g in gradients.values()]
    return {name: factor(np.array(norms)) * g for name, g in gradients.items()}


def walk(immediate, h, W, cut, *, keep=1):
    delta, received = np.zeros_like(h), 0
    for t in range(len(h) - 1, -1, -1):
        delta[t] = (1 - h[t] ** 2) * (immediate[t] + received)
        received = 0 if cut(t) else delta[t] @ W.T
        delta[t] *= keep if cut(t) else 1
    return delta


def by_stretches(immediate, h, W, k):
    starts = range(0, len(h), k)
    parts = [(immediate[s : s + k], h[s : s + k]) for s in starts]
    return np.vstack([walk(i, part, W, lambda t: False) for i, part in parts])


def product(h, W, *, J=lambda s, W: np.diag(1 - s**2) @ W.T, start=1):
    whole = np.eye(len(W))
    for s in h[start:]:
        whole = J(s, W) @ whole
    return whole


def opposite(h, W):
    return product(np.vstack([h[:1], h[:0:-1]]), W)


def two_places_late(h, delta):
    return h[:-1].T @ np.roll(delta, 1, axis=0)


def by_window(immediate, h, W_hh, k):
    delta = np.zeros_like(h)
    for t in range(len(h)):
        only = np.zeros_like(h)
        only[t] = immediate[t]
        first = max(t - k + 1, 0)
        delta[first:] += walk(only[first:], h[first:], W_hh, lambda t: False)
    return delta


RIGHT = [
    (bptt.slope, lambda h: 1 - h**2),
    (bptt.slope, lambda h: 1 / np.cosh(np.arctanh(h)) ** 2),
    (bptt.slope, lambda h: (1 - h) * (1 + h)),
    (bptt.step_back, back),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, delta: W @ delta)),
    (bptt.step_back, lambda *given: list(back(*given))),
    (bptt.step_back, lambda *given: np.stack(back(*given))),
    (bptt.sum_shares, shares_in_a_loop),
    (bptt.sum_shares, lambda h, delta: h[:-1].T @ delta),
    (bptt.sum_shares, lambda h, delta: np.einsum("ti,tj->ij", h[:-1], delta)),
    (bptt.differences, central),
    (bptt.differences, with_copies),
    (bptt.suspects, suspicious(by_entry)),
    (bptt.suspects, suspicious(by_entry, names=list)),
    (bptt.suspects, suspicious(lambda s, g: not np.allclose(s, g, rtol=1e-4, atol=1e-5))),
    (bptt.clip, clipped),
    (bptt.clip, lambda g, limit: clip_by_global_norm(g, limit)[0]),
    (
        bptt.clip,
        lambda g, limit: common(g, lambda n: min(1, limit / (np.linalg.norm(n) + 1e-6))),
    ),
    (bptt.truncated, lambda i, h, W, k: walk(i, h, W, lambda t: t % k == 0)),
    (bptt.truncated, by_stretches),
    (bptt.jacobian, product),
    (bptt.jacobian, lambda h, W: product(h, W, J=lambda s, W: (1 - s**2)[:, None] * W.T)),
]

WRONG = [
    (bptt.slope, lambda h: 1 - np.tanh(h) ** 2, "apply tanh again"),
    (bptt.slope, lambda h: 1 / np.cosh(h) ** 2, "apply tanh again"),
    (bptt.slope, lambda h: 1 - np.arctanh(h) ** 2, "that of the output"),
    (bptt.slope, lambda h: h * (1 - h), "slope of the sigmoid"),
    (bptt.slope, lambda h: 1 - h, "equally steep"),
    (bptt.slope, lambda h: 1 - abs(h), "too small in between"),
    (bptt.slope, lambda h: h**2, "other way round"),
    (bptt.slope, lambda h: np.ones_like(h), "not the slope of tanh"),
    (bptt.slope, lambda h: 1 - h[0] ** 2, "has shape"),
    (bptt.slope, lambda h: None, "returns nothing"),
    (bptt.slope, lambda h: np.full_like(h, np.nan), "not a finite number"),
    (bptt.step_back, with_delta(lambda h, b, i, r: i + r), "slope of tanh is missing"),
    (bptt.step_back, with_delta(lambda h, b, i, r: (1 - b**2) * (i + r)), "this step's tanh"),
    (bptt.step_back, with_delta(lambda h, b, i, r: (1 - h**2) * r), "immediate part is missing"),
    (bptt.step_back, with_delta(lambda h, b, i, r: (1 - h**2) * i), "later steps"),
    (bptt.step_back, with_delta(lambda h, b, i, r: (1 - h**2) * i + r), "pass the tanh as well"),
    (bptt.step_back, with_delta(lambda h, b, i, r: (h**2 - 1) * (i + r)), "look at the signs"),
    (
        bptt.step_back,
        with_delta(lambda h, b, i, r: (1 - np.tanh(h) ** 2) * (i + r)),
        "apply tanh again",
    ),
    (bptt.step_back, with_delta(lambda h, b, i, r: 2 * (i + r)), "not dL/da"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: d @ W), "unit i collects"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: W.T @ d), "unit i collects"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: (i + r) @ W.T), "before it has passed"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: d), "weights between"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: (1 - b**2) * (d @ W.T)), "step before"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: r + d @ W.T), "used up"),
    (bptt.step_back, with_passed(lambda h, b, i, r, W, d: 3 * d), "is not"),
    (bptt.step_back, back_in_place, "changes the arrays"),
    (bptt.step_back, lambda *given: back(*given)[::-1], "come first"),
    (bptt.step_back, with_delta(lambda h, b, i, r: (1 - h**2) * i * r), "two arrows add"),
    (
        bptt.step_back,
        lambda h, b, i, r, W: back(h, b, i, r @ W.T, W),
        "passed the weights already",
    ),
    (bptt.step_back, lambda *given: back(*given)[0], "two things"),
    (bptt.step_back, lambda *given: None, "returns nothing"),
    (bptt.sum_shares, lambda h, d: h[1:].T @ d, "not the one it made"),
    (bptt.sum_shares, lambda h, d: h[1:-1].T @ d[1:], "first share is missing"),
    (bptt.sum_shares, lambda h, d: h[:-2].T @ d[:-1], "last share is missing"),
    (bptt.sum_shares, lambda h, d: np.outer(h[-2], d[-1]), "last step alone"),
    (bptt.sum_shares, lambda h, d: h[:-1].T @ d / len(d), "nudge of the weight"),
    (bptt.sum_shares, lambda h, d: d.T @ h[:-1], "are swapped"),
    (bptt.sum_shares, lambda h, d: h[:-1] * d, "has shape"),
    (bptt.sum_shares, two_places_late, "another matrix"),
    (bptt.sum_shares, lambda h, d: h[:-1].T @ (d * (1 - h[1:] ** 2)), "slope already"),
    (bptt.sum_shares, lambda h, d: h[:-1].T @ d[::-1], "opposite order"),
    (bptt.differences, one_sided, "one side only"),
    (bptt.differences, lambda f, x, s: one_sided(f, x, s, -1), "one side only"),
    (bptt.differences, lambda f, x, s: 2 * central(f, x, s), "two steps apart"),
    (bptt.differences, lambda f, x, s: 2 * s * central(f, x, s), "per change of the entry"),
    (bptt.differences, lambda f, x, s: -central(f, x, s), "sign"),
    (bptt.differences, not_put_back, "as it was"),
    (bptt.differences, half_steps, "one whole step up"),
    (bptt.differences, moved_back, "as it was"),
    (
        bptt.differences,
        lambda f, x, s: np.full_like(x, (f(x + s) - f(x - s)) / (2 * s)),
        "all entries at once",
    ),
    (bptt.differences, lambda f, x, s: (f(x + s) - f(x - s)) / (2 * s), "has shape"),
    (bptt.differences, lambda f, x, s: central(f, x, 1e-5), "with the step given"),
    (bptt.differences, lambda f, x, s: None, "returns nothing"),
    (bptt.suspects, suspicious(lambda s, g: (s != g).any()), "never right to the last digit"),
    (bptt.suspects, suspicious(lambda s, g: abs(s - g).max() > 0.5), "single wrong entry"),
    (bptt.suspects, suspicious(lambda s, g: abs(s - g).mean() > 0.01), "look at all"),
    (bptt.suspects, suspicious(lambda s, g: (abs(abs(s) - abs(g)) > 1e-4).any()), "the sign"),
    (bptt.suspects, suspicious(by_size), "the sign"),
    (
        bptt.suspects,
        suspicious(lambda s, g: abs(np.sort(s.ravel()) - np.sort(g.ravel())).max() > 1e-4),
        "at wrong places",
    ),
    (bptt.suspects, suspicious(by_direction), "up to a factor"),
    (bptt.suspects, suspicious(by_entry, names="".join), "a set of names"),
    (bptt.suspects, suspicious(by_entry, names=lambda wrong: {*wrong, "U"}), "not all names"),
    (bptt.suspects, suspicious(by_entry, move=False), "as it was"),
    (
        bptt.suspects,
        suspicious(by_entry, names=lambda wrong: {*wrong, *(["W_hh"] if wrong else [])}),
        "that is right",
    ),
    (
        bptt.suspects,
        suspicious(by_entry, names=lambda wrong: wrong[:4]),
        "every claim was wrong",
    ),
    (
        bptt.clip,
        lambda g, limit: clipped(g, limit, change=lambda a: a * min(1, limit / np.linalg.norm(a))),
        "each array is clipped alone",
    ),
    (
        bptt.clip,
        lambda g, limit: clipped(g, limit, change=lambda a: np.clip(a, -limit, limit)),
        "each entry is clipped alone",
    ),
    (
        bptt.clip,
        lambda g, limit: common(g, lambda n: limit / np.sqrt((n**2).sum())),
        "below the limit",
    ),
    (
        bptt.clip,
        lambda g, limit: common(g, lambda n: min(1, limit / (n**2).sum())),
        "root of the sum",
    ),
    (bptt.clip, lambda g, limit: common(g, lambda n: min(1, limit / n.sum())), "squares do"),
    (
        bptt.clip,
        lambda g, limit: common(g, lambda n: min(1, 1 / np.sqrt((n**2).sum()))),
        "whatever the limit",
    ),
    (bptt.clip, lambda g, limit: g, "nothing was clipped"),
    (
        bptt.clip,
        lambda g, limit: common(g, lambda n: min(1, limit / max(abs(a).max() for a in g.values()))),
        "not the largest",
    ),
    (bptt.clip, clipped_in_place, "changes the arrays"),
    (bptt.clip, lambda g, limit: clip_by_global_norm(g, limit), "a dict is asked for"),
    (bptt.clip, lambda g, limit: {n: 0 * a for n, a in g.items()}, "should become the limit"),
    (bptt.truncated, lambda i, h, W, k: walk(i, h, W, lambda t: False), "no cut is made"),
    (bptt.truncated, by_window, "at fixed places"),
    (bptt.truncated, lambda i, h, W, k: (1 - h**2) * i, "even inside a stretch"),
    (bptt.truncated, lambda i, h, W, k: walk(i, h, W, lambda t: (t + 1) % k == 0), "one step"),
    (
        bptt.truncated,
        lambda i, h, W, k: walk(i, h, W, lambda t: (len(h) - t) % k == 0),
        "count from the end",
    ),
    (
        bptt.truncated,
        lambda i, h, W, k: walk(i, h, W, lambda t: t % k == 0, keep=0),
        "keeps its own error",
    ),
    (bptt.truncated, lambda i, h, W, k: by_stretches(i, h, W.T, k), "collects from all"),
    (bptt.truncated, lambda i, h, W, k: by_stretches(i, h, W, k)[:k], "has shape"),
    (bptt.jacobian, lambda h, W: product(h, W).T, "transpose"),
    (bptt.jacobian, opposite, "opposite order"),
    (bptt.jacobian, lambda h, W: product(h, W, J=lambda s, W: W.T), "slopes of tanh are missing"),
    (bptt.jacobian, lambda h, W: product(h, W.T), "stands in row j"),
    (
        bptt.jacobian,
        lambda h, W: product(h, W, J=lambda s, W: W.T @ np.diag(1 - s**2)),
        "weights act first",
    ),
    (bptt.jacobian, lambda h, W: product(h[:-1], W, start=0), "slopes of h_0"),
    (bptt.jacobian, lambda h, W: product(h, W, start=0), "made by no step"),
    (
        bptt.jacobian,
        lambda h, W: product(h, W, J=lambda s, W: W @ np.diag(1 - s**2)),
        "transposed, each by itself",
    ),
    (bptt.jacobian, lambda h, W: W, "not dh_T/dh_0"),
]
