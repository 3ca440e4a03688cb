"""Right answers to the exercises on vanishing gradients, and wrong ones with their idea."""

import numpy as np

from rnnutils import adding_problem, spectral_radius
from rnnutils.checks import vanishing_gradients as check


def product_loop(w, h):
    left = 1.0
    for state in h[1:]:
        left = left * w * (1 - state * state)
    return left


def product_in_place(w, h):
    h *= -h
    h += 1
    return np.prod(w * h[1:])


def steps_loop(factor, eps):
    n = 0
    while factor**n >= eps:
        n += 1
    return n


def scaled(W, radius, size=spectral_radius):
    if W.shape[0] != W.shape[1]:
        raise ValueError("not square")
    return W * (radius / size(W))


def scaled_in_place(W, radius):
    W *= radius / spectral_radius(W)
    return W


def scaled_unchecked(W, radius):
    return W * (radius / np.linalg.svd(W)[1][0]) if W.shape[0] != W.shape[1] else scaled(W, radius)


def first_eigenvalue(W):
    return np.abs(np.linalg.eigvals(W)).min()


def clipped_eigenvalues(W, radius):
    values, vectors = np.linalg.eig(W)
    values = values / np.abs(values) * radius
    return np.real(vectors @ np.diag(values) @ np.linalg.inv(vectors))


def norms(W, H, *, slope=lambda h: 1 - h**2, start=1.0, turn=False, shift=0, reverse=False):
    error = start * np.ones(len(W))
    lengths = [np.linalg.norm(error)]
    for t in range(len(H) - 1, 0, -1):
        error = (W.T if turn else W) @ (slope(H[t - shift]) * error)
        lengths.append(np.linalg.norm(error))
    return np.array(lengths if reverse else lengths[::-1])


def norms_by_products(W, H):
    lengths, J = [], np.eye(len(W))
    for h in H[::-1]:
        lengths.append(np.linalg.norm(J @ np.ones(len(W))))
        J = W @ np.diag(1 - h**2) @ J
    return lengths[::-1]


def slope_last(W, H):
    error, lengths = np.ones(len(W)), [np.sqrt(len(W))]
    for h in H[:0:-1]:
        error = (1 - h**2) * (W @ error)
        lengths.append(np.linalg.norm(error))
    return lengths[::-1]


def one_step_too_far(W, H):
    error, lengths = np.ones(len(W)), []
    for h in H[::-1]:
        error = W @ ((1 - h**2) * error)
        lengths.append(np.linalg.norm(error))
    return lengths[::-1]


def norms_in_place(W, H):
    lengths = norms(W, H)
    W *= 2
    return lengths


def bias(steps):
    gate = 0.5 ** (1 / steps)
    return np.log(gate / (1 - gate))


def adding(n, T, rng, *, marks=None, target=None, shape=(-1, 1)):
    numbers, half, rows = rng.uniform(size=(n, T)), T // 2, np.arange(n)
    if marks is None:
        marks = np.zeros((n, T))
        marks[rows, rng.integers(0, half, n)] = 1
        marks[rows, rng.integers(half, T, n)] = 1
    else:
        marks = marks(n, T, rng)
    Y = (target or (lambda x, m: (x * m).sum(axis=1)))(numbers, marks)
    return np.stack([numbers, marks], axis=-1), Y.reshape(shape)


def anywhere(n, T, rng):
    marks = np.zeros((n, T))
    for row in marks:
        row[rng.choice(T, 2, replace=False)] = 1
    return marks


def may_fall_together(n, T, rng):
    marks, rows = np.zeros((n, T)), np.arange(n)
    marks[rows, rng.integers(T, size=n)] = marks[rows, rng.integers(T, size=n)] = 1
    return marks


def the_same_everywhere(n, T, rng):
    marks = np.zeros((n, T))
    marks[:, [rng.integers(T // 2), rng.integers(T // 2, T)]] = 1
    return marks


def never_last(n, T, rng):
    marks, rows = np.zeros((n, T)), np.arange(n)
    marks[rows, rng.integers(T // 2, size=n)] = 1
    marks[rows, rng.integers(T // 2, T - 1, size=n)] = 1
    return marks


def chrono(units, time_steps, rng, *, draw=None, couple=lambda b, rng: -b):
    b_f = (
        np.log(rng.uniform(1, time_steps - 1, units))
        if draw is None
        else draw(units, time_steps, rng)
    )
    return b_f, couple(b_f, rng)


def gates(units, time_steps, rng):
    u = rng.uniform(1, time_steps - 1, units)
    return u / (u + 1)


def rest(w, h=1.0, steps=1000):
    for _ in range(steps):
        h = np.tanh(w * h)
    return h, w * (1 - h**2)


RIGHT = [
    (check.error_left, lambda w, h: np.prod(w * (1 - h[1:] ** 2))),
    (check.error_left, product_loop),
    (check.steps_to_silence, steps_loop),
    (check.steps_to_silence, lambda f, e: int(np.floor(np.log(e) / np.log(f))) + 1),
    (check.scaled_to_radius, scaled),
    (check.scaled_to_radius, lambda W, r: r * W / np.abs(np.linalg.eigvals(W)).max()),
    (check.gradient_norms, norms),
    (check.gradient_norms, norms_by_products),
    (check.forget_bias, bias),
    (check.forget_bias, lambda n: -np.log(2 ** (1 / n) - 1)),
    (check.resting, rest),
    (check.resting, lambda w: list(rest(w, h=0.1))),
    (check.adding, adding),
    (check.adding, lambda n, T, rng: adding_problem(n, T, seed=rng)),
    (check.chrono, chrono),
]

WRONG = [
    (check.error_left, lambda w, h: None, "returns nothing"),
    (check.error_left, lambda w, h: np.prod(w * (1 - h**2)), "one step less"),
    (check.error_left, lambda w, h: w ** (len(h) - 1), "linear unit"),
    (check.error_left, lambda w, h: np.prod(w * (1 - h[:-1] ** 2)), "ends in"),
    (check.error_left, lambda w, h: np.prod(w * (1 - h[1:])), "square in it"),
    (check.error_left, lambda w, h: w * np.prod(1 - h[1:] ** 2), "not only the first"),
    (check.error_left, lambda w, h: np.prod(1 - h[1:] ** 2), "the weight is not"),
    (check.error_left, lambda w, h: np.sum(w * (1 - h[1:] ** 2)), "it multiplies"),
    (check.error_left, lambda w, h: np.cumprod(w * (1 - h[1:] ** 2)), "one number"),
    (check.error_left, lambda w, h: np.prod(w * (1 - np.tanh(h[1:]) ** 2)), "tanh again"),
    (check.error_left, product_in_place, "changes the caller's"),
    (check.error_left, lambda w, h: 0.5, "another one"),
    (check.steps_to_silence, lambda f, e: None, "returns nothing"),
    (check.steps_to_silence, lambda f, e: np.log(e) / np.log(f), "whole numbers"),
    (check.steps_to_silence, lambda f, e: int(np.log(e) / np.log(f)), "not yet below"),
    (check.steps_to_silence, lambda f, e: steps_loop(f, e) + 1, "already"),
    (check.steps_to_silence, lambda f, e: round(np.log(e) / -np.log(f)), "is negative"),
    (check.steps_to_silence, lambda f, e: round(np.log(e) / np.log(f)), "the least"),
    (check.steps_to_silence, lambda f, e: int(np.ceil((1 - e) / (1 - f))), "of what is left"),
    (check.steps_to_silence, lambda f, e: 30, "not yet below"),
    (check.steps_to_silence, lambda f, e: int(np.ceil(np.log(e) / np.log(f))), "not yet below"),
    (check.scaled_to_radius, lambda W, r: None, "returns nothing"),
    (check.scaled_to_radius, scaled_in_place, "changes the caller's"),
    (check.scaled_to_radius, lambda W, r: scaled(W, r, lambda W: np.linalg.norm(W, 2)), "singular"),
    (check.scaled_to_radius, lambda W, r: scaled(W, r, np.linalg.norm), "Frobenius"),
    (check.scaled_to_radius, lambda W, r: scaled(W, r, first_eigenvalue), "of largest size"),
    (check.scaled_to_radius, lambda W, r: r * W, "has one already"),
    (check.scaled_to_radius, lambda W, r: scaled(W, 1), "is 1 now"),
    (
        check.scaled_to_radius,
        lambda W, r: scaled(W, r, lambda W: np.abs(W).max()),
        "largest entry",
    ),
    (check.scaled_to_radius, lambda W, r: -scaled(W, r), "turns the sign"),
    (check.scaled_to_radius, clipped_eigenvalues, "directions have changed"),
    (check.scaled_to_radius, scaled_unchecked, "refuse it"),
    (check.scaled_to_radius, lambda W, r: scaled(W, r) + 0j, "complex"),
    (check.gradient_norms, lambda W, H: None, "returns nothing"),
    (check.gradient_norms, lambda W, H: norms(W, H, slope=np.ones_like), "linear network"),
    (check.gradient_norms, lambda W, H: norms(W, H, turn=True), "other side"),
    (check.gradient_norms, lambda W, H: norms(W, H, shift=1), "ends in"),
    (check.gradient_norms, lambda W, H: norms(W, H, slope=lambda h: 1 - h), "square in it"),
    (check.gradient_norms, lambda W, H: norms(W, H, reverse=True), "order of time"),
    (check.gradient_norms, lambda W, H: norms(W, H, start=0.5), "error of 1"),
    (check.gradient_norms, lambda W, H: norms(W, H)[1:], "each of 7 steps"),
    (check.gradient_norms, norms_in_place, "changes the arrays"),
    (check.gradient_norms, lambda W, H: norms(W, H) ** 2, "a root is missing"),
    (check.gradient_norms, one_step_too_far, "before it goes"),
    (check.gradient_norms, lambda W, H: norms(W, H) / norms(W, H)[-1], "shares of the last"),
    (
        check.gradient_norms,
        lambda W, H: norms(W, H, slope=lambda h: 1 - np.tanh(h) ** 2),
        "tanh again",
    ),
    (check.gradient_norms, slope_last, "slope of a step first"),
    (check.forget_bias, lambda n: None, "returns nothing"),
    (check.forget_bias, lambda n: 0.5 ** (1 / n), "not yet its bias"),
    (check.forget_bias, lambda n: -bias(n), "sign is turned"),
    (check.forget_bias, np.log, "half is asked"),
    (check.forget_bias, lambda n: 1.0, "not a half"),
    (check.forget_bias, lambda n: bias(n) + 1e-4, "six digits"),
    (check.forget_bias, lambda n: np.log(n / np.log(2)), "nearly"),
    (check.forget_bias, lambda n: np.log(2 * n - 1), "of what is left"),
    (check.forget_bias, lambda n: bias(n) / np.log(10), "natural logarithm"),
    (check.forget_bias, lambda n: np.inf, "not a finite"),
    (check.resting, lambda w: None, "returns nothing"),
    (check.resting, lambda w: rest(w)[0], "two numbers"),
    (check.resting, lambda w: (0.0, w), "zero rests too"),
    (check.resting, lambda w: rest(w, h=-1.0), "positive one"),
    (check.resting, lambda w: rest(w, steps=3), "not rest yet"),
    (check.resting, lambda w: (rest(w)[0], 1 - rest(w)[0] ** 2), "the weight is not"),
    (check.resting, lambda w: (rest(w)[0], w * (1 - rest(w)[0])), "square in it"),
    (check.resting, lambda w: (rest(w)[0], w * (1 - np.tanh(rest(w)[0]) ** 2)), "tanh again"),
    (check.resting, lambda w: (rest(w)[0], w), "slope of tanh is missing"),
    (check.resting, lambda w: (rest(w)[0], 0.5), "another one"),
    (check.adding, lambda n, T, rng: adding(n, T, rng, shape=-1), "one target"),
    (check.adding, lambda n, T, rng: adding(n, T, rng, marks=anywhere), "first half"),
    (check.adding, lambda n, T, rng: adding(n, T, rng, marks=may_fall_together), "exactly two"),
    (check.adding, lambda n, T, rng: adding(n, T, rng, marks=never_last), "never marked"),
    (check.adding, lambda n, T, rng: adding(n, T, rng, marks=the_same_everywhere), "of its own"),
    (
        check.adding,
        lambda n, T, rng: adding(n, T, rng, target=lambda x, m: x.sum(axis=1)),
        "all the numbers",
    ),
    (
        check.adding,
        lambda n, T, rng: adding(
            n, T, rng, target=lambda x, m: np.where(m == 1, x, 1).prod(axis=1)
        ),
        "should add",
    ),
    (
        check.adding,
        lambda n, T, rng: adding(n, T, rng, target=lambda x, m: (x * m).sum(axis=1) / 2),
        "the mean",
    ),
    (check.adding, lambda n, T, rng: adding_problem(n, T), "another generator"),
    (check.adding, lambda n, T, rng: adding(n, T, np.random.default_rng()), "all from rng"),
    (check.chrono, lambda u, n, rng: chrono(u, n, np.random.default_rng()), "draw from rng"),
    (
        check.chrono,
        lambda u, n, rng: chrono(
            u, n, rng, draw=lambda u, n, rng: np.log(np.linspace(1, n - 1, u))
        ),
        "another generator",
    ),
    (check.adding, lambda n, T, rng: tuple(p[:, 1:] for p in adding(n, T, rng)), "11 steps"),
    (check.chrono, lambda u, m, rng: chrono(u, m, rng, couple=lambda b, rng: b), "mind one sign"),
    (
        check.chrono,
        lambda u, m, rng: chrono(
            u, m, rng, couple=lambda b, rng: -np.log(rng.uniform(1, m - 1, u))
        ),
        "coupled",
    ),
    (check.chrono, lambda u, m, rng: chrono(u, m, rng)[::-1], "signs are turned"),
    (
        check.chrono,
        lambda u, m, rng: chrono(u, m, rng, draw=lambda u, m, rng: np.full(u, np.log(m / 2))),
        "of its own",
    ),
    (
        check.chrono,
        lambda u, m, rng: chrono(u, m, rng, draw=lambda u, m, rng: rng.uniform(1, m - 1, u)),
        "not yet biases",
    ),
    (check.chrono, lambda u, m, rng: chrono(u, m, rng, draw=gates), "not yet their biases"),
    (
        check.chrono,
        lambda u, m, rng: chrono(u, m, rng, draw=lambda u, m, rng: np.log(rng.integers(1, m, u))),
        "whole numbers",
    ),
    (
        check.chrono,
        lambda u, m, rng: chrono(
            u, m, rng, draw=lambda u, m, rng: np.log10(rng.uniform(1, m - 1, u))
        ),
        "natural logarithm",
    ),
    (
        check.chrono,
        lambda u, m, rng: chrono(
            u, m, rng, draw=lambda u, m, rng: rng.uniform(0, np.log(m - 1), u)
        ),
        "not their logarithms",
    ),
    (
        check.chrono,
        lambda u, m, rng: chrono(
            u, m, rng, draw=lambda u, m, rng: np.log(rng.uniform(1, 2 * m, u))
        ),
        "the longest lag",
    ),
]
