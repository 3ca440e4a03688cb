"""Checks of learning from mistakes: one step of it, how many there can be, what they leave."""

import functools

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, require, shaped
from rnnutils.nn.activations import sigmoid
from rnnutils.nn.perceptron import Perceptron

judge = functools.partial(explain, rtol=1e-6)


@exercise("One step of learning")
def learn(answer):
    """Use inputs for which the answer is right, too low and too high, and two ties."""
    rng = np.random.default_rng(4)
    w, x = rng.normal(size=(42, 4)), rng.normal(size=(42, 3))
    t, rate = rng.integers(2, size=42), rng.uniform(0.1, 0.9, size=42)
    w[:2], x[:2], t[:2] = 0, 1, (0, 1)  # ties: the answer is 0
    changed = "your step changes the arrays it was given: return new weights instead"
    what = "the array of weights, the bias included,"
    cases = zip(w, x, t.tolist(), rate.tolist(), strict=True)
    got = np.array([shaped(ask(answer, *case, changed=changed), (4,), what) for case in cases])
    x1, last = np.column_stack([np.ones(42), x]), np.column_stack([x, np.ones(42)])
    a = (w * x1).sum(axis=1)

    def after(y=a > 0, *, error=None, rate=rate, x=x1):
        error = t - y if error is None else error
        return w + (rate * error)[:, None] * x

    right = after()
    ideas = [
        (2 * w - right, "your step makes the error larger: look at its sign"),
        (np.column_stack([w[:, :1], right[:, 1:]]), "the bias learns as well: it has x_0 = 1"),
        (after(rate=np.ones(42)), "the learning rate is missing"),
        (after(a), "compare the target with the activity, not the activation"),
        (after(a >= 0), "an activation of exactly zero is answered with 0"),
        (after((w[:, 1:] * x).sum(axis=1) > 0), "the bias takes part in the answer, too"),
        (
            after((w * last).sum(axis=1) > 0, x=last),
            "the bias comes first among the weights, and its 1 first among the inputs",
        ),
        (
            np.column_stack([w[:, 0] + t - (a > 0), right[:, 1:]]),
            "the learning rate is for the bias as well",
        ),
        (after(sigmoid(a)), "this neuron answers with a step, not a sigmoid"),
        (after(x=np.ones((42, 4))), "the step is the same for every weight; its input is missing"),
        (w, "the answer was wrong, and nothing moved"),
        (right - w, "this is the change; the new weights are asked for"),
    ]
    at_rest = t == (a > 0)
    otherwise = "your new weights do not follow the rule"
    if not agree(got[at_rest], w[at_rest]):
        otherwise = "you move the weights although the answer was right"
    judge(got, right, ideas, otherwise)


@exercise("Bound the mistakes")
def mistake_bound(answer):
    """Use a witness that is not of length 1, and one that does not part the classes."""
    rng = np.random.default_rng(6)
    for _ in range(3):
        u = rng.normal(size=3) * 3
        x = rng.normal(size=(60, 3)) * 2
        x[:, 0] = 1
        x = x[np.abs(x @ u) > 1.0]
        targets = (x @ u > 0).astype(int)
        got = ask(answer, x[:, 1:], targets, u)
        s, n, short = 2 * targets - 1, np.linalg.norm(u), np.linalg.norm(u[1:])
        R, R_short = np.linalg.norm(x, axis=1).max(), np.linalg.norm(x[:, 1:], axis=1).max()
        gamma = (s * (x @ u)).min() / n
        ideas = [
            ((R / gamma / n) ** 2, "your witness does not have length 1; the theorem needs that"),
            ((R * short / (gamma * n)) ** 2, "the length of u counts its bias too"),
            (np.inf, "this u does part the classes: for target 0 a negative activation is right"),
            ((R_short / gamma) ** 2, "the longest input is longer: it has an x_0 too"),
            (R / gamma, "the bound is a square"),
            ((gamma / R) ** 2, "a wide margin should make the bound small"),
            ((R / (s * (x @ u)).mean() * n) ** 2, "the margin is that of the closest example"),
            ((R / (s * (x @ u)).max() * n) ** 2, "the margin is that of the closest example"),
        ]
        judge(got, (R / gamma) ** 2, ideas, "R or the margin is another one")
        targets[0] = 1 - targets[0]  # now one example is on the wrong side
        got = answer(x[:, 1:].copy(), targets, u.copy())
        require(got == np.inf, "one example is on the wrong side: this line promises nothing")
    on_the_line = np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 1.0]]), np.array([1, 0, 0])
    with np.errstate(all="ignore"):
        got = answer(*on_the_line, np.array([0.0, 1.0, -1.0]))
    idea = "an example on the line is answered rightly, but without room: nothing is promised"
    require(got == np.inf, idea)


@exercise("Average instead of stopping")
def average(answer):
    """Compare on classes that overlap, where the last weights are a matter of luck."""
    rng = np.random.default_rng(8)
    t = rng.integers(2, size=60)
    X = rng.normal(size=(60, 2)) + 0.8 * t[:, None] + 1
    got = shaped(ask(answer, X, t, 5), (3,), "the array of weights, the bias first,")
    neuron, seen, moves, ends = Perceptron(2), [], [], []
    for k in range(5 * 60):
        wrong = neuron.learn(X[k % 60], t[k % 60])
        seen.append([neuron.w_0, *neuron.W])
        moves += [seen[-1]] if wrong else []
        ends += [seen[-1]] if k % 60 == 59 else []
    seen = np.array(seen)
    mean = seen.mean(axis=0)
    ideas = [
        (seen[-1], "these are the last weights; the mean over all examples is asked for"),
        (np.mean(moves, axis=0), "weights that answer rightly stay longer: count every example"),
        (np.mean(ends, axis=0), "take the weights after every example, not after every epoch"),
        (seen.sum(axis=0), "a sum; divide it by the number of examples shown"),
        (seen[:-1].sum(axis=0) / 300, "take the weights after each example, not before it"),
        (seen[:60].mean(axis=0), "all epochs are asked for, not the first alone"),
        (seen[-60:].mean(axis=0), "all epochs are asked for, not the last alone"),
        (mean[[1, 2, 0]], "the bias comes first"),
    ]
    judge(got, mean, ideas, "these are not the mean weights")
    x = np.column_stack([np.ones(60), X])
    rights = [int(((x @ w > 0) == t).sum()) for w in (seen[-1], mean)]
    return f"of 60 examples the last weights have {rights[0]} right, their mean {rights[1]}"
