"""What the tests of twins need: weights that hide nothing, and gradients in Keras' layout."""

import numpy as np

TOLERANCE = {"float64": 1e-12, "float32": 1e-6}


def shuffle(layer, rng):
    """Give every weight a value of its own, biases too, so that no part can hide."""
    layer.set_weights([rng.normal(0, 0.4, w.shape).astype(w.dtype) for w in layer.get_weights()])


def in_keras_layout(twin):
    """Return the gradients with the two biases of a GRU in one array, as Keras keeps them."""
    found = dict(twin.gradients)
    for name in [n for n in found if n.endswith("b_hh")]:
        first = name.replace("b_hh", "b_h")
        found[first] = np.stack([found[first], found.pop(name)])
    return list(found.values())
