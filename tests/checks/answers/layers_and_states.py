"""Right answers to the exercises on layers, states and splits, and wrong ones with their idea."""

import numpy as np

from rnnutils.checks import layers_and_states as check


def shapes(N, T, units, sequences, *, last=None):
    out = []
    for k, (H, every) in enumerate(zip(units, sequences)):
        if k and not sequences[k - 1]:
            raise ValueError("no sequence")
        out.append((N, T, last or H) if every else (N, last or H))
    return out


def carefree(N, T, units, sequences):
    return [(N, T, H) if every else (N, H) for H, every in zip(units, sequences)]


def reader(
    units=(32, 32), *, rows=27, outputs=26, mask=True, last=False, length=None, rate=0.01,
    end="softmax", ready=True, loss="categorical_crossentropy",
    start=True,
):  # fmt: skip
    import keras
    from keras import layers

    parts = [keras.Input((length,))] if start else []
    parts.append(layers.Embedding(rows, 16, mask_zero=mask))
    for k, size in enumerate(units):
        parts.append(layers.LSTM(size, return_sequences=last or k < len(units) - 1))
    model = keras.Sequential([*parts, layers.Dense(outputs, end)])
    if ready:
        model.compile(keras.optimizers.Adam(rate), loss)
    return model


def both_ways_below():
    import keras
    from keras import layers

    both = layers.Bidirectional(layers.LSTM(16, return_sequences=True))
    parts = [layers.Embedding(27, 16, mask_zero=True), both, layers.LSTM(32)]
    model = keras.Sequential([keras.Input((None,)), *parts, layers.Dense(26, "softmax")])
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy")
    return model


def not_stackable():
    import keras

    return keras.Sequential([keras.Input((None, 2)), keras.layers.LSTM(2), keras.layers.LSTM(2)])


def without_vectors():
    import keras

    return keras.Sequential([keras.Input((None,)), keras.layers.LSTM(2), keras.layers.LSTM(2)])


def in_chunks(cell, X, size, *, names="hc", carry=-1, whole_only=False):
    state, out = None, []
    for start in range(0, len(X) - (size - 1 if whole_only else 0), size):
        trace = cell.unroll(X[start : start + size], state=state)
        state = {name: trace[name][carry] for name in names} or None
        out.append(trace["y"])
    return np.concatenate(out)


def forgets_c(cell, X, size):
    state, out = None, []
    for start in range(0, len(X), size):
        trace = cell.unroll(X[start : start + size], state=state)
        state = {"h": trace["h"][-1], "c": 0 * trace["c"][-1]}
        out.append(trace["y"])
    return np.concatenate(out)


def step_by_step(cell, X, size):
    cell.reset()
    return np.array([cell.step(x) for x in X])


def dropout(N, T, D, rate, rng, *, shape=None, kept=None, scale=None):
    drawn = rng.random(shape or (N, 1, D)) >= (rate if kept is None else kept)
    return np.broadcast_to(drawn * (1 / (1 - rate) if scale is None else scale), (N, T, D))


def hold_out(person, share, rng, *, draw=None, turn=lambda held: held):
    names = np.unique(person)
    draw = draw or (lambda names, n: rng.permutation(names)[:n])
    return turn(np.isin(person, draw(names, round(share * len(names)))))


def listed_people(person, share, rng):
    names = sorted(set(person.tolist()))
    chosen = rng.choice(names, size=round(share * len(names)), replace=False)
    return [p in set(chosen) for p in person]


RIGHT = [
    (check.shapes, shapes),
    (check.stacked_reader, reader),
    (check.stacked_reader, lambda: reader(start=False)),
    (check.stacked_reader, both_ways_below),
    (check.in_chunks, in_chunks),
    (check.in_chunks, step_by_step),
    (check.dropout_mask, dropout),
    (check.dropout_mask, lambda *a: np.array(dropout(*a))),
    (check.hold_out, hold_out),
    (check.hold_out, listed_people),
]

WRONG = [
    (check.shapes, lambda *a: None, "returns nothing"),
    (check.shapes, lambda *a: shapes(*a)[-1:], "one shape a layer"),
    (check.shapes, lambda N, T, u, s: shapes(N, T, u, s, last=T), "its units"),
    (check.shapes, lambda N, T, u, s: shapes(N, T, u, s, last=u[0]), "its units"),
    (check.shapes, lambda N, T, u, s: shapes(T, N, u, s), "counts the sequences"),
    (check.shapes, lambda N, T, u, s: shapes(N, u[0], u, s), "number of steps"),
    (check.shapes, lambda N, T, u, s: [(N, T, H) for H in u], "three axes"),
    (check.shapes, carefree, "no sequence to read"),
    (check.shapes, lambda N, T, u, s: shapes(N, T, [*u, 1], [*s, False])[:-1], "refuse a right"),
    (check.stacked_reader, lambda: None, "Keras model"),
    (check.stacked_reader, lambda: reader((32,)), "at least two"),
    (check.stacked_reader, not_stackable, "passes on too little"),
    (check.stacked_reader, without_vectors, "passes on too little"),
    (
        check.stacked_reader,
        lambda: reader(loss="sparse_categorical_crossentropy"),
        "one-hot rows, (N, 26)",
    ),
    (check.stacked_reader, lambda: reader(last=True), "must not return its sequence"),
    (check.stacked_reader, lambda: reader(mask=False), "where is the mask"),
    (check.stacked_reader, lambda: reader(rows=26), "count the rows"),
    (check.stacked_reader, lambda: reader(outputs=27), "26 letters"),
    (check.stacked_reader, lambda: reader(length=5), "leave the length"),
    (check.stacked_reader, lambda: reader(end=None), "probabilities"),
    (check.stacked_reader, lambda: reader(ready=False), "compile"),
    (check.stacked_reader, lambda: reader((2, 2), rate=1e-4), "of 115"),
    (check.in_chunks, lambda *a: None, "returns nothing"),
    (check.in_chunks, lambda *a: in_chunks(*a, names=""), "starts from zero"),
    (check.in_chunks, lambda *a: in_chunks(*a, names="h"), "h and c, both"),
    (check.in_chunks, lambda *a: in_chunks(*a, carry=slice(None)), "chunk's last step"),
    (check.in_chunks, lambda *a: in_chunks(*a, carry=0), "where the next one starts"),
    (check.in_chunks, forgets_c, "both h and c"),
    (check.in_chunks, lambda cell, X, size: cell.unroll(X)["y"], "do not fit"),
    (check.in_chunks, lambda cell, X, size: cell.unroll(X[None])["y"][0], "do not fit"),
    (check.in_chunks, lambda *a: in_chunks(*a, whole_only=True), "last full chunk"),
    (check.in_chunks, lambda *a: in_chunks(*a)[None], "one array of outputs"),
    (check.in_chunks, lambda *a: np.repeat(in_chunks(*a), 2, axis=1), "outputs of shape"),
    (check.dropout_mask, lambda *a: None, "returns nothing"),
    (check.dropout_mask, lambda N, T, D, p, rng: dropout(N, 1, D, p, rng), "(N, T, D)"),
    (
        check.dropout_mask,
        lambda N, T, D, p, g: dropout(N, T, D, p, g, shape=(N, T, D)),
        "same mask",
    ),
    (check.dropout_mask, lambda N, T, D, p, g: dropout(N, T, D, p, g, shape=(1, 1, D)), "its own"),
    (check.dropout_mask, lambda N, T, D, p, g: dropout(N, T, D, p, g, shape=(N, 1, 1)), "itself"),
    (check.dropout_mask, lambda *a: dropout(*a, kept=1 - a[3] / 2), "is dropped; yours"),
    (check.dropout_mask, lambda *a: dropout(*a, scale=1.0), "mean of masks is 1"),
    (check.dropout_mask, lambda *a: (m := dropout(*a)) / m.mean(), "on average"),
    (check.dropout_mask, lambda *a: dropout(*a[:4], np.random.default_rng()), "one seed"),
    (check.hold_out, lambda *a: None, "returns nothing"),
    (check.hold_out, lambda person, s, rng: rng.random(len(person)) < s, "on both sides"),
    (check.hold_out, lambda *a: hold_out(*a, turn=lambda held: ~held), "who are held out"),
    (check.hold_out, lambda *a: hold_out(*a, turn=np.flatnonzero), "one True or False"),
    (check.hold_out, lambda *a: hold_out(*a, turn=lambda held: held * 1), "True for a window"),
    (check.hold_out, lambda *a: hold_out(*a, draw=lambda names, n: names[:1]), "2 are to be"),
    (check.hold_out, lambda *a: hold_out(*a, draw=lambda names, n: names[:n]), "the same people"),
    (check.hold_out, lambda p, s, rng: hold_out(p, s, np.random.default_rng()), "one seed"),
]
