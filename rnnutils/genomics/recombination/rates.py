"""Recombination rates as targets of a network: their scale, and its training."""

import functools

import numpy as np

from rnnutils.inputs.encoding import pad_sequences
from rnnutils.keras_training import compile_step


class LogScale:
    """Turns rates into targets around 0 with spread 1, and predictions back into rates.

    Mean and spread are those of the logarithms of the *training* rates; one object keeps them
    for every part of the data, and for the way back.

    Parameters
    ----------
    rates : array of shape (N,)
        The training rates, per base pair and generation.

    Examples
    --------
    >>> scale = LogScale([1e-9, 1e-8, 1e-7])
    >>> float(scale(1e-7).round(3)), f"{scale.invert(scale(3e-8)):.1e}"
    (1.225, '3.0e-08')
    """

    def __init__(self, rates):
        logs = np.log10(np.asarray(rates, float))
        self.mean, self.spread = logs.mean(), logs.std()
        if not self.spread > 0:
            raise ValueError(f"rates needs different ones to give a scale; got {len(logs)} equal")

    def __call__(self, rates):
        """Return the targets of rates."""
        return (np.log10(rates) - self.mean) / self.spread

    def invert(self, targets):
        """Return the rates of targets: first the line, then the power, the way in backwards."""
        return 10 ** (np.asarray(targets, float) * self.spread + self.mean)


def batches(rows, size=64, *, multiple=32, rng=None):
    """Yield which rows make a batch, and the length to pad them to.

    Samples of similar length go together, so that little is padded; with ``rng`` the order of
    batches, and who meets whom, is drawn anew.

    Examples
    --------
    >>> [(i.tolist(), n) for i, n in batches([np.ones(2), np.ones(50), np.ones(3)], 2)]
    [([0, 2], 32), ([1], 64)]
    """
    lengths = np.array([len(row) for row in rows])
    noise = 0 if rng is None else rng.uniform(0.85, 1.15, len(lengths))
    order = np.argsort(lengths * noise if rng is not None else lengths, kind="stable")
    starts = np.arange(0, len(order), size)
    if rng is not None:
        starts = rng.permutation(starts)
    for start in starts:
        chosen = order[start : start + size]
        yield chosen, -(-int(lengths[chosen].max()) // multiple) * multiple


def train_rates(model, rows, targets, *, steps, learning_rate=1e-2, size=128, seed=0):
    """Train a `rate_network` on rows of different lengths; return the loss of every step.

    Mean squared error, Adam, a learning rate that falls to 0 along a cosine, and each gradient
    clipped to a norm of 1.

    Parameters
    ----------
    model : keras.Model
        What `rate_network` returned.
    rows : sequence of N arrays of shape (S_i, features)
        A row for each site.
    targets : ndarray of shape (N,)
        What a `LogScale` makes of the rates.
    steps : int
        How many batches.
    learning_rate, size, seed : float, int, int
        Step size at the start, samples of a batch, and start of the random order.

    Returns
    -------
    list of float
        One loss a step.

    Examples
    --------
    ::

        scale = LogScale(rates)
        losses = train_rates(rate_network(features=9), rows, scale(rates), steps=2000)
    """
    import keras
    import tensorflow as tf

    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    model.compile(keras.optimizers.Adam(schedule, clipnorm=1.0), "mse")
    rng, losses, features = np.random.default_rng(seed), [], rows[0].shape[1]
    targets = np.asarray(targets, np.float32)[:, None]

    def loss(X, mask, Y):
        return tf.reduce_mean((model([X, mask], training=True) - Y) ** 2)

    signature = [*_signature(features), tf.TensorSpec((None, 1))]
    step, _ = compile_step(model, model.optimizer, loss, signature)

    while len(losses) < steps:
        for chosen, length in batches(rows, size, rng=rng):
            X, mask = pad_sequences([rows[i] for i in chosen], length=length, dtype="float32")
            losses.append(float(step(X, mask, targets[chosen])))
            if len(losses) == steps:
                break
    return losses


def predict_rates(model, rows, size=256):
    """Return what a `rate_network` predicts for each of the rows, (N,), in their order.

    Parameters
    ----------
    model, rows : keras.Model, sequence of N arrays of shape (S_i, features)
        As in `train_rates`.
    size : int
        How many samples are read at once.

    Returns
    -------
    ndarray of shape (N,)
        Targets of a `LogScale`.

    Examples
    --------
    ::

        rates = scale.invert(predict_rates(network, rows))
    """
    predicted, answer = np.zeros(len(rows)), _compiled(model, rows[0].shape[1])
    for chosen, length in batches(rows, size):
        X, mask = pad_sequences([rows[i] for i in chosen], length=length, dtype="float32")
        predicted[chosen] = answer(X, mask).numpy()[:, 0]
    return predicted


@functools.lru_cache(maxsize=8)
def _compiled(model, features):
    """Return the model as a function that is traced once, however often it is asked."""
    import tensorflow as tf

    return tf.function(lambda X, mask: model([X, mask], training=False), _signature(features))


def _signature(features):
    """Return what a compiled function may be given, so that one of any length is enough."""
    import tensorflow as tf

    return [tf.TensorSpec((None, None, features)), tf.TensorSpec((None, None), tf.bool)]
