"""Pictures of neurons, cells and gradients compute with their models."""

from types import SimpleNamespace

import numpy as np
import pytest
from diagrams.gallery import faults

from rnnutils import diagrams
from rnnutils.diagrams.parts import Edge
from rnnutils.nn.bptt import bptt
from rnnutils.nn.feedforward import FeedForward
from rnnutils.nn.gru import GRU
from rnnutils.nn.losses import squared_error
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.perceptron import Perceptron
from rnnutils.nn.rnn import RNN
from rnnutils.nn.scan import scan_loop


def test_airline_topology_writes_out_all_19_parameters():
    model = RNN(1, 3, 1, seed=3)
    weights = [model.W_xh, model.W_hh, model.b_h, model.W_hy, model.b_y]
    keras = SimpleNamespace(get_weights=lambda: weights, input_shape=(None, 12, 1))
    d = diagrams.airline_topology(keras)
    assert d.data["counts"] == {
        "recurrent": 9, "input": 3, "bias": 3, "dense": 3, "dense bias": 1,
    }  # fmt: skip
    assert d.data["time_steps"] == 12 and "15 + 4 = 19 parameters" in d.description
    written = [t.markup for t in d.texts]
    for value in np.concatenate([np.ravel(w) for w in weights]):
        assert diagrams.vocabulary.short(value) in written
    assert d.svg() == diagrams.airline_topology(weights).svg()


def test_the_way_back_carries_the_slopes_of_the_way_back():
    net = FeedForward([2, 2, 1], seed=3)
    dX = net.backward(squared_error(net.forward([[0.4, -0.9]]), np.ones((1, 1)))[1])
    d = diagrams.backpropagation("backward", net)
    np.testing.assert_allclose(d.data["slopes"][0], dX[0])
    edge = d.parts["h 1 2 to x 0 1"]
    assert edge.texts[0].markup == diagrams.vocabulary.short(net.gradients["0.W"][0, 1])


def test_arrow_of_a_weight_joins_its_own_units():
    model = RNN(1, 3, 1, seed=3)
    d = diagrams.airline_topology(model)
    edge = d.parts["h_{t-1,1} to h_{t,3}"]
    assert edge.texts[0].markup == diagrams.vocabulary.short(model.W_hh[0, 2])


def test_hello_network_shows_what_the_model_computes():
    model = RNN(4, 3, 4, seed=2)
    d = diagrams.hello_network(model, "hello")
    state = model.initial_state()["h"]
    for x, h in zip(np.eye(4)[[0, 1, 2, 2]], d.data["hidden"], strict=True):
        state = np.tanh(x @ model.W_xh + state @ model.W_hh + model.b_h)
        np.testing.assert_allclose(h, state)
    np.testing.assert_allclose(d.data["probabilities"].sum(axis=1), 1)
    assert "40 parameters" in d.description


def test_types_of_task_have_inputs_and_outputs_where_their_shapes_say():
    d = diagrams.sequence_types("many to many, not aligned")
    ends = {
        end: [t for t in range(1, 6) if f"{d.title.lower()} {end} {t}" in d.parts] for end in "xhy"
    }
    assert ends == {"x": [1, 2, 3], "h": [1, 2, 3, 4, 5], "y": [4, 5]}
    assert len(diagrams.sequence_types().data["types"]) == 5


def test_gates_show_the_numbers_of_the_step():
    for cell, draw, name in ((LSTM, diagrams.lstm, "f"), (GRU, diagrams.gru, "z")):
        trace = cell(2, 3, seed=1).unroll(np.ones((4, 2)))
        d = draw(trace=trace, t=1)
        assert d.data[name] == trace[name][1].tolist()
        assert diagrams.vocabulary.short(trace[name][1, 0]) in d.description


@pytest.mark.parametrize("reset_after", [False, True])
def test_gru_numbers_obey_the_equation_beside_them(reset_after):
    cell = GRU(2, 3, seed=1, reset_after=reset_after)
    cell.b_h[:] = 0.1
    X = np.linspace(-1, 1, 8).reshape(4, 2)
    trace = cell.unroll(X)
    d = diagrams.gru(trace=trace, t=2, reset_after=reset_after)
    (W, b), h = cell.gate("h"), trace["h"][1]
    W_hh, W_xh = W[:3], W[3:]
    r = np.array(d.data["r"])
    if reset_after:
        assert "r_t ⊙ (W_hh̃^⊤ h_t-1 + b′_h̃)" in d.description
        b_hh = cell.b_hh[6:]
        expected = np.tanh(X[2] @ W_xh + b + r * (h @ W_hh + b_hh))
    else:
        assert "W_hh̃^⊤ (r_t ⊙ h_t-1)" in d.description
        expected = np.tanh(X[2] @ W_xh + (r * h) @ W_hh + b)
    np.testing.assert_allclose(d.data["h_tilde"], expected)


@pytest.mark.parametrize(
    ("draw", "gates"),
    [
        (diagrams.lstm, {"forget": "f", "input": "i", "candidate": "c̃", "output": "o"}),
        (diagrams.gru, {"update": "z", "reset": "r", "candidate": "h̃", "new state": "1 − z"}),
    ],
)
def test_each_stage_lights_its_own_gate_and_keeps_the_earlier_ones(draw, gates):
    order = list(gates)
    for stage, lit in gates.items():
        parts = draw(stage).parts
        assert parts[lit].state == "lit"
        for other, gate in gates.items():
            if other != stage:
                earlier = order.index(other) < order.index(stage)
                assert parts[gate].state == ("" if earlier else "dim")


@pytest.mark.parametrize(("draw", "line"), [(diagrams.lstm, "cell state"), (diagrams.gru, "state")])
def test_a_cell_begins_with_the_line_of_its_state(draw, line):
    lit = {name for name, part in draw(line).parts.items() if part.state == "lit"}
    assert lit and all(draw().parts[name].box[1] == draw().parts[name].box[3] for name in lit)


def test_gradient_chain_scales_its_bars():
    d = diagrams.gradient_chain([0.25, 0.5, 1.0])
    heights = [d.parts[f"bar {t}"].h for t in (1, 2, 3)]
    np.testing.assert_allclose(np.array(heights) / heights[-1], [0.25, 0.5, 1.0])


@pytest.mark.parametrize(("units", "steps"), [(1, 2), (2, 3), (5, 4)])
def test_the_error_ledger_balances(units, steps):
    cell = RNN(2, units, 1, seed=1)
    trace = cell.unroll(np.random.default_rng(0).normal(size=(steps, 2)))
    d = diagrams.error_ledger(cell, trace, bptt(cell, trace, np.ones((steps, 1))))
    np.testing.assert_allclose(d.data["immediate"] + d.data["received"], d.data["total"])
    np.testing.assert_allclose(d.data["total"] * (1 - trace["h"] ** 2), d.data["delta"])
    assert faults(d) == []


def test_neuron_computes_with_its_model():
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    model = Perceptron(2).fit(X, X.all(axis=1))
    d = diagrams.neuron("activity", model, [1, 1])
    assert d.data["activation"] == pytest.approx(model.activation([1.0, 1.0]))
    assert d.data["activity"] == 1


def ledger_of(forward, back):
    cell = RNN(2, 2, 1)
    trace, other = cell.unroll(np.ones(forward)), cell.unroll(np.ones(back))
    return diagrams.error_ledger(cell, trace, bptt(cell, other, np.ones_like(other["y"])))


@pytest.mark.parametrize("size", [2, 5, 30])
def test_other_sizes_fit_as_well(size):
    assert faults(diagrams.feedforward((size, size, 2))) == []
    assert faults(diagrams.windows_over_series(np.arange(100) % 17, size)) == []
    assert faults(diagrams.gradient_chain(0.1 ** np.arange(size))) == []
    assert faults(diagrams.bptt("backward", time_steps=size)) == []
    assert faults(diagrams.bidirectional(size)) == []
    assert faults(diagrams.stacked(3, time_steps=size)) == []
    assert faults(diagrams.lstm_unfolded(size)) == []
    assert faults(diagrams.padded(["A" * size, "B"], length=size + 1, side="left")) == []
    assert faults(diagrams.shuffled_windows(np.arange(size)[::-1], time_steps=3)) == []
    for reads in ("truth", "itself"):
        assert faults(diagrams.encoder_decoder(size, 7 - min(size, 6), reads=reads)) == []
        assert faults(diagrams.encoder_decoder(0, size, reads=reads)) == []


@pytest.mark.parametrize(("inputs", "units", "outputs"), [(1, 1, 1), (2, 3, 2), (1, 5, 1)])
def test_other_small_networks_are_written_out_as_well(inputs, units, outputs):
    assert faults(diagrams.airline_topology(RNN(inputs, units, outputs))) == []


@pytest.mark.parametrize(("text", "units"), [("hi", 1), ("banana", 5)])
def test_other_words_fit_as_well(text, units):
    model = RNN(len(set(text)), units, len(set(text)))
    assert faults(diagrams.hello_network(model, text)) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.neuron("spiking"), "stage needs one of 'weights'"),
        (lambda: diagrams.neuron(x=[1]), "x needs a model"),
        (lambda: diagrams.feedforward([3]), "an input and an output; got the sizes"),
        (lambda: diagrams.feedforward(style="round"), "style needs one of"),
        (lambda: diagrams.moving_ball(4), "frames needs one of 1, 2, 3; got 4"),
        (lambda: diagrams.sequence_types("all to all"), "kind needs one of"),
        (lambda: diagrams.rnn("folding"), "stage needs one of"),
        (
            lambda: diagrams.rnn(time_steps=0),
            "time_steps needs a whole number of at least 1; got 0",
        ),
        (lambda: diagrams.lstm("gate"), "stage needs one of"),
        (lambda: diagrams.bptt("sideways"), "stage needs one of"),
        (lambda: ledger_of((1, 3, 2), (1, 3, 2)), r"one sequence .* shape \(1, 3, 2\)"),
        (lambda: ledger_of((3, 2), (4, 2)), r"δ of shape \(3, 2\); got \(4, 2\)"),
        (lambda: diagrams.backpropagation("update"), "stage needs one of"),
        (lambda: diagrams.gradient_chain([0, 0]), "one above"),
        (lambda: diagrams.windows_over_series([1, 2], 2), r"time_steps \+ 1 = 3 values; got 2"),
        (lambda: diagrams.airline_topology(RNN(1, 6, 1)), r"at most 6 .* got \(1, 6\)"),
        (
            lambda: diagrams.airline_topology([np.ones(s) for s in ((1, 12), (3, 12), 12, 3, 1)]),
            r"recurrent kernel needs shape \(12, 12\); got \(3, 12\)",  # an LSTM
        ),
        (lambda: diagrams.airline_topology([1, 2]), "five arrays .* got 2"),
        (lambda: diagrams.hello_network(RNN(3, 3, 4)), "4 inputs and 4 outputs; got"),
        (lambda: diagrams.hello_network(RNN(4, 3, 4), "hex", alphabet="helo"), "got 'hex'"),
        (
            lambda: diagrams.padded(["ABC"], length=2),
            "length needs a whole number of at least 3; got 2",
        ),
        (lambda: diagrams.padded(["A"], side="both"), "side needs one of"),
        (
            lambda: diagrams.encoder_decoder(3, 0),
            "target needs a whole number of at least 1; got 0",
        ),
        (lambda: diagrams.encoder_decoder(reads="both"), "reads needs one of"),
        (lambda: diagrams.shuffled_windows((0, 2)), r"order needs 0, 1, … .* got \[0, 2\]"),
        (lambda: diagrams.shuffled_windows(time_steps=4), "one place per step, 4; got 3"),
        (lambda: diagrams.lstm(trace=LSTM(1, 1).unroll(np.ones((2, 1))), t=2), "a step 2"),
    ],
)
def test_bad_input_is_refused_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("time_steps", [2, 3, 5, 8, 9])
@pytest.mark.parametrize("kind", ["loop", "doubling", "tree"])
def test_the_joins_of_a_drawn_scan_make_every_state_of_the_recurrence(kind, time_steps):
    d = diagrams.scan(kind, time_steps=time_steps)
    a, b = np.random.default_rng(0).uniform(0.5, 2, size=(2, time_steps, 1))
    states = scan_loop(a, b)[:, 0]
    held = {f"map {t + 1}": (a[t, 0], b[t, 0]) for t in range(time_steps)}
    edges = [part for part in d.parts.values() if isinstance(part, Edge)]
    for later, earlier in zip(edges[::2], edges[1::2], strict=True):
        assert later.target == earlier.target
        (a_2, b_2), (a_1, b_1) = held[later.source], held[earlier.source]
        held[later.target] = a_2 * a_1, a_2 * b_1 + b_2
    shown = {node.says: held[node.name][1] for node in d.parts.values() if node.role == "hidden"}
    assert shown == pytest.approx({f"h_{t + 1}": states[t] for t in range(1, time_steps)})
    assert d.data["joins"] == len(edges) // 2 and faults(d) == []


def test_a_drawn_scan_has_the_rounds_and_the_work_of_the_count():
    drawn = {kind: diagrams.scan(kind).data for kind in ("loop", "doubling", "tree")}
    assert [drawn[kind]["rounds"] for kind in drawn] == [7, 3, 5]
    assert [drawn[kind]["joins"] for kind in drawn] == [7, 17, 11]
    with pytest.raises(ValueError, match="kind needs one of"):
        diagrams.scan("hourglass")
    with pytest.raises(ValueError, match="9 at most"):
        diagrams.scan(time_steps=10)
