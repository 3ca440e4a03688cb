"""Checks of the exercises on the LSTM."""

import numpy as np

from rnnutils.checks import ask, exercise, explain, meaning, require, shaped
from rnnutils.forecasting.baselines import LinearAutoregression, seasonal_growth
from rnnutils.forecasting.metrics import rmse
from rnnutils.forecasting.rolling import rolling_forecast
from rnnutils.inputs.datasets import airlines
from rnnutils.nn.activations import sigmoid
from rnnutils.nn.lstm import LSTM


@exercise("Count the parameters")
def count_parameters(answer):
    """Compare with the layers' definition for sizes that tell the terms apart."""
    for features, units, outputs in ((3, 5, 2), (7, 4, 3)):
        got = ask(answer, features, units, outputs)
        four, one, head = 4 * units, units * (features + units + 1), outputs * (units + 1)
        ideas = {
            one + head: "that is a SimpleRNN: how many sums of this kind has an LSTM?",
            3 * one + head: "the candidate has weights too, although it is no gate",
            5 * one + head: "the cell state itself has no weights: it is computed from the others",
            four * (features + units) + head: "each of the four sums has a bias for each unit",
            4 * (one - units + 1) + head: "each of the four sums has a bias for each unit, not one",
            4 * (one - units) + outputs * units: "the four sums and the Dense layer have biases",
            four * (features + units + 2) + head: "Keras' LSTM has one bias a sum, not two",
            four * (features + 1) + head: "the gates read the hidden state as well as the input",
            four * (units + 1) + head: "the gates read the input as well as the hidden state",
            4 * one + head + outputs * units: "the cell state is not shown to the next layer",
            4 * one + outputs * units: "each output has a bias",
            4 * one: "the Dense layer has parameters too",
        }
        sizes = f"{features} features, {units} units and {outputs} outputs"
        explain(got, 4 * one + head, ideas, f"for {sizes} {got} is not the count")


@exercise("One step by hand")
def step(answer):
    """Compare with the cell's own step, and with steps that miss one idea each."""
    for seed, (D, H) in enumerate(((3, 3), (2, 4), (1, 2))):
        case = _case(seed, D, H)
        past = "your step changes the caller's arrays: the next caller finds another past"
        rows = "the weights stand to the right: each W has a row for every number of [h, x]"
        with meaning("matmul", rows), meaning("not aligned", rows):
            got = ask(answer, *case, changed=past)
        pair = isinstance(got, tuple | list | np.ndarray) and len(got) == 2
        require(pair, "two things are asked for: h and c, in turn")
        h, c = map(np.asarray, got)
        require(h.shape == c.shape == (H,), f"with {H} units both states have shape ({H},)")
        right = _step(*case)
        for idea, wrong in _wrong_steps(case):
            hit = np.allclose(h, wrong[0]) and np.allclose(c, wrong[1])
            require(not hit or np.allclose(wrong, right), idea)
        require(np.allclose(c, right[1]), "the cell state is not that of the six equations")
        require(np.allclose(h, right[0]), "the cell state is right, the hidden state is not")


@exercise("Split a Keras kernel")
def split_kernel(answer):
    """Use numbers that name their own column, and sizes that tell the axes apart."""
    rng = np.random.default_rng(0)
    for D, H in ((2, 3), (3, 3)):
        kernel, recurrent, bias = (rng.normal(size=s) for s in ((D, 4 * H), (H, 4 * H), 4 * H))
        got = _four_pairs(ask(answer, kernel, recurrent, bias))
        both, turned = np.concatenate([recurrent, kernel]), np.concatenate([kernel, recurrent])
        shapes = {np.shape(W) for W, _ in got.values()}
        require(
            shapes == {(H + D, H)},
            f"a gate reads {H} + {D} numbers, state and input, and has a column for each unit",
        )
        W_i = np.asarray(got["i"][0])
        stride = np.allclose(W_i, both[:, ::4])
        require(not stride, "each block stands in one piece; you took every fourth column")
        upside = any(np.allclose(W_i, turned[:, k : k + H]) for k in range(0, 4 * H, H))
        require(not upside, "rows: the state's weights come first, then the input's")
        for k, name in enumerate("ifco"):
            columns = slice(k * H, (k + 1) * H)
            W, b = map(np.asarray, got[name])
            require(
                np.allclose(W, both[:, columns]),
                f"the weights under {name!r} are not that gate's: in which order does Keras "
                "store the four?",
            )
            require(
                b.shape == (H,) and np.allclose(b, bias[columns]),
                "the biases are cut in the same places as the columns of the weights",
            )


@exercise("One LSTM step back")
def step_back(answer):
    """Compare with the package's way back, and with ways back that forget one path."""
    for seed, H in enumerate((3, 2, 1)):
        case = _back_case(seed, H)
        wide = "W_hh is (H, 4H): its transpose leads from the 4H errors of the sums back to h"
        with meaning("matmul", wide), meaning("not aligned", wide):
            got = ask(answer, *case)
        pair = len(got) == 2 and (np.ndim(got) == 2 or isinstance(got, tuple | list))
        require(pair, "two things are asked for: the error of h, and that along the conveyor")
        dh, e = (shaped(part, (H,), "each error") for part in got)
        right = _back(*case)
        for idea, wrong in _wrong_backs(case):
            hit = np.allclose(dh, wrong[0]) and np.allclose(e, wrong[1])
            require(not hit or np.allclose(wrong, right), idea)
        idea = "the error along the conveyor is not f times the whole error of the cell state"
        require(np.allclose(e, right[1]), idea)
        idea = "the conveyor is right; the error of h, through the four sums, is not"
        require(np.allclose(dh, right[0]), idea)


@exercise("Four ways to live")
def biases(answer):
    """Run a cell whose gates stand still at these biases."""
    wanted = {"keep": (0, 1), "overwrite": (1, 0), "add": (1, 1), "reset": (0, 0)}
    got = {}
    for name in wanted:
        pair = answer(name)
        require(np.size(pair) == 2 and pair is not None, "two biases are asked for: b_i and b_f")
        got[name] = np.asarray(pair, float)
    gates = {name: sigmoid(pair) for name, pair in got.items()}
    same = all(np.array_equal(got[n], w) for n, w in wanted.items())
    require(not same, "these are the gates themselves; a gate is the sigmoid of its bias")
    turned = all(np.allclose(np.round(gates[n]), w[::-1]) for n, w in wanted.items())
    require(not turned, "keep and overwrite have changed places: f near 1 keeps; b_i comes first")
    for name, (i, f) in wanted.items():
        is_open = np.round(gates[name])
        require(is_open[0] == i, f"{name}: should anything new be written?")
        require(is_open[1] == f, f"{name}: should what was there stay?")
        idea = f"{name}: the direction is right, but the gates are not open or shut to a hundredth"
        require(np.abs(gates[name] - (i, f)).max() < 0.01 + 1e-6, idea)


@exercise("Air travel with an LSTM")
def settings(answer):
    """Train on 1949 to 1955 and validate on 1956, three seeds; the growth rule is the bar."""
    chosen = answer()
    right = isinstance(chosen, dict) and set(chosen) == {"units", "time_steps", "epochs"}
    require(right, "three settings are asked for by name: units, time_steps and epochs")
    counts = all(isinstance(size, int) and size > 0 for size in chosen.values())
    require(counts, "all three are counts: whole numbers of at least 1")
    require(chosen["units"] <= 4, "half of the chapter's 8 units are allowed: at most 4")
    quick = chosen["time_steps"] <= 30 and chosen["epochs"] <= 100
    require(quick, "not within 20 seconds: at most 30 steps and 100 epochs")
    series, months = airlines().passengers.to_numpy(float)[:96], range(84, 96)

    def judge(forecast):
        return rmse(series[84:], rolling_forecast(forecast, series, months)[:, 0])

    line, rule = judge(LinearAutoregression(14).fit(series[:84])), judge(seasonal_growth)
    from rnnutils.forecasting.networks import GrowthRNN

    networks = [GrowthRNN("LSTM", seed=seed, **chosen).fit(series[:84]) for seed in range(3)]
    reached = float(np.median([judge(network) for network in networks]))
    idea = f"{reached:.1f} thousand passengers in 1956, not below {0.95 * rule:.1f}: the network "
    require(reached < 0.95 * rule, idea + "has hardly moved away from its rule, or too far")
    return f"{reached:.1f} thousand passengers, where the line has {line:.1f}"


@exercise("Teach a cell to count")
def counter(answer):
    """Run the hand-set cell on ticks and resets."""
    got = _four_pairs(answer())
    cell = LSTM(n_features=2, units=1)
    for k, name in enumerate(cell.blocks):
        W, b = (np.asarray(part, float) for part in got[name])
        shapes = f"{W.shape} and {b.shape} under {name!r}"
        idea = f"one unit reading [h, tick, reset] needs (3, 1) and a bias; you have {shapes}"
        require(W.shape == (3, 1) and b.size == 1, idea)
        cell.W_hh[:, k], cell.W_xh[:, k], cell.b_h[k] = W[0], W[1:, 0], b.ravel()[0]
    X = np.zeros((1, 8, 2))
    X[0, [0, 2, 3], 0] = 1
    c = cell.unroll(X)["c"][0, :, 0]
    require(
        c[0] > 0.1,
        "a tick leaves no trace: is the input gate open, the candidate positive, and does "
        "each number stand in its row, h, tick, reset?",
    )
    require(c[0] > 0.95, "a tick adds less than one: open the gate and saturate the candidate")
    require(c[1] > 0.95, "the count fades while nothing comes in: which gate keeps it?")
    require(abs(c[1] - c[0]) < 0.02, "steps without a tick are counted too")
    require(abs(c[7] - 3) < 0.1, "after three ticks the count is not 3")
    X[0, 5] = 0, 1
    require(abs(cell.unroll(X)["c"][0, 5, 0]) < 0.1, "a reset does not bring the count to zero")
    X = np.zeros((1, 100, 2))
    X[0, 40:60, 0] = 1
    X[0, 90], X[0, 95] = (0, 1), (1, 0)
    c = cell.unroll(X)["c"][0, :, 0]
    require(abs(c[89] - 20) < 0.5, "over many steps the count drifts: push the gates to 0 and 1")
    require(abs(c[99] - 1) < 0.1, "a reset does not bring a count of 20 to zero")


def _four_pairs(got):
    """Return the answer if it holds weights and bias of all four sums."""
    right = isinstance(got, dict) and set(got) == set("ifco")
    require(right, "a dict with the names i, f, c and o is asked for")
    pairs = all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in got.values())
    require(pairs, "each name needs two things: weights and bias")
    return got


def _case(seed, D, H):
    rng = np.random.default_rng(seed)
    W = {name: rng.normal(size=(H + D, H)) for name in "ifco"}
    b = {name: rng.normal(size=H) for name in "ifco"}
    return rng.normal(size=D), rng.normal(size=H), rng.normal(size=H), W, b


def _step(x, h, c, W, b, *, order="hx", bias=1.0, gate=sigmoid, g=np.tanh,
          keep="f", write="i", show="tanh c"):  # fmt: skip
    """Take a step of an LSTM; each option bends one idea."""
    hx = np.concatenate([h, x] if order == "hx" else [x, h])
    a = {name: hx @ W[name] + bias * b[name] for name in "ifco"}
    value = {name: gate(a[name]) for name in "ifo"} | {"1": 1.0, "1-f": 1 - gate(a["f"])}
    c_tilde = g(a["c"])
    new = value[keep] * c + value[write] * c_tilde
    o = value["o"]
    shown = {"c": o * new, "tanh c": o * np.tanh(new), "no gate": np.tanh(new),
             "before": o * np.tanh(c), "candidate": o * c_tilde,
             "tanh candidate": o * np.tanh(c_tilde)}  # fmt: skip
    return shown[show], new


def _wrong_steps(case):
    x, h, c, W, b = case
    ideas = [
        ("the weights are made for the state first, then the input", dict(order="xh")),
        ("the biases are missing", dict(bias=0.0)),
        ("a gate lies between 0 and 1, and the tanh does not", dict(gate=np.tanh)),
        ("a candidate must be able to bring the memory down: a sigmoid cannot", dict(g=sigmoid)),
        ("the forget gate belongs to what was there, the input gate to what is new",
         dict(keep="i", write="f")),
        ("nothing is ever forgotten: that is the cell of 1997", dict(keep="1")),
        ("everything proposed is written: what guards the way in?", dict(write="1")),
        ("your cell writes what it forgets; the LSTM has a gate of its own", dict(write="1-f")),
        ("the cell state can be large; what is shown is squashed", dict(show="c")),
        ("what is shown is the memory, not the candidate", dict(show="candidate")),
        ("what is shown is the memory, not the squashed candidate", dict(show="tanh candidate")),
        ("the output gate is missing: everything is shown", dict(show="no gate")),
        ("you show the cell state of the step before", dict(show="before")),
    ]  # fmt: skip
    found = [(idea, _step(*case, **bent)) for idea, bent in ideas]
    found.append(("h comes first, then c", _step(*case)[::-1]))
    found.append(("the conveyor carries c; you took h for it", _step(x, h, h, W, b)))
    for gone, kept in (("f", "o"), ("c", "o")):
        names = {name: name for name in "ifco"} | {gone: kept, kept: gone}
        mixed = [{name: part[names[name]] for name in "ifco"} for part in (W, b)]
        found.append((f"the weights of {gone} and {kept} have changed places",
                      _step(x, h, c, *mixed)))  # fmt: skip
    return found


def _back_case(seed, H):
    """Return dh, e, the quantities of a step, the cell state before, and W_hh."""
    rng = np.random.default_rng(seed)
    now = {name: sigmoid(rng.normal(size=H)) for name in "ifo"}
    now["c_tilde"], before = np.tanh(rng.normal(size=H)), rng.normal(size=H)
    now["c"] = now["f"] * before + now["i"] * now["c_tilde"]
    now["h"] = now["o"] * np.tanh(now["c"])
    return rng.normal(size=H), rng.normal(size=H), now, before, rng.normal(size=(H, 4 * H))


def _back(dh, e, now, before, W, *, join="all", ways="ifco", order="ifco", gate_slope=True,
          tanh_slope="1 - c̃²", f_held="before", o_held="tanh c", mixed=False, o_error="h",
          leave="f dc"):  # fmt: skip
    """Take a step of an LSTM back; each option bends one idea."""
    i, f, c_tilde, o, c = (now[name] for name in ("i", "f", "c_tilde", "o", "c"))
    squashed = 1 - np.tanh(c) ** 2
    dc = {"all": e + dh * o * squashed, "only e": e, "only h": dh * o * squashed,
          "no slope": e + dh * o, "no gate": e + dh * squashed}[join]  # fmt: skip
    slope = {"1 - c̃²": 1 - c_tilde**2, "none": 1.0, "twice": 1 - np.tanh(c_tilde) ** 2,
             "sigmoid": c_tilde * (1 - c_tilde)}[tanh_slope]  # fmt: skip
    at = {name: now[name] * (1 - now[name]) if gate_slope else 1.0 for name in "ifo"}
    delta = {
        "i": dc * (i if mixed else c_tilde) * at["i"],
        "f": dc * (before if f_held == "before" else c) * at["f"],
        "c": dc * (c_tilde if mixed else i) * slope,
        "o": (dh if o_error == "h" else dc) * (np.tanh(c) if o_held == "tanh c" else c) * at["o"],
    }
    sums = [delta[name] * (name in ways) for name in order]
    along = {"f dc": f * dc, "dc": dc, "f e": f * e, "i dc": i * dc}[leave]
    return np.concatenate(sums) @ W.T, along


def _wrong_backs(case):
    dh, e, now = case[:3]
    conveyor = "only the conveyor is left: the four sums read the h before, through W_hh"
    bent = [
        ("h depends on c: its error has to join that of the cell state", dict(join="only e")),
        ("what came along the conveyor is forgotten: it belongs to the error of c",
         dict(join="only h")),
        ("h is made of tanh(c): on the way back its slope is missing", dict(join="no slope")),
        ("on its way from h to c an error meets the output gate", dict(join="no gate")),
        ("the path through the input gate is forgotten", dict(ways="fco")),
        ("the path through the forget gate is forgotten", dict(ways="ico")),
        ("the path through the candidate is forgotten", dict(ways="ifo")),
        ("the path through the output gate is forgotten", dict(ways="ifc")),
        ("a gate comes out of a sigmoid: its slope is missing", dict(gate_slope=False)),
        ("the candidate comes out of a tanh: its slope is missing", dict(tanh_slope="none")),
        ("c̃ is the output of tanh already, and you apply tanh again", dict(tanh_slope="twice")),
        ("the slope of the candidate is that of a tanh, not of a sigmoid",
         dict(tanh_slope="sigmoid")),
        ("the forget gate was multiplied with the cell state before, not with the new one",
         dict(f_held="now")),
        ("the output gate was multiplied with tanh(c), not with c", dict(o_held="c")),
        ("the input gate was multiplied with the candidate, and the candidate with the gate: "
         "each gets the other as its factor", dict(mixed=True)),
        ("the output gate has no part in c: its error comes from h", dict(o_error="c")),
        ("the blocks of W_hh stand in Keras' order", dict(order="fico")),
        ("the blocks of W_hh stand in Keras' order", dict(order="ifoc")),
        ("on the way back, too, the forget gate multiplies what passes", dict(leave="dc")),
        ("what leaves along the conveyor is f times all of the error of c, not only of what came "
         "along the conveyor", dict(leave="f e")),
        ("the conveyor passes the forget gate, not the input gate", dict(leave="i dc")),
    ]  # fmt: skip
    right = _back(*case)
    found = [
        (conveyor, (np.zeros_like(dh), right[1])),
        (conveyor, (dh, right[1])),
        (conveyor, (np.zeros_like(dh), now["f"] * e)),
        ("the error of h comes first, then that along the conveyor", right[::-1]),
    ]
    return found + [(idea, _back(*case, **options)) for idea, options in bent]
