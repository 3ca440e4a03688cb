import numpy as np
import pytest
from numerical import assert_same_gradient, check_gradients

from rnnutils.attention.functions import scaled_dot_product
from rnnutils.attention.layers import AdditiveAttention, DotAttention
from rnnutils.attention.multi_head import MultiHeadAttention
from rnnutils.attention.norm_and_shortcut import LayerNorm, Residual
from rnnutils.attention.positions import PositionalEncoding, PositionEmbedding, sinusoids
from rnnutils.attention.transformer import TransformerBlock
from rnnutils.keras_twins.graph import Add, AddConstant, Graph
from rnnutils.nn.activations import GELU
from rnnutils.nn.feedforward import Dense, Sequential
from rnnutils.nn.losses import softmax_cross_entropy
from rnnutils.nn.optimisers import Adam
from rnnutils.nn.recurrent_layers import Embedding

N, T, T_K, D, D_M = 2, 4, 5, 6, 3


def shake(layer, seed=100):
    """Give every weight a value of its own, biases too, so that no part can hide."""
    rng = np.random.default_rng(seed)
    for p in layer.parameters.values():
        p += rng.normal(0, 0.4, p.shape)
    return layer


def data(seed=1):
    """Return X, a mask of it, a memory and its mask."""
    rng = np.random.default_rng(seed)
    mask, memory_mask = np.ones((N, T), bool), np.ones((N, T_K), bool)
    mask[0, 1] = mask[1, -1] = memory_mask[0, 0] = memory_mask[1, 2] = False
    return rng.normal(size=(N, T, D)), mask, rng.normal(size=(N, T_K, D_M)), memory_mask


SELF = {
    "dot": lambda **o: DotAttention(**o),
    "scaled dot": lambda **o: DotAttention(use_scale=True, **o),
    "additive": lambda **o: AdditiveAttention(D, 4, **o),
    "additive bare": lambda **o: AdditiveAttention(D, **o),
    "multi-head": lambda **o: MultiHeadAttention(D, 2, **o),
    "multi-head bare": lambda **o: MultiHeadAttention(D, 3, 2, value_dim=4, use_bias=False, **o),
    "block": lambda **o: TransformerBlock(D, 2, 5, **o),
    "post-norm block": lambda **o: TransformerBlock(D, 2, 5, norm="post", **o),
    "GELU block": lambda **o: TransformerBlock(D, 2, 5, 4, activation="gelu", **o),
    "stack": lambda **o: Sequential([TransformerBlock(D, 2, 5, **o) for _ in range(2)]),
}
CROSS = {
    "additive": lambda: AdditiveAttention(D, 4, n_memory=D_M),
    "multi-head": lambda: MultiHeadAttention(D, 2, n_memory=D_M),
    "decoder": lambda: TransformerBlock(D, 2, 5, causal=True, cross=True, n_memory=D_M),
    "post-norm decoder": lambda: TransformerBlock(
        D, 2, 5, causal=True, cross=True, n_memory=D_M, norm="post"
    ),
}
every_self = pytest.mark.parametrize("name", SELF)
every_cross = pytest.mark.parametrize("name", CROSS)


# Gradients ------------------------------------------------------------------------------------


@every_self
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_self_attention_has_the_gradients_of_central_differences(name, causal, masked):
    X, mask, _, _ = data()
    check_gradients(shake(SELF[name](causal=causal)), X, mask if masked else None)


@every_cross
@pytest.mark.parametrize("masked", [False, True])
def test_cross_attention_has_the_gradients_of_central_differences(name, masked):
    X, mask, M, memory_mask = data()
    masks = {"mask": mask, "memory_mask": memory_mask} if masked else {}
    layer = shake(CROSS[name]())
    weight = np.random.default_rng(0).normal(size=layer.forward(X, memory=M, **masks).shape)

    def loss():
        return (layer.forward(X, memory=M, **masks) * weight).sum()

    dX = layer.backward(weight)
    gradients, dM = dict(layer.gradients), layer.memory_error
    assert gradients.keys() == layer.parameters.keys()
    for key, p in layer.parameters.items():
        assert_same_gradient(gradients[key], loss, p, key)
    assert_same_gradient(dX, loss, X, "X")
    assert_same_gradient(dM, loss, M, "memory")


@pytest.mark.parametrize(
    "layer",
    [
        LayerNorm(D),
        LayerNorm(D, epsilon=0.5),
        PositionEmbedding(T + 2, D),
        PositionalEncoding(),
        AddConstant(np.ones((T, D))),
        Residual(Dense(D, D, "tanh"), D),
        Residual(Dense(D, D, "tanh"), D, norm="post", epsilon=0.1),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_the_layers_around_have_the_gradients_of_central_differences(layer):
    X, _, _, _ = data()
    check_gradients(shake(layer), X)
    check_gradients(layer, X[0])


def test_a_whole_language_model_has_the_gradients_of_central_differences():
    model = Sequential(
        [
            Embedding(7, D, mask_zero=True),
            PositionEmbedding(5, D),
            TransformerBlock(D, 2, 8, causal=True),
            LayerNorm(D),
            Dense(D, 7),
        ]
    )
    ids = np.array([[1, 2, 3, 4, 1], [3, 3, 2, 0, 0]])
    check_gradients(shake(model), ids, inputs=False)


def encoder_decoder():
    """Return a small Transformer that reads one sequence and writes another."""
    nodes = {
        "in": (Embedding(7, D, mask_zero=True), ["source"]),
        "in_pos": (PositionalEncoding(), ["in"]),
        "encoder": (TransformerBlock(D, 2, 8), ["in_pos"]),
        "out": (Embedding(7, D, mask_zero=True, seed=1), ["target"]),
        "out_pos": (PositionalEncoding(), ["out"]),
        "decoder": (TransformerBlock(D, 2, 8, causal=True, cross=True), ["out_pos", "encoder"]),
        "logits": (Dense(D, 7), ["decoder"]),
    }
    return shake(Graph(["source", "target"], nodes, "logits"))


IDS = np.array([[1, 2, 3, 4, 1], [3, 3, 2, 0, 0]]), np.array([[5, 2, 6], [4, 1, 0]])


def test_an_encoder_decoder_has_the_gradients_of_central_differences():
    model = encoder_decoder()
    weight = np.random.default_rng(0).normal(size=model.forward(*IDS).shape)

    def loss():
        return (model.forward(*IDS) * weight).sum()

    assert model.backward(weight) == [None, None]  # integers have no error
    gradients = dict(model.gradients)
    assert gradients.keys() == model.parameters.keys()
    for key, p in model.parameters.items():
        assert_same_gradient(gradients[key], loss, p, key)


# Who sees whom --------------------------------------------------------------------------------


@every_self
def test_a_causal_layer_does_not_know_the_future(name):
    X, _, _, _ = data()
    layer = shake(SELF[name](causal=True))
    before = layer.forward(X).copy()
    for t in range(1, T):
        changed = X.copy()
        changed[:, t:] = np.random.default_rng(t).normal(0, 9, changed[:, t:].shape)
        np.testing.assert_array_equal(layer.forward(changed)[:, :t], before[:, :t])
        assert abs(layer.forward(changed)[:, t] - before[:, t]).min() > 0
    assert abs(shake(SELF[name]()).forward(changed)[:, 0] - before[:, 0]).max() > 1e-3


@every_self
def test_what_a_masked_step_holds_does_not_matter(name):
    X, mask, _, _ = data()
    layer = shake(SELF[name]())
    before = layer.forward(X, mask=mask)[mask]
    X[~mask] = 1e3
    np.testing.assert_array_equal(layer.forward(X, mask=mask)[mask], before)
    assert abs(layer.forward(X)[mask] - before).max() > 1e-3


@every_cross
def test_what_a_masked_step_of_the_memory_holds_does_not_matter(name):
    X, mask, M, memory_mask = data()
    layer = shake(CROSS[name]())
    before = layer.forward(X, memory=M, mask=mask, memory_mask=memory_mask)
    M[~memory_mask] = 1e3
    after = layer.forward(X, memory=M, mask=mask, memory_mask=memory_mask)
    np.testing.assert_array_equal(after, before)
    assert abs(layer.forward(X, memory=M, mask=mask) - before).max() > 1e-3


@every_self
def test_padding_is_as_good_as_absent(name):
    X, _, _, _ = data()
    mask = np.array([True] * 3 + [False])
    layer = shake(SELF[name]())
    padded = layer.forward(X[0], mask=mask)[:3]
    np.testing.assert_allclose(padded, layer.forward(X[0, :3]), rtol=0, atol=1e-13)


@every_self
def test_without_positions_an_order_is_carried_through_and_not_seen(name):
    X, _, _, _ = data()
    layer, order = shake(SELF[name]()), [2, 0, 3, 1]
    Y = layer.forward(X)
    np.testing.assert_allclose(layer.forward(X[:, order]), Y[:, order], rtol=0, atol=1e-13)
    for positions in (PositionalEncoding(), shake(PositionEmbedding(T, D))):
        model = Sequential([positions, layer])
        Y = model.forward(X)
        assert abs(model.forward(X[:, order]) - Y[:, order]).max() > 1e-2


@every_cross
def test_the_order_of_the_memory_is_not_seen(name):
    X, _, M, memory_mask = data()
    layer, order = shake(CROSS[name]()), [2, 0, 3, 1, 4]
    Y = layer.forward(X, memory=M, memory_mask=memory_mask)
    shuffled = layer.forward(X, memory=M[:, order], memory_mask=memory_mask[:, order])
    np.testing.assert_allclose(shuffled, Y, rtol=0, atol=1e-13)


@every_self
def test_one_sequence_is_a_batch_of_one(name):
    X, mask, _, _ = data()
    layer = shake(SELF[name](causal=True))
    Y = layer.forward(X, mask=mask)
    alone = layer.forward(X[1], mask=mask[1])
    np.testing.assert_allclose(alone, Y[1], rtol=0, atol=1e-13)
    np.testing.assert_allclose(
        layer.backward(alone), (layer.forward(X[1:], mask=mask[1:]), layer.backward(Y[1:]))[1][0]
    )


# What the parts are ---------------------------------------------------------------------------


def test_multi_head_attention_is_each_head_by_itself_summed():
    X, _, M, memory_mask = data()
    layer = shake(CROSS["multi-head"]())
    Y = layer.forward(X, memory=M, memory_mask=memory_mask)
    total = layer.b_o
    for h in range(2):
        Q, K = X @ layer.W_q[:, h] + layer.b_q[h], M @ layer.W_k[:, h] + layer.b_k[h]
        V = M @ layer.W_v[:, h] + layer.b_v[h]
        Z, A = scaled_dot_product(Q, K, V, mask=memory_mask[:, None, :])
        total = total + Z @ layer.W_o[h]
        np.testing.assert_allclose(layer.A[:, h], A, rtol=0, atol=1e-14)
    np.testing.assert_allclose(Y, total, rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", ["multi-head", "multi-head bare"])
def test_parameters_of_heads_count_as_the_formula_says(name):
    layer = SELF[name]()
    _, heads, d = layer.W_q.shape
    d_v = layer.W_v.shape[2]
    biases = 2 * heads * d + heads * d_v + D if layer.use_bias else 0
    expected = D * heads * (2 * d + d_v) + heads * d_v * D + biases
    assert sum(p.size for p in layer.parameters.values()) == expected


def test_more_heads_of_the_same_total_size_cost_nothing():
    counts = {sum(p.size for p in MultiHeadAttention(12, h).parameters.values()) for h in (1, 3, 4)}
    assert counts == {4 * (12 * 12 + 12)}


def test_a_norm_gives_every_step_mean_beta_and_deviation_gamma():
    X, _, _, _ = data()
    layer = LayerNorm(D, epsilon=1e-12)
    layer.gamma[:], layer.beta[:] = 3.0, 2.0
    Y = layer.forward(100 * X + 7)
    np.testing.assert_allclose(Y.mean(axis=-1), 2, rtol=1e-9)
    np.testing.assert_allclose(Y.std(axis=-1), 3, rtol=1e-9)
    assert not LayerNorm(D).forward(np.full((1, D), 5.0)).any()  # ε, not a division by zero


def test_a_norm_knows_neither_other_steps_nor_other_sequences():
    X, _, _, _ = data()
    layer = shake(LayerNorm(D))
    Y = layer.forward(X)
    np.testing.assert_array_equal(layer.forward(X[1, 2]), Y[1, 2])
    np.testing.assert_allclose(layer.forward(5 * X + 3), Y, atol=0.05)  # but for ε


def test_sinusoids_are_those_of_the_paper_interleaved():
    P = sinusoids(50, 8)
    for t, i in np.ndindex(50, 4):
        angle = t / 10000 ** (2 * i / 8)
        assert P[t, 2 * i] == pytest.approx(np.sin(angle), abs=1e-12)
        assert P[t, 2 * i + 1] == pytest.approx(np.cos(angle), abs=1e-12)


def test_a_shift_in_position_is_the_same_rotation_everywhere():
    P = sinusoids(40, 8)
    at, later = P[:30], P[7:37]
    rotation, *_ = np.linalg.lstsq(at, later, rcond=None)
    np.testing.assert_allclose(at @ rotation, later, rtol=0, atol=1e-10)


def test_no_two_positions_have_the_same_sinusoids():
    P = sinusoids(500, 16)
    distance = np.linalg.norm(P[:, None] - P[None], axis=-1) + 9 * np.eye(500)
    assert distance.min() > 0.5


def test_a_block_is_its_parts():
    X, mask, M, memory_mask = data()
    masks = {"mask": mask, "memory_mask": memory_mask}
    for norm in ("pre", "post"):
        block = shake(TransformerBlock(D, 2, 5, cross=True, n_memory=D_M, norm=norm))
        Y = block.forward(X, memory=M, **masks)
        look, cross, feed = block.attention, block.cross, block.feed_forward
        H = X
        for part, options in [
            (look, {"mask": mask}),
            (cross, {"memory": M, **masks}),
            (feed, {}),
        ]:
            if norm == "pre":
                H = H + part.layer.forward(part.norm.forward(H), **options)
            else:
                H = part.norm.forward(H + part.layer.forward(H, **options))
        np.testing.assert_allclose(Y, H, rtol=0, atol=1e-13)


def test_a_pre_norm_block_whose_parts_are_silent_passes_its_input_and_the_error():
    X, _, _, _ = data()
    block = TransformerBlock(D, 2, 5)
    block.attention.layer.W_o[:] = 0
    block.feed_forward.layer.layers[-1].W[:] = 0
    np.testing.assert_array_equal(block.forward(X), X)
    np.testing.assert_array_equal(block.backward(X), X)


def test_first_weights_come_from_the_seed_and_differ_between_parts():
    for make in (
        lambda s: MultiHeadAttention(D, 2, seed=s),
        lambda s: TransformerBlock(D, 2, D, seed=s),
    ):
        one, same, other = make(0).parameters, make(0).parameters, make(1).parameters
        for name in one:
            np.testing.assert_array_equal(one[name], same[name])
            assert one[name].ndim == 1 or "b_" in name or (one[name] != other[name]).any()
    W = [p.ravel() for p in make(0).parameters.values() if p.size >= D * D]
    assert len({w[0] for w in W}) == len(W)


@pytest.mark.parametrize("name", SELF)
def test_single_precision_stays_single(name):
    X, mask, _, _ = data()
    layer = SELF[name](dtype=np.float32)
    Y = layer.forward(X.astype(np.float32), mask=mask)
    assert Y.dtype == layer.backward(Y).dtype == np.float32
    assert {g.dtype for g in layer.gradients.values()} <= {np.dtype(np.float32)}


def test_masks_pass_through():
    X, mask, _, _ = data()
    layers = [LayerNorm(D), GELU(), PositionalEncoding(), PositionEmbedding(T, D), AddConstant(X)]
    layers += [DotAttention(), Residual(Dense(D, D), D), TransformerBlock(D, 2, D)]
    for layer in layers:
        assert layer.mask_after(X, mask) is mask


def test_a_mask_reaches_the_memory_of_a_graph():
    model = encoder_decoder()
    Y = model.forward(*IDS)
    short = model.forward(IDS[0][1:, :3], IDS[1][1:, :2])
    np.testing.assert_allclose(Y[1:, :2], short, rtol=0, atol=1e-13)


def test_the_mask_of_a_graph_is_that_of_its_output():
    model = encoder_decoder()
    model.forward(*IDS)
    np.testing.assert_array_equal(model.mask_after(IDS[0], None), IDS[1] != 0)


def test_a_mask_of_a_sum_is_real_where_any_part_is():
    X, mask, _, _ = data()
    nodes = {"a": (LayerNorm(D), ["x"]), "sum": (Add(), ["x", "a"])}
    graph = Graph(["x"], nodes, "sum")
    graph.forward(X, mask=mask)
    np.testing.assert_array_equal(graph.mask, mask)
    graph.forward(X)
    assert graph.mask is None and graph["a"] is nodes["a"][0]
    check_gradients(graph, X)


def test_what_nothing_reads_gets_no_error():
    X, _, _, _ = data()
    nodes = {"used": (Dense(D, 2), ["x"]), "unused": (Dense(D, 2), ["x"])}
    graph = Graph(["x", "y"], nodes, "used")
    graph.forward(X, X)
    dX, dY = graph.backward(np.ones((N, T, 2)))
    assert dX.shape == X.shape and dY is None
    assert list(graph.gradients) == ["used.W", "used.b"]


def test_a_causal_transformer_learns_what_it_must_look_back_for():
    rng = np.random.default_rng(0)
    ids = rng.integers(1, 6, (60, 6))
    labels = np.repeat(ids[:, :1], 6, axis=1)  # the first symbol, at every step
    model = Sequential(
        [
            Embedding(6, 16),
            PositionalEncoding(),
            TransformerBlock(16, 2, 16, causal=True),
            LayerNorm(16),
            Dense(16, 6),
        ]
    )
    optimiser = Adam(0.01)
    for _ in range(120):
        loss, dY = softmax_cross_entropy(model.forward(ids), labels)
        model.backward(dY)
        optimiser.update(model.parameters, model.gradients)
    assert loss < 0.1


BLOCK = TransformerBlock(D, 2, 5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MultiHeadAttention(6, 4), "multiple of 4 heads; got 6"),
        (lambda: MultiHeadAttention(6, 2).forward(np.zeros((4, 5))), r"X needs .*got \(4, 5\)"),
        (
            lambda: MultiHeadAttention(6, 2).forward(np.zeros((2, 4, 6)), memory=np.zeros((3, 6))),
            r"memory needs shape \(2, T, 6\); got \(3, 6\)",
        ),
        (lambda: BLOCK.forward(np.zeros((4, D)), memory=np.zeros((4, D))), "needs no memory"),
        (
            lambda: TransformerBlock(D, 2, 5, cross=True).forward(np.zeros((4, D))),
            "needs a memory",
        ),
        (lambda: TransformerBlock(D, 2, 5, norm="none"), "'pre', 'post'; got 'none'"),
        (lambda: TransformerBlock(D, 2, 5, activation="elu"), "got 'elu'"),
        (lambda: PositionEmbedding(3, D).forward(np.zeros((4, D))), "at most 3 steps; got 4"),
        (lambda: LayerNorm(D).forward(np.zeros((4, 5))), r"got \(4, 5\)"),
        (lambda: PositionalEncoding().forward(np.zeros(D)), r"got \(6,\)"),
        (lambda: Graph(["x"], {"a": (GELU(), ["y"])}, "a"), r"a needs \['y'\] before it"),
        (lambda: Graph(["x"], {"a": (GELU(), ["x"])}, "b"), "got 'b'"),
        (lambda: Graph(["x"], {"a": (GELU(), ["x"])}, "a").forward(), "needs x; got 0 arrays"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("layer", [LayerNorm(D), MultiHeadAttention(D, 2), DotAttention(), BLOCK])
def test_an_error_of_the_wrong_shape_is_refused(layer):
    layer.forward(np.zeros((N, T, D)))
    with pytest.raises(ValueError, match="dY needs shape"):
        layer.backward(np.zeros((N, T, D + 1)))
