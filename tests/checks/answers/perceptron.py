"""Right answers to the exercises on the perceptron, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import Perceptron, sigmoid
from rnnutils.checks import perceptron


def step(w, x, t, rate, *, error=lambda t, a: t - (a > 0), first=1.0):
    x = np.array([first, *x])
    return w + rate * error(t, w[0] + w[1:] @ x[1:]) * x


def plain(w, x, t, rate):
    y = int(w[0] + w[1:] @ x > 0)
    new = w.copy()
    new[0] += rate * (t - y)
    new[1:] += rate * (t - y) * x
    return new


def in_place(w, x, t, rate):
    w += rate * (t - (w[0] + w[1:] @ x > 0)) * np.array([1.0, *x])
    return w


def quotient(g, a, eps):
    return (g(a + eps) - g(a - eps)) / (2 * eps)


def bound(X, t, u, *, unit=True, x_0=True, least=np.min, power=2, check=True):
    x = np.column_stack([np.ones(len(X)), X])
    room = (2 * t - 1) * (x @ u) / (np.linalg.norm(u) if unit else 1)
    if check and room.min() <= 0:
        return np.inf
    R = np.linalg.norm(x if x_0 else X, axis=1).max()
    return (R / least(room)) ** power


def chosen(**changes):
    right = {"OR": (-1, 2, 2), "NAND": (3, -2, -2), "ONLY FIRST": (-1, 2, -2)}
    return lambda: right | {name.replace("_", " "): w for name, w in changes.items()}


def loop(X, W, w_0):
    return [int(w_0 + sum(w * x for w, x in zip(W, row, strict=True)) > 0) for row in X]


def shifted(X, W, w_0):
    X += w_0
    return (X @ W > 0).astype(int)


def averaged(X, targets, epochs, *, keep=lambda k, wrong: True, mean=np.mean):
    neuron, seen = Perceptron(X.shape[1]), []
    for k in range(epochs * len(X)):
        wrong = neuron.learn(X[k % len(X)], targets[k % len(X)])
        if keep(k, wrong):
            seen.append([neuron.w_0, *neuron.W])
    return mean(seen, axis=0)


def probability(X, t, W, b):
    y = sigmoid(b + X @ W)
    return np.where(t == 1, y, 1 - y)


def entropy(X, t, W, b):
    return -np.log(probability(X, t, W, b)).mean()


def by_hand(X, t, W, b):
    y = sigmoid(b + X @ W)
    return float(-(t * np.log(y) + (1 - t) * np.log(1 - y)).mean())


def soft(w, x, t, rate, *, error=lambda t, a: t - sigmoid(a), **kwargs):
    return step(w, x, t, rate, error=error, **kwargs)


def averaged_by_hand(X, targets, epochs):
    x = np.column_stack([np.ones(len(X)), X])
    w, total = np.zeros(x.shape[1]), 0
    for _ in range(epochs):
        for row, t in zip(x, targets, strict=True):
            w = w + (t - (w @ row > 0)) * row
            total = total + w
    return total / (epochs * len(X))


RIGHT = [
    (perceptron.activity, lambda X, W, b: (b + X @ W > 0).astype(int)),
    (perceptron.activity, lambda X, W, b: X @ W > -b),
    (perceptron.activity, loop),
    (perceptron.cross_entropy, entropy),
    (perceptron.cross_entropy, by_hand),
    (perceptron.soft_step, soft),
    (perceptron.soft_step, lambda w, x, t, r: soft(w, x, t, r).tolist()),
    (perceptron.gates, chosen()),
    (perceptron.gates, chosen(OR=[-0.1, 5, 0.2], NAND=np.array([1.5, -1, -1]))),
    (perceptron.learn, step),
    (perceptron.learn, plain),
    (perceptron.slope, quotient),
    (perceptron.slope, lambda g, a, e: 0.5 / e * g(a + e) - 0.5 / e * g(a - e)),
    (perceptron.mistake_bound, bound),
    (perceptron.lift, lambda X: np.column_stack([X, X[:, 0] * X[:, 1]])),
    (perceptron.lift, lambda X: (X[:, :1] - X[:, 1:]) ** 2),
    (perceptron.average, averaged),
    (perceptron.average, averaged_by_hand),
]

WRONG = [
    (perceptron.activity, lambda X, W, b: None, "returns nothing"),
    (perceptron.activity, lambda X, W, b: b + X @ W, "these are activations"),
    (perceptron.activity, lambda X, W, b: X @ W, "without the bias"),
    (perceptron.activity, lambda X, W, b: X @ W > 0, "the bias speaks there alone"),
    (perceptron.activity, lambda X, W, b: b + X @ W >= 0, "exactly zero"),
    (perceptron.activity, lambda X, W, b: b + X @ W < 0, "wrong way round"),
    (perceptron.activity, lambda X, W, b: np.sign(b + X @ W), "three answers"),
    (perceptron.activity, lambda X, W, b: np.where(b + X @ W > 0, 1, -1), "not −1 or 1"),
    (perceptron.activity, lambda X, W, b: sigmoid(b + X @ W), "smooth activity"),
    (perceptron.activity, lambda X, W, b: X @ W > b, "compared with"),
    (perceptron.activity, lambda X, W, b: b + X[0] @ W > 0, "which axis"),
    (perceptron.activity, lambda X, W, b: b + X @ W > 0.5, "rises later"),
    (perceptron.activity, lambda X, W, b: (b + X * W).sum(axis=1) > 0, "counts once"),
    (perceptron.activity, lambda X, W, b: b + X @ W[:, None] > 0, "in a column"),
    (perceptron.activity, shifted, "changes the arrays"),
    (perceptron.activity, lambda X, W, b: b + W @ X > 0, "to the left of W"),
    (perceptron.activity, lambda X, W, b: b + np.dot(W, X) > 0, "to the left of W"),
    (perceptron.cross_entropy, lambda X, t, W, b: None, "returns nothing"),
    (perceptron.cross_entropy, lambda X, t, W, b: entropy(X.T, t, W, b), "to the left of W"),
    (perceptron.cross_entropy, lambda X, t, W, b: -np.log(probability(X, t, W, b)), "one number"),
    (perceptron.cross_entropy, lambda X, t, W, b: -entropy(X, t, W, b), "a minus before it"),
    (perceptron.cross_entropy, lambda X, t, W, b: len(X) * entropy(X, t, W, b), "the sum"),
    (perceptron.cross_entropy, lambda X, t, W, b: entropy(X, 1, W, b), "probability 1 − y"),
    (
        perceptron.cross_entropy,
        lambda X, t, W, b: -(t * np.log(sigmoid(b + X @ W))).mean(),
        "target 0 count too",
    ),
    (perceptron.cross_entropy, lambda X, t, W, b: entropy(X, 1 - t, W, b), "the wrong answers"),
    (perceptron.cross_entropy, lambda X, t, W, b: entropy(X, t, W, 0), "the bias is missing"),
    (perceptron.cross_entropy, lambda X, t, W, b: entropy(X, t, W, b) / np.log(2), "base 2"),
    (perceptron.cross_entropy, lambda X, t, W, b: entropy(X, t, W, b) / np.log(10), "base 10"),
    (
        perceptron.cross_entropy,
        lambda X, t, W, b: -np.log(probability(X, t, W, b).mean()),
        "each probability",
    ),
    (perceptron.cross_entropy, lambda X, t, W, b: probability(X, t, W, b).prod(), "likelihood"),
    (perceptron.cross_entropy, lambda X, t, W, b: probability(X, t, W, b).mean(), "is missing"),
    (
        perceptron.cross_entropy,
        lambda X, t, W, b: ((t - sigmoid(b + X @ W)) ** 2).mean(),
        "squared error",
    ),
    (perceptron.cross_entropy, lambda X, t, W, b: 0.3, "not the mean of −log p"),
    (perceptron.soft_step, step, "not a step"),
    (
        perceptron.soft_step,
        lambda w, x, t, r: soft(w, x, t, -r),
        "look at its sign",
    ),
    (
        perceptron.soft_step,
        lambda w, x, t, r: soft(w, x, t, r, error=lambda t, a: t - a),
        "not the activation",
    ),
    (
        perceptron.soft_step,
        lambda w, x, t, r: soft(
            w, x, t, r, error=lambda t, a: (t - sigmoid(a)) * sigmoid(a) * sigmoid(-a)
        ),
        "σ′ cancels",
    ),
    (perceptron.soft_step, lambda w, x, t, r: soft(w, x, t, 1), "learning rate is missing"),
    (perceptron.soft_step, lambda w, x, t, r: soft(w, x, t, r) - w, "this is the change"),
    (perceptron.soft_step, lambda w, x, t, r: soft(w, x, t, r)[1:], "the bias included"),
    (
        perceptron.soft_step,
        lambda w, x, t, r: w + r * (t - sigmoid(w[1:] @ x)) * np.array([1, *x]),
        "takes part in the answer",
    ),
    (
        perceptron.soft_step,
        lambda w, x, t, r: np.append(w[0], soft(w, x, t, r)[1:]),
        "the bias learns as well",
    ),
    (perceptron.soft_step, lambda w, x, t, r: w + r * (t - sigmoid(w @ x)) * x, "one number more"),
    (perceptron.soft_step, lambda w, x, t, r: w, "do not follow the rule"),
    (perceptron.learn, lambda w, x, t, r: w + r * (t - (w @ x > 0)) * x, "one number more"),
    (
        perceptron.lift,
        lambda X: np.column_stack([1000 * X, X[:, 0] * X[:, 1]]),
        "a plane does part your features",
    ),
    (perceptron.gates, chosen(OR=(0, 0, 0)), "OR: an activation of exactly 0"),
    (perceptron.gates, chosen(NAND=(-3, 2, 2)), "wrong way round"),
    (perceptron.gates, chosen(OR=(2, 2, -1)), "yours seems to stand last"),
    (perceptron.gates, chosen(NAND=(2, -1, -2)), "NAND: an activation of exactly 0"),
    (perceptron.gates, chosen(ONLY_FIRST=(-1, 2, 0)), "the answer to (1, 1) is wrong"),
    (perceptron.gates, chosen(NAND=(-2, -2)), "three numbers"),
    (perceptron.gates, lambda: [(-1, 2, 2)], "a dict with the keys"),
    (perceptron.learn, lambda w, x, t, r: step(w, x, t, -r), "look at its sign"),
    (perceptron.learn, lambda w, x, t, r: step(w, x, t, r, first=0.0), "the bias learns as well"),
    (perceptron.learn, lambda w, x, t, r: step(w, x, t, 1), "the learning rate is missing"),
    (
        perceptron.learn,
        lambda w, x, t, r: step(w, x, t, r, error=lambda t, a: t - a),
        "not the activation",
    ),
    (
        perceptron.learn,
        lambda w, x, t, r: step(w, x, t, r, error=lambda t, a: t - (a >= 0)),
        "exactly zero",
    ),
    (
        perceptron.learn,
        lambda w, x, t, r: step(w, x, t, r, error=lambda t, a: 2 * t - 1),
        "although the answer was right",
    ),
    (
        perceptron.learn,
        lambda w, x, t, r: step(w, x, t, r, first=1 / r),
        "is for the bias",
    ),
    (
        perceptron.learn,
        lambda w, x, t, r: step(w, x, t, r, error=lambda t, a: t - sigmoid(a)),
        "not a sigmoid",
    ),
    (perceptron.learn, in_place, "return new weights"),
    (
        perceptron.learn,
        lambda w, x, t, r: w + r * (t - (w[1:] @ x > 0)) * np.array([1, *x]),
        "takes part in the answer",
    ),
    (
        perceptron.learn,
        lambda w, x, t, r: w + r * (t - (w @ [*x, 1] > 0)) * np.array([*x, 1]),
        "the bias comes first",
    ),
    (perceptron.learn, lambda w, x, t, r: w, "nothing moved"),
    (perceptron.learn, lambda w, x, t, r: step(w, x, t, r) - w, "this is the change"),
    (perceptron.learn, lambda w, x, t, r: step(w, x, t, r)[1:], "the bias included"),
    (perceptron.slope, lambda g, a, e: (g(a + e) - g(a)) / e, "one side only"),
    (perceptron.slope, lambda g, a, e: (g(a) - g(a - e)) / e, "one side only"),
    (perceptron.slope, lambda g, a, e: (g(a + e) - g(a - e)) / e, "twice too steep"),
    (perceptron.slope, lambda g, a, e: (g(a + e) - g(a - e)) / 2 * e, "brackets"),
    (perceptron.slope, lambda g, a, e: g(a + e) - g(a - e), "divide it"),
    (perceptron.slope, lambda g, a, e: (g(a - e) - g(a + e)) / (2 * e), "wrong sign"),
    (perceptron.slope, lambda g, a, e: g(a + e) - g(a - e) / (2 * e), "brackets"),
    (perceptron.slope, lambda g, a, e: quotient(g, a, e / 2), "not half of it"),
    (perceptron.slope, lambda g, a, e: quotient(g, a, 1e-6), "the step you are given"),
    (perceptron.slope, lambda g, a, e: 3 * a**2 + e**2, "wrong for the sigmoid"),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, t, u, unit=False), "length 1"),
    (
        perceptron.mistake_bound,
        lambda X, t, u: bound(X, t, u / np.linalg.norm(u[1:]), unit=False),
        "its bias too",
    ),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, (t + 1) / 2, u), "for target 0"),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, t, u, x_0=False), "x_0 too"),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, t, u, power=1), "is a square"),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, t, u, power=-2), "bound small"),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, t, u, least=np.mean), "closest"),
    (perceptron.mistake_bound, lambda X, t, u: bound(X, t, u, check=False), "wrong side"),
    (
        perceptron.mistake_bound,
        lambda X, t, u: (
            0.0 if len(X) == 3 else bound(X, t, u)  # finite although one lies on the line
        ),
        "without room",
    ),
    (perceptron.lift, lambda X: X, "the line stays a line"),
    (perceptron.lift, lambda X: np.column_stack([X, X.sum(axis=1)]), "the line stays a line"),
    (perceptron.lift, lambda X: 10 * X - 3, "the line stays a line"),
    (perceptron.lift, lambda X: X[:, 0] * X[:, 1], "a row for every input"),
    (perceptron.lift, lambda X: np.array([[0], [1], [1], [0]])[: len(X)], "not on its place"),
    (perceptron.lift, lambda X: X[:, :1] * X[:, 1:], "no plane parts these features"),
    (perceptron.average, lambda X, t, n: None, "returns nothing"),
    (perceptron.average, lambda X, t, n: averaged(X, t, n)[1:], "the bias first"),
    (perceptron.average, lambda X, t, n: averaged(X, t, n)[[1, 2, 0]], "the bias comes first"),
    (
        perceptron.average,
        lambda X, t, n: averaged(X, t, n, mean=lambda s, axis: s[-1]),
        "last weights",
    ),
    (perceptron.average, lambda X, t, n: averaged(X, t, n, mean=np.sum), "divide it"),
    (
        perceptron.average,
        lambda X, t, n: averaged(X, t, n, keep=lambda k, wrong: wrong),
        "stay longer",
    ),
    (
        perceptron.average,
        lambda X, t, n: averaged(X, t, n, keep=lambda k, wrong: k % 60 == 59),
        "not after every epoch",
    ),
    (perceptron.average, lambda X, t, n: averaged(X, t, 1), "not the first alone"),
    (perceptron.average, lambda X, t, n: np.zeros(3), "not the mean weights"),
]
