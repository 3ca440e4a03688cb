"""The steps of training an encoder–decoder, compiled once for all networks of one size.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnutils.keras_training import compile_step
from rnnutils.translation.encoder_decoder import encoder_decoder

WARM_UP = 0.05  # share of the steps in which the learning rate rises


class Compiled(NamedTuple):
    """What trains a network and what runs it; the network itself is lent its weights.

    Attributes
    ----------
    update : callable
        ``update(X, Y, rate)`` takes a step of Adam on the sources X (N, T_in) and the targets
        Y (N, 1 + T_out), from the start symbol to the end symbol, and returns the loss.
    forward : callable
        ``forward(X, Y)`` returns the logits and, if the network looks, the weights A.
    set_weights : callable
        ``set_weights(weights)`` sets weights, and Adam back to its start.
    get_weights : callable
        ``get_weights()`` returns the weights.
    """

    update: Callable
    forward: Callable
    set_weights: Callable
    get_weights: Callable


@functools.cache
def compile_network(attention, n_source, n_target, units, time_steps=(None, None)):
    """Return the compiled functions of a network with the arguments of `encoder_decoder`.

    Teacher forcing: the decoder reads the true target from its start symbol on, and at each
    step is asked for the symbol that comes next. The loss is the mean cross-entropy of these;
    the number 0 is padding and has no part in it.
    """
    import keras
    import tensorflow as tf

    sizes = attention, n_source, n_target, units
    model = encoder_decoder(*sizes, time_steps=time_steps, look=True)
    optimizer = keras.optimizers.Adam()
    numbers = tf.TensorSpec((None, None), tf.int32)

    @tf.function(input_signature=[numbers, numbers], autograph=False)
    def forward(X, Y):
        return tf.nest.flatten(model([X, Y]))

    def loss(X, Y):
        inputs, targets = Y[:, :-1], Y[:, 1:]
        real = tf.cast(targets > 0, tf.float32)
        logits = tf.nest.flatten(model([X, inputs], training=True))[0]
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        return tf.reduce_sum(losses * real) / tf.reduce_sum(real)

    step, restart = compile_step(model, optimizer, loss, [numbers, numbers])

    def update(X, Y, rate):
        optimizer.learning_rate.assign(rate)
        return step(X, Y)

    def set_weights(weights):
        model.set_weights(weights)
        restart()

    # Compiled here: called as it is, TensorFlow would warn of compiling for many networks.
    return Compiled(update, forward.get_concrete_function(), set_weights, model.get_weights)


def warmup_cosine(done):
    """Return the share of the highest learning rate when a share of all steps is done.

    A rise over the first twentieth, because Adam's first steps are blind, then a cosine down to
    zero, so that the last steps settle.

    Examples
    --------
    >>> print([round(float(warmup_cosine(done)), 2) for done in (0.01, 0.05, 0.5, 1)])
    [0.2, 0.99, 0.5, 0.0]
    """
    return min(done / WARM_UP, (1 + np.cos(np.pi * done)) / 2)
