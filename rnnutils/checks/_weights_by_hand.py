"""Checks of the exercises whose answer is a recurrent network with hand-made weights."""

import numpy as np

from rnnutils.checks import ask, exercise, require, shaped
from rnnutils.nn.rnn import RNN


@exercise("Build a latch")
def latch(answer):
    """Run the unit on sequences with and without a 1, exact and disturbed, short and long."""
    got = ask(answer)
    require(np.shape(got) == (3,), "three numbers are asked for: w_x, w_h and b")
    w_x, w_h, b = map(float, got)

    def last(sequence):
        h = 0.0
        for x in sequence:
            h = np.tanh(w_x * x + w_h * h + b)
        return h

    require(last([1]) > 0.5, "right after a 1 the state should be above one half")
    late = [n for n in (3, 20, 50) if last([0] * n + [1]) <= 0.5]
    require(
        not late, f"a late 1 cannot lift the state: {(late or [0])[0]} zeros before it have "
        "pushed the unit so far down that one input no longer brings it above one half",
    )  # fmt: skip
    require(
        max(last([0] * n) for n in (1, 5, 100)) < 0.5,
        "your unit switches itself on: without any 1 the state climbs above one half",
    )
    faded = [n for n in range(1, 101) if last([1] + [0] * n) <= 0.5]
    require(
        not faded, f"the memory fades: {(faded or [0])[0]} zeros after the 1 the state is below "
        "one half. How strongly must a unit feed itself so that the echo does not shrink?",
    )  # fmt: skip
    rng = np.random.default_rng(0)
    disturbed = [last(rng.uniform(-0.05, 0.05, 40)) > 0.5 for _ in range(50)]
    require(
        not any(disturbed), f"right for exact zeros, but {sum(disturbed)} of 50 disturbed "
        "sequences without a 1 switch the unit on: like a ball on a hilltop, it is off only until "
        "the first push. Off must be a place to which the unit returns by itself",
    )  # fmt: skip
    for _ in range(50):
        ones = rng.random(40) < 0.1
        require(
            (last(ones + rng.uniform(-0.05, 0.05, 40)) > 0.5) == ones.any(),
            "right for a single 1, early or late, but not for every sequence of zeros and ones",
        )


@exercise("Parity by hand")
def parity(answer):
    """Compare the output with the parity at every step of random sequences."""
    got = ask(answer)
    require(
        isinstance(got, dict) and set(got) == {"W_xh", "W_hh", "b_h", "W_hy", "b_y"},
        "the answer is a dictionary with W_xh, W_hh, b_h, W_hy and b_y",
    )
    H = np.size(got["b_h"])
    shapes = {"W_xh": (1, H), "W_hh": (H, H), "b_h": (H,), "W_hy": (H, 1), "b_y": (1,)}
    cell = RNN(1, H, 1)
    for name, needed in shapes.items():
        getattr(cell, name)[...] = shaped(got[name], needed, f"with {H} units {name}")
    bits = np.random.default_rng(1).integers(0, 2, size=(64, 30))
    said = cell.unroll(bits[..., None].astype(float))["y"][..., 0] > 0.5
    odd = bits.cumsum(axis=1) % 2 == 1
    ideas = [
        (bits == 1, "your output is the present input: nothing is remembered"),
        (bits.cumsum(axis=1) > 0, "this is a latch: it knows that there was a 1, and a second 1 "
         "has to switch it back"),
        (~odd, "your output is above one half when the number of ones is even"),
        (bits != np.c_[np.zeros(64), bits[:, :-1]], "this compares the input with the one before: "
         "what feeds back should be the parity so far"),
    ]  # fmt: skip
    for wrong, idea in ideas:
        require(not np.array_equal(said, wrong), idea)
    right = (said == odd).all(axis=0)
    require(right.all(), f"the first wrong answer comes at step {right.argmin() + 1}: write down "
            "what each unit should be for the four cases of input and parity so far")  # fmt: skip
    return f"{H} units, 30 steps"
