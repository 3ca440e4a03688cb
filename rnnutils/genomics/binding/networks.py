"""Networks that read DNA, and their training with an eye on the validation set.

Keras is loaded by the functions that need it.
"""

import numpy as np

from rnnutils.arrays import one_of
from rnnutils.genomics.binding.dna import reverse_complement

KINDS = (
    "convolution",
    "BiGRU, last",
    "BiGRU, maximum",
    "k-mers, last",
    "k-mers, maximum",
    "convolution + BiGRU",
)


def binding_network(kind, *, length=101, units=32, k=6, both_strands=False, seed=0):
    """Build a network from letters (N, length) to one number, the log-odds of a site.

    Parameters
    ----------
    kind : str
        "convolution": 64 filters of 20 letters, the maximum of each over all places.
        "BiGRU, last" and "BiGRU, maximum": a GRU in each direction over one-hot letters, read
        out at its last states or at the maximum of each unit over time. "k-mers, …": the same
        over embedded words of ``k`` letters, every second one. "convolution + BiGRU": 32 filters
        of 12 letters, maxima over 4 places, a GRU in each direction over what is left, the
        maximum of each unit over time.
    length, units, k : int
        Letters of a sequence, size of a state, letters of a word.
    both_strands : bool
        Whether the network reads both strands with the same weights, and the larger answer counts.
    seed : int
        Of all weights.

    Returns
    -------
    keras.Model
        Its input are whole numbers (N, length), its output (N, 1).

    Examples
    --------
    ::

        model = binding_network("convolution", length=101)
        train_binding(model, X, Y, validation=(X_val, Y_val))
    """
    one_of(kind, KINDS, "kind")
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    letters = keras.Input((length,), dtype="int32")
    if kind.startswith("k-mers"):
        words = layers.Lambda(lambda x: _words(x, k)[:, ::2], output_shape=(None,))(letters)
        steps = layers.Embedding(4**k, 32)(words)
    else:
        steps = layers.CategoryEncoding(4, output_mode="one_hot")(letters[..., None])
    if kind == "convolution":
        steps = layers.Conv1D(64, 20, activation="relu")(steps)
    if kind == "convolution + BiGRU":
        steps = layers.Conv1D(32, 12, activation="relu")(steps)
        steps = layers.MaxPooling1D(4)(steps)
    if kind != "convolution":
        last = kind.endswith("last")
        gru = layers.GRU(units, return_sequences=not last)
        steps = layers.Bidirectional(gru)(steps)
    if not kind.endswith("last"):
        steps = layers.GlobalMaxPooling1D()(steps)
    model = keras.Model(letters, layers.Dense(1)(steps))
    if not both_strands:
        return model
    other = layers.Lambda(lambda x: 3 - x[:, ::-1], output_shape=(length,))(letters)
    return keras.Model(letters, layers.Maximum()([model(letters), model(other)]))


def _words(letters, k):
    n = letters.shape[1] - k + 1
    return sum(letters[:, j : j + n] * 4 ** (k - 1 - j) for j in range(k))


def train_binding(
    model, X, Y, validation, *, epochs=10, batch=64, learning_rate=3e-3, turn=False, seed=0
):
    """Train, and leave the model with the weights of its best epoch on the validation set.

    Parameters
    ----------
    model : keras.Model
        From letters (N, T) to log-odds (N, 1).
    X, Y : ndarray of shape (N, T), (N,)
        Letters 0 to 3, and 1 for a sequence with a site.
    validation : pair of ndarray
        As ``X, Y``, never trained on.
    epochs, batch : int
        Passes over the training set, and sequences a step.
    learning_rate : float
        Step size.
    turn : bool
        Whether each epoch shows a random half of the sequences from their other strand.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    dict
        With a list for each of ``"loss"`` and ``"auc"``, the validation set's, a value an
        epoch.

    Examples
    --------
    ::

        train_binding(model, X, Y, validation=(X_val, Y_val), turn=True)
    """
    import keras
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(seed)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss)
    history, best, kept = {"loss": [], "auc": []}, -1.0, None
    for _ in range(epochs):
        order = rng.permutation(len(X))
        shown = X[order]
        if turn:
            half = rng.random(len(X)) < 0.5
            shown[half] = reverse_complement(shown[half])
        fitted = model.fit(shown, Y[order], batch_size=batch, shuffle=False, verbose=0)
        history["loss"].append(fitted.history["loss"][0])
        history["auc"].append(roc_auc_score(validation[1], predict_binding(model, validation[0])))
        if history["auc"][-1] > best:
            best, kept = history["auc"][-1], model.get_weights()
    model.set_weights(kept)
    return history


def predict_binding(model, X, *, batch=2048):
    """Return the log-odds (N,) of a site for sequences (N, T).

    Parameters
    ----------
    model : keras.Model
        From letters (N, T) to log-odds (N, 1).
    X : ndarray of int, shape (N, T)
        Letters 0 to 3.
    batch : int
        How many sequences are read at once.

    Returns
    -------
    ndarray of shape (N,)
        Log-odds that there is a site.

    Examples
    --------
    ::

        predict_binding(model, X) > 0
    """
    parts = [X[n : n + batch].astype("int32") for n in range(0, len(X), batch)]
    return np.concatenate([np.asarray(model(part))[:, 0] for part in parts])
