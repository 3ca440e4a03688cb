import numpy as np
import pytest
from numerical import assert_same_gradient

from rnnutils.attention.functions import (
    additive,
    additive_scores,
    dot_scores,
    dot_scores_backward,
    scaled_dot_product,
    weighted_sum,
    weighted_sum_backward,
)
from rnnutils.attention.masks import causal_mask, masked_softmax, may_look, padding_mask
from rnnutils.nn.activations import softmax

every_shape = pytest.mark.parametrize("leading", [(), (2,), (2, 3)], ids=["one", "batch", "heads"])


def draw(leading=(), seed=0, T_q=4, T_k=5, d=3, d_v=2):
    rng = np.random.default_rng(seed)
    Q, K, V = (rng.normal(size=(*leading, *s)) for s in [(T_q, d), (T_k, d), (T_k, d_v)])
    mask = rng.random((*leading, T_q, T_k)) > 0.4
    mask[..., 0] |= ~mask.any(axis=-1)
    return Q, K, V, mask


def additive_weights(d, H=6, seed=9):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(d, H)), rng.normal(size=(d, H)), rng.normal(size=H)


def both_kinds(Q, K, V, mask=None):
    """Return what both kinds of attention answer."""
    return [
        scaled_dot_product(Q, K, V, mask=mask),
        additive(Q, K, V, *additive_weights(Q.shape[-1]), mask=mask),
    ]


@every_shape
@pytest.mark.parametrize("seed", range(3))
def test_weights_are_probabilities_and_hidden_ones_are_exactly_zero(leading, seed):
    Q, K, V, mask = draw(leading, seed)
    for Y, A in both_kinds(Q, K, V, mask):
        assert Y.shape == (*leading, 4, 2) and A.shape == (*leading, 4, 5)
        np.testing.assert_allclose(A.sum(axis=-1), 1, rtol=0, atol=1e-14)
        assert (A[mask] > 0).all() and (A[~mask] == 0).all()


def test_scaled_dot_product_is_the_loop_over_queries_and_keys():
    Q, K, V, mask = draw()
    Y, A = scaled_dot_product(Q, K, V, mask=mask)
    for i, q in enumerate(Q):
        e = np.array([np.exp(sum(q * k) / np.sqrt(3)) for k in K]) * mask[i]
        np.testing.assert_allclose(A[i], e / sum(e), rtol=1e-12)
        np.testing.assert_allclose(Y[i], sum(a * v for a, v in zip(A[i], V, strict=True)))


def test_additive_scores_are_the_loop_over_queries_and_keys():
    rng = np.random.default_rng(1)
    Q, K = rng.normal(size=(4, 3)), rng.normal(size=(5, 2))  # sizes differ, as in the paper
    W_q, W_k, v = rng.normal(size=(3, 6)), rng.normal(size=(2, 6)), rng.normal(size=6)
    loop = [[v @ np.tanh(W_q.T @ q + W_k.T @ k) for k in K] for q in Q]
    np.testing.assert_allclose(additive_scores(Q, K, W_q, W_k, v), loop, rtol=1e-12)


def test_every_sequence_and_every_head_is_on_its_own():
    Q, K, V, mask = draw((2, 3))
    for (Y, A), kind in zip(both_kinds(Q, K, V, mask), range(2), strict=True):
        for n, h in np.ndindex(2, 3):
            alone = both_kinds(Q[n, h], K[n, h], V[n, h], mask[n, h])[kind]
            np.testing.assert_allclose(Y[n, h], alone[0], rtol=0, atol=1e-14)
            np.testing.assert_allclose(A[n, h], alone[1], rtol=0, atol=1e-14)


def test_one_key_answers_its_value_whatever_it_is_asked():
    Q, K, V, _ = draw(T_k=1)
    for Y, A in both_kinds(100 * Q, K, V):
        assert (A == 1).all()
        np.testing.assert_array_equal(Y, np.broadcast_to(V, Y.shape))


def test_equal_keys_answer_the_mean_of_the_values():
    Q, K, V, _ = draw()
    for Y, _ in both_kinds(Q, np.broadcast_to(K[:1], K.shape), V):
        np.testing.assert_allclose(Y, np.broadcast_to(V.mean(axis=0), Y.shape), rtol=1e-12)


@every_shape
def test_the_order_of_keys_and_values_does_not_matter(leading):
    Q, K, V, mask = draw(leading)
    order = np.random.default_rng(3).permutation(5)
    shuffled = both_kinds(Q, K[..., order, :], V[..., order, :], mask[..., order])
    for (Y, A), (Y_2, A_2) in zip(both_kinds(Q, K, V, mask), shuffled, strict=True):
        np.testing.assert_allclose(Y_2, Y, rtol=0, atol=1e-14)
        np.testing.assert_allclose(A_2, A[..., order], rtol=0, atol=1e-14)


def test_answers_come_in_the_order_of_the_queries():
    Q, K, V, _ = draw()
    order = np.random.default_rng(3).permutation(4)
    for (Y, _), (Y_2, _) in zip(both_kinds(Q, K, V), both_kinds(Q[order], K, V), strict=True):
        np.testing.assert_allclose(Y_2, Y[order], rtol=0, atol=1e-14)


@every_shape
def test_what_a_hidden_key_holds_does_not_matter(leading):
    Q, K, V, _ = draw(leading)
    mask = np.array([True, True, False, True, False])
    before = both_kinds(Q, K, V, mask)
    K[..., ~mask, :], V[..., ~mask, :] = 1e3, -1e6
    for (Y, A), (Y_2, A_2) in zip(before, both_kinds(Q, K, V, mask), strict=True):
        np.testing.assert_array_equal(Y_2, Y)
        np.testing.assert_array_equal(A_2, A)


def test_a_hidden_key_is_as_good_as_absent():
    Q, K, V, _ = draw()
    mask = np.array([True, True, False, True, False])
    pairs = zip(both_kinds(Q, K, V, mask), both_kinds(Q, K[mask], V[mask]), strict=True)
    for (Y, A), (Y_2, A_2) in pairs:
        np.testing.assert_allclose(Y, Y_2, rtol=0, atol=1e-14)
        np.testing.assert_allclose(A[:, mask], A_2, rtol=0, atol=1e-14)


@pytest.mark.parametrize("penalty", [-4.0, -9.0])
def test_a_finite_penalty_instead_of_a_mask_leaks(penalty):
    Q, K, V, _ = draw()
    look = causal_mask(5)[:4]
    S = dot_scores(Q, K)
    leaky = softmax(S + np.where(look, 0, penalty))
    assert (leaky[~look] > 0).all()
    moved = abs(leaky @ (V + 1e6 * np.eye(5)[:, 4:]) - leaky @ V).max()
    assert moved > 1  # the first query sees the last step
    strict = masked_softmax(S, look)
    np.testing.assert_allclose(strict @ (V + 1e6 * np.eye(5)[:, 4:]), strict @ V, rtol=0, atol=0)


@pytest.mark.parametrize("d", [4, 64, 400])
def test_scores_of_independent_vectors_have_variance_d_and_scaled_ones_1(d):
    rng = np.random.default_rng(d)
    Q, K = rng.normal(size=(300, d)), rng.normal(size=(300, d))
    assert dot_scores(Q, K, scale=1).var() == pytest.approx(d, rel=0.1)
    assert dot_scores(Q, K).var() == pytest.approx(1, rel=0.1)


def test_a_row_with_nothing_to_look_at_is_zero():
    Q, K, V, mask = draw((2,))
    mask[0, 1] = False
    for Y, A in both_kinds(Q, K, V, mask):
        assert not A[0, 1].any() and not Y[0, 1].any()
        assert np.delete(A.reshape(8, 5), 1, axis=0).any(axis=1).all()


def test_large_scores_neither_overflow_nor_vanish():
    S = np.array([[1e4, 1e4 - 1, -1e4], [-1e4, -1e4 - 1, 1e4]])
    mask = np.array([True, True, False])
    expected = 1 / (1 + np.exp(-1))
    np.testing.assert_allclose(masked_softmax(S, mask)[:, 0], expected, rtol=1e-10)


def test_the_softmax_of_all_is_that_of_no_mask():
    S = np.random.default_rng(0).normal(0, 3, (2, 4, 5))
    np.testing.assert_array_equal(masked_softmax(S, np.ones((4, 5), bool)), masked_softmax(S))
    np.testing.assert_array_equal(masked_softmax(S), softmax(S))
    assert masked_softmax(S.astype(np.float32), np.ones(5, bool)).dtype == np.float32


def test_a_causal_mask_hides_the_future_only():
    T = 6
    look = causal_mask(T)
    assert look.dtype == bool
    for query, key in np.ndindex(T, T):
        assert look[query, key] == (key <= query)
    assert causal_mask(2, 4).shape == (2, 4)


def test_a_padding_mask_hides_the_same_steps_from_all_queries():
    real = np.array([[True, True, False], [False, True, True]])
    look = np.broadcast_to(padding_mask(real), (2, 4, 3))
    for n in range(2):
        for row in look[n]:
            np.testing.assert_array_equal(row, real[n])


def test_a_layer_hides_padding_and_future():
    real = np.array([[True, True, False], [False, True, True]])
    assert may_look((3, 3)) is None
    np.testing.assert_array_equal(may_look((3, 3), causal=True), causal_mask(3))
    np.testing.assert_array_equal(may_look((3, 3), mask=real), padding_mask(real))
    both = may_look((3, 3), causal=True, mask=real)
    for n, query, key in np.ndindex(2, 3, 3):
        assert both[n, query, key] == (real[n, key] and key <= query)


@every_shape
@pytest.mark.parametrize("scale", [None, 0.7])
def test_errors_pass_back_as_central_differences_say(leading, scale):
    Q, K, V, mask = draw(leading)
    weight = np.random.default_rng(5).normal(size=(*leading, 4, 2))

    def loss():
        return (scaled_dot_product(Q, K, V, mask=mask, scale=scale)[0] * weight).sum()

    _, A = scaled_dot_product(Q, K, V, mask=mask, scale=scale)
    dS, dV = weighted_sum_backward(weight, A, V)
    dQ, dK = dot_scores_backward(dS, Q, K, scale=scale)
    for ours, array, name in [(dQ, Q, "Q"), (dK, K, "K"), (dV, V, "V")]:
        assert_same_gradient(ours, loss, array, name)
    assert (dS[~mask] == 0).all()


def test_single_precision_stays_single():
    Q, K, V, mask = (a.astype(np.float32) if a.dtype == float else a for a in draw((2,)))
    Y, A = scaled_dot_product(Q, K, V, mask=mask)
    assert Y.dtype == A.dtype == np.float32
    W = [w.astype(np.float32) for w in additive_weights(3)]
    assert additive(Q, K, V, *W, mask=mask)[0].dtype == np.float32


X, M = np.zeros((4, 3)), np.zeros((5, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dot_scores(X, np.zeros((5, 2))), r"same last size d; got \(4, 3\) and \(5, 2\)"),
        (lambda: dot_scores(X[0], M), r"Q needs shape \(T, d\) or .*; got \(3,\)"),
        (lambda: dot_scores(X, M[0]), r"K needs shape .*; got \(3,\)"),
        (lambda: dot_scores(np.zeros((2, 4, 3)), np.zeros((3, 5, 3))), "Q and K need batches"),
        (lambda: scaled_dot_product(X, M, X), r"V needs one value to each of 5 keys; got \(4, 3\)"),
        (lambda: scaled_dot_product(X, M, M, mask=np.ones((4, 4), bool)), r"broadcast to \(4, 5\)"),
        (lambda: scaled_dot_product(X, M, M, mask=np.ones((4, 5))), "mask needs booleans, True"),
        (lambda: scaled_dot_product(X, M, M + np.nan), "V needs finite numbers"),
        (lambda: weighted_sum(np.ones((2, 4, 5)), np.ones((3, 5, 1))), "Q and V need batches"),
        (lambda: additive_scores(X, M, np.ones((2, 6)), np.ones((3, 6)), np.ones(6)), "W_q needs"),
        (lambda: additive_scores(X, M, np.ones((3, 6)), np.ones((2, 6)), np.ones(6)), "W_k needs"),
        (lambda: additive_scores(X, M, np.ones((3, 6)), np.ones((3, 5)), np.ones(6)), "W_k needs"),
        (lambda: additive_scores(X, M, np.ones((3, 6)), np.ones((3, 6)), np.ones(5)), "v needs"),
        (lambda: padding_mask(np.ones((1, 2, 3), bool)), "mask needs shape"),
        (lambda: may_look((3, 4), mask=np.ones((2, 3), bool)), "one entry to each of 4 steps"),
    ],
)
def test_wrong_arguments_are_answered_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()
