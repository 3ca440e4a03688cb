"""Checks of the exercises on feed-forward networks."""

import functools

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, meaning, require, shaped
from rnnutils.nn.feedforward import FeedForward
from rnnutils.nn.losses import softmax_cross_entropy, squared_error


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
        rows = (
            "the shapes of a product do not fit: examples are rows, and a weight's slope is a sum "
            "over them"
        )
        with meaning("matmul", rows):
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
        nudge = functools.partial(answer, lambda v, c=c: float((c * v**2).sum()), given, step)
        got = ask(nudge)
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


def several(got, names):
    """Require a tuple of as many things as there are names."""
    several = isinstance(got, (tuple, list)) and len(got) == names.count(",") + 2
    require(several, f"several things are asked for: {names}")


@exercise("Cross-entropy, without overflow")
def cross_entropy(answer):
    """Use scores of common size first, then some whose exponentials no float can hold."""
    rng = np.random.default_rng(6)
    for n, k in ((4, 3), (3, 3), (2, 5)):
        s, labels = rng.normal(size=(n, k)), rng.integers(k, size=n)
        loss, slopes = _loss_and_slopes(answer, s, labels)
        p, y = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True), np.eye(k)[labels]
        down = np.exp(s) / np.exp(s).sum(axis=0)
        right, gradient = softmax_cross_entropy(s, labels)
        ideas = [
            (n * right, "you add up; the mean over the examples is asked for"),
            (right / np.log(10), "the logarithm is the natural one, not that of base 10"),
            (right / np.log(2), "the logarithm is the natural one, not that of base 2"),
            (-right, "a probability is below 1 and its logarithm below 0: look at the sign"),
            (-np.log(down[y == 1]).mean(), "softmax is taken over the classes of one example"),
            (-np.log(p).sum() / n, "only the probability of the right class counts"),
            (-np.log(p).mean(), "only the probability of the right class counts"),
            (-np.log(p.max(axis=1)).mean(), "the right class counts, not the likeliest"),
            (-np.log(p[y == 1].mean()), "take the logarithm of each, and then the mean"),
            ((1 - p[y == 1]).mean(), "where is the logarithm?"),
            (-s[y == 1].mean(), "these are scores, not yet probabilities: where is softmax?"),
        ]
        explain(loss, right, ideas, "the loss is another one: try the chapter's (2, 1, 0)")
        ideas = [
            (p - y, "if the loss is a mean over the examples, so are its slopes"),
            (-gradient, "the slopes have the wrong sign: more score, less loss at the right class"),
            (p / n, "that is p; what happens at the right class?"),
            (p, "that is p; what happens at the right class?"),
            ((down - y) / n, "softmax is taken over the classes of one example"),
            (-y / p / n, "that is the slope at p; one step further back are the scores"),
        ]
        explain(slopes, gradient, ideas, "the loss is right, its slopes are not: nudge a score")
    s, labels = np.array([[1000.0, 0.0], [0.0, 0.0]]), np.array([0, 1])
    sure = _loss_and_slopes(answer, s, labels)
    idea = "e¹⁰⁰⁰ is more than a float holds: what may you subtract from all scores of an example?"
    require(np.isfinite(sure[0]) and np.isfinite(sure[1]).all(), idea)
    wrong = _loss_and_slopes(answer, s, 1 - labels)
    idea = "a probability has become 0 and its logarithm infinite: compute log p without p"
    require(np.isfinite(wrong[0]), idea)
    for got, case in ((sure, labels), (wrong, 1 - labels)):
        right, gradient = softmax_cross_entropy(s, case)
        idea = f"with a score of 1000 the loss should be {right:.2f}; yours is {got[0]:.2f}"
        explain(got[0], right, [], idea)
        explain(got[1], gradient, [], "right for small scores; for one of 1000 the slopes are not")


def _loss_and_slopes(answer, scores, labels):
    column = "one number for each example has to stand in a column, beside its row of scores"
    with np.errstate(all="ignore"), meaning("broadcast", column):
        got = ask(answer, scores, labels)
    several(got, "the loss and its slopes")
    require(np.size(got[0]) == 1, "the loss is one number, the mean over the examples")
    slopes = np.asarray(got[1], float)
    require(
        slopes.shape == scores.shape,
        f"the slopes need the shape of the scores, {scores.shape}; yours has {slopes.shape}",
    )
    return float(np.ravel(got[0])[0]), slopes


@exercise("Write the loop")
def train(answer):
    """Let it train beside the reference from the same weights, and beside loops with one fault."""
    rng = np.random.default_rng(7)
    X, rate = rng.normal(size=(12, 3)), 0.1
    Y = X @ rng.uniform(-1, 1, size=(3, 2)) + 0.5
    batches = [rng.permutation(12)[:4] for _ in range(40)]

    def run(loop):
        net = FeedForward([3, 5, 2], seed=1)
        losses = ask(lambda: loop(net, X.copy(), Y.copy(), list(batches), rate))
        losses = shaped(losses, (len(batches),), "the answer, a loss for each batch,")
        return losses, np.concatenate([p.ravel() for p in net.parameters.values()])

    def bent(*, sign=-1, eta=rate, whole=False, later=False, skip="none"):
        def loop(net, X, Y, batches, rate):
            losses = []
            for batch in batches:
                rows = np.arange(len(X)) if whole else batch
                value, dY = squared_error(net.forward(X[rows]), Y[rows])
                net.backward(dY)
                for name, p in net.parameters.items():
                    p += 0 if name.endswith(skip) else sign * eta * net.gradients[name]
                after = squared_error(net.forward(X[rows]), Y[rows])[0]
                losses.append(after if later else value)
            return losses

        return run(loop)

    (losses, weights), (right, trained) = run(answer), bent()
    still = bent(eta=0)
    ideas = [
        (still[1], "the weights of the network are what they were: p = p − … makes a new array"),
        (bent(sign=1)[1], "you walk uphill: against the gradient is down"),
        (bent(eta=1)[1], "the learning rate is missing"),
        (bent(whole=True)[1], "each step reads its own batch, not all examples"),
        (bent(skip="b")[1], "the biases learn as well"),
    ]
    explain(weights, trained, ideas, "after the last batch the weights are not those of the rule")
    ideas = [(bent(later=True)[0], "each loss is asked for before its update, not after it")]
    explain(losses, right, ideas, "the weights are right, the losses are not those of the batches")
    return f"from a loss of {losses[0]:.2f} to {losses[-1]:.2f} in {len(losses)} batches"


@exercise("The biases that never learn")
def wrong_gradients(answer):
    """Plant faults of several kinds: in the biases, in a whole array, in single entries, none."""
    rng = np.random.default_rng(10)
    X, Y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
    faults = {
        "a bias whose gradient is zero": {"0.b": lambda g: 0 * g, "1.b": lambda g: 0 * g},
        "a gradient twice too large": {"1.W": lambda g: 2 * g},
        "a gradient of the wrong sign": {"0.W": lambda g: -g},
        "two entries that are off, one up and one down": {"0.W": _swapped},
        "one entry that is off by one per cent": {"1.W": _one_off},
        "no fault": {},
    }
    for fault, changes in faults.items():
        net = _Faulty([3, 4, 2], changes)
        kept = {name: p.copy() for name, p in net.parameters.items()}
        got = ask(lambda net=net: answer(net, X.copy(), Y.copy()))
        listed = isinstance(got, list | tuple | set) and all(isinstance(n, str) for n in got)
        require(listed, "a list of names is asked for, such as ['0.b', '1.b']")
        for name, p in net.parameters.items():
            back = agree(p, kept[name], atol=1e-12)
            require(back, "afterwards the parameters are not what they were: put each one back")
        unknown = sorted(set(got) - kept.keys())
        require(not unknown, f"{unknown} are no names of the parameters")
        missed, extra = sorted(changes.keys() - set(got)), sorted(set(got) - changes.keys())
        require(
            set(got) != kept.keys(),
            "you report every gradient: nudging is exact only to about eight digits, so allow "
            "for a small difference",
        )
        require(not missed, f"you miss {missed}: {fault}. Compare entry by entry")
        require(not extra, f"you report {extra}, whose gradient is right")
    solved = 0
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    xor = np.array([[0], [1], [1], [0]], float)
    for seed in range(20):
        net = FeedForward([2, 3, 1], seed=seed)
        for _ in range(500):
            value, dY = squared_error(net.forward(corners), xor)
            net.backward(dY)
            for name, p in net.parameters.items():
                p -= 0.3 * net.gradients[name] * name.endswith("W")
        solved += value < 0.05
    return f"with biases that never learn, {solved} of 20 networks solved XOR all the same"


class _Faulty(FeedForward):
    """A network whose gradients of some parameters are changed on the way out."""

    def __init__(self, sizes, changes):
        super().__init__(sizes, seed=3)
        self.changes = changes
        rng = np.random.default_rng(11)
        for layer in self.layers:
            layer.b[:] = rng.normal(size=layer.b.shape)

    @property
    def gradients(self):
        right = super().gradients
        return {name: self.changes.get(name, np.copy)(g) for name, g in right.items()}


def _swapped(g):
    wrong = g.copy()
    wrong[0, 0] += 0.1
    wrong[-1, -1] -= 0.1
    return wrong


def _one_off(g):
    wrong = g.copy()
    wrong[0, 0] *= 1.01
    return wrong


@exercise("Split without a leak")
def split(answer):
    """Look for leaks, for what was lost, for order and for the seed."""
    for n in (100, 53, 1797):
        got = ask(answer, n, 0)
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
    # Drawn at random, 44 of 100 pairs stand in one part, however far apart the two are.
    part_of = np.repeat(range(3), [len(p) for p in parts])[np.argsort(everything)]
    for apart in range(1, 100):
        together = (part_of[apart:] == part_of[:-apart]).mean()
        idea = "your parts follow the order of the file, not chance"
        if apart > 1:
            idea = f"every {apart}th example goes the same way: that is a pattern, not chance"
        require(0.36 < together < 0.52, idea)
    again, other = answer(n, 0), answer(n, 1)
    same = all(np.array_equal(a, b) for a, b in zip(parts, again, strict=True))
    require(same, "the same seed gives another split: nobody could repeat your result")
    shared = len(set(parts[2]) & set(np.asarray(other[2]))) / len(parts[2])
    require(shared < 1, "another seed gives the same test set")
    require(0.1 < shared < 0.3, "two seeds should share a fifth of their test set, as chance does")


@exercise("Stop early")
def best_epoch(answer):
    """Compare on many curves with walks that have one idea off."""
    rng = np.random.default_rng(9)
    cases = [
        ([5, 4, 3, 3.5, 3.6, 2], 2),
        ([5, 4, 4.5, 3, 3.1, 2], 2),
        ([5, 3, 4, 3.5, 3.4, 2], 3),
        ([3, 3, 3, 2], 2),
        ([4, 3, 2, 1], 1),
    ]
    for patience in (1, 2, 3) * 20:
        cases.append(((rng.integers(2, 12, rng.integers(1, 13)) / 2).tolist(), patience))
    got = [ask(answer, *case) for case in cases]
    whole = all(isinstance(epoch, int | np.integer) for epoch in got)
    require(whole, "the epoch is asked for, a whole number")
    right = [_kept(*case)[0] for case in cases]
    ideas = [
        ([epoch - 1 for epoch in right], "epochs are counted from 1"),
        (
            [_kept(*case)[1] for case in cases],
            "that is where training stops; the epoch to go back to is the best one",
        ),
        ([len(c) for c, _ in cases], "that is the last epoch; the one to go back to is the best"),
        (
            [int(np.argmin(curve)) + 1 for curve, _ in cases],
            "for some curves training has stopped before that epoch: it was never computed",
        ),
        (
            [_kept(curve, 1)[0] for curve, _ in cases],
            "you stop at the first rise: patience allows some epochs without progress",
        ),
        ([_kept(c, p + 1)[0] for c, p in cases], "you wait for one epoch more than patience says"),
        ([_kept(c, p - 1)[0] for c, p in cases], "you wait for one epoch less than patience says"),
        (
            [_kept(*case, fresh=False)[0] for case in cases],
            "after a new lowest loss the patience starts afresh",
        ),
        *(
            (
                [_kept(*case, before=before)[0] for case in cases],
                "compare with the lowest loss so far, not with the epoch before",
            )
            for before in ("wait", "both")
        ),
        (
            [_kept(*case, equal=True)[0] for case in cases],
            "a loss that only equals the lowest is no progress",
        ),
    ]
    k = int(np.argmax(np.not_equal(got, right)))
    curve, patience = cases[k]
    otherwise = f"for the losses {curve} and a patience of {patience} not {got[k]}"
    explain(got, right, ideas, otherwise)


def _kept(losses, patience, *, equal=False, fresh=True, before=""):
    """Return the epoch to go back to and that of the stop; each option bends one idea."""
    best, waited = 0, 0
    for k, loss in enumerate(losses):
        lower = loss < losses[best] or (equal and loss == losses[best])
        ahead = k == 0 or loss < losses[k - 1]
        best = k if (ahead if before == "both" else lower) else best
        progress = k == 0 or (ahead if before else lower)
        waited = (0 if fresh else waited) if progress else waited + 1
        if waited >= max(patience, 1):
            break
    return best + 1, k + 1
