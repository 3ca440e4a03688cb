"""Right answers to the exercises on the LSTM, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import LSTM, sigmoid
from rnnutils.checks import lstm


def cell_step(x, h, c, W, b):
    cell = LSTM(len(x), len(h))
    both = np.hstack([W[name] for name in "ifco"])
    cell.W_hh[:], cell.W_xh[:] = both[: len(h)], both[len(h) :]
    cell.b_h[:] = np.concatenate([b[name] for name in "ifco"])
    cell.h, cell.c = h, c
    cell.step(x)
    return cell.h, cell.c


def hand(x, h, c, W, b, *, order="hx", bias=1, gate=sigmoid, g=np.tanh, update=None, show=None):
    hx = np.concatenate([h, x] if order == "hx" else [x, h])
    i, f, o = (gate(hx @ W[name] + bias * b[name]) for name in "ifo")
    new = g(hx @ W["c"] + bias * b["c"])
    memory = update(f, i, c, new, h) if update else f * c + i * new
    return (show(o, memory, new, c) if show else o * np.tanh(memory)), memory


def bent(**options):
    return lambda *case: hand(*case, **options)


def in_place(x, h, c, W, b):
    h[:], c[:] = hand(x, h, c, W, b)
    return h, c


def exchanged(first, second):
    def step(x, h, c, W, b):
        names = {name: name for name in "ifco"} | {first: second, second: first}
        W, b = ({name: part[names[name]] for name in "ifco"} for part in (W, b))
        return hand(x, h, c, W, b)

    return step


def blocks(kernel, recurrent, bias, *, order="ifco", first="h", stride=False, cut=True):
    both = np.concatenate([recurrent, kernel] if first == "h" else [kernel, recurrent])
    if stride:
        parts = [both[:, k::4] for k in range(4)]
    else:
        parts = np.split(both, 4, axis=1)
    biases = np.split(bias, 4) if cut else [bias] * 4
    return dict(zip(order, zip(parts, biases, strict=True), strict=True))


def only_kernel(kernel, recurrent, bias):
    return dict(zip("ifco", zip(np.split(kernel, 4, 1), np.split(bias, 4)), strict=True))


def back(dh, e, now, c_before, W_hh, *, left="ifco", order="ifco"):
    i, f, c_tilde, o = (now[name] for name in ("i", "f", "c_tilde", "o"))
    shown = np.tanh(now["c"])
    dc = e + dh * o * (1 - shown**2)
    delta = {
        "i": dc * c_tilde * i * (1 - i),
        "f": dc * c_before * f * (1 - f),
        "c": dc * i * (1 - c_tilde**2),
        "o": dh * shown * o * (1 - o),
    }
    sums = [delta[name] if name in left else 0 * dh for name in order]
    return np.concatenate(sums) @ W_hh.T, f * dc


def package_back(dh, e, now, c_before, W_hh):
    now = {name: value[None] for name, value in now.items()}
    d, before = {"h": dh[None], "c": e[None]}, {"c": c_before[None]}
    _, _, passed = LSTM(1, len(dh)).step_back(now, before, d, W_hh.T)
    return passed["h"][0], passed["c"][0]


def bent_back(**options):
    return lambda *case: back(*case, **options)


def other_back(dc_of=None, delta_of=None):
    """Go back with another error of c, or other errors of the sums."""

    def step_back(dh, e, now, c_before, W_hh):
        i, f, c_tilde, o, c = (now[name] for name in ("i", "f", "c_tilde", "o", "c"))
        shown = np.tanh(c)
        dc = dc_of(dh, e, now) if dc_of else e + dh * o * (1 - shown**2)
        delta = {
            "i": dc * c_tilde * i * (1 - i),
            "f": dc * c_before * f * (1 - f),
            "c": dc * i * (1 - c_tilde**2),
            "o": dh * shown * o * (1 - o),
        }
        if delta_of:
            delta |= delta_of(dh, dc, now, c_before)
        return np.concatenate([delta[name] for name in "ifco"]) @ W_hh.T, f * dc

    return step_back


def live(size=10.0, table=None):
    table = table or {"keep": (0, 1), "overwrite": (1, 0), "add": (1, 1), "reset": (0, 0)}
    return lambda word: tuple(size if is_open else -size for is_open in table[word])


def gates(*, i=(20, 0, -10), f=(0, -20, 10), c=(0, 0, 10), h=0.0):
    named = {"i": i, "f": f, "c": c, "o": (0, 0, 0)}
    return lambda: {
        name: (np.array([[h], [tick], [reset]], float), np.array([bias], float))
        for name, (tick, reset, bias) in named.items()
    }


def sizes(units=2, time_steps=14, epochs=64):
    return lambda: {"units": units, "time_steps": time_steps, "epochs": epochs}


RIGHT = [
    (lstm.count_parameters, lambda d, h, o: 4 * (h * (d + h) + h) + o * (h + 1)),
    (lstm.count_parameters, lambda d, h, o: 4 * h * d + 4 * h * h + 4 * h + h * o + o),
    (lstm.step, hand),
    (lstm.step, cell_step),
    (lstm.step, lambda *case: list(hand(*case))),
    (lstm.step, lambda *case: np.array(hand(*case))),
    (lstm.split_kernel, blocks),
    (lstm.split_kernel, lambda k, r, b: {n: list(v) for n, v in blocks(k, r, b).items()}),
    (lstm.step_back, back),
    (lstm.step_back, package_back),
    (lstm.step_back, lambda *case: list(back(*case))),
    (lstm.biases, live()),
    (lstm.biases, lambda word: np.array(live(30.0)(word))),
    (lstm.biases, live(np.log(99))),
    (lstm.settings, sizes()),
    (lstm.counter, gates()),
    (lstm.counter, gates(c=(10, 0, 0))),
    (lstm.counter, gates(i=(30, 0, -15), f=(0, -30, 15), c=(20, -20, 0))),
]

WRONG = [
    (lstm.count_parameters, lambda d, h, o: h * (d + h + 1) + o * (h + 1), "a SimpleRNN"),
    (lstm.count_parameters, lambda d, h, o: 3 * h * (d + h + 1) + o * (h + 1), "candidate"),
    (lstm.count_parameters, lambda d, h, o: 5 * h * (d + h + 1) + o * (h + 1), "no weights"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + h) + o * (h + 1), "has a bias for each"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + h + 2) + o * (h + 1), "not two"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + 1) + o * (h + 1), "hidden state as well"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (h + 1) + o * (h + 1), "input as well"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + h + 1) + o * h, "each output"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + h + 1), "Dense layer"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + h + 1) + o * (2 * h + 1), "not shown"),
    (lstm.count_parameters, lambda d, h, o: 4 * (h * (d + h) + 1) + o * (h + 1), "not one"),
    (lstm.count_parameters, lambda d, h, o: 4 * h * (d + h) + o * h, "have biases"),
    (lstm.count_parameters, lambda d, h, o: 72, "is not the count"),
    (lstm.count_parameters, lambda d, h, o: None, "returns nothing"),
    (lstm.step, bent(order="xh"), "state first"),
    (lstm.step, lambda x, h, c, W, b: (W["i"] @ np.concatenate([h, x]), c), "to the right"),
    (lstm.step, lambda x, h, c, W, b: (np.dot(W["i"], np.concatenate([h, x])), c), "to the right"),
    (lstm.step, bent(bias=0), "biases are missing"),
    (lstm.step, bent(gate=np.tanh), "between 0 and 1"),
    (lstm.step, bent(g=sigmoid), "a sigmoid cannot"),
    (lstm.step, bent(update=lambda f, i, c, new, h: i * c + f * new), "belongs to what was there"),
    (lstm.step, bent(update=lambda f, i, c, new, h: c + i * new), "1997"),
    (lstm.step, bent(update=lambda f, i, c, new, h: f * c + new), "the way in"),
    (lstm.step, bent(update=lambda f, i, c, new, h: f * c + (1 - f) * new), "writes what it"),
    (lstm.step, bent(update=lambda f, i, c, new, h: f * h + i * new), "you took h for it"),
    (lstm.step, bent(update=lambda f, i, c, new, h: f + i * new), "six equations"),
    (lstm.step, bent(show=lambda o, c, new, before: o * c), "squashed"),
    (lstm.step, bent(show=lambda o, c, new, before: o * new), "not the candidate"),
    (lstm.step, bent(show=lambda o, c, new, before: o * np.tanh(new)), "squashed candidate"),
    (lstm.step, bent(show=lambda o, c, new, before: np.tanh(c)), "output gate is missing"),
    (lstm.step, bent(show=lambda o, c, new, before: o * np.tanh(before)), "step before"),
    (lstm.step, bent(show=lambda o, c, new, before: o * sigmoid(c)), "the hidden state is not"),
    (lstm.step, lambda *case: hand(*case)[::-1], "h comes first"),
    (lstm.step, lambda *case: hand(*case)[0], "two things"),
    (lstm.step, lambda *case: tuple(part[None] for part in hand(*case)), "both states have shape"),
    (lstm.step, exchanged("f", "o"), "changed places"),
    (lstm.step, exchanged("c", "o"), "changed places"),
    (lstm.step, in_place, "changes the caller's"),
    (lstm.split_kernel, lambda k, r, b: blocks(k, r, b, order="fico"), "in which order"),
    (lstm.split_kernel, lambda k, r, b: blocks(k, r, b, order="ifoc"), "in which order"),
    (lstm.split_kernel, lambda k, r, b: blocks(k, r, b, first="x"), "state's weights come first"),
    (lstm.split_kernel, lambda k, r, b: blocks(k, r, b, stride=True), "every fourth column"),
    (lstm.split_kernel, lambda k, r, b: blocks(k, r, b, cut=False), "same places"),
    (lstm.split_kernel, only_kernel, "state and input"),
    (lstm.split_kernel, lambda k, r, b: list(blocks(k, r, b).values()), "a dict with the names"),
    (lstm.split_kernel, lambda k, r, b: {n: v[0] for n, v in blocks(k, r, b).items()}, "two"),
    (lstm.step_back, bent_back(left="fco"), "through the input gate is forgotten"),
    (lstm.step_back, bent_back(left="ico"), "through the forget gate is forgotten"),
    (lstm.step_back, bent_back(left="ifo"), "through the candidate is forgotten"),
    (lstm.step_back, bent_back(left="ifc"), "through the output gate is forgotten"),
    (lstm.step_back, bent_back(order="fico"), "Keras' order"),
    (lstm.step_back, bent_back(order="ifoc"), "Keras' order"),
    (lstm.step_back, other_back(lambda dh, e, now: e), "has to join"),
    (lstm.step_back, other_back(lambda dh, e, now: dh * now["o"] * (1 - np.tanh(now["c"]) ** 2)),
     "along the conveyor is forgotten"),
    (lstm.step_back, other_back(lambda dh, e, now: e + dh * now["o"]), "its slope is missing"),
    (lstm.step_back, other_back(lambda dh, e, now: e + dh * (1 - np.tanh(now["c"]) ** 2)),
     "meets the output gate"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "i": dc * now["c_tilde"], "f": dc * before, "o": dh * np.tanh(now["c"])}),
     "a gate comes out of a sigmoid"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {"c": dc * now["i"]}),
     "the candidate comes out of a tanh"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "c": dc * now["i"] * (1 - np.tanh(now["c_tilde"]) ** 2)}), "tanh again"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "c": dc * now["i"] * now["c_tilde"] * (1 - now["c_tilde"])}), "not of a sigmoid"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "f": dc * now["c"] * now["f"] * (1 - now["f"])}), "cell state before"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "o": dh * now["c"] * now["o"] * (1 - now["o"])}), "with tanh(c)"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "o": dc * np.tanh(now["c"]) * now["o"] * (1 - now["o"])}), "no part in c"),
    (lstm.step_back, other_back(None, lambda dh, dc, now, before: {
        "i": dc * now["i"] * now["i"] * (1 - now["i"]),
        "c": dc * now["c_tilde"] * (1 - now["c_tilde"] ** 2)}), "the other as its factor"),
    (lstm.step_back, lambda *case: (0 * case[0], back(*case)[1]), "only the conveyor"),
    (lstm.step_back, lambda dh, e, now, c, W: (0 * dh, now["f"] * e), "only the conveyor"),
    (lstm.step_back, lambda *case: (back(*case)[0], back(*case)[1] / case[2]["f"]),
     "the forget gate multiplies"),
    (lstm.step_back, lambda *case: (back(*case)[0], case[2]["f"] * case[1]), "not only of what"),
    (lstm.step_back, lambda *case: (back(*case)[0], back(*case)[1] / case[2]["f"] * case[2]["i"]),
     "not the input gate"),
    (lstm.step_back, lambda *case: back(*case)[::-1], "comes first"),
    (lstm.step_back, lambda *case: back(*case)[0], "two things"),
    (lstm.step_back, lambda *case: (back(*case)[0], 1 + back(*case)[1]), "is not f times"),
    (lstm.step_back, lambda *case: (1 + back(*case)[0], back(*case)[1]), "the conveyor is right"),
    (lstm.step_back, lambda dh, e, now, c, W: (np.concatenate([e] * 4) @ W, e), "leads from"),
    (lstm.step_back, lambda dh, e, now, c, W: (np.dot(np.concatenate([e] * 4), W), e),
     "leads from"),
    (lstm.biases, live(table={"keep": (1, 0), "overwrite": (0, 1), "add": (1, 1), "reset": (0, 0)}),
     "changed places"),
    (lstm.biases, live(2.0), "to a hundredth"),
    (lstm.biases, lambda word: [(b > 0) * 1.0 for b in live()(word)], "gates themselves"),
    (lstm.biases, live(table={"keep": (1, 1), "overwrite": (1, 0), "add": (1, 1), "reset": (0, 0)}),
     "keep: should anything new"),
    (lstm.biases, live(table={"keep": (0, 1), "overwrite": (1, 1), "add": (1, 1), "reset": (0, 0)}),
     "overwrite: should what was"),
    (lstm.biases, lambda word: 10.0, "two biases"),
    (lstm.settings, sizes(units=1, time_steps=2, epochs=1), "hardly moved"),
    (lstm.settings, sizes(units=8), "at most 4"),
    (lstm.settings, sizes(time_steps=48), "20 seconds"),
    (lstm.settings, sizes(epochs=0), "counts"),
    (lstm.settings, lambda: {"units": 8}, "by name"),
    (lstm.counter, gates(i=(0, 0, -10)), "leaves no trace"),
    (lstm.counter, gates(c=(0, 0, 1)), "less than one"),
    (lstm.counter, gates(f=(0, -20, 0)), "fades"),
    (lstm.counter, gates(i=(0, 0, 10)), "without a tick"),
    (lstm.counter, gates(f=(0, 0, 10)), "a reset does not"),
    (lstm.counter, gates(f=(0, -20, 6)), "drifts"),
    (lstm.counter, gates(f=(0, -13.5, 10)), "a count of 20"),
    (lstm.counter, gates(f=(-30, -20, 10)), "is not 3"),
    (lstm.counter, lambda: {n: (W[:2], b) for n, (W, b) in gates()().items()}, "needs (3, 1)"),
    (lstm.counter, lambda: [1, 2, 3, 4], "a dict with the names"),
]  # fmt: skip
