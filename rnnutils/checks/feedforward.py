"""Checks of the exercises on feed-forward networks."""

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, require, shaped

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([0, 1, 1, 0])


def several(got, names):
    """Require a tuple of as many things as there are names."""
    several = isinstance(got, (tuple, list)) and len(got) == names.count(",") + 2
    require(several, f"several things are asked for: {names}")


@exercise("2.1", "Count the parameters")
def count_parameters(answer):
    """Compare for sizes that tell the terms apart, then for shallow and deep networks."""
    sizes = [3, 5, 4, 2]
    got = ask(answer, sizes)
    ideas = {
        43: "each unit that computes something has a bias besides its weights",
        57: "the inputs compute nothing, so they have no bias",
        46: "a layer has a bias for each of its units, not one for all",
        14: "these are the units; the parameters are weights on the arrows, and biases",
        120: "a weight joins two units of neighbouring layers, not one unit of every layer",
        44: "the last layer is a layer like the others",
        34: "between the hidden layers there are weights too",
    }
    explain(got, 54, ideas, f"for the sizes {sizes} {got} is not the count")
    for sizes, right in {(7, 2): 16, (2, 6, 6, 6, 1): 109, (64, 128, 10): 9610}.items():
        got = answer(list(sizes))
        require(got == right, f"right for one network, but not for the sizes {list(sizes)}")


@exercise("2.2", "Forward through two layers")
def forward(answer):
    """Recognise what was left out by computing it."""
    rng = np.random.default_rng(2)
    for n, m, hidden, outputs in ((4, 3, 5, 2), (1, 2, 2, 1), (6, 4, 3, 3)):
        shapes = ((n, m), (m, hidden), hidden, (hidden, outputs), outputs)
        X, W_1, b_1, W_2, b_2 = (rng.normal(size=shape) for shape in shapes)
        got = ask(answer, X, W_1, b_1, W_2, b_2)
        got = shaped(got, (n, outputs), "the output, a row for each example,")
        a = X @ W_1 + b_1
        right = np.tanh(a) @ W_2 + b_2
        ideas = [
            (a @ W_2 + b_2, "without a bend the two layers are one: where is tanh?"),
            (np.tanh(right), "the output layer is linear here: it may exceed 1"),
            (np.tanh(X @ W_1) @ W_2 + b_2, "the hidden units have biases too"),
            (right - b_2, "the outputs have biases too"),
            (
                (np.tanh(X @ W_1) + b_1) @ W_2 + b_2,
                "the bias belongs to the activation, so it is added before the tanh",
            ),
            (np.maximum(a, 0) @ W_2 + b_2, "that is ReLU; the task asks for tanh"),
        ]
        explain(got, right, ideas, "the shape is right, the numbers are not")


@exercise("2.3", "XOR with steps")
def xor_weights(answer):
    """Take any weights that work; otherwise say which layer is at fault."""
    got = answer()
    several(got, "W_1, b_1, W_2 and b_2")
    shapes = {"W_1": (2, 2), "b_1": (2,), "W_2": (2, 1), "b_2": (1,)}
    W_1, b_1, W_2, b_2 = (
        shaped(part, shape, name) for part, (name, shape) in zip(got, shapes.items(), strict=True)
    )
    hidden = (CORNERS @ W_1 + b_1 > 0).astype(int)
    said = (hidden @ W_2 + b_2 > 0).astype(int)[:, 0]
    if (said == XOR).all():
        return
    opposite = (said == 1 - XOR).all()
    require(not opposite, "your network says 1 where the inputs agree: XOR is the opposite")
    mute = (np.ptp(hidden, axis=0) == 0).any()
    require(not mute, "a hidden unit answers alike to all four inputs: look at its bias")
    twins = (hidden[:, 0] == hidden[:, 1]).all()
    require(not twins, "your two hidden units draw the same line: they always agree")
    for i, j in ((0, 1), (0, 2), (3, 1), (3, 2)):
        require(
            (hidden[i] != hidden[j]).any(),
            f"your hidden layer gives {CORNERS[i].astype(int)} and {CORNERS[j].astype(int)} "
            "the same activities, and they need different answers",
        )
    corners = len(np.unique(hidden, axis=0)) == 4
    require(not corners, "your hidden layer moves the four points to four corners again")
    require(False, "your hidden layer is fine, one line divides its points: look at the output")


@exercise("2.4", "Backward through one layer")
def backward(answer):
    """Square weights first: a forgotten transpose then has the right shape and a wrong value."""
    rng = np.random.default_rng(4)
    for n, m, units in ((5, 3, 3), (4, 3, 2), (2, 2, 4)):
        X, W, b, dY = (rng.normal(size=s) for s in ((n, m), (m, units), units, (n, units)))
        Y = np.tanh(X @ W + b)
        got = ask(answer, dY, X, W, Y)
        several(got, "dW, db and dX")
        dW, db, dX = (
            shaped(part, like.shape, f"d{name}, a slope for each entry of {name},")
            for part, name, like in zip(got, ("W", "b", "X"), (W, b, X), strict=True)
        )
        bends = [
            (dY, "an error passes the bend on its way back: where is g'?"),
            (
                dY * (1 - np.tanh(Y) ** 2),
                "you took the slope of tanh at Y; Y is the activity already, not the activation",
            ),
            (
                dY * (1 - (X @ W) ** 2),
                "you took 1 − a², from the activation; the slope of tanh is 1 minus the square of "
                "the activity",
            ),
            (dY * (1 - np.tanh(X @ W) ** 2), "the slope comes from a without its bias: Y has it"),
            (dY * Y * (1 - Y), "that is the slope of the sigmoid; the layer is tanh"),
            (dY * (1 - Y), "the slope of tanh is 1 − y²; yours lacks the square"),
        ]
        da = dY * (1 - Y**2)
        turned = "your {} misses a transpose, or has one too many: it fits only square weights"
        ideas = [
            *((X.T @ wrong, idea) for wrong, idea in bends),
            (da.T @ X, turned.format("dW")),
            (X.T @ da / n, "you average over the examples; dY knows the mean already, so add up"),
        ]
        explain(dW, X.T @ da, ideas, "dW is off: what does each weight multiply?")
        ideas = [(wrong.sum(axis=0), idea) for wrong, idea in bends]
        ideas += [(da.mean(axis=0), "your db is averaged over the examples, your dW a sum")]
        explain(db, da.sum(axis=0), ideas, "db is off: a bias is the weight of an input of 1")
        ideas = [(wrong @ W.T, idea) for wrong, idea in bends]
        ideas += [(da @ W if m == units else None, turned.format("dX"))]
        explain(dX, da @ W.T, ideas, "dX is off: along which connections does it arrive?")


@exercise("2.5", "A gradient by nudging")
def nudged_gradient(answer):
    """Use a quadratic loss: central differences are exact for it, one-sided ones are not."""
    rng = np.random.default_rng(5)
    for shape in ((3,), (2, 3)):
        w, c, step = rng.normal(size=shape), rng.uniform(1, 2, size=shape), 0.1
        given = w.copy()
        got = ask(lambda: answer(lambda v, c=c: float((c * v**2).sum()), given, step))
        kept = agree(given, w, atol=1e-12)
        require(kept, "afterwards the weights are not what they were: put each one back")
        right = 2 * c * w
        together = "you nudge all weights at once: then you cannot tell whose slope it is"
        require(np.shape(got) or not np.isclose(got, right.sum()), together)
        got = shaped(got, shape, "the gradient, a slope for each weight,")
        distance = "twice or half the slope: how far apart are the two points you compare?"
        divide = "these are differences of the loss; a slope is a difference divided by a distance"
        one_side = "you look to one side only, which is off by the curvature: look to both"
        ideas = [
            (np.full(shape, right.sum()), together),
            (-right, "the sign is off: where the loss rises, the slope is positive"),
            *((right * factor, distance) for factor in (0.5, 2)),
            *((right * factor, divide) for factor in (step, 2 * step)),
            *((right + c * s, one_side) for s in (step, -step)),
        ]
        explain(got, right, ideas, "these are not the slopes of the loss")


@exercise("2.6", "Split without a leak")
def split(answer):
    """Look for leaks, for what was lost, for order and for the seed."""
    for n in (100, 1797, 53):
        got = answer(n, 0)
        several(got, "training, validation and test")
        parts = [np.asarray(part) for part in got]
        positions = all(part.ndim == 1 and part.dtype.kind in "iu" for part in parts)
        require(positions, "each part is a row of whole numbers, the positions of its examples")
        everything = np.concatenate(parts)
        once = all(len(np.unique(part)) == len(part) for part in parts)
        require(once, "an example stands twice in the same part: draw without putting back")
        require(
            len(np.unique(everything)) == len(everything),
            "an example stands in two parts: the model is judged on what it was trained on",
        )
        whole = np.array_equal(np.sort(everything), np.arange(n))
        require(whole, f"of {n} examples some are missing, or some do not exist")
        wanted = (0.6 * n, 0.2 * n, 0.2 * n)
        require(
            all(abs(len(part) - size) <= 1.5 for part, size in zip(parts, wanted, strict=True)),
            f"60, 20 and 20 per cent of {n} are asked for; you have {[len(p) for p in parts]}",
        )
        part_of = np.repeat(range(3), [len(p) for p in parts])[np.argsort(everything)]
        together = (part_of[1:] == part_of[:-1]).mean()  # 0.44 if drawn at random
        require(0.25 < together < 0.65, "your parts follow the order of the file, not chance")
        again, other = answer(n, 0), answer(n, 1)
        same = all(np.array_equal(a, b) for a, b in zip(parts, again, strict=True))
        require(same, "the same seed gives another split: nobody could repeat your result")
        require(set(parts[2]) != set(other[2]), "another seed gives the same test set")


@exercise("2.7", "Stop early")
def best_epoch(answer):
    """Each curve is made so that one misunderstanding changes the answer."""
    cases = [
        ([5, 4, 3, 3.5, 3.6, 3.7], 2, 3),
        ([5, 4, 3, 3.5, 3.6, 2], 2, 3),
        ([5, 4, 4.5, 3, 3.2, 3.1], 2, 4),
        ([5, 4, 4.5, 3, 3.1, 2], 2, 6),
        ([5, 3, 4, 3.5, 3.4, 2], 3, 2),
        ([3, 3, 3, 2], 2, 1),
        ([4, 3, 2, 1], 1, 4),
        ([5, 3, 4, 3.5, 2, 2.5], 3, 5),
        ([5, 4, 4.5, 3], 1, 2),
    ]
    ideas = {
        (0, 2): "epochs are counted from 1",
        (0, 5): "that is where training stops; the epoch to go back to is the best one",
        (0, 6): "that is the last epoch; the one to go back to is the best",
        (1, 6): "training has stopped before that epoch: it was never computed",
        (2, 2): "you stop at the first rise: patience allows some epochs without progress",
        (3, 4): "after a new lowest loss the patience starts afresh",
        (4, 6): "compare with the lowest loss so far, not with the epoch before",
        (5, 4): "a loss that only equals the lowest is no progress",
    }
    for k, (curve, patience, right) in enumerate(cases):
        got = ask(answer, curve, patience)
        require(isinstance(got, int | np.integer), "the epoch is asked for, a whole number")
        require(got == right or (k, got) not in ideas, ideas.get((k, got)))
        require(got == right, f"for the losses {curve} and a patience of {patience} not {got}")
