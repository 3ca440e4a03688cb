"""The networks read letters, keep the better weights, and may read both strands alike."""

import numpy as np
import pytest

from rnnutils.genomics import (
    background,
    binding_network,
    binding_task,
    kmers,
    predict_binding,
    reverse_complement,
)
from rnnutils.genomics.binding import networks as room

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize("kind", room.KINDS)
def test_every_kind_gives_a_number_a_sequence_and_the_same_from_the_same_seed(kind):
    X = background(3, 60)
    a, b, c = (
        predict_binding(binding_network(kind, length=60, units=4, k=3, seed=s), X)
        for s in (0, 0, 1)
    )
    assert a.shape == (3,) and np.array_equal(a, b) and not np.array_equal(a, c)


def test_shared_weights_do_not_care_which_strand_they_are_given():
    X = background(5, 60)
    for kind in ("convolution", "convolution + BiGRU"):
        model = binding_network(kind, length=60, both_strands=True)
        np.testing.assert_allclose(
            predict_binding(model, X), predict_binding(model, reverse_complement(X)), 1e-5
        )


def test_words_inside_the_network_are_those_of_the_room_for_words():
    X = background(3, 20)
    words = room._words(X.astype("int32"), 4)
    np.testing.assert_array_equal(words, kmers(X, 4))


def test_training_keeps_the_weights_of_the_best_epoch():
    from sklearn.metrics import roc_auc_score

    X, Y, _ = binding_task(100, negatives="random", seed=1)
    validation = binding_task(60, negatives="random", seed=2)[:2]
    model = binding_network("convolution", seed=0)
    history = room.train_binding(model, X, Y, validation, epochs=4, turn=True)
    score = roc_auc_score(validation[1], predict_binding(model, validation[0]))
    assert np.isclose(score, max(history["auc"])) and len(history["loss"]) == 4
    assert history["loss"][-1] < history["loss"][0]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind needs one of 'convolution', .*got 'magic'"):
        binding_network("magic")
