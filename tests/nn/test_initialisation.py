"""First weights: each start has the property it is named after."""

import numpy as np
import pytest

from rnnutils import (
    GRU,
    LSTM,
    RNN,
    chrono_start,
    gaussian_start,
    identity_start,
    spectral_radius,
)


def others(cell, *changed):
    return {name: p.copy() for name, p in cell.parameters.items() if name not in changed}


def test_the_radius_of_a_rotation_and_of_a_triangle():
    assert spectral_radius([[0, -2], [2, 0]]) == pytest.approx(2)
    assert spectral_radius([[0.5, 100], [0, -0.7]]) == pytest.approx(0.7)


@pytest.mark.parametrize("seed", range(3))
def test_powers_grow_like_the_radius(seed):
    W = gaussian_start(RNN(1, 12), radius=1.3, seed=seed).W_hh
    growth = np.linalg.norm(np.linalg.matrix_power(W, 400), 2) ** (1 / 400)
    assert growth == pytest.approx(1.3, rel=0.02)


def test_a_matrix_that_is_not_square_has_no_radius():
    with pytest.raises(ValueError, match=r"as many rows as columns; got \(2, 3\)"):
        spectral_radius(np.ones((2, 3)))


@pytest.mark.parametrize("radius", [0.3, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_gaussian_weights_have_the_radius_asked_for(radius, seed):
    cell = RNN(2, 10)
    before = others(cell, "W_hh")
    assert gaussian_start(cell, radius=radius, seed=seed) is cell
    assert spectral_radius(cell.W_hh) == pytest.approx(radius)
    for name, value in before.items():
        np.testing.assert_array_equal(cell.parameters[name], value)


def test_the_identity_copies_the_state_of_a_silent_relu_network():
    cell = identity_start(RNN(1, 5, activation="relu"))
    start = {"h": np.arange(5.0)}
    np.testing.assert_array_equal(cell.unroll(np.zeros((30, 1)), state=start)["h"][-1], start["h"])


def test_a_scaled_identity_forgets_at_that_rate():
    cell = identity_start(RNN(1, 2, activation="linear"), scale=0.9)
    h = cell.unroll(np.zeros((10, 1)), state={"h": np.ones(2)})["h"][-1]
    np.testing.assert_allclose(h, 0.9**10)


def test_chrono_biases_are_logarithms_of_uniform_lengths():
    cell = chrono_start(LSTM(1, 1000), 101)
    b_f, b_i, b_o = (cell.gate(name)[1] for name in "fio")
    lengths = np.exp(b_f)
    assert 1 <= lengths.min() < 2 and 99 < lengths.max() <= 100
    np.testing.assert_allclose(np.quantile(lengths, [0.25, 0.5, 0.75]), [25.75, 50.5, 75.25], 0.1)
    np.testing.assert_array_equal(b_i, -b_f)
    assert not b_o.any()


def test_a_chrono_gate_keeps_a_state_for_its_length():
    cell = chrono_start(LSTM(1, 6), 60)
    cell.W_hh[:] = 0
    lengths = np.exp(cell.gate("f")[1])
    f = cell.unroll(np.zeros((1, 1)))["f"][0]
    np.testing.assert_allclose(1 / (1 - f), lengths + 1)


def test_a_gru_keeps_through_its_update_gate():
    cell = chrono_start(GRU(1, 6), 60, seed=1)
    assert (cell.gate("z")[1] > 0).all()
    assert not cell.gate("r")[1].any() and not cell.gate("h")[1].any() and not cell.b_hh.any()


def test_single_precision_stays_single():
    for start in (gaussian_start, identity_start):
        assert start(RNN(1, 3, dtype="float32")).W_hh.dtype == np.float32
    assert chrono_start(LSTM(1, 3, dtype="float32"), 10).b_h.dtype == np.float32


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (lambda: gaussian_start(LSTM(1, 2)), "start needs RNN; got LSTM"),
        (lambda: identity_start(LSTM(1, 2)), "start needs RNN; got LSTM"),
        (lambda: chrono_start(RNN(1, 2), 9), "start needs LSTM or GRU; got RNN"),
        (lambda: gaussian_start(RNN(1, 2), radius=0), "radius needs a number above 0; got 0"),
        (lambda: chrono_start(LSTM(1, 2), 2), "at least 3; got 2"),
    ],
)
def test_a_start_refuses_what_it_cannot_do(start, message):
    with pytest.raises(ValueError, match=message):
        start()
