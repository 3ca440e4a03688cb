"""Checks of what draws random numbers, for the exercises on vanishing gradients."""

import numpy as np

from rnnutils.checks import exercise, require


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
