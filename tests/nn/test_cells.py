import ast
import inspect

import numpy as np
import pytest
from cells import MAKERS, data, make

from rnnutils.nn.activations import sigmoid
from rnnutils.nn.gru import GRU
from rnnutils.nn.layer import count_parameters
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.rnn import RNN

every_cell = pytest.mark.parametrize("name", MAKERS)


def test_the_rnn_is_the_lectures_loop_in_column_notation():
    rnn, (X, _) = make("RNN", 3, 4, 2), data()
    W_xh, W_hh, W_hy = rnn.W_xh.T, rnn.W_hh.T, rnn.W_hy.T
    h = np.zeros(4)
    for x in X[0]:
        h = np.tanh(np.dot(W_hh, h) + np.dot(W_xh, x) + rnn.b_h)
        y = np.dot(W_hy, h) + rnn.b_y
        np.testing.assert_allclose(rnn.step(x), y, rtol=0, atol=1e-14)
        np.testing.assert_allclose(rnn.h, h, rtol=0, atol=1e-14)


def test_the_lstm_is_its_equations_gate_by_gate():
    lstm, (X, _) = make("LSTM", 3, 4), data()
    trace = lstm.unroll(X[0])
    h, c = np.zeros(4), np.zeros(4)
    for t, x in enumerate(X[0]):
        hx = np.concatenate([h, x])
        a = {}
        for name in "ifco":
            W, b = lstm.gate(name)
            assert W.shape == (7, 4)
            a[name] = hx @ W + b
        i, f, o, c_tilde = sigmoid(a["i"]), sigmoid(a["f"]), sigmoid(a["o"]), np.tanh(a["c"])
        c = f * c + i * c_tilde
        h = o * np.tanh(c)
        for name, value in {"i": i, "f": f, "o": o, "c_tilde": c_tilde, "c": c, "h": h}.items():
            np.testing.assert_allclose(trace[name][t], value, rtol=0, atol=1e-14)


@pytest.mark.parametrize("reset_after", [True, False])
def test_the_gru_is_its_equations_in_both_conventions(reset_after):
    gru, (X, _) = make("GRU" if reset_after else "GRU before", 3, 4), data()
    W_z, W_r, W_h = np.split(gru.W_xh, 3, axis=1)
    U_z, U_r, U_h = np.split(gru.W_hh, 3, axis=1)
    b_z, b_r, b_h = np.split(gru.b_h, 3)
    v_z, v_r, v_h = np.split(gru.b_hh, 3)
    trace = gru.unroll(X[0])
    h = np.zeros(4)
    for t, x in enumerate(X[0]):
        z = sigmoid(x @ W_z + h @ U_z + b_z + v_z)
        r = sigmoid(x @ W_r + h @ U_r + b_r + v_r)
        if reset_after:
            h_tilde = np.tanh(x @ W_h + r * (h @ U_h + v_h) + b_h)
        else:
            h_tilde = np.tanh(x @ W_h + (r * h) @ U_h + b_h)
        h = z * h + (1 - z) * h_tilde
        for name, value in {"z": z, "r": r, "h_tilde": h_tilde, "h": h}.items():
            np.testing.assert_allclose(trace[name][t], value, rtol=0, atol=1e-14)


@every_cell
@pytest.mark.parametrize("n_outputs", [None, 2])
def test_unroll_is_the_loop_over_step(name, n_outputs):
    cell, (X, _) = make(name, 3, 4, n_outputs), data()
    trace = cell.unroll(X)
    for t in range(X.shape[1]):
        y = cell.step(X[:, t])
        np.testing.assert_allclose(trace["y"][:, t], y, rtol=0, atol=1e-14)
        for state in cell.states:
            np.testing.assert_allclose(trace[state][:, t], getattr(cell, state), atol=1e-14)


@every_cell
def test_sequences_of_a_batch_do_not_see_each_other(name):
    cell, (X, mask) = make(name, 3, 4, 2), data(N=3)
    together = cell.unroll(X, mask=mask)
    for n in range(3):
        alone = cell.unroll(X[n], mask=mask[n])
        for key in ["y", "mask", "h_0", *cell.states, *cell.gates]:
            assert alone[key].shape == together[key][n].shape
            np.testing.assert_allclose(alone[key], together[key][n], rtol=0, atol=1e-14)


@every_cell
def test_the_present_does_not_see_the_future(name):
    cell, (X, _) = make(name, 3, 4, 2), data(T=6)
    before = cell.unroll(X)["y"]
    X[:, 3] += 1
    after = cell.unroll(X)["y"]
    np.testing.assert_array_equal(after[:, :3], before[:, :3])
    assert (abs(after[:, 3:] - before[:, 3:]).max(axis=(0, 2)) > 1e-6).all()


@every_cell
@pytest.mark.parametrize("reverse", [False, True])
def test_what_a_mask_hides_changes_nothing(name, reverse):
    cell, (X, mask) = make(name, 3, 4, 2), data()
    once = cell.unroll(X, mask=mask, reverse=reverse)
    X[~mask] = 99.0
    again = cell.unroll(X, mask=mask, reverse=reverse)
    for key in ["y", *cell.states]:
        np.testing.assert_array_equal(once[key], again[key])


@every_cell
@pytest.mark.parametrize("reverse", [False, True])
def test_masked_steps_could_as_well_be_cut_out(name, reverse):
    cell, (X, mask) = make(name, 3, 4, 2), data()
    masked = cell.unroll(X, mask=mask, reverse=reverse)
    for n in range(len(X)):
        short = cell.unroll(X[n, mask[n]], reverse=reverse)
        for state in cell.states:
            np.testing.assert_allclose(masked[state][n, mask[n]], short[state], atol=1e-14)


@every_cell
def test_a_masked_step_carries_the_state_over(name):
    cell, (X, mask) = make(name, 3, 4), data()
    trace = cell.unroll(X, mask=mask)
    for state in cell.states:
        assert not trace[state][0, 0].any()  # masked before anything was read
        np.testing.assert_array_equal(trace[state][0, 2], trace[state][0, 1])
        assert abs(trace[state][1, 2] - trace[state][1, 1]).max() > 1e-3


@every_cell
def test_walking_in_reverse_is_walking_over_the_reversed_sequence(name):
    cell, (X, mask) = make(name, 3, 4, 2), data()
    back = cell.unroll(X, mask=mask, reverse=True)
    turned = cell.unroll(X[:, ::-1], mask=mask[:, ::-1])
    for key in ["y", *cell.states, *cell.gates]:
        np.testing.assert_allclose(back[key], turned[key][:, ::-1], rtol=0, atol=1e-14)


@every_cell
@pytest.mark.parametrize("single", [True, False])
def test_a_walk_can_be_taken_up_where_it_stopped(name, single):
    cell, (X, _) = make(name, 3, 4, 2), data()
    X = X[0] if single else X
    whole, first = cell.unroll(X), cell.unroll(X[..., :2, :])
    state = {key: first[key][..., -1, :] for key in cell.states}
    second = cell.unroll(X[..., 2:, :], state=state)
    np.testing.assert_allclose(second["y"], whole["y"][..., 2:, :], rtol=0, atol=1e-14)
    for key in cell.states:
        np.testing.assert_array_equal(second[f"{key}_0"], state[key])


@every_cell
def test_reset_forgets_and_unroll_leaves_the_state_alone(name):
    cell, (X, _) = make(name, 3, 4, 2), data()
    first = cell.step(X[0, 0])
    kept = cell.h
    cell.unroll(X)
    assert cell.h is kept
    assert abs(cell.step(X[0, 0]) - first).max() > 1e-6
    cell.reset()
    np.testing.assert_array_equal(cell.step(X[0, 0]), first)


@every_cell
def test_without_outputs_y_is_the_state(name):
    cell, (X, _) = make(name, 3, 4), data()
    trace = cell.unroll(X)
    np.testing.assert_array_equal(trace["y"], trace["h"])
    np.testing.assert_array_equal(cell.step(X[0, 0]), cell.h)
    assert "W_hy" not in cell.parameters


@every_cell
def test_cells_share_one_constructor(name):
    cell = MAKERS[name](3, 4, 2, activation="relu", use_bias=False, seed=1, dtype=np.float32)
    assert list(cell.parameters) == ["W_xh", "W_hh", "W_hy"]
    trace = cell.unroll(np.ones((5, 3)))
    assert {trace[k].dtype for k in ["y", "h", *cell.gates]} == {np.dtype("float32")}
    assert (trace["h"] > 0).any() and cell.initial_state(7)["h"].shape == (7, 4)
    np.testing.assert_array_equal(trace["y"], trace["h"] @ cell.W_hy)


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "RNN"])
def test_gates_take_the_activation_they_are_given(name):
    X = data()[0]
    soft, hard = (make(name, 3, 4, recurrent_activation=a) for a in ["sigmoid", "hard_sigmoid"])
    gate = soft.gates[0]
    a = np.log(soft.unroll(X)[gate][:, 0] / (1 - soft.unroll(X)[gate][:, 0]))
    np.testing.assert_allclose(hard.unroll(X)[gate][:, 0], np.clip(a / 6 + 0.5, 0, 1))


def test_parameters_are_counted_as_by_hand():
    assert count_parameters(RNN(4, 3, 4)) == 12 + 9 + 3 + 12 + 4 == 40
    assert count_parameters(RNN(1, 3)) == 15
    assert count_parameters(LSTM(2, 5)) == 4 * (5 * (5 + 2) + 5)
    assert 2 * count_parameters(GRU(2, 84)) == 44352
    assert count_parameters(GRU(2, 84, reset_after=False)) == 3 * (84 * 86 + 84)


def test_the_forget_gate_starts_open_as_far_as_its_bias_says():
    for bias in [0, 1, 3]:
        trace = LSTM(2, 3, forget_bias=bias).unroll(np.zeros((1, 2)))
        np.testing.assert_allclose(trace["f"], sigmoid(bias))
        np.testing.assert_allclose(trace["i"], 0.5)
        np.testing.assert_allclose(trace["o"], 0.5)
    assert not LSTM(2, 3, use_bias=False).b_h.any()


@every_cell
def test_first_weights_keep_lengths_and_come_from_the_seed(name):
    cell = MAKERS[name](3, 4, 2, seed=5)
    np.testing.assert_allclose(cell.W_hh @ cell.W_hh.T, np.eye(4), atol=1e-12)
    limit = np.sqrt(6 / (3 + cell.W_xh.shape[1]))
    assert 0.5 * limit < abs(cell.W_xh).max() <= limit
    for key, p in MAKERS[name](3, 4, 2, seed=5).parameters.items():
        np.testing.assert_array_equal(p, cell.parameters[key])
    assert (MAKERS[name](3, 4, 2, seed=6).W_hh != cell.W_hh).any()
    np.testing.assert_array_equal(MAKERS[name](3, 4).W_hh, MAKERS[name](3, 4, seed=0).W_hh)


@every_cell
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: c.step(np.zeros(2)), r"x needs shape \(3,\) or \(N, 3\); got \(2,\)"),
        (lambda c: c.unroll(np.zeros(3)), r"X needs shape \(T, 3\) or \(N, T, 3\); got \(3,\)"),
        (lambda c: c.unroll(np.zeros((0, 3))), "at least one time step"),
        (lambda c: c.unroll(np.full((2, 3), np.nan)), "finite numbers"),
        (lambda c: c.unroll(np.zeros((2, 5, 3)), mask=np.ones(5)), r"mask needs shape \(2, 5\)"),
        (lambda c: c.unroll(np.zeros((5, 3)), state={"s": 0}), "state needs h.*got s"),
        (lambda c: c.unroll([["a"] * 3]), "array of numbers"),
        (lambda c: c.gate("q"), "gate needs one of .*; got 'q'"),
        (lambda c: (c.step(np.zeros((2, 3))), c.step(np.zeros((5, 3)))), "as in the step before"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(name, call, message):
    with pytest.raises(ValueError, match=message):
        call(make(name, 3, 4))


@every_cell
def test_wrong_sizes_states_and_activations_are_refused(name):
    with pytest.raises(ValueError, match="units needs a whole number of at least 1; got 0"):
        MAKERS[name](3, 0)
    with pytest.raises(ValueError, match="n_outputs needs a whole number of at least 1; got -1"):
        MAKERS[name](3, 1, -1)
    with pytest.raises(ValueError, match="got 'swish'"):
        MAKERS[name](3, 1, activation="swish")
    cell = make(name, 3, 4)
    with pytest.raises(ValueError, match=r"state . needs shape \(2, 4\); got \(4,\)"):
        cell.unroll(np.zeros((2, 5, 3)), state=cell.initial_state())


@pytest.mark.parametrize("cls", [RNN, LSTM, GRU])
def test_a_cell_fits_on_a_page(cls):
    body = ast.parse(inspect.getsource(cls)).body[0].body
    methods = [node for node in body if isinstance(node, ast.FunctionDef)]
    lines = sum(node.end_lineno - end_of_docstring(node) for node in methods)
    assert {"advance", "step_back"} <= {node.name for node in methods}
    assert lines <= 50
    assert "References" in cls.__doc__


def end_of_docstring(function):
    return function.body[0].end_lineno if ast.get_docstring(function) else function.lineno
