"""Scans against the loop, errors against finite differences, NumPy against Keras."""

import itertools

import numpy as np
import pytest
from numerical import assert_same_gradient

import rnnutils
from rnnutils import MinGRU, scan_backward, scan_doubling, scan_loop, scan_tree
from rnnutils.nn import scan as room
from rnnutils.nn.min_gru import keras_min_gru

SCANS = [scan_loop, scan_doubling, scan_tree]
SHAPES = [(1, 1), (2, 3), (3, 1, 2), (2, 7, 3), (2, 8, 1), (1, 9, 2), (50, 2), (3, 257, 2)]


def draw(shape, seed=0, dtype=float):
    """Draw shares kept, some of them 0 or 1, what is added, and a start."""
    rng = np.random.default_rng(seed)
    a = np.clip(rng.uniform(-0.2, 1.2, shape), 0, 1).astype(dtype)
    b = rng.normal(size=shape).astype(dtype)
    return a, b, rng.normal(size=(*shape[:-2], shape[-1])).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scan", SCANS)
def test_a_scan_solves_the_recurrence(scan, shape):
    a, b, start = draw(shape)
    h = scan(a, b, start)
    before = np.concatenate([start[..., None, :], h[..., :-1, :]], axis=-2)
    np.testing.assert_allclose(h, a * before + b, rtol=0, atol=1e-13)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-6)])
@pytest.mark.parametrize("scan", [scan_doubling, scan_tree])
def test_a_scan_gives_the_numbers_of_the_loop(scan, dtype, tolerance):
    for shape, seed in itertools.product(SHAPES, range(3)):
        a, b, start = draw(shape, seed, dtype)
        h, witness = scan(a, b, start), scan_loop(a, b, start)
        assert h.dtype == dtype and h.shape == shape
        np.testing.assert_allclose(h, witness, rtol=0, atol=tolerance * abs(witness).max())


@pytest.mark.parametrize("scan", SCANS)
def test_a_scan_starts_at_zero_and_leaves_its_arguments_alone(scan):
    a, b, start = draw((2, 6, 3))
    copies = a.copy(), b.copy()
    np.testing.assert_array_equal(scan(a, b), scan(a, b, np.zeros_like(start)))
    scan(a, b, start)
    np.testing.assert_array_equal((a, b), copies)


def test_joined_maps_may_be_joined_in_any_grouping():
    (a, b), (c, d), (e, f) = np.random.default_rng(0).normal(size=(3, 2))

    def join(first, second):
        return second[0] * first[0], second[0] * first[1] + second[1]

    left = join(join((a, b), (c, d)), (e, f))
    np.testing.assert_allclose(left, join((a, b), join((c, d), (e, f))), atol=1e-15)


class Counted(np.ndarray):
    """An array that counts the products taken with it."""

    products = rounds = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [np.asarray(x) for x in inputs]
        result = getattr(ufunc, method)(*plain, **{k: v for k, v in options.items() if k != "out"})
        if ufunc is np.multiply:
            Counted.products += result.size
            Counted.rounds += 1
        return result.view(Counted)


@pytest.mark.parametrize("T", [64, 1024])
def test_the_tree_takes_three_products_a_step_and_doubling_two_a_step_and_round(T, monkeypatch):
    a, b, _ = draw((T, 1))
    work = {}
    for scan in SCANS:
        monkeypatch.setattr(room, "_maps", lambda a, b, start: (a.view(Counted), b.view(Counted)))
        Counted.products = Counted.rounds = 0
        scan(a.copy(), b.copy())
        work[scan] = Counted.products, Counted.rounds
    log = int(np.log2(T))
    assert work[scan_loop] == (T - 1, T - 1)
    assert work[scan_tree][0] < 3 * T and work[scan_tree][1] == 3 * log
    assert work[scan_doubling] == (2 * (T * log - (T - 1)), 2 * log)


@pytest.mark.parametrize("scan", SCANS)
@pytest.mark.parametrize("shape", [(1, 2), (5, 2), (2, 8, 3)])
def test_errors_pass_back_as_finite_differences_say(scan, shape):
    a, b, start = draw(shape, seed=1)
    weight = np.random.default_rng(2).normal(size=shape)

    def loss():
        return (scan_loop(a, b, start) * weight).sum()

    found = scan_backward(weight, a, scan(a, b, start), start, scan=scan)
    for error, array, name in zip(found, (a, b, start), "ab0", strict=True):
        assert_same_gradient(error, loss, array, name)


@pytest.mark.parametrize("scan", SCANS)
@pytest.mark.parametrize("activation", ["linear", "tanh"])
@pytest.mark.parametrize("masked", [False, True])
def test_gradients_of_a_minimal_gru_are_those_of_finite_differences(scan, activation, masked):
    rng = np.random.default_rng(3)
    layer = MinGRU(3, 4, activation=activation, scan=scan, seed=1)
    layer.b_z[:], layer.b_h[:] = rng.normal(size=(2, 4))
    X, weight = rng.normal(size=(2, 7, 3)), rng.normal(size=(2, 7, 4))
    mask = np.arange(7) < [[7], [4]] if masked else None

    def loss():
        return (layer.forward(X, mask=mask) * weight).sum()

    loss()
    dX = layer.backward(weight)
    gradients = layer.gradients
    assert set(gradients) == set(layer.parameters)
    for name, array in layer.parameters.items():
        assert_same_gradient(gradients[name], loss, array, name)
    assert_same_gradient(dX, loss, X, "X")


def test_a_layer_takes_the_steps_of_its_own_step():
    layer, rng = MinGRU(3, 4, seed=5), np.random.default_rng(0)
    X, h = rng.normal(size=(2, 9, 3)), np.zeros((2, 4))
    H = layer.forward(X)
    for t in range(9):
        h = layer.step(X[:, t], h)
        np.testing.assert_allclose(H[:, t], h, atol=1e-14)


def test_the_state_passes_padding_unchanged():
    layer, X = MinGRU(2, 3, seed=5), np.random.default_rng(0).normal(size=(6, 2))
    H = layer.forward(X, mask=np.array([1, 1, 0, 0, 1, 1], bool))
    np.testing.assert_array_equal(H[1:3], H[2:4])
    np.testing.assert_allclose(H[[0, 1, 4, 5]], layer.forward(X[[0, 1, 4, 5]]), atol=1e-14)


def test_z_keeps_and_the_paper_writes_with_it():
    layer, rng = MinGRU(3, 4, seed=5), np.random.default_rng(0)
    x, h = rng.normal(size=3), rng.normal(size=4)
    keep_all = MinGRU(3, 4, seed=5)
    keep_all.b_z[:] = 50
    np.testing.assert_allclose(keep_all.step(x, h), h, atol=1e-12)
    share = rnnutils.sigmoid(-(x @ layer.W_xz + layer.b_z))
    written = (1 - share) * h + share * (x @ layer.W_xh + layer.b_h)
    np.testing.assert_allclose(layer.step(x, h), written, atol=1e-14)


def test_it_stacks_and_learns_with_the_layers_of_the_course():
    X, _ = rnnutils.first_symbol_recall(4, time_steps=6)
    model = rnnutils.Sequential([MinGRU(6, 5), MinGRU(5, 3)])
    assert model.forward(X).shape == (4, 6, 3)
    assert model.backward(np.ones((4, 6, 3))).shape == X.shape


@pytest.mark.parametrize("T", [1, 2, 5, 16])
@pytest.mark.parametrize("activation", [None, "tanh"])
@pytest.mark.heavy
def test_keras_computes_the_same_states_and_gradients(T, activation):
    keras = pytest.importorskip("keras")
    tf = pytest.importorskip("tensorflow")
    x = keras.Input((T, 3))
    model = keras.Model(x, keras_min_gru(x, 4, activation=activation))
    layer = MinGRU(3, 4, activation=activation or "linear", seed=2)
    names = ("z", "h")
    for name in names:
        weights = layer.parameters[f"W_x{name}"], layer.parameters[f"b_{name}"]
        model.get_layer(f"min_gru_{name}").set_weights(weights)
    rng = np.random.default_rng(T)
    X, weight = rng.normal(size=(2, T, 3)), rng.normal(size=(2, T, 4))
    variables = [v for name in names for v in model.get_layer(f"min_gru_{name}").weights]
    with tf.GradientTape() as tape:
        H = model(X.astype("float32"))
        loss = tf.reduce_sum(H * weight.astype("float32"))
    np.testing.assert_allclose(layer.forward(X), H, atol=1e-6)
    layer.backward(weight)
    theirs = tape.gradient(loss, [v.value for v in variables])
    for name, gradient in zip(("W_xz", "b_z", "W_xh", "b_h"), theirs, strict=True):
        np.testing.assert_allclose(layer.gradients[name], gradient, atol=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: scan_tree(np.ones((3, 2)), np.ones((4, 2))), "a needs shape"),
        (lambda: scan_loop(np.ones((0, 2)), np.ones((0, 2))), "at least one time step"),
        (lambda: scan_loop(np.ones(3), np.ones(3)), "b needs shape"),
        (lambda: scan_doubling(np.ones((3, 2)), np.ones((3, 2)), np.ones(3)), "start needs shape"),
        (lambda: scan_backward(np.ones((2, 2)), np.ones((3, 2)), np.ones((3, 2))), "dh needs"),
        (lambda: MinGRU(2, 3).forward(np.ones((4, 5))), "X needs shape"),
        (lambda: MinGRU(2, 3).forward(np.ones((4, 2)), mask=np.ones(3)), "mask needs shape"),
    ],
)
def test_bad_input_says_what_was_needed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
