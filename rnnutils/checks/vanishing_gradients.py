"""Checks of the exercises on vanishing gradients."""

import numpy as np

from rnnutils.bptt import state_gradient_norms
from rnnutils.checks import exercise, require
from rnnutils.initialisation import gaussian_start, spectral_radius
from rnnutils.recurrent import RNN


def close(got, want, rtol=1e-6):
    """Say whether two results agree in shape and value."""
    got, want = np.asarray(got, float), np.asarray(want, float)
    return got.shape == want.shape and np.allclose(got, want, rtol=rtol, atol=1e-12)


@exercise("7.1", "Multiply the factors")
def error_left(answer):
    """Compare with the products a wrong reading of the equation gives."""
    rng = np.random.default_rng(0)
    for w in (0.5, 1.1, -2.0):
        h = rng.uniform(-0.9, 0.9, 6)
        given = h.copy()
        got = answer(w, given)
        require(got is not None, "your function returns nothing")
        require((given == h).all(), "your function changes the caller's states")
        require(np.size(got) == 1, "one number is asked for, the product over all steps between")
        slopes = 1 - h**2
        ideas = {
            "from the first state to the last there is one step less than there are states": (
                np.prod(w * slopes)
            ),
            "the slope of tanh is missing: this is a linear unit": w**5,
            "the slope belongs to the state a step ends in, not to the one it starts from": (
                np.prod(w * slopes[:-1])
            ),
            "the slope of tanh, seen from its value h, has a square in it": (
                np.prod(w * (1 - h[1:]))
            ),
            "every step has its factor w too, not only the first": w * np.prod(slopes[1:]),
            "the slopes are there, and the weight is not": np.prod(slopes[1:]),
            "one step does not add to the one before, it multiplies": np.sum(w * slopes[1:]),
        }
        for idea, wrong in ideas.items():
            require(not close(got, wrong), idea)
        require(close(got, np.prod(w * slopes[1:])), f"for w = {w} the product is another one")


@exercise("7.2", "Count the steps to silence")
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
        got = answer(factor, eps)
        require(got is not None, "your function returns nothing")
        require(np.size(got) == 1 and float(got) == int(got), "steps are counted in whole numbers")
        require(
            got > 0,
            "a number of steps is positive: both logarithms are negative, and one is the least",
        )
        case = f"with a factor of {factor} and a limit of {eps}"
        require(
            factor**got < eps, f"{case}, after {got} steps the error is not yet below the limit"
        )
        require(
            factor ** (got - 1) >= eps, f"{case}, it is below the limit before step {got} already"
        )


@exercise("7.3", "Scale to a spectral radius")
def scaled_to_radius(answer):
    """Use a matrix whose norms and eigenvalues are far apart."""
    rng = np.random.default_rng(1)
    for radius in (0.9, 1.5):
        W = rng.standard_normal((5, 5))
        W[0] *= 4
        given = W.copy()
        got = answer(given, radius)
        require(got is not None, "your function returns nothing")
        require(
            (given == W).all(),
            "your function changes the caller's matrix: scaling it twice gives another result",
        )
        got = np.asarray(got)
        require(got.shape == W.shape, f"a matrix of shape (5, 5) came in, {got.shape} went out")
        require(np.isrealobj(got), "a real matrix can have complex eigenvalues: take their size")
        unscaled = got / np.linalg.norm(got) * np.linalg.norm(W)
        require(
            np.allclose(unscaled, W) or np.allclose(unscaled, -W),
            "your result is no multiple of the matrix: its directions have changed",
        )
        require(np.allclose(unscaled, W), "your scaling turns the sign of the matrix")
        for norm, name in ((2, "largest singular value"), ("fro", "Frobenius norm")):
            require(
                not np.isclose(np.linalg.norm(got, norm), radius),
                f"you have set the {name}, which bounds one step; the spectral radius is about "
                "many",
            )
        reached = spectral_radius(got)
        require(
            not np.isclose(reached, radius * spectral_radius(W)),
            "you multiply by the radius asked for, but the matrix has one already",
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


@exercise("7.4", "Build the instrument")
def gradient_norms(answer):
    """Compare with the package, and with walks that take a wrong turn."""
    for seed in range(3):
        cell = gaussian_start(RNN(2, 4, seed=seed), radius=1.2, seed=seed + 10)
        X = np.random.default_rng(seed).standard_normal((7, 2))
        H, W = cell.unroll(X)["h"], cell.W_hh
        given_W, given_H = W.copy(), H.copy()
        got = answer(given_W, given_H)
        require(got is not None, "your function returns nothing")
        require(
            (given_W == W).all() and (given_H == H).all(), "your function changes what it was given"
        )
        got = np.asarray(got, float)
        require(got.shape == (7,), f"7 steps need 7 lengths; got shape {got.shape}")
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
        }
        for idea, walk in wrong.items():
            require(not close(got, walked(*walk)), idea)
        require(not close(got, want**2), "these are the squares of the lengths: a root is missing")
        error, turned = np.ones(4), [2.0]
        for h in H[:0:-1]:
            error = (1 - h**2) * (W @ error)
            turned.append(np.linalg.norm(error))
        require(
            not close(got, turned[::-1]),
            "the way back meets the slope of a step first, and then its weights",
        )
        require(got[-1] == 2, "L is the sum of the last h, so each unit starts with an error of 1")
        require(close(got, want), "these are not the lengths of the total derivatives")


def walked(slopes, W, shift):
    """Return the lengths of a walk back, with the slope taken `shift` steps off."""
    error, lengths = np.ones(len(W)), [np.sqrt(len(W))]
    for t in range(len(slopes) - 1, 0, -1):
        error = W @ (slopes[t - shift] * error)
        lengths.append(np.linalg.norm(error))
    return lengths[::-1]


@exercise("7.5", "Choose a forget bias")
def forget_bias(answer):
    """Judge by what the gate keeps after that many steps."""
    for steps in (10, 100, 2, 1):
        got = answer(steps)
        require(got is not None, "your function returns nothing")
        got = float(got)
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
        half = 1 / (1 + np.exp(-got))
        require(
            np.isclose(half**steps, 0.5, rtol=1e-6),
            f"after {steps} steps {half**steps:.3f} is left, not a half",
        )


@exercise("7.6", "Make an adding problem")
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
    spots = marks[:, :5].argmax(axis=1)
    require(len(set(spots)) > 1, "all sequences have their marks at the same steps")
    again, _ = answer(400, 11, np.random.default_rng(1))
    require(not np.allclose(again, X), "another generator has to give other sequences")
    twin, _ = answer(400, 11, np.random.default_rng(0))
    require(np.array_equal(twin, X), "the same generator has to give the same: draw all from rng")


@exercise("7.7", "Spread the memories")
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
    require(len(set(b_f)) > 100, "every unit needs a length of its own")
    require(b_f.max() < 10, "these are lengths, not yet biases: what is the inverse of σ(b)?")
    lengths = np.exp(b_f)
    require(
        lengths.min() >= 1 - 1e-9 and lengths.max() <= 100 + 1e-9,
        f"lengths from 1 to one less than the longest lag were asked for; yours reach from "
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
