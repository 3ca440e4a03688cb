"""Recombination rates as targets of a network, and the networks that predict them."""

import functools

import numpy as np

from rnnutils.genomics.recombination.samples import pad
from rnnutils.keras_training import compile_step


class LogScale:
    """Turns rates into targets around 0 with spread 1, and predictions back into rates.

    Mean and spread are those of the logarithms of the *training* rates; one object keeps them
    for every part of the data, and for the way back.

    Examples
    --------
    >>> scale = LogScale([1e-9, 1e-8, 1e-7])
    >>> scale(1e-8).round(6), f"{scale.invert(scale(3e-8)):.1e}"
    (np.float64(0.0), '3.0e-08')
    """

    def __init__(self, rates):
        logs = np.log10(np.asarray(rates, float))
        self.mean, self.spread = logs.mean(), logs.std()
        if not self.spread > 0:
            raise ValueError(f"rates must differ to give a scale; got {len(logs)} equal ones")

    def __call__(self, rates):
        """Return the targets of rates."""
        return (np.log10(rates) - self.mean) / self.spread

    def invert(self, targets):
        """Return the rates of targets: first the line, then the power, the way in backwards."""
        return 10 ** (np.asarray(targets, float) * self.spread + self.mean)


def r2_score(true, predicted):
    """Return the share of the variance of ``true`` that ``predicted`` explains.

    1 is perfect, 0 is as good as the mean of ``true``, and there is no lower end. Unlike the
    squared correlation it falls when all predictions are off by the same factor.

    Examples
    --------
    >>> true = np.array([1.0, 2.0, 3.0])
    >>> float(r2_score(true, true)), float(r2_score(true, true + 1))
    (1.0, -0.5)
    """
    true, predicted = np.asarray(true, float), np.asarray(predicted, float)
    return 1 - ((true - predicted) ** 2).sum() / ((true - true.mean()) ** 2).sum()


def two_input_network(haplotypes, sites, units=84):
    """Return a Keras network of the published form: a GRU on the matrix, a layer on positions.

    The dense layers have no activation function, and the padding has no mask, as in the source.

    Parameters
    ----------
    haplotypes, sites : int, width and padded length of a genotype matrix
    units : int, of the GRU in either direction

    References
    ----------
    Adrion J. R., Galloway J. G., Kern A. D. (2020) Predicting the landscape of recombination
    using deep learning. Molecular Biology and Evolution 37, 1790–1808.
    https://doi.org/10.1093/molbev/msaa038
    """
    import keras
    from keras import layers

    G = keras.Input((sites, haplotypes), name="genotypes")
    positions = keras.Input((sites,), name="positions")
    read = layers.Bidirectional(layers.GRU(units))(G)
    read = layers.Dropout(0.35)(layers.Dense(256)(read))
    merged = layers.Concatenate()([read, layers.Dense(256)(positions)])
    merged = layers.Dropout(0.35)(layers.Dense(64)(merged))
    return keras.Model([G, positions], layers.Dense(1)(merged))


def rate_network(features, units=32, *, recurrent=True):
    """Return a Keras network that reads rows, a site each, and predicts one target.

    The states of all sites are averaged, then a hidden layer and the output follow.

    Parameters
    ----------
    features : int, numbers in a row
    units : int, of the GRU
    recurrent : bool
        Without recurrence two dense layers read each site on its own, so the order of the
        sites is lost: a control.

    Returns
    -------
    keras.Model of rows (N, S, features) and mask (N, S)
    """
    import keras
    from keras import layers

    rows, mask = keras.Input((None, features)), keras.Input((None,), dtype="bool")
    if recurrent:
        h = layers.GRU(units, return_sequences=True)(rows, mask=mask)
    else:
        h = layers.Dense(2 * units, "relu")(layers.Dense(2 * units, "relu")(rows))
    h = layers.GlobalAveragePooling1D()(h, mask=mask)
    h = layers.Dense(64, "relu")(h)
    return keras.Model([rows, mask], layers.Dense(1)(h))


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
            X, mask = pad([rows[i] for i in chosen], length=length)
            losses.append(float(step(X, mask, targets[chosen])))
            if len(losses) == steps:
                break
    return losses


def predict_rates(model, rows, size=256):
    """Return what a `rate_network` predicts for each of the rows, (N,), in their order."""
    predicted, answer = np.zeros(len(rows)), _compiled(model, rows[0].shape[1])
    for chosen, length in batches(rows, size):
        X, mask = pad([rows[i] for i in chosen], length=length)
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
