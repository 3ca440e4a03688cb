"""Checks of the exercises on feed-forward networks."""

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, meaning, require, shaped
from rnnutils.checks._learning import best_epoch, cross_entropy, several, split, train

__all__ = [
    "count_parameters", "forward", "two_of_three", "backward", "nudged_gradient",
    "cross_entropy", "train", "split", "best_epoch",
]  # fmt: skip


@exercise("Count the parameters")
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
        52: "the outputs compute something, so they have biases too",
        34: "between the hidden layers there are weights too",
    }
    explain(got, 54, ideas, f"for the sizes {sizes} {got} is not the count")
    for sizes, right in {(7, 2): 16, (2, 6, 6, 6, 1): 109, (64, 128, 10): 9610}.items():
        got = answer(list(sizes))
        require(got == right, f"right for one network, but not for the sizes {list(sizes)}")


@exercise("Forward through two layers")
def forward(answer):
    """Recognise what was left out by computing it."""
    rng = np.random.default_rng(2)
    for n, m, hidden, outputs in ((4, 3, 5, 2), (1, 2, 2, 1), (6, 4, 3, 3)):
        shapes = ((n, m), (m, hidden), hidden, (hidden, outputs), outputs)
        X, W_1, b_1, W_2, b_2 = (rng.normal(size=shape) for shape in shapes)
        rows = (
            "the shapes of a product do not fit: here examples are rows, where the chapter's "
            "equations take one input as a column"
        )
        with meaning("matmul", rows):
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


@exercise("Two of three, with steps")
def two_of_three(answer):
    """Take any weights that work; otherwise say which layer is at fault."""
    got = ask(answer)
    several(got, "W_1, b_1, W_2 and b_2")
    shapes = {"W_1": (3, 2), "b_1": (2,), "W_2": (2, 1), "b_2": (1,)}
    W_1, b_1, W_2, b_2 = (
        shaped(part, shape, name) for part, (name, shape) in zip(got, shapes.items(), strict=True)
    )
    inputs = np.array(list(np.ndindex(2, 2, 2)))
    on = inputs.sum(axis=1)
    hidden = (inputs @ W_1 + b_1 > 0).astype(int)
    said = (hidden @ W_2 + b_2 > 0).astype(int)[:, 0]
    ideas = [
        (on != 2, "your network says 0 for two of three and 1 for all others: turn its output"),
        (on == 1, "your network says 1 if exactly one input is on; two are asked for"),
        (on >= 2, "with all three on, two are on as well, but not exactly two"),
        (on % 2, "your network tells odd from even"),
    ]
    otherwise = "your hidden layer keeps apart what must be kept apart: look at the output"
    for i, j in zip(*np.nonzero((on[:, None] == 2) & (on != 2)), strict=True):
        if (hidden[i] == hidden[j]).all():
            otherwise = (
                f"your hidden layer gives {inputs[i]} and {inputs[j]} the same activities, and "
                "they need different answers"
            )
    if (hidden[:, 0] == hidden[:, 1]).all():
        otherwise = "your two hidden units draw the same plane: they always agree"
    if (np.ptp(hidden, axis=0) == 0).any():
        otherwise = "a hidden unit answers alike to all eight inputs: look at its bias"
    explain(said, on == 2, ideas, otherwise)


@exercise("Backward through one layer")
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
            (1 - Y**2, "where does dY, the slope from above, come in?"),
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


@exercise("A gradient by nudging")
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
