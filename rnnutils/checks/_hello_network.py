"""A small network that knows "hello", for the checks that let it speak."""

import functools

import numpy as np

from rnnutils.nn.bptt import bptt
from rnnutils.nn.losses import softmax_cross_entropy
from rnnutils.nn.optimisers import Adam
from rnnutils.nn.rnn import RNN


@functools.cache
def speller():
    """Train a network on "hello": two l, so it has to use its state."""
    model, adam = RNN(4, 3, 4, seed=4), Adam(0.1)
    X, Y = np.eye(4)[[0, 1, 2, 2]], np.array([1, 2, 2, 3])
    for _ in range(150):
        trace = model.unroll(X)
        _, dY = softmax_cross_entropy(trace["y"], Y)
        adam.update(model.parameters, bptt(model, trace, dY).parameters)
    return model


def fed_back(model, turn):
    """Return what the model says when its own scores go back in, turned by a function."""
    x, word = np.eye(4)[0], "h"
    model.reset()
    for _ in range(4):
        x = turn(model.step(x))
        word += "helo"[x.argmax()]
    return word
