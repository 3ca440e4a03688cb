"""Mutations show what a score depends on; of the true score they recover the true motif."""

import numpy as np

from rnnutils.genomics import (
    Motif,
    background,
    binding_task,
    ctcf,
    found_motif,
    importance,
    mutate,
    mutation_effects,
)


def test_each_mutant_differs_at_its_place_only():
    x = background(1, 15)[0]
    Z = mutate(x)
    assert ((Z != x).sum(axis=-1) == (np.arange(4) != x[:, None])).all()
    assert (Z[np.arange(15), :, np.arange(15)] == np.arange(4)).all()


def test_a_score_without_interactions_gives_its_own_weights_back():
    rng = np.random.default_rng(1)
    W, X = rng.normal(size=(12, 4)), background(3, 12)
    effects = mutation_effects(lambda Z: W[np.arange(12), Z].sum(axis=-1), X)
    for n in range(3):
        own = W[np.arange(12), X[n]][:, None]
        np.testing.assert_allclose(effects[n], W - own)
        np.testing.assert_allclose(importance(effects[n]), -(W - own).sum(axis=1) / 3)


def test_the_true_score_finds_the_sites_and_their_motif():
    motif = Motif(ctcf())
    X, Y, starts = binding_task(150, seed=3)
    X, starts = X[Y == 1], starts[Y == 1]
    matter = importance(mutation_effects(motif.scan, X))
    inside = [m[s : s + 19].sum() > 0.9 * m.sum() for m, s in zip(matter, starts, strict=True)]
    assert np.mean(inside) > 0.8
    counts = found_motif(motif.scan, X, 19)
    assert counts.sum() % 19 == 0
    found = Motif(counts).probabilities
    likeness = max(
        np.corrcoef(found.ravel(), p.ravel())[0, 1]
        for p in (motif.probabilities, motif.probabilities[::-1, ::-1])
    )
    assert likeness > 0.95
