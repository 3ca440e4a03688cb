"""Checks of the exercises on the LSTM."""

import functools

import numpy as np

from rnnutils.activations import sigmoid
from rnnutils.baselines import LinearAutoregression, seasonal_growth
from rnnutils.checks import exercise, require
from rnnutils.datasets import airlines
from rnnutils.forecasting import rolling_forecast
from rnnutils.metrics import rmse
from rnnutils.recurrent import LSTM


@exercise("8.1", "Count the parameters")
def count_parameters(answer):
    """Compare with the layers' definition for sizes that tell the terms apart."""
    require(answer(1, 3, 1) is not None, "your function returns nothing")
    for features, units, outputs in ((3, 5, 2), (7, 4, 3)):
        got = answer(features, units, outputs)
        one = units * (features + units + 1)
        head = outputs * (units + 1)
        ideas = {
            one + head: "that is a SimpleRNN: how many sums of this kind has an LSTM?",
            3 * one + head: "the candidate has weights too, although it is no gate",
            5 * one + head: "the cell state itself has no weights: it is computed from the others",
            4 * units * (features + units) + head: "each of the four sums has a bias for each unit",
            4 * units * (features + units) + 4 + head: "a bias belongs to a unit, not to a gate",
            4 * units * (features + units + 2) + head: "Keras' LSTM has one bias a sum, not two",
            4 * units * (features + 1)
            + head: "the gates read the hidden state as well as the input",
            4 * units * (units + 1) + head: "the gates read the input as well as the hidden state",
            4 * (one + 0)
            + outputs * (2 * units + 1): "the cell state is not shown to the next layer",
            4 * one + outputs * units: "each output has a bias",
            4 * one: "the Dense layer has parameters too",
        }
        require(got not in ideas, ideas.get(got))
        sizes = f"{features} features, {units} units and {outputs} outputs"
        require(got == 4 * one + head, f"for {sizes} {got} is not the count")


@exercise("8.2", "One step by hand")
def step(answer):
    """Compare with the cell's own step, and with steps that miss one idea each."""
    for seed, (D, H) in enumerate(((3, 3), (2, 4), (1, 2))):
        case = _case(seed, D, H)
        given = [np.copy(part) for part in case[:3]]
        got = answer(*case)
        require(
            isinstance(got, tuple) and len(got) == 2, "two things are asked for: h and c, in turn"
        )
        require(
            all((a == b).all() for a, b in zip(given, case[:3], strict=True)),
            "your step changes the caller's arrays: the next caller finds another past",
        )
        h, c = map(np.asarray, got)
        require(
            h.shape == c.shape == (H,),
            f"with {H} units both states have shape ({H},); yours have {h.shape} and {c.shape}",
        )
        right = _step(*case)
        for idea, wrong in _wrong_steps(case):
            hit = np.allclose(h, wrong[0]) and np.allclose(c, wrong[1])
            require(not hit or np.allclose(wrong, right), idea)
        require(np.allclose(c, right[1]), "the cell state is not that of the six equations")
        require(np.allclose(h, right[0]), "the cell state is right, the hidden state is not")


@exercise("8.3", "Split a Keras kernel")
def split_kernel(answer):
    """Use numbers that name their own column, and sizes that tell the axes apart."""
    rng = np.random.default_rng(0)
    for D, H in ((2, 3), (3, 3)):
        kernel, recurrent, bias = (rng.normal(size=s) for s in ((D, 4 * H), (H, 4 * H), 4 * H))
        got = answer(kernel.copy(), recurrent.copy(), bias.copy())
        require(
            isinstance(got, dict) and set(got) == set("ifco"),
            "a dict with the names i, f, c and o is asked for",
        )
        require(
            all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in got.values()),
            "each gate needs two things: its weights and its bias",
        )
        both = np.concatenate([recurrent, kernel])
        shapes = {np.shape(W) for W, _ in got.values()}
        require(
            shapes == {(H + D, H)},
            f"with {D} features and {H} units a gate's weights have shape {(H + D, H)}; "
            f"yours: {shapes.pop()}. A gate reads state and input, and has a column for each unit",
        )
        W_i = np.asarray(got["i"][0])
        require(
            not np.allclose(W_i, both[:, ::4]),
            "the blocks stand side by side, each in one piece; you took every fourth column",
        )
        turned = np.concatenate([kernel, recurrent])
        require(
            not any(np.allclose(W_i, turned[:, k : k + H]) for k in range(0, 4 * H, H)),
            "rows: the state's weights come first, then the input's",
        )
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


@exercise("8.4", "Half-life of a memory")
def forget_bias(answer):
    """Ask for the bias, and recognise what stands one step before it."""
    for steps in (1, 10, 100):
        got = answer(steps)
        require(got is not None, "your function returns nothing")
        f = 0.5 ** (1 / steps)
        right = np.log(f / (1 - f))
        if steps == 1:
            require(np.isclose(got, 0) or not np.isclose(got, 0.5),
                    "that is the gate; its bias is asked for")  # fmt: skip
            continue
        e_fold = np.exp(-1 / steps)
        ideas = [
            (f, "that is the gate; which bias makes the sigmoid take this value?"),
            (-right, "a gate that keeps is open: its bias is positive"),
            (np.log(steps - 1), "you keep 1 − 1/n; after n steps that leaves a third, not a half"),
            (np.log(e_fold / (1 - e_fold)), "after your n steps 1/e is left, not a half"),
            (np.log(f), "a logarithm undoes an exponential; what undoes a sigmoid?"),
            (np.log(steps), "that is the order of size; the half is not in it"),
        ]
        for value, idea in ideas:
            require(not np.isclose(got, value), idea)
        left = sigmoid(np.asarray(float(got))) ** steps
        require(
            np.isclose(left, 0.5, atol=1e-3),
            f"after {steps} steps {left:.2f} of the memory is left, not a half",
        )


@exercise("8.5", "Four ways to live")
def biases(answer):
    """Run a cell whose gates stand still at these biases."""
    wanted = {"keep": (0, 1), "overwrite": (1, 0), "add": (1, 1), "reset": (0, 0)}
    got = {}
    for name in wanted:
        pair = answer(name)
        require(np.size(pair) == 2 and pair is not None, "two biases are asked for: b_i and b_f")
        got[name] = np.asarray(pair, float)
    gates = {name: sigmoid(pair) for name, pair in got.items()}
    require(
        not all(np.array_equal(got[n], w) for n, w in wanted.items()),
        "these are the gates themselves; a gate is the sigmoid of its bias, and σ(1) is only 0.73",
    )
    turned = {name: (f, i) for name, (i, f) in wanted.items()}
    require(
        not all(np.allclose(np.round(gates[n]), w) for n, w in turned.items()),
        "keep and overwrite have changed places: a forget gate near 1 keeps",
    )
    require(
        not all(np.allclose(np.round(gates[n]), 1 - np.array(w)) for n, w in wanted.items()),
        "every gate of yours is the opposite of what is needed: open is 1, shut is 0",
    )
    for name, (i, f) in wanted.items():
        right = np.round(gates[name]) == (i, f)
        require(right[0], f"{name}: should anything new be written?")
        require(right[1], f"{name}: should what was there stay?")
        require(
            np.abs(gates[name] - (i, f)).max() < 0.01,
            f"{name}: the direction is right, but the gates are not open or shut to a hundredth",
        )


@exercise("8.6", "Air travel with an LSTM")
def settings(answer):
    """Train on 1949 to 1955 and validate on 1956, three seeds; the rule is the bar."""
    chosen = answer()
    names = {"reads", "units", "time_steps", "epochs"}
    require(
        isinstance(chosen, dict) and set(chosen) == names,
        "four settings are asked for by name: reads, units, time_steps and epochs",
    )
    require(chosen["reads"] in ("growth", "passengers"), 'reads must be "growth" or "passengers"')
    sizes = [chosen[name] for name in ("units", "time_steps", "epochs")]
    require(
        all(isinstance(size, int) and size > 0 for size in sizes),
        "units, time_steps and epochs are counts: whole numbers of at least 1",
    )
    require(
        sizes[0] <= 32 and sizes[1] <= 30 and sizes[2] <= 100,
        "that does not train in 20 seconds: at most 32 units, 30 steps and 100 epochs",
    )
    line, rule = _rivals()
    reached = _validate(**chosen)
    hint = (
        "it learnt what to do at the level of the past, and 1956 is higher"
        if chosen["reads"] == "passengers"
        else "it has hardly moved away from the rule it starts from"
    )
    require(
        reached < 0.97 * rule,
        f"{reached:.1f} thousand passengers in 1956, where less than {0.97 * rule:.1f} is asked "
        f"for: {hint}",
    )
    # Only what no other machine can change is printed.
    better = "ahead of" if reached < line else "behind"
    return f"ahead of the growth rule, {better} a line through 14 months"


@exercise("8.7", "Teach a cell to count")
def counter(answer):
    """Run the hand-set cell on ticks and resets."""
    got = answer()
    require(
        isinstance(got, dict) and set(got) == set("ifco"),
        "a dict with the names i, f, c and o is asked for, each with weights and bias",
    )
    cell = LSTM(n_features=2, units=1)
    for k, name in enumerate(cell.blocks):
        W, b = (np.asarray(part, float) for part in got[name])
        require(
            W.shape == (3, 1) and b.size == 1,
            "one unit that reads [h, tick, reset] has weights (3, 1) and a bias; under "
            f"{name!r} you have {W.shape} and {b.shape}",
        )
        cell.W_hh[:, k], cell.W_xh[:, k], cell.b_h[k] = W[0], W[1:, 0], b.ravel()[0]
    X = np.zeros((1, 8, 2))
    X[0, [0, 2, 3], 0] = 1
    c = cell.unroll(X)["c"][0, :, 0]
    require(c[0] > 0.1, "a tick leaves no trace: is the input gate open, the candidate positive?")
    require(c[0] > 0.95, "a tick adds less than one: open the gate and saturate the candidate")
    require(c[1] > 0.95, "the count fades while nothing comes in: which gate keeps it?")
    require(abs(c[1] - c[0]) < 0.02, "steps without a tick are counted too")
    require(abs(c[7] - 3) < 0.1, "after three ticks the count is not 3")
    X[0, 5] = 0, 1
    require(abs(cell.unroll(X)["c"][0, 5, 0]) < 0.1, "a reset does not bring the count to zero")
    rng = np.random.default_rng(1)
    what = rng.choice(3, size=(20, 40), p=[0.5, 0.4, 0.1])  # nothing, tick, reset
    X = np.eye(3)[what][..., 1:]
    right, count = np.zeros((20, 40)), np.zeros(20)
    for t in range(40):
        count = np.where(what[:, t] == 2, 0, count + (what[:, t] == 1))
        right[:, t] = count
    error = np.abs(cell.unroll(X)["c"][..., 0] - right).max()
    require(error < 0.2, "over forty steps the count drifts: push the gates closer to 0 and 1")


def _case(seed, D, H):
    rng = np.random.default_rng(seed)
    W = {name: rng.normal(size=(H + D, H)) for name in "ifco"}
    b = {name: rng.normal(size=H) for name in "ifco"}
    return rng.normal(size=D), rng.normal(size=H), rng.normal(size=H), W, b


def _step(x, h, c, W, b, *, order="hx", bias=1.0, gate=sigmoid, g=np.tanh,
          keep="f", write="i", show=None):  # fmt: skip
    """Take a step of an LSTM; each option bends one idea."""
    hx = np.concatenate([h, x] if order == "hx" else [x, h])
    a = {name: hx @ W[name] + bias * b[name] for name in "ifco"}
    value = {name: gate(a[name]) for name in "ifo"} | {"1": 1.0, "1-f": 1 - gate(a["f"])}
    c_tilde = g(a["c"])
    new = value[keep] * c + value[write] * c_tilde
    show = show or (lambda o, c_tilde, before, new: o * np.tanh(new))
    return show(value["o"], c_tilde, c, new), new


def _wrong_steps(case):
    x, h, c, W, b = case
    ideas = {
        "the weights are made for the state first, then the input": {"order": "xh"},
        "the biases are missing": {"bias": 0.0},
        "a gate lies between 0 and 1, and the tanh does not": {"gate": np.tanh},
        "a candidate must be able to bring the memory down, too: a sigmoid cannot": {"g": sigmoid},
        "the forget gate belongs to what was there, the input gate to what is new": {
            "keep": "i", "write": "f"},
        "nothing is ever forgotten: that is the cell of 1997": {"keep": "1"},
        "everything proposed is written: what guards the way in?": {"write": "1"},
        "your cell writes what it forgets; the LSTM has a gate of its own for that": {
            "write": "1-f"},
        "the cell state can be large; what is shown is squashed": {
            "show": lambda o, _, __, new: o * new},
        "what is shown is the memory, not the candidate": {
            "show": lambda o, c_tilde, *_: o * c_tilde},
        "what is shown is the memory, not the squashed candidate": {
            "show": lambda o, c_tilde, *_: o * np.tanh(c_tilde)},
        "the output gate is missing: everything is shown": {
            "show": lambda o, _, __, new: np.tanh(new)},
        "you show the cell state of the step before": {
            "show": lambda o, _, before, __: o * np.tanh(before)},
    }  # fmt: skip
    found = [(idea, _step(*case, **bent)) for idea, bent in ideas.items()]
    found.append(("h comes first, then c", _step(*case)[::-1]))
    found.append(("the conveyor carries c; you took h for it", _step(x, h, h, W, b)))
    for gone, kept in (("i", "f"), ("f", "o"), ("c", "o")):
        names = {name: name for name in "ifco"} | {gone: kept, kept: gone}
        mixed = [{name: part[names[name]] for name in "ifco"} for part in (W, b)]
        found.append((f"the weights of {gone} and {kept} have changed places",
                      _step(x, h, c, *mixed)))  # fmt: skip
    return found


def _rivals():
    series = airlines().passengers.to_numpy(float)[:96]
    line = LinearAutoregression(14).fit(series[:84])
    months = range(84, 96)
    forecasts = [rolling_forecast(f, series, months) for f in (line, seasonal_growth)]
    return [rmse(series[84:], forecast[:, 0]) for forecast in forecasts]


@functools.cache  # an answer need not be trained again for every attempt
def _validate(reads, units, time_steps, epochs):
    """Return the median RMSE of 1956, in thousands, over three seeds."""
    from rnnutils.models import GrowthRNN

    series = airlines().passengers.to_numpy(float)[:96]
    scores = []
    for seed in range(3):
        options = {"units": units, "time_steps": time_steps, "epochs": epochs, "seed": seed}
        if reads == "growth":
            network = GrowthRNN("LSTM", **options).fit(series[:84])
            forecasts = rolling_forecast(network, series, range(84, 96))
            scores.append(rmse(series[84:], forecasts[:, 0]))
        else:
            scores.append(_on_passengers(series, **options))
    return float(np.median(scores))


def _on_passengers(series, units, time_steps, epochs, seed):
    import keras

    from rnnutils.models import train
    from rnnutils.preprocessing import make_train_test
    from rnnutils.windowing import make_xy

    past, future, scaler = make_train_test(series.astype("float32"), train_fraction=84 / 96)
    X, Y, *_ = make_xy(past, time_steps)
    X_1956, Y_1956, *_ = make_xy(np.concatenate([past[-time_steps:], future]), time_steps)
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((time_steps, 1)), keras.layers.LSTM(units), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile(loss="mean_squared_error", optimizer="adam")
    train(model, X, Y, epochs=epochs, batch_size=8, seed=seed)
    restore = scaler.inverse_transform
    return rmse(restore(Y_1956), restore(model(X_1956)))
