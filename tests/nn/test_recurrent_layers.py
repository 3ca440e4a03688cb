import numpy as np
import pytest
from cells import MAKERS, data, make
from numerical import check_gradients

from rnnutils.nn.feedforward import Dense, Sequential
from rnnutils.nn.gru import GRU
from rnnutils.nn.losses import softmax_cross_entropy
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.optimisers import SGD, Adam
from rnnutils.nn.recurrent_layers import Bidirectional, Embedding, Recurrent
from rnnutils.nn.rnn import RNN

every_cell = pytest.mark.parametrize("name", MAKERS)
IDS = np.array([[1, 2, 3, 4, 1], [3, 3, 2, 0, 0]])


@every_cell
@pytest.mark.parametrize("return_sequences", [True, False])
@pytest.mark.parametrize("reverse", [True, False])
def test_a_recurrent_layer_has_the_gradients_of_central_differences(
    name, return_sequences, reverse
):
    X, mask = data()
    options = {"return_sequences": return_sequences, "reverse": reverse}
    layer = Recurrent(make(name, 3, 4, 2), zero_masked=not reverse, **options)
    check_gradients(layer, X, mask)


@pytest.mark.parametrize("merge", ["concat", "sum", "ave", "mul"])
@pytest.mark.parametrize("return_sequences", [True, False])
def test_both_ways_have_the_gradients_of_central_differences(merge, return_sequences):
    X, mask = data()
    cells = make("LSTM", 3, 2), make("GRU", 3, 2, seed=1)
    layer = Bidirectional(*cells, merge=merge, return_sequences=return_sequences)
    check_gradients(layer, X, mask)


def stack():
    """Return layers of all kinds on top of each other."""
    return Sequential(
        [
            Embedding(5, 3, mask_zero=True),
            Bidirectional(make("RNN", 3, 2), make("LSTM", 3, 2)),
            Recurrent(make("GRU", 4, 3)),
            Recurrent(make("LSTM", 3, 4), return_sequences=False),
            Dense(4, 2, "tanh"),
        ]
    )


def test_a_stack_of_everything_has_the_gradients_of_central_differences():
    check_gradients(stack(), IDS, inputs=False)


def test_padding_is_as_good_as_absent_in_a_stack():
    model = stack()
    padded = model.forward(IDS)
    np.testing.assert_allclose(padded[1], model.forward(IDS[1:, :3])[0], rtol=0, atol=1e-14)
    model.layers[0].mask_zero = False
    assert abs(model.forward(IDS)[1] - padded[1]).max() > 1e-3


def test_a_mask_ends_with_the_sequence():
    X, mask = data()
    assert Recurrent(RNN(3, 2)).mask_after(X, mask) is mask
    assert Recurrent(RNN(3, 2), return_sequences=False).mask_after(X, mask) is None
    assert Dense(3, 2).mask_after(X, mask) is mask
    assert Embedding(5, 2).mask_after(IDS, None) is None
    inner = Sequential([Embedding(5, 3, mask_zero=True), Recurrent(RNN(3, 2))])
    outer = Sequential([inner, Recurrent(RNN(2, 2), return_sequences=False)])
    outer.forward(IDS)
    np.testing.assert_array_equal(outer.layers[1].trace["mask"], IDS != 0)


def test_the_last_output_is_that_of_the_last_step_of_the_walk():
    X, _ = data()
    cell = make("LSTM", 3, 4, 2)
    there, back = cell.unroll(X)["y"], cell.unroll(X, reverse=True)["y"]
    np.testing.assert_array_equal(Recurrent(cell, return_sequences=False).forward(X), there[:, -1])
    last = Recurrent(cell, return_sequences=False, reverse=True).forward(X)
    np.testing.assert_array_equal(last, back[:, 0])
    both = Bidirectional(cell, cell, return_sequences=False).forward(X[0])
    np.testing.assert_array_equal(both, np.concatenate([there[0, -1], back[0, 0]]))


def test_outputs_of_masked_steps_are_zero_where_asked():
    X, mask = data()
    cell = make("GRU", 3, 4)
    Y = Recurrent(cell, zero_masked=True).forward(X, mask=mask)
    assert not Y[~mask].any() and (Y[mask] != 0).all()
    assert Recurrent(cell).forward(X, mask=mask)[1, -1].any()
    both = Bidirectional(cell, make("RNN", 3, 4)).forward(X, mask=mask)
    assert not both[~mask].any() and (both[mask] != 0).all()


def test_every_step_sees_both_ends():
    X, _ = data()
    layer = Bidirectional(make("RNN", 3, 2), make("RNN", 3, 2, seed=1))
    Y = layer.forward(X)
    X[:, 2] += 1
    moved = abs(layer.forward(X) - Y).max(axis=0) > 1e-9  # (T, 2H)
    assert moved[2:, :2].all() and not moved[:2, :2].any()
    assert moved[:3, 2:].all() and not moved[3:, 2:].any()


def test_a_repeated_symbol_gathers_all_its_errors():
    layer = Embedding(5, 2)
    layer.forward(IDS)
    layer.backward(np.ones((2, 5, 2)))
    np.testing.assert_array_equal(layer.gradients["E"][:, 0], np.bincount(IDS.ravel()))


def test_first_embeddings_are_small_and_come_from_the_seed():
    E = Embedding(50, 20, seed=3).E
    assert 0.04 < abs(E).max() <= 0.05 and abs(E.mean()) < 0.005
    np.testing.assert_array_equal(E, Embedding(50, 20, seed=3).E)
    np.testing.assert_array_equal(Embedding(5, 2).E, Embedding(5, 2, seed=0).E)
    assert Embedding(5, 2, dtype=np.float32).forward([1]).dtype == np.float32


@pytest.mark.parametrize("optimiser", [Adam(0.1), SGD(1.0)])
def test_hello_is_learned(optimiser):
    X, labels = np.eye(4)[[0, 1, 2, 2]], np.array([1, 2, 2, 3])  # h e l l → e l l o
    layer = Recurrent(RNN(4, 3, 4, seed=1))
    for _ in range(150):
        loss, dY = softmax_cross_entropy(layer.forward(X), labels)
        layer.backward(dY)
        optimiser.update(layer.parameters, layer.gradients)
    assert loss < 0.05
    assert layer.forward(X).argmax(axis=1).tolist() == labels.tolist()


@pytest.mark.parametrize("cls", [RNN, LSTM, GRU])
def test_every_cell_learns_what_it_must_remember(cls):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 40)
    X = rng.normal(0, 0.1, (40, 6, 1))
    X[:, 0, 0] = 2 * labels - 1  # the first symbol decides
    model = Sequential([Recurrent(cls(1, 8), return_sequences=False), Dense(8, 2)])
    optimiser = Adam(0.02)
    for _ in range(60):
        loss, dY = softmax_cross_entropy(model.forward(X), labels)
        model.backward(dY)
        optimiser.update(model.parameters, model.gradients)
    assert loss < 0.1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Embedding(5, 2).forward([[0, 5]]), "whole numbers from 0 to 4"),
        (lambda: Embedding(5, 2).forward([-1]), "whole numbers from 0 to 4"),
        (lambda: Embedding(5, 2).forward([0.0]), "whole numbers from 0 to 4"),
        (lambda: Embedding(5, 2).forward(3), r"X needs shape \(T,\) or \(N, T\); got \(\)"),
        (lambda: Bidirectional(RNN(1, 1), RNN(1, 1), merge="max"), "got 'max'"),
        (lambda: Recurrent(RNN(3, 1)).forward(np.zeros((2, 4))), r"got \(2, 4\)"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("return_sequences", [True, False])
def test_an_error_of_the_wrong_shape_is_refused(return_sequences):
    layer = Recurrent(RNN(3, 4), return_sequences=return_sequences)
    layer.forward(np.zeros((2, 5, 3)))
    with pytest.raises(ValueError, match="dY needs shape"):
        layer.backward(np.zeros((2, 3)))
