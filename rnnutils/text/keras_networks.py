"""Keras networks that predict the next character, and a loop that trains them for a given time.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import time

import numpy as np

from rnnutils.arrays import one_of
from rnnutils.keras_training import compile_step
from rnnutils.nn.activations import softmax

KINDS = ("LSTM", "GRU", "Transformer")


def character_network(kind, n_symbols, *, units=128, time_steps=64, seed=0):
    """Return an untrained network from numbers (N, T) to scores (N, T, V) of the next symbol.

    Parameters
    ----------
    kind : {"LSTM", "GRU", "Transformer"}
        The Transformer has two blocks of causal self-attention with four heads, and a learned
        vector for each place.
    n_symbols : int
        How many symbols V there are.
    units : int
        Size of the state, or the width of the Transformer.
    time_steps : int
        Length T of the windows it will read.
    seed : int
        Start of the random first weights.

    Returns
    -------
    keras.Model

    References
    ----------
    Vaswani A. et al. (2017) Attention is all you need. NeurIPS.
    https://arxiv.org/abs/1706.03762
    Xiong R. et al. (2020) On layer normalization in the Transformer architecture. ICML.
    https://arxiv.org/abs/2002.04745 (normalise first, as here)

    Examples
    --------
    ::

        model = character_network("GRU", n_symbols=60)
        train_characters(model, numbers, seconds=60, learning_rate=3e-3)
        bits_per_symbol(read_windows(model, test_numbers))
    """
    one_of(kind, KINDS, "kind")
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    numbers = keras.Input((time_steps,), dtype="int32")  # (N, T)
    x = layers.Embedding(n_symbols, units)(numbers)  # (N, T, H)
    if kind == "Transformer":
        x = _causal_blocks(x + _places(numbers, units), units)
    else:
        x = getattr(layers, kind)(units, return_sequences=True)(x)
    return keras.Model(numbers, layers.Dense(n_symbols)(x), name=kind.lower())


def _places(numbers, units):
    """Return a learned vector for each place, (T, H).

    The places are counted along the input. Were they a constant, Keras would make a constant of
    the layer as well, and would not train it.
    """
    from keras import layers, ops

    place = ops.cumsum(ops.ones_like(numbers[0])) - 1  # 0, 1, … T - 1
    return layers.Embedding(numbers.shape[1], units, name="places")(place)


def _causal_blocks(x, units, n_blocks=2, n_heads=4):
    """Let every character look at those before it, twice."""
    from keras import layers

    for _ in range(n_blocks):
        before = layers.LayerNormalization()(x)
        attention = layers.MultiHeadAttention(n_heads, units // n_heads)
        x = x + attention(before, before, use_causal_mask=True)
        hidden = layers.Dense(4 * units, activation="gelu")(layers.LayerNormalization()(x))
        x = x + layers.Dense(units)(hidden)
    return layers.LayerNormalization()(x)


def train_characters(
    model, numbers, seconds, *, learning_rate, batch_size=8, time_steps=64, seed=0
):  # fmt: skip
    """Train a network on random windows of a text until the time is up.

    The clock counts the seconds that processor cores have worked, so that other programs on the
    machine do not count. It starts after the first step, in which TensorFlow compiles. The
    learning rate falls along a line with the time that has passed, to a tenth.

    Parameters
    ----------
    model : keras.Model
        What `character_network` returned.
    numbers : ndarray of int, shape (T,)
        A text as numbers of symbols.
    seconds : float
        Time on one core; two cores use it up in half of that.
    learning_rate : float
        Step size of Adam at the start; gradients are clipped to a common norm of 1.
    batch_size, time_steps : int
        Number and length of the windows of a step.
    seed : int
        Start of the random places where they begin.

    Returns
    -------
    dict
        With ``"seconds"`` and ``"loss"``, a list each: the clock, and bits per character on
        the windows just seen.

    Examples
    --------
    ::

        train_characters(model, numbers, seconds=60, learning_rate=3e-3)
    """
    if len(numbers) < time_steps + 1:
        raise ValueError(f"numbers needs more than {time_steps} symbols; got {len(numbers)}")
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.Adam(learning_rate, global_clipnorm=1.0)
    rng = np.random.default_rng(seed)

    def loss(X, Y):
        scores = model(X, training=True)
        each = keras.losses.sparse_categorical_crossentropy(Y, scores, from_logits=True)
        return tf.reduce_mean(each)

    windows = tf.TensorSpec((batch_size, time_steps), tf.int32)
    step, _ = compile_step(model, optimizer, loss, [windows, windows], jit_compile=True)

    history = {"seconds": [], "loss": []}
    start = None
    while not history["seconds"] or history["seconds"][-1] < seconds:
        first = rng.integers(0, len(numbers) - time_steps, batch_size)
        seen = numbers[first[:, None] + np.arange(time_steps + 1)].astype("int32")
        nats = float(step(seen[:, :-1], seen[:, 1:]))
        start = start or time.process_time()
        passed = time.process_time() - start
        optimizer.learning_rate = learning_rate * (1 - 0.9 * min(passed / seconds, 1))
        history["seconds"].append(passed)
        history["loss"].append(nats / np.log(2))
    return history


def read_windows(model, numbers, *, time_steps=64, batch_size=512):
    """Return what a network gave each symbol of a text, knowing those before it in a window.

    Windows overlap by half, and each is judged on its second half: every symbol but the first
    ones has at least ``time_steps / 2`` before it.

    Parameters
    ----------
    model : keras.Model
        What `character_network` returned.
    numbers : ndarray of int, shape (T,)
        A text as numbers of symbols.
    time_steps, batch_size : int
        Length of the windows, and how many are read at once.

    Returns
    -------
    ndarray of shape (T,)
        The first symbol comes out of nowhere and gets 1/V.

    Examples
    --------
    ::

        bits_per_symbol(read_windows(model, test_numbers))
    """
    numbers = np.asarray(numbers, "int32")
    T, half = len(numbers), time_steps // 2
    if T <= time_steps:
        raise ValueError(f"numbers needs more than {time_steps} symbols; got {T}")
    first = np.append(np.arange(0, T - 1 - time_steps, half), T - 1 - time_steps)
    p = np.full(T, 1 / model.output_shape[-1])
    for some in np.split(first, np.arange(batch_size, len(first), batch_size)):
        place = some[:, None] + np.arange(time_steps)  # (N, T) of the symbols that are read
        said = softmax(np.asarray(model(numbers[place], training=False)))
        said = np.take_along_axis(said, numbers[place + 1][..., None], axis=-1)[..., 0]
        judged = (np.arange(time_steps) >= half - 1) | (place < half)
        p[place[judged] + 1] = said[judged]
    return p
