"""Checks of the exercises on backpropagation through time."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require, shaped
from rnnutils.nn.bptt import bptt
from rnnutils.nn.rnn import RNN

SIZES = [(4, 2), (7, 5), (9, 3)]  # time steps, units
judge = functools.partial(explain, rtol=1e-8, atol=1e-10)


def walk(T, H):
    """Return a random network, its states with h_0 in front, its errors and its trace."""
    rng = np.random.default_rng(10 * T + H)
    rnn = RNN(2, H, seed=T)
    rnn.W_hh[:] = rng.normal(size=(H, H))
    trace = rnn.unroll(rng.normal(size=(T, 2)), state={"h": rng.uniform(-0.9, 0.9, H)})
    dH = rng.normal(size=(T, H))
    return rnn, np.vstack([trace["h_0"], trace["h"]]), bptt(rnn, trace, dH=dH), trace


@exercise("The slope from the output")
def slope(answer):
    """Tell the derivative from the output from that at the output."""
    for T, H in SIZES:
        h = walk(T, H)[1]
        got = shaped(ask(answer, h), h.shape, "the slope")
        ideas = [
            (1 - np.tanh(h) ** 2, "h is the output of tanh already, and you apply tanh again"),
            (1 - np.arctanh(h) ** 2, "the square is that of the output, not of the activation"),
            (h * (1 - h), "that is the slope of the sigmoid, from its output"),
            (1 - h, "tanh is equally steep at h = −0.5 and h = 0.5; yours is not"),
            (1 - np.abs(h), "right at 0 and at ±1, too small in between"),
            (h**2, "tanh is steepest at 0 and flat at ±1; yours is the other way round"),
        ]
        judge(got, 1 - h**2, ideas, "this is not the slope of tanh: try it at h = 0 and h = 1")


@exercise("One step back")
def step_back(answer):
    """Walk a random network back, one call a step, and compare with bptt."""
    for T, H in SIZES:
        rnn, h, back, _ = walk(T, H)
        W, passed = rnn.W_hh, back.delta @ rnn.W_hh.T
        for t in (T - 2, T - 1):  # the last step receives nothing
            received = passed[t + 1] if t < T - 1 else np.zeros(H)
            immediate, total = back.immediate[t], back.immediate[t] + received
            got = ask(answer, h[t + 1], h[t], immediate, received, W)
            pair = len(got) == 2 and (np.ndim(got) == 2 or isinstance(got, tuple | list))
            require(pair, "two things are asked for: delta, and what is passed back")
            now, before = 1 - h[t + 1] ** 2, 1 - h[t] ** 2
            twice = 1 - np.tanh(h[t + 1]) ** 2
            ideas = [
                (total, "delta is the error of the activation: the slope of tanh is missing"),
                (before * total, "which of the two states did this step's tanh make?"),
                (now * received, "the immediate part is missing: this step has a loss too"),
                (now * immediate, "your delta knows nothing of the later steps"),
                (twice * total, "h is the output of tanh already, and you apply tanh again"),
                (now * immediate + received, "what is received must pass the tanh as well"),
                (-now * total, "a loss that falls where it should rise: look at the signs"),
                (passed[t], "that is what is passed back; delta is to come first"),
                (now * back.immediate[t] * received, "parts that come along two arrows add"),
                (now * (immediate + W @ received), "what is received passed the weights already"),
            ]
            delta = shaped(got[0], (H,), "delta")
            judge(delta, back.delta[t], ideas, "delta is not dL/da of this step")
            ideas = [
                (delta @ W, "going back, unit i collects from all the units it feeds"),
                (total @ W.T, "the error passes the weights before it has passed the tanh"),
                (delta, "the weights between the two states are missing"),
                (before * passed[t], "the slope of the step before is for the step before"),
                (received + passed[t], "what was received is used up and must not be passed on"),
            ]
            other = "delta is right, what is passed back is not"
            judge(shaped(got[1], (H,), "what is passed back"), passed[t], ideas, other)


@exercise("Sum the shares")
def sum_shares(answer):
    """Compare with bptt's gradient of the recurrent weights."""
    for T, H in SIZES:
        _, h, back, _ = walk(T, H)
        right, delta = back.parameters["W_hh"], back.delta
        last = np.outer(h[-2], delta[-1])
        got = shaped(ask(answer, h, delta), (H, H), "the gradient of W_hh")
        ideas = [
            (h[1:].T @ delta, "an error meets the state its step read, not the one it made"),
            (h[1:-1].T @ delta[1:], "the first share is missing: h_0 need not be zero"),
            (last, "that is the share of the last step alone"),
            (right - last, "the last share is missing"),
            (right / T, "you average; but a nudge of the weight moves all steps, so they add"),
            (right.T, "rows and columns are swapped: the weight from i to j stands in row i"),
            (h[:-1].T @ (delta * (1 - h[1:] ** 2)), "delta holds the slope already"),
            (h[:-1].T @ delta[::-1], "the errors meet the states in the opposite order"),
        ]
        judge(got, right, ideas, "the sum of the shares is another matrix")


@exercise("The cheapest witness")
def differences(answer):
    """Use losses whose differences, one-sided and central, are known for a coarse step."""
    rng, step = np.random.default_rng(0), 0.1
    for shape in ((3,), (2, 4), (5, 2)):
        x, weight = rng.normal(size=(2, *shape))

        def loss(a, weight=weight):
            return float((weight * a**3).sum() + a.sum() ** 2)

        put_back = "put every entry back as it was after its nudge"
        got = shaped(ask(answer, loss, x, step, changed=put_back), shape, "the gradient")
        up, down, halves = np.empty(shape), np.empty(shape), np.empty(shape)
        for place in np.ndindex(shape):
            nudge = np.zeros(shape)
            nudge[place] = step
            up[place] = loss(x + nudge) - loss(x)
            down[place] = loss(x) - loss(x - nudge)
            halves[place] = (loss(x + nudge / 2) - loss(x - nudge / 2)) / step
        right, whole = (up + down) / (2 * step), loss(x + step) - loss(x - step)
        ideas = [
            (up / step, "you look to one side only: looking to both leaves a smaller error"),
            (down / step, "you look to one side only: both together leave a smaller error"),
            (2 * right, "the two places are two steps apart, not one"),
            (2 * right * step, "a slope is a change of the loss per change of the entry"),
            (-right, "the sign is turned: what is above minus what is below"),
            (0 * x + whole / (2 * step), "you nudge all entries at once"),
            (halves, "go one whole step up and one whole step down"),
        ]
        judge(got, right, ideas, "these are not the central differences with the step given")


@exercise("Find the wrong gradient")
def suspects(answer):
    """Plant slips of several kinds in the gradients of random networks."""
    for T, H in SIZES:
        rng, rnn = np.random.default_rng(T), RNN(2, H, 1, seed=T)
        X, Y = rng.normal(size=(T, 2)), rng.normal(size=(T, 1))
        trace = rnn.unroll(X)
        right = bptt(rnn, trace, 2 * (trace["y"] - Y)).parameters
        parameters = {name: p.copy() for name, p in rnn.parameters.items()}

        def loss(values, rnn=rnn, X=X, Y=Y):
            for name, p in values.items():
                rnn.parameters[name][:] = p
            return float(((rnn.unroll(X)["y"] - Y) ** 2).sum())

        entry = right["W_xh"].copy()
        entry[-1, -1] += 0.01
        slips = [
            ({}, "no claim was wrong here: a difference is never right to the last digit"),
            ({"W_xh": entry}, "a single wrong entry is enough: look at all of them"),
            ({"b_h": -right["b_h"]}, "the sign belongs to a gradient"),
            ({"W_hh": right["W_hh"].T}, "the right numbers at wrong places are wrong"),
            ({n: right[n] / T for n in ("W_hy", "b_y")}, "right up to a factor is wrong"),
            ({n: 2 * g for n, g in right.items()}, "here every claim was wrong"),
        ]
        for planted, idea in slips:
            put_back = "put every entry back as it was after its nudge"
            got = ask(answer, loss, parameters, right | planted, changed=put_back)
            require(isinstance(got, set | list | tuple), "a set of names is asked for")
            got, wrong = set(got), set(planted)
            require(got <= set(right), "these are not all names of parameters")
            innocent = "you suspect a claim that is right: how near is near enough?"
            require(not got - wrong, innocent if planted else idea)
            require(got == wrong, idea)


@exercise("Clip, and keep the direction")
def clip(answer):
    """Try gradients above and below the limit."""
    rng = np.random.default_rng(1)
    for size, limit in ((5.0, 1.0), (0.3, 1.0), (40.0, 2.5), (0.01, 3.0)):
        raw = [rng.normal(size=(3, 2)), rng.normal(size=(2, 2)), np.ones(2)]
        norm = np.sqrt(sum((g**2).sum() for g in raw))
        arrays = [size * g / norm for g in raw]
        got = ask(answer, dict(zip("WUb", arrays, strict=True)), limit)
        named = isinstance(got, dict) and set(got) == set("WUb")
        require(named, "a dict is asked for, with the same names as the gradients")
        mine = [shaped(got[n], g.shape, n) for n, g in zip("WUb", arrays, strict=True)]
        lengths = [np.linalg.norm(g) for g in arrays]
        alone = [g * min(1, limit / n) for g, n in zip(arrays, lengths, strict=True)]
        mine, whole, alone = (np.hstack([*map(np.ravel, gs)]) for gs in (mine, arrays, alone))
        right = whole * min(1, limit / size)
        ideas = [
            (whole * limit / size, "a gradient below the limit is to stay as it is"),
            (whole, "the norm is above the limit, and nothing was clipped"),
            (whole / limit, "divided by the limit: what should the common norm become?"),
            (alone, "each array is clipped alone, so the gradient turns"),
            (np.clip(whole, -limit, limit), "each entry is clipped alone, so the gradient turns"),
            (whole * min(1, limit / size**2), "the norm is the root of the sum of squares"),
            (whole / size, "the length that is left is 1, whatever the limit"),
            (whole * min(1, limit / sum(lengths)), "norms do not add; their squares do"),
            (whole * min(1, limit / abs(whole).max()), "the norm takes all, not the largest"),
        ]
        mine = right if np.allclose(mine, right, rtol=1e-5) else mine  # + 1e-6 does no harm
        judge(mine, right, ideas, "the common norm should become the limit, the direction stay")


def _sliding(immediate, slopes, W_hh, k):
    """Return what the errors would be if each loss were passed back over k steps."""
    delta = np.zeros_like(slopes)
    for t, error in enumerate(immediate):
        for s in range(t, max(t - k, -1), -1):
            share = slopes[s] * error
            delta[s] += share
            error = W_hh @ share
    return delta


@exercise("Cut the walk into stretches")
def truncated(answer):
    """Compare with bptt's truncate, for stretches that fit and that do not."""
    for T, H in SIZES:
        for k in (2, 3, 1, T):
            rnn, h, back, trace = walk(T, H)
            now, steps = 1 - h[1:] ** 2, np.arange(T)

            def cut(starts, W=rnn.W_hh, now=now, back=back, steps=steps):
                delta, received = np.zeros_like(now), 0
                for t in steps[::-1]:
                    delta[t] = now[t] * (back.immediate[t] + received)
                    received = 0 if starts[t] else delta[t] @ W.T
                return delta

            right = bptt(rnn, trace, dH=back.immediate, truncate=k).delta
            lost = np.where(steps[:, None] % k == 0, 0, right)
            got = ask(answer, back.immediate, h[1:], rnn.W_hh, k)
            ideas = [
                (back.delta, "no cut is made: errors still pass between stretches"),
                (now * back.immediate, "nothing is passed back, even inside a stretch"),
                (cut((steps + 1) % k == 0), "your cuts stand one step beside the ends"),
                (cut((T - steps) % k == 0), "you count from the end, not from the first step"),
                (lost, "at a cut the step keeps its own error; only passing on stops"),
                (cut(steps % k == 0, rnn.W_hh.T), "unit i collects from all the units it feeds"),
                (_sliding(back.immediate, now, rnn.W_hh, k), "each loss reaches back k steps here; "
                 "the cuts stand at fixed places, whatever the loss"),
            ]  # fmt: skip
            other = f"for stretches of {k} steps these are other errors"
            judge(shaped(got, (T, H), "delta"), right, ideas, other)


@exercise("From the first state to the last")
def jacobian(answer):
    """Compare with the product and its plausible rearrangements."""
    for T, H in SIZES:
        rnn, h, _, _ = walk(T, H)
        W, slopes = rnn.W_hh, [np.diag(1 - s**2) for s in h]

        def product(matrices, H=H):
            whole = np.eye(H)
            for J in matrices:
                whole = J @ whole
            return whole

        J = [D @ W.T for D in slopes[1:]]
        right = product(J)
        ideas = [
            (right.T, "that is its transpose: row i is unit i of the last state"),
            (
                product(J[::-1]),
                "the factors stand in the opposite order: the latest step acts last",
            ),
            (product([W.T] * T), "the slopes of tanh are missing"),
            (product(D @ W for D in slopes[1:]), "the weight from j to i stands in row j of W_hh"),
            (product(W.T @ D for D in slopes[1:]), "the weights act first, and then the tanh"),
            (product(D @ W.T for D in slopes[:-1]), "you take the slopes of h_0 to h_{T−1}"),
            (product(W @ D for D in slopes[1:]), "your factors are transposed, each by itself"),
            (right @ slopes[0] @ W.T, "h_0 was made by no step: it has no slope here"),
        ]
        got = shaped(ask(answer, h, W), (H, H), "the Jacobian")
        judge(got, right, ideas, "this is not dh_T/dh_0: try a walk of a single step first")
