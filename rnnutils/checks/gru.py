"""Checks of the exercises on the GRU."""

import functools
import itertools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require, shaped
from rnnutils.nn.activations import sigmoid
from rnnutils.nn.gru import GRU

judge = functools.partial(explain, atol=1e-9)


def _weights(names, features, units, seed):
    """Return input weights, recurrent weights and biases by name, so large that gates differ."""
    rng = np.random.default_rng(seed)
    W_x = {name: rng.normal(size=(features, units)) for name in names}
    W_h = {name: rng.normal(size=(units, units)) for name in names}
    b = {name: rng.normal(size=units) for name in names}
    return rng.normal(size=features), rng.uniform(-0.9, 0.9, size=units), W_x, W_h, b


def _gru(x, h, W_x, W_h, b, *, z_from="z", r_from="r", gate=sigmoid, g=np.tanh, reset="before"):
    """Take one step, right with the defaults, else with one idea off."""

    def a(name, state=h):
        return x @ W_x[name] + state @ W_h[name] + b[name]

    z, r = gate(a(z_from)), gate(a(r_from))
    h_tilde = {
        "before": lambda: g(a("h", r * h)),
        "after": lambda: g(x @ W_x["h"] + r * (h @ W_h["h"]) + b["h"]),
        "all": lambda: g(r * a("h")),
        "none": lambda: g(a("h")),
    }[reset]()
    return z, r, h_tilde


@exercise("Take one GRU step")
def gru_step(answer):
    """Compare with steps that have one idea off."""
    for seed, (features, units) in enumerate([(2, 3), (1, 2), (3, 4)]):
        x, h, W_x, W_h, b = case = _weights("zrh", features, units, seed)
        got = ask(
            answer, *case, changed="the old state changed under your hands: return a new array"
        )
        got = shaped(got, (units,), "a state, one number a unit,")
        z, r, h_tilde = _gru(*case)
        no_bias = W_x, W_h, {name: np.zeros(units) for name in b}

        def mix(case=case, h=h, **off):
            gate, _, new = _gru(*case, **off)
            return gate * h + (1 - gate) * new

        ideas = [
            ((1 - z) * h + z * h_tilde, "z is the share to keep here; yours is the share to write"),
            (mix(reset="after"), "the reset gate acts before the product with the weights"),
            (mix(reset="none"), "the candidate sees the whole old state: where is the reset gate?"),
            (mix(reset="all"), "the reset gate turns down the old state only, not the input"),
            (mix(g=sigmoid), "a candidate can be negative: its activation function is not σ"),
            (mix(gate=np.tanh), "a gate is a share between 0 and 1: tanh is not"),
            (mix(z_from="r", r_from="z"), "the two gates have changed places"),
            (mix(r_from="z"), "the reset gate has weights of its own"),
            (mix((x, h, *no_bias)), "each gate and the candidate have a bias"),
            (h_tilde, "that is the candidate; the old state has a share in the new one"),
            (z * r * h + (1 - z) * h_tilde, "r is for the candidate; what is kept is of h itself"),
            (h + (1 - z) * h_tilde, "what is written must make room: keep only a share of h"),
            (z * h + h_tilde, "the shares of old and new must add up to 1"),
        ]
        judge(got, z * h + (1 - z) * h_tilde, ideas, "that is not the new state")


@exercise("Count a GRU's parameters")
def count(answer):
    """Ask for sizes that tell the terms apart, and the published layer."""
    for (D, H), after, both in itertools.product([(3, 5), (2, 84)], (True, False), (False, True)):
        got = ask(answer, D, H, after, both)
        block, layers = D * H + H * H + H, 1 + both
        right = layers * (3 * block + 3 * H * after)
        ideas = [
            (layers * 3 * (block + H * (not after)), "the second bias belongs to reset_after"),
            (3 * block + 3 * H * after, "bidirectional means two layers with weights of their own"),
            (layers * (3 * block + H * after), "all three blocks have a second bias"),
            (layers * 4 * (block + H * after), "four blocks are an LSTM; a GRU has three"),
            (layers * 4 * block, "four blocks are an LSTM; a GRU has three"),
            (layers * 2 * (block + H * after), "two gates, yes, but the candidate has weights too"),
            (layers * 2 * block, "two gates, yes, but the candidate has weights too"),
            (layers * block, "each gate and the candidate have weights of their own"),
            (layers * 3 * (D * H + H * H), "every block has a bias"),
            (layers * 3 * (D * H + H), "the state feeds back into every unit"),
        ]
        how = f"reset_after={after}, bidirectional={both}"
        judge(got, right, ideas, f"for {D} features, {H} units, {how}, {got} is not the count")


@exercise("Convert weights from the other convention")
def convert(answer):
    """Run both conventions side by side after the conversion."""
    rng = np.random.default_rng(0)
    for units in (2, 3):
        shapes = (2, 3 * units), (units, 3 * units), (3 * units,)
        theirs = [rng.normal(size=shape) for shape in shapes]
        changed = "you changed the arrays you were given: their owner still needs them"
        got = ask(answer, *theirs, changed=changed)
        three = isinstance(got, tuple | list) and len(got) == 3
        require(three, "three arrays are asked for: W_xh, W_hh and b_h")
        got = [np.asarray(part) for part in got]
        kept = [part.shape for part in got] == [part.shape for part in theirs]
        require(kept, "the shapes must stay as they are")
        z, r, c = (np.s_[..., k * units : (k + 1) * units] for k in range(3))
        pairs = list(zip(got, theirs, strict=True))
        same = {
            k: [np.allclose(g[s], t[s]) for g, t in pairs]
            for k, s in zip("zrc", (z, r, c), strict=True)
        }
        wrong_block = all(same["z"] + same["c"]) and not all(same["r"])
        require(not wrong_block, "you turned the block of r; the order is z, r, candidate")
        rows = np.allclose(got[1], -theirs[1]) and same["c"][2]
        require(not rows, "a block is a group of columns, not of rows")
        require(all(same["r"] + same["c"]), "only z changes its meaning; the rest must stay")
        require(not all(same["z"]), "nothing has changed")
        turned = [np.allclose(g[z], -t[z]) for g, t in pairs]
        bias_only = turned == [False, False, True]
        require(not bias_only, "the bias is one of three parts of z's activation: turn all of it")
        outside = any(np.allclose(g[z], 1 - t[z]) for g, t in pairs)
        require(not outside, "1 − z is taken after σ; ask what that does to the activation")
        require(all(turned), "not all of z's activation has changed sign")


@exercise("Hold, overwrite, ignore")
def biases(answer):
    """Run units with these biases on random weights, and judge what they do."""
    got = np.asarray(ask(answer), float)
    require(got.shape == (9,), "nine biases are asked for: three blocks of three units")
    order = "; the order is z, r, candidate, and within each block unit by unit"
    require(
        not np.isin(got, (0, 1)).all() or not got.any(), "a gate is σ of its bias, not the bias"
    )
    for seed in range(3):
        cell, h, plain = _three_units(got, seed)
        z, before = cell["z"], np.vstack([cell["h_0"], h[:-1]])
        require(z[:, 0].max() > 0.1, "your first unit overwrites: z is the share to keep")
        require(z[:, 0].min() > 0.9, "your first unit does not hold, by its update gate" + order)
        moved = abs(h[-1, 0] - before[0, 0])
        require(moved < 0.01, "your first unit leaks: in 50 steps it moves by more than 0.01")
        for unit, name in ((1, "second"), (2, "third")):
            require(z[:, unit].max() < 0.01, f"your {name} unit keeps a part of its value" + order)
        blind = np.abs(h[:, 2] - plain(0 * before)[:, 2]).max() < 0.01
        require(blind, "your third unit's gate lets its memory through" + order)
        sees = np.abs(h[:, 1] - plain(before)[:, 1]).max() < 0.01
        require(sees, "your second unit must read its memory undiminished" + order)
    cell, h, plain = _three_units(got, 0, reset_after=False)
    before = np.vstack([cell["h_0"], h[:-1]])
    miss = np.abs(h - plain(before))[:, 1].max()
    return f"with the reset before the product, unit 2 misses a plain step by {miss:.1f}: why?"


def _three_units(biases, seed, *, reset_after=True):
    """Return a GRU's trace, its states, and the step of an RNN with the candidate's weights."""
    cell = GRU(2, 3, reset_after=reset_after, seed=seed)
    cell.b_h[:] = biases
    rng = np.random.default_rng(seed)
    X, start = rng.uniform(-1, 1, size=(50, 2)), rng.uniform(0.5, 0.9, size=3)
    trace = cell.unroll(X, state={"h": start})
    W_x, W_h, b = (cell.split(part)[2] for part in (cell.W_xh, cell.W_hh, cell.b_h))
    return trace, trace["h"], lambda h: np.tanh(X @ W_x + h @ W_h + b)


@exercise("Reset before, reset after")
def memory(answer):
    """Ask for both orders, with two units and more."""
    rng = np.random.default_rng(0)
    for units, after in itertools.product((2, 3), (False, True)):
        h, W, b = rng.normal(size=units), rng.normal(size=(units, units)), rng.normal(size=units)
        r = rng.uniform(0.1, 0.9, size=units)
        got = ask(answer, h, r, W, b, after, changed="leave the arrays you are given as they are")
        got = shaped(got, (units,), "the answer, one number a unit,")
        before, behind = (r * h) @ W, r * (h @ W + b)
        what = "reset_after" if after else "the reset before the product"
        ideas = [
            (before + after * b, f"that is the other order, not {what}"),
            (behind, f"that is the other order, not {what}"),
            (before, f"that is the other order, not {what}"),
            (r * (h @ W), f"for {what}: think again about the second bias"),
            (r * (h @ W) + b, "the reset gate turns the second bias down, too"),
            (before + b, "the second bias belongs to reset_after"),
            ((r * h) @ W.T, "states stand in rows: the product is h @ W"),
            (r * (h @ W.T + b), "states stand in rows: the product is h @ W"),
            (h @ W + after * b, "where is the reset gate?"),
            (np.tanh(behind if after else before), "only the share in the sum, before the tanh"),
        ]
        judge(got, behind if after else before, ideas, f"that is not {what}")


@exercise("Spend a budget of parameters")
def units_for(answer):
    """Use counts where closest, at most and at least differ."""

    def gru(H):
        return 3 * (2 * H + H * H + 2 * H)

    def rnn(H):
        return 5 * H + H * H + H + 3 * H + 3

    for count_of in (gru, rnn):
        for budget in (1, count_of(1), 100, 600, 1000, 44_000, count_of(17) - 3, count_of(17) + 3):
            got = ask(answer, count_of, budget)
            best = min(range(1, 400), key=lambda H: abs(count_of(H) - budget))
            require(got != count_of(best), "that is the count; the units are asked for")
            require(got >= 1, "a network has at least one unit")
            if got != best:
                below = max((H for H in range(1, 400) if count_of(H) <= budget), default=1)
                require(got != below, "closest is asked for: a little more may be closer than less")
                require(got != below + 1, "closest is asked for: a little less may be closer")
                require(got != best - 1, "you count from 0: a network has at least one unit")
                counts = f"{got} units give {count_of(got)}, {best} units {count_of(best)}"
                require(False, f"for a budget of {budget}: {counts}")


@exercise("Remember with a half-life")
def leaky(answer):
    """Send in a pulse and a random series."""
    for half_life in (1, 4, 10):
        keep = 0.5 ** (1 / half_life)
        rng = np.random.default_rng(half_life)
        for values in (rng.normal(size=30), np.eye(1, 25)[0], np.ones(12), np.arange(9)):
            got = shaped(
                ask(answer, values, half_life), values.shape, "the answer, one average a step,"
            )

            def average(z, h=0.0, values=values, write=None):
                out = [h := z * h + (1 - z if write is None else write) * v for v in values]
                return np.array(out)

            ideas = [
                (
                    average(keep).astype(values.dtype),
                    "your array of whole numbers cuts off what stands after the point",
                ),
                (average(1 - keep), "keep and write have changed places"),
                (average(np.exp(-1 / half_life)), "after that time 1/e is left, not a half"),
                (average(1 - 1 / half_life), "1 − 1/k is near for long half-lives, not the same"),
                (average(0.5), "that halves at every step, whatever the half-life"),
                (average(keep, h=values[0]), "the state starts at 0, not at the first value"),
                (average(keep, write=1.0), "a sum, not an average: the shares must add up to 1"),
                (np.append(0, average(keep)[:-1]), "one step late: value t counts at step t"),
                (average(1 / (1 + np.exp(-keep))), "that is the gate itself: no σ is needed here"),
            ]
            otherwise = "follow a single 1 at the first step: what is left after k steps?"
            judge(got, average(keep), ideas, otherwise)


@exercise("Do with one gate")
def minimal_step(answer):
    """Compare with steps that have one idea off."""
    for seed, (features, units) in enumerate([(2, 3), (1, 2)]):
        x, h, W_x, W_h, b = _weights("fh", features, units, seed)
        got = shaped(ask(answer, x, h, W_x, W_h, b), (units,), "a state, one number a unit,")
        f = sigmoid(x @ W_x["f"] + h @ W_h["f"] + b["f"])

        def candidate(seen, x=x, W_x=W_x, W_h=W_h, b=b):
            return np.tanh(x @ W_x["h"] + seen @ W_h["h"] + b["h"])

        new = candidate(f * h)
        ideas = [
            (f * h + (1 - f) * new, "here the gate is the share to write"),
            ((1 - f) * h + f * candidate(h), "the gate has a second job: it resets, too"),
            (
                (1 - f) * h + f * candidate((1 - f) * h),
                "the candidate sees the share f of the state",
            ),
            (new, "that is the candidate; the old state has a share in the new one"),
            ((1 - f) * h + new, "the shares of old and new must add up to 1"),
            ((1 - f) * f * h + f * new, "what is kept is of h itself"),
        ]
        judge(got, (1 - f) * h + f * new, ideas, "that is not the new state")
