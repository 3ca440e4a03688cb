import numpy as np
import pytest
from cells import MAKERS, Heir, Leaky, data, make
from numerical import assert_same_gradient, central_differences

from rnnutils.nn.bptt import bptt, state_gradient_norms
from rnnutils.nn.cell import Cell
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.rnn import RNN

every_cell = pytest.mark.parametrize("name", MAKERS)
GATED = [name for name in MAKERS if name != "RNN"]
OF_A_READER = {"Leaky": Leaky, "Heir": Heir}
WAYS = [
    {},
    {"activation": "sigmoid", "masked": True},
    {"activation": "leaky_relu", "reverse": True},
    {"use_bias": False, "masked": True, "reverse": True},
]


def loss_of(cell, X, weight, **options):
    """Return a function that computes a loss which sees every output differently."""
    return lambda: (cell.unroll(X, **options)["y"] * weight).sum()


@pytest.mark.parametrize("name", [*MAKERS, *OF_A_READER])
@pytest.mark.parametrize("n_outputs", [None, 2])
@pytest.mark.parametrize("way", WAYS)
def test_gradients_are_those_of_central_differences(name, n_outputs, way):
    way = dict(way)
    X, mask = data()
    walk = {
        "mask": mask if way.pop("masked", False) else None,
        "reverse": way.pop("reverse", False),
    }
    cell = make(name, 3, 4, n_outputs, makers=MAKERS | OF_A_READER, **way)
    rng = np.random.default_rng(2)
    start = {key: rng.normal(size=(2, 4)) for key in cell.states}
    trace = cell.unroll(X, state=start, **walk)
    weight = rng.normal(size=trace["y"].shape)
    back = bptt(cell, trace, weight)
    loss = loss_of(cell, X, weight, state=start, **walk)
    assert back.parameters.keys() == cell.parameters.keys()
    for key, p in cell.parameters.items():
        assert_same_gradient(back.parameters[key], loss, p, key)
    assert_same_gradient(back.X, loss, X, "X")
    for key, s in start.items():
        assert_same_gradient(back.state[key], loss, s, key)


@pytest.mark.parametrize("name", GATED)
def test_gates_with_another_activation_have_its_derivative(name):
    X, _ = data()
    cell = make(name, 3, 4, recurrent_activation="tanh")
    weight = np.random.default_rng(3).normal(size=(2, 5, 4))
    back = bptt(cell, cell.unroll(X), weight)
    for key, p in cell.parameters.items():
        assert_same_gradient(back.parameters[key], loss_of(cell, X, weight), p, key)


def test_the_total_derivative_is_the_product_of_jacobians():
    rnn, (X, _) = make("RNN", 3, 4), data(N=1)
    h = rnn.unroll(X[0])["h"]
    dY = np.zeros_like(h)
    dY[-1] = [1.0, -2.0, 0.5, 3.0]
    total = bptt(rnn, rnn.unroll(X[0]), dY).total["h"]
    d = dY[-1]
    for t in range(4, 0, -1):
        np.testing.assert_allclose(total[t], d, rtol=0, atol=1e-14)
        d = rnn.W_hh @ np.diag(1 - h[t] ** 2) @ d
    np.testing.assert_allclose(total[0], d, rtol=0, atol=1e-14)


@every_cell
@pytest.mark.parametrize("masked", [False, True])
def test_total_derivatives_are_those_of_the_walk_from_there_on(name, masked):
    cell, (X, mask) = make(name, 3, 4, 2), data()
    mask = mask if masked else None
    trace = cell.unroll(X, mask=mask)
    weight = np.random.default_rng(4).normal(size=trace["y"].shape)
    back = bptt(cell, trace, weight)
    for t in [0, 2, 3]:
        later = None if mask is None else mask[:, t + 1 :]
        for key in cell.states:
            state = {k: trace[k][:, t].copy() for k in cell.states}

            def loss(state=state, t=t, later=later):
                y = cell.unroll(X[:, t + 1 :], mask=later, state=state)["y"]
                now = state["h"] @ cell.W_hy + cell.b_y
                return (y * weight[:, t + 1 :]).sum() + (now * weight[:, t]).sum()

            expected = central_differences(loss, state[key])
            if key == "c":  # h_t is made of c_t, so the total derivative of c_t sees it too
                real = 1 if mask is None else mask[:, t, None]
                slope = trace["o"][:, t] * (1 - np.tanh(trace["c"][:, t]) ** 2)
                expected = expected + real * back.total["h"][:, t] * slope
            np.testing.assert_allclose(back.total[key][:, t], expected, rtol=0, atol=1e-8)


@every_cell
def test_immediate_derivatives_see_one_output_only(name):
    cell, (X, _) = make(name, 3, 4, 2), data()
    trace = cell.unroll(X)
    dY = np.random.default_rng(5).normal(size=trace["y"].shape)
    dH = np.random.default_rng(6).normal(size=trace["h"].shape)
    back = bptt(cell, trace, dY, dH=dH)
    np.testing.assert_allclose(back.immediate, dY @ cell.W_hy.T + dH, rtol=0, atol=1e-14)
    np.testing.assert_array_equal(back.immediate[:, -1], back.total["h"][:, -1])
    assert abs(back.immediate[:, 0] - back.total["h"][:, 0]).max() > 1e-4


@every_cell
def test_steps_shares_in_a_gradient_add_up(name):
    cell, (X, mask) = make(name, 3, 4, 2), data()
    trace = cell.unroll(X, mask=mask)
    back = bptt(cell, trace, np.ones_like(trace["y"]))
    shares = [X[:, t].T @ back.delta[:, t] for t in range(X.shape[1])]
    np.testing.assert_allclose(sum(shares), back.parameters["W_xh"], rtol=0, atol=1e-13)
    assert not back.delta[~mask].any()


@every_cell
def test_errors_of_outputs_and_of_states_add_up(name):
    cell, (X, _) = make(name, 3, 4, 2), data()
    trace = cell.unroll(X)
    dY, dH = np.ones_like(trace["y"]), np.ones_like(trace["h"])
    both, one, other = bptt(cell, trace, dY, dH=dH), bptt(cell, trace, dY), bptt(cell, trace, dH=dH)
    assert not other.parameters["W_hy"].any() and not other.parameters["b_y"].any()
    for key, value in both.parameters.items():
        total = one.parameters[key] + other.parameters[key]
        np.testing.assert_allclose(value, total, rtol=0, atol=1e-12)


@every_cell
@pytest.mark.parametrize("reverse", [False, True])
def test_truncated_at_full_length_is_bptt(name, reverse):
    cell, (X, mask) = make(name, 3, 4, 2), data(T=6)
    trace = cell.unroll(X, mask=mask, reverse=reverse)
    dY = np.random.default_rng(7).normal(size=trace["y"].shape)
    full = bptt(cell, trace, dY)
    for length in [6, 7]:
        cut = bptt(cell, trace, dY, truncate=length)
        for key, value in full.parameters.items():
            np.testing.assert_array_equal(cut.parameters[key], value)
        np.testing.assert_array_equal(cut.state["h"], full.state["h"])


@every_cell
@pytest.mark.parametrize("reverse", [False, True])
def test_truncated_bptt_is_bptt_over_each_stretch(name, reverse):
    cell, (X, _) = make(name, 3, 4, 2), data(T=5)
    trace = cell.unroll(X, reverse=reverse)
    dY = np.random.default_rng(8).normal(size=trace["y"].shape)
    cut = bptt(cell, trace, dY, truncate=2)
    state, sums = None, {key: 0 for key in cell.parameters}
    for stretch in [slice(3, 5), slice(1, 3), slice(0, 1)] if reverse else [
        slice(0, 2), slice(2, 4), slice(4, 5),
    ]:  # fmt: skip
        piece = cell.unroll(X[:, stretch], state=state, reverse=reverse)
        back = bptt(cell, piece, dY[:, stretch])
        sums = {key: sums[key] + back.parameters[key] for key in sums}
        np.testing.assert_allclose(cut.total["h"][:, stretch], back.total["h"], atol=1e-14)
        state = {key: piece[key][:, 0 if reverse else -1] for key in cell.states}
    for key, value in sums.items():
        np.testing.assert_allclose(cut.parameters[key], value, rtol=0, atol=1e-12)


@every_cell
def test_truncated_at_one_step_is_what_each_step_sees_alone(name):
    cell, (X, _) = make(name, 3, 4, 2), data()
    trace = cell.unroll(X)
    back = bptt(cell, trace, np.ones_like(trace["y"]), truncate=1)
    np.testing.assert_array_equal(back.total["h"], back.immediate)
    assert back.state["h"].any()  # the first stretch does reach the start


@every_cell
def test_one_sequence_needs_no_batch(name):
    cell, (X, mask) = make(name, 3, 4, 2), data()
    trace, alone = cell.unroll(X[:1], mask=mask[:1]), cell.unroll(X[0], mask=mask[0])
    dY = np.random.default_rng(9).normal(size=trace["y"].shape)
    batch, one = bptt(cell, trace, dY), bptt(cell, alone, dY[0])
    for key, value in batch.parameters.items():
        np.testing.assert_allclose(one.parameters[key], value, rtol=0, atol=1e-13)
    assert one.X.shape == X[0].shape and one.state["h"].shape == (4,)
    assert one.total["h"].shape == one.immediate.shape == (5, 4)
    assert one.delta.shape == batch.delta.shape[1:]


def test_norms_of_a_linear_network_are_powers_of_its_weight():
    rnn = RNN(1, 1, activation="linear")
    rnn.W_hh[:] = 0.5
    np.testing.assert_allclose(
        state_gradient_norms(rnn, np.ones((3, 6, 1))), 0.5 ** np.arange(5, -1, -1)
    )


def test_norms_average_over_sequences_and_follow_the_loss_given():
    rnn, (X, _) = make("RNN", 3, 4, 2), data()
    dY = np.random.default_rng(1).normal(size=(2, 5, 2))
    total = bptt(rnn, rnn.unroll(X), dY).total["h"]
    expected = np.sqrt((total**2).sum(axis=2)).mean(axis=0)
    np.testing.assert_allclose(state_gradient_norms(rnn, X, dY=dY), expected)
    assert state_gradient_norms(rnn, X[0]).shape == (5,)
    mask = np.array([[True] * 3 + [False] * 2] * 2)
    masked = state_gradient_norms(rnn, X, mask=mask)
    np.testing.assert_allclose(masked[:3], state_gradient_norms(rnn, X[:, :3]))


def test_the_conveyor_loses_what_the_forget_gate_forgets():
    lstm = LSTM(1, 1, forget_bias=0)
    lstm.W_hh[:] = 0
    norms = state_gradient_norms(lstm, np.zeros((31, 1)), state="c")
    assert norms[0] / norms[-1] == pytest.approx(0.5**30)


@every_cell
def test_float32_stays_float32(name):
    cell = MAKERS[name](3, 4, 2, dtype=np.float32)
    trace = cell.unroll(data()[0], mask=data()[1])
    back = bptt(cell, trace, np.ones_like(trace["y"]))
    assert back.X.dtype == back.delta.dtype == np.float32
    assert {g.dtype for g in back.parameters.values()} == {np.dtype("float32")}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c, tr: bptt(c, tr), "dY, dH or both; got neither"),
        (lambda c, tr: bptt(c, tr, np.zeros((5, 4))), r"dY needs shape \(5, 2\); got \(5, 4\)"),
        (lambda c, tr: bptt(c, tr, dH=np.zeros((5, 2))), r"dH needs shape \(5, 4\); got \(5, 2\)"),
        (
            lambda c, tr: bptt(c, tr, tr["y"], truncate=0),
            "truncate needs a whole number of at least 1; got 0",
        ),
        (lambda c, tr: bptt("RNN", tr, tr["y"]), "needs to be a Cell, .*; got 'RNN'"),
        (lambda c, tr: state_gradient_norms(c, tr["X"], state="c"), "one of 'h'; got 'c'"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(call, message):
    rnn = make("RNN", 3, 4, 2)
    with pytest.raises(ValueError, match=message):
        call(rnn, rnn.unroll(data()[0][0]))


def test_a_cell_that_cannot_go_back_says_what_it_needs():
    class Forward(Cell):
        def advance(self, a, state):
            return {"h": self.g(a + state["h"] @ self.W_hh)}

    cell = Forward(3, 4)
    trace = cell.unroll(data()[0])
    with pytest.raises(NotImplementedError, match="Forward needs a method step_back"):
        bptt(cell, trace, trace["y"])
    with pytest.raises(NotImplementedError, match="Cell needs a method advance"):
        Cell(3, 4).unroll(data()[0])


@pytest.mark.parametrize("name", [*MAKERS, *OF_A_READER])
def test_the_way_back_changes_nothing_it_was_given(name):
    cell = make(name, 3, 4, 2, makers=MAKERS | OF_A_READER)
    X, mask = data()
    trace = cell.unroll(X, mask=mask)
    given = [value for value in trace.values() if isinstance(value, np.ndarray)]
    weight = np.ones_like(trace["y"])
    for array in (X, weight, *given, *cell.parameters.values()):
        array.setflags(write=False)
    bptt(cell, trace, weight)
    ones = {key: np.ones((2, 4)) for key in cell.states}
    for array in ones.values():
        array.setflags(write=False)
    now = {key: trace[key][:, 1] for key in cell.gates + cell.states}
    kept = dict(ones)
    cell.step_back(now, {key: trace[key][:, 0] for key in cell.states}, ones, cell.W_hh.T)
    assert ones.keys() == kept.keys() and all(ones[key] is kept[key] for key in kept)
