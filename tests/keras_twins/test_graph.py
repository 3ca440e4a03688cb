"""Attention and Transformers in NumPy against a second witness: Keras, on the same weights."""

import inspect

import numpy as np
import pytest
from twins import TOLERANCE, in_keras_layout, shuffle

from rnnutils.attention.functions import additive, scaled_dot_product
from rnnutils.attention.masks import causal_mask
from rnnutils.attention.positions import sinusoids
from rnnutils.keras_twins.twins import from_keras

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")
L = keras.layers

every_dtype = pytest.mark.parametrize("dtype", TOLERANCE)


def same(ours, theirs, dtype="float64", times=1):
    tolerance = TOLERANCE[dtype] * times
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=0, atol=tolerance)


def draw(seed, dtype="float64", D_m=None):
    """Draw X, a memory, and masks whose every sequence has a real first step."""
    rng = np.random.default_rng(seed)
    N, T, T_k, D = rng.integers(2, 6, 4)
    mask, memory_mask = rng.random((N, T)) > 0.4, rng.random((N, T_k)) > 0.4
    mask[:, 0] = memory_mask[:, 0] = True
    X, M = rng.normal(size=(N, T, D)), rng.normal(size=(N, T_k, D_m or D))
    return rng, X.astype(dtype), mask, M.astype(dtype), memory_mask


def gradients(layer, call, inputs, weight):
    """Return what GradientTape says of the inputs and the weights."""
    inputs = [tf.constant(x) for x in inputs]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(call(*inputs) * weight)
    found = tape.gradient(loss, inputs + [v.value for v in layer.trainable_variables])
    return [tf.convert_to_tensor(g).numpy() for g in found]


def same_gradients(twin, theirs, weight, n_inputs=1):
    dX = twin.backward(weight)
    ours = [dX, twin.memory_error][:n_inputs] + list(twin.gradients.values())
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=0, atol=1e-10)


# Layer norm -----------------------------------------------------------------------------------


@every_dtype
@pytest.mark.parametrize("epsilon", [1e-3, 1e-6, 0.3])
def test_a_norm_is_that_of_keras_both_ways(dtype, epsilon):
    rng, X, _, _, _ = draw(1, dtype)
    layer = L.LayerNormalization(epsilon=epsilon, dtype=dtype)
    layer(X)
    shuffle(layer, rng)
    twin = from_keras(layer)
    same(twin.forward(X), layer(X), dtype)
    if dtype == "float64":
        weight = rng.normal(size=X.shape)
        theirs = gradients(layer, layer, [X], weight)
        ours = [twin.backward(weight), *twin.gradients.values()]
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine, other, rtol=0, atol=1e-10)


def test_a_dense_layer_with_a_gelu_is_that_of_keras_both_ways():
    rng, X, _, _, _ = draw(2)
    layer = L.Dense(4, activation="gelu", dtype="float64")
    layer(X)
    shuffle(layer, rng)
    twin, weight = from_keras(layer), rng.normal(size=(*X.shape[:2], 4))
    ours = [twin.forward(X), twin.backward(weight), *twin.gradients.values()]
    theirs = [layer(X), *gradients(layer, layer, [X], weight)]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=0, atol=1e-6)


# Multi-head attention -------------------------------------------------------------------------
# TensorFlow keeps 1/√d in float32 whatever the dtype, so sizes d here are powers of 4, whose
# roots are exact; one test looks at the others.


def heads(seed, X, M, dtype, rng):
    layer = L.MultiHeadAttention(
        num_heads=[3, 2, 1, 4][seed],
        key_dim=[4, 1, 16, 4][seed],
        value_dim=[None, 5, None, 2][seed],
        use_bias=seed != 2,
        dtype=dtype,
    )
    layer(X, M)
    shuffle(layer, rng)
    return layer


@every_dtype
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_self_attention_is_that_of_keras(seed, causal, dtype):
    rng, X, mask, _, _ = draw(seed, dtype)
    layer = heads(seed, X, X, dtype, rng)
    twin = from_keras(layer)
    twin.causal = causal
    Y, A = layer(X, X, use_causal_mask=causal, return_attention_scores=True)
    same(twin.forward(X), Y, dtype)
    same(twin.A, A, dtype)
    assert twin.forward(X).dtype == dtype
    Y, A = layer(X, X, value_mask=mask, use_causal_mask=causal, return_attention_scores=True)
    same(twin.forward(X, mask=mask), Y, dtype)
    same(twin.A, A, dtype)


@every_dtype
@pytest.mark.parametrize("seed", range(4))
def test_cross_attention_is_that_of_keras(seed, dtype):
    rng, X, mask, M, memory_mask = draw(seed, dtype, D_m=3)
    layer = heads(seed, X, M, dtype, rng)
    twin = from_keras(layer)
    same(twin.forward(X, memory=M), layer(X, M), dtype)
    Y = layer(X, M, query_mask=mask, value_mask=memory_mask)
    ours = twin.forward(X, memory=M, mask=mask, memory_mask=memory_mask)
    same(ours[mask], np.asarray(Y)[mask], dtype)


@pytest.mark.parametrize("key_dim", [2, 3, 5, 7])
def test_heads_of_any_size_are_those_of_keras_but_for_its_float32_root(key_dim):
    rng, X, _, _, _ = draw(1)
    layer = L.MultiHeadAttention(3, key_dim, dtype="float64")
    layer(X, X)
    shuffle(layer, rng)
    twin = from_keras(layer)
    np.testing.assert_allclose(twin.forward(X), layer(X, X).numpy(), rtol=0, atol=1e-6)
    twin.W_q *= np.sqrt(key_dim) * np.float64(np.float32(1 / np.sqrt(key_dim)))
    twin.b_q *= np.sqrt(key_dim) * np.float64(np.float32(1 / np.sqrt(key_dim)))
    same(twin.forward(X), layer(X, X))


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_self_attention_has_the_gradients_of_gradient_tape(seed, causal):
    rng, X, mask, _, _ = draw(seed)
    layer = heads(seed, X, X, "float64", rng)
    twin = from_keras(layer)
    twin.causal = causal
    weight = rng.normal(size=twin.forward(X, mask=mask).shape)

    def call(x):
        return layer(x, x, value_mask=mask, use_causal_mask=causal)

    same_gradients(twin, gradients(layer, call, [X], weight), weight)


@pytest.mark.parametrize("seed", range(4))
def test_cross_attention_has_the_gradients_of_gradient_tape(seed):
    rng, X, _, M, memory_mask = draw(seed, D_m=3)
    layer = heads(seed, X, M, "float64", rng)
    twin = from_keras(layer)
    weight = rng.normal(size=twin.forward(X, memory=M, memory_mask=memory_mask).shape)

    def call(x, m):
        return layer(x, m, value_mask=memory_mask)

    same_gradients(twin, gradients(layer, call, [X, M], weight), weight, 2)


def test_a_row_with_nothing_to_look_at_is_zero_as_the_scores_of_keras_are():
    rng, X, mask, _, _ = draw(0)
    layer = heads(0, X, X, "float64", rng)
    mask[0] = False
    Y, A = layer(X, X, value_mask=mask, return_attention_scores=True)
    twin = from_keras(layer)
    same(twin.forward(X, mask=mask), Y)
    same(twin.A, A)
    assert not twin.A[0].any()
    # The same call without the scores takes another way inside Keras, and looks everywhere.
    other = layer(X, X, value_mask=mask).numpy()
    assert abs(other[0] - Y.numpy()[0]).max() > 1e-3
    same(other[1:], Y.numpy()[1:])


# One head -------------------------------------------------------------------------------------

ONE_HEAD = {
    "dot": lambda dtype: L.Attention(dtype=dtype),
    "scaled dot": lambda dtype: L.Attention(use_scale=True, dtype=dtype),
    "additive": lambda dtype: L.AdditiveAttention(dtype=dtype),
}


@every_dtype
@pytest.mark.parametrize("name", ONE_HEAD)
@pytest.mark.parametrize("seed", range(3))
def test_attention_of_one_head_is_that_of_keras(name, seed, dtype):
    rng, X, mask, M, memory_mask = draw(seed, dtype)
    layer = ONE_HEAD[name](dtype)
    layer([X, M])
    shuffle(layer, rng)
    twin = from_keras(layer)
    Y, A = layer([X, M], return_attention_scores=True)
    same(twin.forward(X, memory=M), Y, dtype)
    same(twin.A, A, dtype)
    Y = layer([X, M], mask=[mask, memory_mask])
    ours = twin.forward(X, memory=M, mask=mask, memory_mask=memory_mask)
    same(ours[mask], np.asarray(Y)[mask], dtype)
    twin.causal = True
    same(twin.forward(X), layer([X, X], use_causal_mask=True), dtype)


@pytest.mark.parametrize("name", ONE_HEAD)
def test_attention_of_one_head_has_the_gradients_of_gradient_tape(name):
    rng, X, _, M, memory_mask = draw(3)
    layer = ONE_HEAD[name]("float64")
    layer([X, M])
    shuffle(layer, rng)
    twin = from_keras(layer)
    weight = rng.normal(size=twin.forward(X, memory=M, memory_mask=memory_mask).shape)

    def call(x, m):
        return layer([x, m], mask=[None, memory_mask])

    same_gradients(twin, gradients(layer, call, [X, M], weight), weight, 2)


def test_the_functions_are_the_layers_of_keras():
    rng, X, _, M, _ = draw(4)
    d = X.shape[-1]
    plain = L.Attention(dtype="float64")([X, M], return_attention_scores=True)
    for ours, theirs in zip(scaled_dot_product(X, M, M, scale=1), plain, strict=True):
        same(ours, theirs)
    fused = keras.ops.dot_product_attention(*(a[:, :, None] for a in (X, M, M)))
    same(scaled_dot_product(X, M, M)[0], fused[:, :, 0])
    causal = L.Attention(dtype="float64")([X, X], use_causal_mask=True)
    same(scaled_dot_product(X, X, X, mask=causal_mask(X.shape[1]), scale=1)[0], causal)
    layer = L.AdditiveAttention(dtype="float64")
    W_q, W_k = rng.normal(size=(d, 4)), rng.normal(size=(d, 4))
    layer([X @ W_q, M @ W_k])  # Keras leaves the two matrices to layers in front
    shuffle(layer, rng)
    (v,) = layer.get_weights()
    Y, A = layer([X @ W_q, M, M @ W_k], return_attention_scores=True)
    for ours, theirs in zip(additive(X, M, M, W_q, W_k, v), (Y, A), strict=True):
        same(ours, theirs)


# Whole models ---------------------------------------------------------------------------------

IDS = np.array([[1, 2, 3, 4, 1], [3, 3, 2, 0, 0]]), np.array([[5, 2, 6], [4, 1, 0]])


def block(x, memory, masks, *, pre, causal, activation, dtype, n):
    """Return a Keras Transformer block, written out: what a page would write."""
    o = {"dtype": dtype}

    def around(x, name, layer):
        norm = L.LayerNormalization(name=f"{name}_norm_{n}", **o)
        add = L.Add(name=f"{name}_add_{n}", **o)
        return add([x, layer(norm(x))]) if pre else norm(add([x, layer(x)]))

    real, memory_real = masks
    look = L.MultiHeadAttention(2, 4, name=f"look_{n}", **o)
    x = around(x, "look", lambda h: look(h, h, use_causal_mask=causal, value_mask=real))
    if memory is not None:
        cross = L.MultiHeadAttention(3, 4, value_dim=5, name=f"cross_{n}", **o)
        with_memory = {"value": memory, "key": memory, "value_mask": memory_real}
        x = around(x, "cross", lambda h: cross(query=h, **with_memory))
    hidden = L.Dense(7, activation, name=f"hidden_{n}", **o)
    back = L.Dense(x.shape[-1], name=f"back_{n}", **o)
    return around(x, "feed", lambda h: back(hidden(h)))


def language_model(dtype, *, pre=True, activation="relu"):
    ids = keras.Input((5,), dtype="int32")
    x = L.Embedding(7, 6, dtype=dtype)(ids) + sinusoids(5, 6).astype(dtype)[None]
    for n in range(2):
        options = {"pre": pre, "activation": activation, "dtype": dtype}
        x = block(x, None, (None, None), causal=True, n=n, **options)
    return keras.Model(ids, L.Dense(7, dtype=dtype)(L.LayerNormalization(dtype=dtype)(x)))


def translator(dtype, *, pre=True, automatic=False):
    """Return a model that knows padding from Keras' masks, or from masks of its own."""
    source, target = keras.Input((5,), dtype="int32"), keras.Input((3,), dtype="int32")
    o = {"pre": pre, "activation": "relu", "dtype": dtype}
    seen = (None, None) if automatic else (keras.ops.not_equal(source, 0), target != 0)
    m = L.Embedding(7, 6, mask_zero=automatic, dtype=dtype)(source)
    x = L.Embedding(7, 6, mask_zero=automatic, dtype=dtype)(target)
    for n in range(1 if automatic else 2):
        m = block(m, None, seen, causal=False, n=f"encoder_{n}", **o)
    for n in range(1 if automatic else 2):
        x = block(x, m, seen[::-1], causal=True, n=f"decoder_{n}", **o)
    return keras.Model([source, target], L.Dense(7, dtype=dtype)(x))


def bahdanau(dtype):
    source, target = keras.Input((5,), dtype="int32"), keras.Input((3,), dtype="int32")
    o = {"dtype": dtype}
    m = L.Bidirectional(L.GRU(3, return_sequences=True, **o), **o)(L.Embedding(7, 4, **o)(source))
    s = L.GRU(6, return_sequences=True, **o)(L.Embedding(7, 4, **o)(target))
    c = L.AdditiveAttention(**o)([s, m])
    return keras.Model([source, target], L.Dense(7, **o)(L.Add(**o)([s, c])))


MODELS = {
    "pre-norm language model": (language_model, {}, 1),
    "post-norm language model": (language_model, {"pre": False}, 1),
    "GELU language model": (language_model, {"activation": "gelu"}, 1),
    "pre-norm translator": (translator, {}, 2),
    "post-norm translator": (translator, {"pre": False}, 2),
    "translator with masks of Keras": (translator, {"automatic": True}, 2),
    "Bahdanau": (bahdanau, {}, 2),
}
every_model = pytest.mark.parametrize("name", MODELS)


def build(name, dtype="float64"):
    make, options, n = MODELS[name]
    model = make(dtype, **options)
    shuffle(model, np.random.default_rng(2))
    return model, list(IDS[:n])


@every_dtype
@every_model
def test_a_model_is_that_of_keras(name, dtype):
    model, ids = build(name, dtype)
    Y = model(ids if len(ids) > 1 else ids[0]).numpy()
    twin = from_keras(model)
    ours = twin.forward(*ids)
    assert ours.dtype == dtype
    real = np.ones(ours.shape[:2], bool) if twin.mask is None else twin.mask
    assert real.all() == ("masks of Keras" not in name)
    # A dozen layers deep; TensorFlow keeps the √2 of a GELU in float32.
    same(
        ours[real],
        Y[real],
        dtype,
        times=1e5 if name.startswith("GELU") and dtype == "float64" else 5,
    )


@every_model
def test_a_model_has_the_gradients_of_gradient_tape(name):
    model, ids = build(name)
    twin = from_keras(model)
    ours = twin.forward(*ids)
    weight = np.random.default_rng(0).normal(size=ours.shape)
    if twin.mask is not None:
        weight *= twin.mask[..., None]  # a loss counts real steps only
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(ids if len(ids) > 1 else ids[0]) * weight)
    theirs = tape.gradient(loss, [v.value for v in model.trainable_variables])
    twin.backward(weight)
    found = dict(zip((v.path for v in model.trainable_variables), theirs, strict=True))
    for layer in model.layers:
        if layer.weights:
            mine = in_keras_layout(twin[layer.name])
            for ours, variable in zip(mine, layer.trainable_variables, strict=True):
                other = tf.convert_to_tensor(found[variable.path]).numpy()
                atol = 1e-7 if name.startswith("GELU") else 1e-10
                np.testing.assert_allclose(ours, other, rtol=0, atol=atol, err_msg=variable.path)


def padding_leaks(model, embedding, ids, real):
    """Return how far the outputs of real steps move with what stands for padding."""
    before = model(ids).numpy()[real]
    (table,) = embedding.get_weights()
    table[0] += 5
    embedding.set_weights([table])
    return abs(model(ids).numpy()[real] - before).max()


def masked_embedding():
    ids = keras.Input((5,), dtype="int32")
    layer = L.Embedding(7, 6, mask_zero=True)
    return ids, layer, layer(ids)


def plus_model():
    ids, layer, x = masked_embedding()
    x = x + np.ones((1, 5, 6), "float32")
    return keras.Model(ids, L.MultiHeadAttention(2, 3)(x, x)), layer


def post_norm_model():
    ids, layer, x = masked_embedding()
    for _ in range(2):
        look = L.MultiHeadAttention(2, 3)
        x = L.LayerNormalization()(L.Add()([x, look(x, x)]))
    return keras.Model(ids, x), layer


LEAKS = {"a plain +": (plus_model, "a plain [+]"), "norms behind": (post_norm_model, "value_mask")}


@pytest.mark.parametrize("name", LEAKS)
def test_where_keras_loses_a_mask_there_is_no_twin(name):
    make, message = LEAKS[name]
    model, embedding = make()
    real = IDS[0] != 0
    with pytest.raises(ValueError, match=message):
        from_keras(model)
    assert padding_leaks(model, embedding, IDS[0], real) > 1e-3


def test_a_memory_has_its_mask_for_the_first_reader_only_and_no_twin():
    source, target = keras.Input((5,), dtype="int32"), keras.Input((3,), dtype="int32")
    embedding = L.Embedding(7, 6, mask_zero=True)
    m, x, moved = embedding(source), L.Embedding(7, 6)(target), []
    for depth in (1, 2):
        x = L.MultiHeadAttention(2, 3)(x, m)
        model = keras.Model([source, target], x)
        moved.append(padding_leaks(model, embedding, list(IDS), np.ones((2, 3), bool)))
        if depth == 1:
            same(from_keras(model).forward(*IDS), model(list(IDS)), "float32")
    assert moved[0] == 0 and moved[1] > 1e-3
    with pytest.raises(ValueError, match="behind an attention layer.*value_mask"):
        from_keras(model)


# What has no twin -----------------------------------------------------------------------------

x = keras.Input((4, 6))
m = keras.Input((3, 6))
shared = L.Dense(6)


def built(layer, *shapes):
    layer(*(np.zeros(s, "float32") for s in shapes))
    return layer


def heads_with(*shapes, **options):
    return lambda: built(L.MultiHeadAttention(2, 3, **options), (1, 4, 6), *(shapes or [(1, 4, 6)]))


REFUSALS = {
    "dropout": (heads_with(dropout=0.5), "dropout off"),
    "a gate": (heads_with(use_gate=True), "use_gate off"),
    "a window": (heads_with(sliding_window=2), "sliding_window off"),
    "another output": (heads_with(output_shape=5), "output_shape=6; got 5"),
    "keys and values apart": (heads_with((1, 4, 6), (1, 4, 5)), "keys and values of one size"),
    "no weights yet": (lambda: L.MultiHeadAttention(2, 3), "built layer"),
    "half a norm": (lambda: built(L.LayerNormalization(scale=False), (2, 3)), "center and scale"),
    "a norm over time": (lambda: built(L.LayerNormalization(axis=1), (2, 3, 4)), "axis=-1"),
    "a concatenated score": (lambda: L.Attention(score_mode="concat"), "score_mode='dot'"),
    "dropout in one head": (lambda: L.Attention(dropout=0.5), "dropout off"),
    "additive without weights": (lambda: L.AdditiveAttention(use_scale=False), "built layer"),
    "two outputs": (lambda: keras.Model(x, [shared(x), L.Dense(2)(x)]), "one output; got 2"),
    "a layer used twice": (lambda: keras.Model(x, shared(shared(x))), "used once; got"),
    "other keys": (
        lambda: keras.Model([x, m], L.MultiHeadAttention(2, 3)(x, m, L.Dense(6)(m))),
        "keys and values of .* from one layer",
    ),
    "another option of the call": (
        lambda: keras.Model(x, L.MultiHeadAttention(2, 3)(x, x, attention_mask=np.ones((4, 4)))),
        "called without attention_mask",
    ),
    "another operator": (lambda: keras.Model(x, L.Dense(2)(x * 2.0)), "got Multiply"),
    "an operator of constants": (
        lambda: keras.Model(x, L.Dense(2)(x @ np.ones((6, 2)))),
        "got Mat",
    ),
    "a constant": (lambda: keras.Model(x, L.Add()([x, np.ones((1, 4, 6))])), "outputs of layers"),
    "another layer": (lambda: keras.Model(x, L.Dense(2)(L.Flatten()(x))), "got Flatten"),
    "two dtypes": (lambda: keras.Model(x, L.Dense(2)(L.Dense(6, dtype="float64")(x))), "one dtype"),
}


# Options of MultiHeadAttention that came after the lowest Keras of pyproject.toml.
NEWER = {"a gate": "use_gate", "a window": "sliding_window"}


@pytest.mark.parametrize("name", REFUSALS)
def test_from_keras_refuses(name):
    make, message = REFUSALS[name]
    if name in NEWER and NEWER[name] not in inspect.signature(L.MultiHeadAttention).parameters:
        pytest.skip(f"this Keras does not know {NEWER[name]}")
    with pytest.raises(ValueError, match=message):
        from_keras(make())
