"""Checks of the exercises on the perceptron."""

import functools
from contextlib import ExitStack

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, meaning, require, shaped
from rnnutils.nn.activations import leaky_relu, sigmoid
from rnnutils.nn.perceptron import Perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "ONLY FIRST": [0, 0, 1, 0]}

judge = functools.partial(explain, rtol=1e-6)


def misfit(idea):
    """Name the idea behind a product or a sum of arrays that do not fit."""
    stack = ExitStack()
    for words in ("mismatch in its core", "not aligned", "broadcast"):
        stack.enter_context(meaning(words, idea))
    return stack


@exercise("The activity of a batch")
def activity(answer):
    """Compare on quarters, which make activations of exactly zero and of less than a half."""
    rng = np.random.default_rng(1)
    for n, d in ((60, 3), (40, 2), (9, 5)):
        X, W = rng.integers(-2, 3, (n, d)).astype(float), rng.integers(1, 4, d) / 4
        w_0 = 0.75
        X[0], X[1] = 0, -3  # only the bias speaks; a clear no
        X[2] = np.eye(d)[0] * -w_0 / W[0]  # a tie
        a = w_0 + X @ W
        with misfit("the inputs are the rows of X, so X stands to the left of W"):
            got = np.asarray(ask(answer, X, W, w_0))
        require(got.shape != (n, 1), f"yours stand in a column; shape ({n},) is asked for")
        require(
            got.shape == (n,),
            f"{n} inputs have {n} answers, yours {got.shape}: look at which axis you sum over",
        )
        ideas = [
            (a, "these are activations; the activity is what the step makes of them"),
            (X @ W, "these are activations, and without the bias; two things are missing"),
            (X @ W > 0, "an input of zeros gets the wrong answer: the bias speaks there alone"),
            (a >= 0, "an activation of exactly zero: the chapter's step is not yet 1 there"),
            (a > 0.5, "the step rises at an activation of zero; yours rises later"),
            (X @ W + d * w_0 > 0, "the bias counts once, however many inputs there are"),
            (1 - (a > 0), "the answers are the wrong way round"),
            (a < 0, "the answers are the wrong way round"),
            (np.sign(a), "your neuron has three answers; the step knows 0 and 1"),
            (np.where(a > 0, 1, -1), "the neuron of this chapter answers 0 or 1, not −1 or 1"),
            (sigmoid(a), "this is a smooth activity; a step was asked for"),
            (X @ W > w_0, "the bias is added to the sum; it is not what the sum is compared with"),
        ]
        judge(got, a > 0, ideas, "some of the answers are wrong")


@exercise("The loss of a probability")
def cross_entropy(answer):
    """Compare on both classes, in unlike numbers."""
    rng = np.random.default_rng(2)
    for n, d in ((40, 3), (7, 2)):
        X, W, w_0 = rng.normal(size=(n, d)), rng.normal(size=d), 0.5
        t = (np.arange(n) % 4 == 0).astype(int)
        with misfit("the inputs are the rows of X, so X stands to the left of W"):
            got = ask(answer, X, t, W, w_0)
        require(np.ndim(got) == 0, "one number is asked for, the mean over all examples")
        y, bare = sigmoid(w_0 + X @ W), sigmoid(X @ W)
        p, p_bare = (np.where(t == 1, q, 1 - q) for q in (y, bare))
        loss = -np.log(p).mean()
        ideas = [
            (-loss, "the logarithm of a probability is negative; the loss has a minus before it"),
            (loss * n, "this is the sum over the examples; the mean is asked for"),
            (-np.log(y).mean(), "for target 0, the right answer has the probability 1 − y"),
            (-(t * np.log(y)).mean(), "examples with target 0 count too: their p is 1 − y"),
            (-np.log(1 - p).mean(), "these are the probabilities of the wrong answers"),
            (-np.log(p_bare).mean(), "the bias is missing"),
            (loss / np.log(2), "a logarithm to base 2; the natural one is asked for"),
            (loss / np.log(10), "a logarithm to base 10; the natural one is asked for"),
            (-np.log(p.mean()), "take the logarithm of each probability, then the mean"),
            (p.prod(), "this is the likelihood; the loss is the mean of −log p"),
            (p.mean(), "these are probabilities; the logarithm is missing"),
            (((t - y) ** 2).mean(), "this is the squared error; cross-entropy is asked for"),
        ]
        judge(got, loss, ideas, "this is not the mean of −log p")


@exercise("Choose the weights")
def gates(answer):
    """Try the weights on all four inputs."""
    chosen = answer()
    require(
        isinstance(chosen, dict) and set(chosen) == set(GATES),
        f"return a dict with the keys {', '.join(GATES)}",
    )
    for name, targets in GATES.items():
        targets, w = np.array(targets), np.asarray(chosen[name], float)
        require(w.shape == (3,), f"{name}: three numbers are asked for, w_0, w_1 and w_2")
        a = w[0] + CORNERS @ w[1:]
        y = (a > 0).astype(int)
        if (y == targets).all():
            continue
        require((y != 1 - targets).any(), f"{name}: every answer is the wrong way round")
        tie = CORNERS[(a == 0) & (targets == 1)]
        require(not len(tie), f"{name}: an activation of exactly 0 is answered with 0, not 1")
        moved = w[2] + CORNERS @ w[:2]
        require(
            ((moved > 0) != targets).any(),
            f"{name}: the bias comes first; yours seems to stand last",
        )
        require(
            w[0] != 0 or not targets[0],
            f"{name}: at (0, 0) only the bias speaks, and yours is silent",
        )
        x = CORNERS[np.argmax(y != targets)]
        require(
            False, f"{name}: the answer to ({x[0]}, {x[1]}) is wrong; which weights speak there?"
        )


@exercise("The slope without calculus")
def slope(answer):
    """Use a cube, for which the symmetric difference is known exactly."""
    a, eps = np.array([-1.5, 0.4, 2.0]), 0.1
    got = ask(answer, lambda a: a**3, a, eps)
    up, down, here = (a + eps) ** 3, (a - eps) ** 3, a**3
    ideas = [
        ((up - here) / eps, "you step to one side only; stepping to both is far more accurate"),
        ((here - down) / eps, "you step to one side only; stepping to both is far more accurate"),
        (3 * a**2, "this slope does not depend on eps; take the step you are given"),
        ((up - down) / eps, "twice too steep: how far apart are your two points?"),
        ((up - down) / 2, "this is half the change; the distance is missing"),
        (up - down, "this is the change; divide it by the distance"),
        ((up - down) / 2 * eps, "mind the brackets: divide by the whole distance"),
        ((down - up) / (2 * eps), "the slope has the wrong sign"),
        (up - down / (2 * eps), "mind the brackets: the whole change is divided"),
        (3 * a**2 + eps**2 / 4, "go one whole eps to either side, not half of it"),
    ]
    judge(got, 3 * a**2 + eps**2, ideas, "for a³ the difference quotient is another one")
    g = sigmoid(a)
    require(
        np.allclose(answer(sigmoid, a, 1e-6), g * (1 - g), rtol=0, atol=1e-7),
        "it is right for a cube and wrong for the sigmoid: use the function you are given",
    )
    kink = float(answer(leaky_relu, np.array([0.0]), 1e-6)[0])
    return f"the leaky ReLU has slope {kink:.1f} at its kink, the mean of both sides"


def _parted(ones, zeros):
    """Tell whether a plane parts two pairs of points: the lines that join them stay apart."""
    scale = np.abs(np.concatenate([ones, zeros])).max(axis=0)
    ones, zeros = (pair / np.where(scale > 0, scale, 1) for pair in (ones, zeros))
    near = zeros[0]
    for _ in range(2000):  # from one to the other, always to the nearest point
        for start, end in (ones, zeros):
            way = end - start
            share = (near - start) @ way / max(way @ way, 1e-300)
            before, near = near, start + np.clip(share, 0, 1) * way
    return np.linalg.norm(near - before) > 1e-6


@exercise("Let a neuron see XOR")
def lift(answer):
    """Train a perceptron on the features that come back."""
    got = np.asarray(ask(answer, CORNERS), float)
    shape = f"a row for every input is asked for; your features have shape {got.shape}"
    require(got.ndim == 2 and len(got) == 4, shape)
    alone = [np.asarray(answer(CORNERS[k : k + 1]), float) for k in range(4)]
    require(
        all(agree(row, got[k : k + 1], rtol=1e-6) for k, row in enumerate(alone)),
        "the features of an input must depend on that input only, not on its place in the table",
    )
    straight = np.column_stack([np.ones(4), CORNERS])
    fit = straight @ np.linalg.lstsq(straight, got, rcond=None)[0]
    require(
        not np.allclose(fit, got),
        "your features are weighted sums of the inputs; a neuron can form those by itself, and "
        "the line stays a line",
    )
    neuron = Perceptron(got.shape[1]).fit(got, np.array([0, 1, 1, 0]), epochs=2000)
    if neuron.errors[-1]:
        require(
            not _parted(got[[1, 2]], got[[0, 3]]),
            "a plane does part your features, but the rule does not find it in 2,000 epochs: the "
            "margin is tiny beside the longest input. Bring your columns to the same scale",
        )
        require(False, "no plane parts these features, so the perceptron still does not find XOR")
    note = f"learnt in {len(neuron.errors)} epochs"
    handed = (got == np.array([[0], [1], [1], [0]])).all(axis=0).any()
    return note + ("; one of your features is XOR itself" if handed else "")


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
    with misfit("w has one number more than x: the bias comes first, and its input is 1"):
        got = np.array([shaped(ask(answer, *c, changed=changed), (4,), what) for c in cases])
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


@exercise("One soft step")
def soft_step(answer):
    """Compare for right and wrong answers of a sigmoid neuron."""
    rng = np.random.default_rng(5)
    w, x = rng.normal(size=(20, 4)), rng.normal(size=(20, 3))
    t, rate = rng.integers(2, size=20), rng.uniform(0.1, 0.9, size=20)
    what = "the array of weights, the bias included,"
    changed = "your step changes the arrays it was given: return new weights instead"
    cases = list(zip(w, x, t.tolist(), rate.tolist(), strict=True))
    with misfit("w has one number more than x: the bias comes first, and its input is 1"):
        got = np.array([shaped(ask(answer, *c, changed=changed), (4,), what) for c in cases])
    x1 = np.column_stack([np.ones(20), x])
    a = (w * x1).sum(axis=1)
    y = sigmoid(a)

    def after(error, rate=rate, x=x1):
        return w + (rate * error)[:, None] * x

    right = after(t - y)
    ideas = [
        (after(y - t), "your step makes the loss larger: look at its sign"),
        (after(t - (a > 0)), "this neuron answers with a sigmoid, not a step"),
        (after(t - (y > 0.5)), "the answer is the probability itself; do not round it"),
        (after(t - a), "compare the target with the activity, not the activation"),
        (after((t - y) * y * (1 - y)), "that is a step on the squared error; here σ′ cancels"),
        (np.column_stack([w[:, :1], right[:, 1:]]), "the bias learns as well: it has x_0 = 1"),
        (after(t - y, np.ones(20)), "the learning rate is missing"),
        (after(t - sigmoid((w[:, 1:] * x).sum(axis=1))), "the bias takes part in the answer, too"),
        (right - w, "this is the change; the new weights are asked for"),
    ]
    judge(got, right, ideas, "your new weights do not follow the rule")


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
