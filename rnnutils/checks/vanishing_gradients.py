"""Checks of the exercises on vanishing gradients."""

import functools

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, require, shaped
from rnnutils.nn.bptt import state_gradient_norms
from rnnutils.nn.initialisation import gaussian_start, spectral_radius
from rnnutils.nn.rnn import RNN

close = functools.partial(agree, rtol=1e-6, atol=1e-12)
judge = functools.partial(explain, rtol=1e-6, atol=1e-12)


@exercise("Multiply the factors")
def error_left(answer):
    """Compare with the products a wrong reading of the equation gives."""
    rng = np.random.default_rng(0)
    for w in (0.5, 1.1, -2.0):
        h = rng.uniform(-0.9, 0.9, 6)
        got = ask(answer, w, h, changed="your function changes the caller's states")
        require(np.size(got) == 1, "one number is asked for, the product over all steps between")
        slopes = 1 - h**2
        ideas = [
            (
                np.prod(w * slopes),
                "from the first state to the last there is one step less than there are states",
            ),
            (w**5, "the slope of tanh is missing: this is a linear unit"),
            (
                np.prod(w * slopes[:-1]),
                "the slope belongs to the state a step ends in, not to the one it starts from",
            ),
            (
                np.prod(w * (1 - h[1:])),
                "the slope of tanh, seen from its value h, has a square in it",
            ),
            (w * np.prod(slopes[1:]), "every step has its factor w too, not only the first"),
            (np.prod(slopes[1:]), "the slopes are there, and the weight is not"),
            (np.sum(w * slopes[1:]), "one step does not add to the one before, it multiplies"),
            (
                np.prod(w * (1 - np.tanh(h[1:]) ** 2)),
                "h is the output of tanh already, and you apply tanh again",
            ),
        ]
        right = np.prod(w * slopes[1:])
        judge(np.ravel(got)[0], right, ideas, f"for w = {w} the product is another one")


@exercise("Count the steps to silence")
def steps_to_silence(answer):
    """Judge by the definition: below at this number of steps, and not one step earlier."""
    for factor, eps in (
        (0.5, 1e-9),
        (0.9, 1e-3),
        (0.99, 0.5),
        (0.05, 0.01),
        (0.1, 0.5),
        (0.5, 0.25),
    ):
        got = ask(answer, factor, eps)
        require(np.size(got) == 1 and float(got) == int(got), "steps are counted in whole numbers")
        require(
            got >= 0,
            "your number of steps is negative; both logarithms are, so their quotient is not",
        )
        require(got > 0, "after no step at all the whole error is left: one step is the least")
        linear = (1 - eps) / (1 - factor)
        require(
            eps > 1e-6 or got not in (np.ceil(linear), np.floor(linear) + 1),
            "each step takes its part of what is left, not of what there was at the start",
        )
        case = f"with a factor of {factor} and a limit of {eps}"
        require(
            factor**got < eps, f"{case}, after {got} steps the error is not yet below the limit"
        )
        require(
            factor ** (got - 1) >= eps, f"{case}, it is below the limit before step {got} already"
        )


@exercise("Scale to a spectral radius")
def scaled_to_radius(answer):
    """Use a matrix whose norms and eigenvalues are far apart."""
    rng = np.random.default_rng(1)
    for radius in (0.9, 1.5):
        W = rng.standard_normal((5, 5))
        W[0] *= 4
        twice = "your function changes the caller's matrix: scaling it twice gives another result"
        got = np.asarray(ask(answer, W, radius, changed=twice))
        require(got.shape == W.shape, f"a matrix of shape (5, 5) came in, {got.shape} went out")
        require(np.isrealobj(got), "a real matrix can have complex eigenvalues: take their size")
        unscaled = got / np.linalg.norm(got) * np.linalg.norm(W)
        require(
            np.allclose(unscaled, W) or np.allclose(unscaled, -W),
            "your result is no multiple of the matrix: its directions have changed",
        )
        require(np.allclose(unscaled, W), "your scaling turns the sign of the matrix")
        for size, name in (
            (np.linalg.norm(got, 2), "largest singular value"),
            (np.linalg.norm(got), "Frobenius norm"),
            (np.abs(got).max(), "largest entry"),
        ):
            require(
                not np.isclose(size, radius),
                f"you have set the {name}, which is about one step; the spectral radius is about "
                "many",
            )
        reached = spectral_radius(got)
        require(
            not np.isclose(reached, radius * spectral_radius(W)),
            "you multiply by the radius asked for, but the matrix has one already",
        )
        require(
            not np.isclose(reached, 1),
            f"the spectral radius is 1 now, and {radius} was asked for: half of the way is done",
        )
        require(
            np.isclose(reached, radius),
            f"the spectral radius is {reached:.2f} where {radius} was asked for: is the largest "
            "eigenvalue the one of largest size?",
        )
    try:
        answer(np.ones((2, 3)), 1.0)
    except ValueError:
        return
    except Exception:
        pass
    require(False, "a matrix that is not square has no eigenvalues: refuse it with a ValueError")


@exercise("Build the instrument")
def gradient_norms(answer):
    """Compare with the package, and with walks that take a wrong turn."""
    for seed in range(3):
        cell = gaussian_start(RNN(2, 5, seed=seed), radius=1.2, seed=seed + 10)
        X = np.random.default_rng(seed).standard_normal((7, 2))
        H, W = cell.unroll(X)["h"], cell.W_hh
        got = shaped(ask(answer, W, H), (7,), "the answer, a length for each of 7 steps,")
        want = state_gradient_norms(cell, X)
        require(
            not close(got[::-1], want), "the lengths are right and stand in the wrong order of time"
        )
        wrong = {
            "the slope of tanh is missing: this is the linear network": (np.ones_like(H), W, 0),
            "the error goes back through the other side of W_hh": (1 - H**2, W.T, 0),
            "the slope belongs to the state a step ends in, not to the one it starts from": (
                1 - H**2,
                W,
                1,
            ),
            "the slope of tanh, seen from its value h, has a square in it": (1 - H, W, 0),
            "h is the output of tanh already, and you apply tanh again": (
                1 - np.tanh(H) ** 2,
                W,
                0,
            ),
        }
        for idea, walk in wrong.items():
            require(not close(got, walked(*walk)), idea)
        require(not close(got, want**2), "these are the squares of the lengths: a root is missing")
        error, turned = np.ones(5), [5**0.5]
        for h in H[:0:-1]:
            error = (1 - h**2) * (W @ error)
            turned.append(np.linalg.norm(error))
        require(
            not close(got, turned[::-1]),
            "the way back meets the slope of a step first, and then its weights",
        )
        require(
            not close(got, walked(1 - np.concatenate([H[:1], H]) ** 2, W, 0)[:-1]),
            "the last length is that of the error itself, before it goes through any step",
        )
        require(
            not close(got, want / want[-1]),
            "these are shares of the last length: here the lengths themselves are asked for",
        )
        require(
            np.isclose(got[-1], 5**0.5),
            "L is the sum of the last h, so each unit starts with an error of 1",
        )
        require(close(got, want), "these are not the lengths of the total derivatives")


def walked(slopes, W, shift):
    """Return the lengths of a walk back, with the slope taken `shift` steps off."""
    error, lengths = np.ones(len(W)), [np.sqrt(len(W))]
    for t in range(len(slopes) - 1, 0, -1):
        error = W @ (slopes[t - shift] * error)
        lengths.append(np.linalg.norm(error))
    return lengths[::-1]


@exercise("Choose a forget bias")
def forget_bias(answer):
    """Judge by what the gate keeps after that many steps."""
    for steps in (10, 100, 2, 1):
        got = float(ask(answer, steps))
        require(np.isfinite(got), "your bias is not a finite number")
        gate = 0.5 ** (1 / steps)
        right = np.log(gate / (1 - gate))
        require(steps == 1 or not np.isclose(got, gate), "this is the gate, not yet its bias")
        require(
            steps == 1 or not np.isclose(got, -right),
            "the sign is turned: such a gate forgets where it should keep",
        )
        require(
            steps in (1, 2) or not np.isclose(got, np.log(steps)),
            "a gate of steps/(steps + 1) keeps 1/e over that many steps, roughly; half is asked "
            "for",
        )
        require(
            steps in (1, 2) or not np.isclose(got, np.log(steps / np.log(2))),
            "nearly: f = 1 − ln 2/n is only the beginning of a series; solve for f exactly",
        )
        require(
            steps == 1 or not np.isclose(got, np.log(2 * steps - 1)),
            "each step takes its part of what is left: f is not one n-th of the half below 1",
        )
        require(
            steps == 1 or not np.isclose(got, right / np.log(10)),
            "the inverse of σ has the natural logarithm in it",
        )
        half = 1 / (1 + np.exp(-got))
        require(
            np.isclose(half**steps, 0.5, rtol=1e-6),
            f"after {steps} steps {half**steps:.7f} is left, not a half to six digits",
        )


@exercise("Hold one bit")
def resting(answer):
    """Compare with the resting state found by many steps, and with its slopes read wrongly."""
    for w in (2.0, 1.2, 4.0):
        got = np.ravel(ask(answer, w))
        require(got.size == 2, "two numbers are asked for, the state and its factor per step")
        state, factor = map(float, got)
        require(abs(state) > 1e-3, "zero rests too, but the least push ends it: start elsewhere")
        require(state > 0, "there are two states that rest safely; the positive one is asked for")
        require(
            np.isclose(state, np.tanh(w * state), rtol=1e-6),
            f"for w = {w} a step leads from your state {state:.4f} to {np.tanh(w * state):.4f}: it "
            "does not rest yet",
        )
        ideas = [
            (1 - state**2, "the slope of tanh is there, and the weight is not"),
            (w * (1 - state), "the slope of tanh, seen from its value h, has a square in it"),
            (
                w * (1 - np.tanh(state) ** 2),
                "h is the output of tanh already, and you apply tanh again",
            ),
            (w, "the slope of tanh is missing: this is the factor at zero"),
        ]
        judge(factor, w * (1 - state**2), ideas, f"for w = {w} the factor is another one")


@exercise("Make an adding problem")
def adding(answer):
    """Look at many sequences: where the marks stand, and what the targets say."""
    X, Y = answer(400, 11, np.random.default_rng(0))
    X, Y = np.asarray(X), np.asarray(Y)
    require(
        X.shape == (400, 11, 2),
        f"400 sequences of 11 steps with a number and a mark; got {X.shape}",
    )
    require(Y.shape == (400, 1), f"one target a sequence has shape (400, 1); got {Y.shape}")
    numbers, marks = X[..., 0], X[..., 1]
    require(
        np.isin(marks, (0, 1)).all(), "the second feature is the mark: 0 or 1 and nothing between"
    )
    require((marks.sum(axis=1) == 2).all(), "every sequence has exactly two marks")
    require(
        numbers.min() >= 0
        and numbers.max() <= 1
        and abs(numbers.mean() - 0.5) < 0.05
        and abs(numbers.std() - 12**-0.5) < 0.02,
        "the numbers are uniform from 0 to 1",
    )
    require(numbers.std(axis=1).min() > 0, "every step has a number of its own")
    require(
        (marks[:, :5].sum(axis=1) == 1).all(),
        "one mark belongs to the first half and one to the second; of 11 steps the first has 5",
    )
    spots = marks[:, :5].argmax(axis=1)
    require(
        len(set(spots)) > 1,
        "all sequences have their marks at the same steps: each needs steps of its own",
    )
    require((marks.sum(axis=0) > 0).all(), "some steps are never marked: look at the ends")
    require(
        not np.allclose(Y[:, 0], numbers.sum(axis=1)), "your target is the sum of all the numbers"
    )
    product = np.where(marks == 1, numbers, 1).prod(axis=1)
    require(not np.allclose(Y[:, 0], product), "your target multiplies where it should add")
    require(
        not np.allclose(Y[:, 0], (numbers * marks).sum(axis=1) / 2),
        "your target is the mean of the two, not their sum",
    )
    require(
        np.allclose(Y[:, 0], (numbers * marks).sum(axis=1)), "the target is no sum of marked ones"
    )
    again, _ = answer(400, 11, np.random.default_rng(1))
    require(not np.allclose(again, X), "another generator has to give other sequences")
    twin, _ = answer(400, 11, np.random.default_rng(0))
    require(np.array_equal(twin, X), "the same generator has to give the same: draw all from rng")


@exercise("Spread the memories")
def chrono(answer):
    """Look at the distribution over very many units."""
    b_f, b_i = (np.asarray(b) for b in answer(4000, 101, np.random.default_rng(0)))
    require(b_f.shape == b_i.shape == (4000,), "each unit needs one bias for either gate")
    require(not np.allclose(b_f, b_i), "a unit that keeps long should let in little: mind one sign")
    require(
        np.allclose(b_f, -b_i),
        "the two gates are coupled: one unit's length decides both its biases",
    )
    require(b_f.mean() > 0, "the signs are turned: these units let in all and keep nothing")
    lengths = np.exp(b_f)
    require(
        len(set(b_f)) < 3 or not np.allclose(lengths, np.round(lengths)),
        "your lengths are whole numbers, and a length need not be one",
    )
    require(len(set(b_f)) > 100, "every unit needs a length of its own")
    require(b_f.max() < 10, "these are lengths, not yet biases: what is the inverse of σ(b)?")
    require(b_f.min() < 0.4 or b_f.max() > 1, "these are the gates, not yet their biases")
    require(
        abs(np.median(10**b_f) - 50.5) > 4,
        "the inverse of σ has the natural logarithm in it",
    )
    require(
        lengths.min() >= 1 - 1e-9 and lengths.max() <= 100 + 1e-9,
        f"lengths from 1 to time_steps − 1, the longest lag, were asked for; yours reach from "
        f"{lengths.min():.1f} to {lengths.max():.1f}",
    )
    require(
        abs(np.median(lengths) - 50.5) < 4,
        "the lengths are to be uniform, and not their logarithms: half your units are shorter "
        f"than {np.median(lengths):.0f} steps",
    )
    twin, other = (answer(4000, 101, np.random.default_rng(seed))[0] for seed in (0, 1))
    require(np.array_equal(twin, b_f), "the same generator has to give the same: draw from rng")
    require(not np.array_equal(other, b_f), "another generator has to give other lengths")
