"""Right answers to the exercises on sequences in practice, and wrong ones with their idea."""

from collections import Counter

import numpy as np

from rnnutils import Vocabulary, pad_sequences
from rnnutils.checks import sequences_in_practice as check


def batch(reads, *, first=1, side="right", turn=lambda mask: mask):
    encoded = [np.array(["ACGT".index(base) + first for base in read]) for read in reads]
    X, mask = pad_sequences(encoded, side=side)
    return X, turn(mask)


def listed(reads):
    T = max(len(read) for read in reads)
    X = [[" ACGT".index(base) for base in read.ljust(T)] for read in reads]
    return X, [[number > 0 for number in row] for row in X]


def shapes(N, T, units, sequences, *, last=None):
    out = []
    for k, (H, every) in enumerate(zip(units, sequences)):
        if k and not sequences[k - 1]:
            raise ValueError("no sequence")
        out.append((N, T, last or H) if every else (N, last or H))
    return out


def carefree(N, T, units, sequences):
    return [(N, T, H) if every else (N, H) for H, every in zip(units, sequences)]


def last_state(X, mask, step, h, *, keep=lambda m, new, old: np.where(m, new, old)):
    for t in range(X.shape[1]):
        h = keep(mask[:, t, None], step(X[:, t], h), h)
    return h


def one_by_one(X, mask, step, h):
    out = []
    for x, real, state in zip(X, mask, h):
        for x_t in x[real]:
            state = step(x_t, state)
        out.append(state)
    return np.array(out)


def zero_inputs(X, mask, step, h):
    return last_state(X * mask[..., None], np.ones_like(mask), step, h)


def from_zero(X, mask, step, h):
    return last_state(X, mask, step, np.zeros_like(h))


def after_only(X, mask, step, h):
    T = mask.sum(axis=1)
    return last_state(X, np.arange(mask.shape[1]) < T[:, None], step, h)


def without_axis(X, mask, step, h):
    for t in range(X.shape[1]):
        h = np.where(mask[:, t], step(X[:, t], h), h)
    return h


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


def table(texts, answers, k, *, ending=lambda text, k: text[-k:], pick=None):
    seen = {}
    for text, answer in zip(texts, answers):
        seen.setdefault(ending(text, k), []).append(answer)
    pick = pick or (lambda found: max(sorted(set(found)), key=found.count))
    return {key: pick(found) for key, found in seen.items()}


def counted(texts, answers, k):
    seen = {}
    for text, answer in zip(texts, answers):
        seen.setdefault(text[max(len(text) - k, 0) :], Counter())[answer] += 1
    return {key: found.most_common(1)[0][0] for key, found in seen.items()}


def long_texts_only(texts, answers, k):
    kept = [pair for pair in zip(texts, answers) if len(pair[0]) >= k]
    return table(*zip(*kept), k)


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


def reads_as_they_come(reads):
    dna = Vocabulary("ACGT", padding=True)
    return [dna.encode(read) for read in reads], None


RIGHT = [
    (check.batch, batch),
    (check.batch, listed),
    (check.shapes, shapes),
    (check.last_state, last_state),
    (check.last_state, one_by_one),
    (check.last_state, lambda *a: last_state(*a, keep=lambda m, new, old: m * new + (~m) * old)),
    (check.masked_accuracy, lambda said, right, mask: (said == right)[mask].mean()),
    (check.masked_accuracy, lambda s, r, mask: ((s == r) & mask).sum() / mask.sum()),
    (check.stacked_reader, reader),
    (check.stacked_reader, lambda: reader(start=False)),
    (check.stacked_reader, both_ways_below),
    (check.table, table),
    (check.table, lambda *a: table(*a, pick=lambda found: max(found, key=found.count))),
    (check.table, counted),
    (check.in_chunks, in_chunks),
    (check.in_chunks, step_by_step),
    (check.dropout_mask, dropout),
    (check.dropout_mask, lambda *a: np.array(dropout(*a))),
]

WRONG = [
    (check.batch, lambda reads: None, "returns nothing"),
    (check.batch, lambda reads: batch(reads)[0], "two arrays"),
    (check.batch, lambda reads: batch(reads, first=0), "the number of padding"),
    (check.batch, lambda reads: batch(reads, side="left"), "after the bases"),
    (check.batch, lambda reads: batch(reads, first=2), "A 1, C 2"),
    (check.batch, lambda reads: batch(reads, turn=lambda m: ~m), "True where a step is real"),
    (check.batch, lambda reads: batch(reads, turn=lambda m: m | True), "where the bases are"),
    (check.batch, lambda reads: batch(reads, turn=lambda m: m.sum(axis=1)), "in the mask"),
    (check.batch, lambda reads: [part[:, :1] for part in batch(reads)], "need shape"),
    (
        check.batch,
        lambda reads: (np.where((b := batch(reads))[1], b[0], -1), b[1]),
        "padding is 0",
    ),
    (check.shapes, lambda *a: None, "returns nothing"),
    (check.shapes, lambda *a: shapes(*a)[-1:], "one shape a layer"),
    (check.shapes, lambda N, T, u, s: shapes(N, T, u, s, last=T), "its units"),
    (check.shapes, lambda N, T, u, s: shapes(N, T, u, s, last=u[0]), "its units"),
    (check.shapes, lambda N, T, u, s: shapes(T, N, u, s), "counts the sequences"),
    (check.shapes, lambda N, T, u, s: shapes(N, u[0], u, s), "number of steps"),
    (check.shapes, lambda N, T, u, s: [(N, T, H) for H in u], "three axes"),
    (check.shapes, carefree, "no sequence to read"),
    (check.shapes, lambda N, T, u, s: shapes(N, T, [*u, 1], [*s, False])[:-1], "refuse a right"),
    (check.last_state, lambda *a: None, "returns nothing"),
    (check.last_state, lambda *a: last_state(*a)[0], "one state a sequence"),
    (check.last_state, lambda *a: last_state(*a, keep=lambda m, new, old: new), "padding or not"),
    (check.last_state, zero_inputs, "still a step"),
    (check.last_state, lambda *a: last_state(*a, keep=lambda m, n, o: n * m), "not wiped out"),
    (
        check.last_state,
        lambda *a: last_state(*a, keep=lambda m, new, old: np.where(m, old, new)),
        "means that the step is real",
    ),
    (check.last_state, after_only, "padding before"),
    (check.last_state, without_axis, "one entry a sequence"),
    (check.last_state, from_zero, "state you are given"),
    (check.masked_accuracy, lambda *a: None, "returns nothing"),
    (check.masked_accuracy, lambda s, r, m: (s == r).mean(), "counted as a hit"),
    (check.masked_accuracy, lambda s, r, m: ((s == r) & m).mean(), "divide by their number"),
    (
        check.masked_accuracy,
        lambda s, r, m: np.mean(((s == r) & m).sum(axis=1) / m.sum(axis=1)),
        "mean of means",
    ),
    (check.masked_accuracy, lambda s, r, m: ((s == r) & m).sum(axis=1), "one number"),
    (check.masked_accuracy, lambda s, r, m: (s == r)[r > 0].mean(), "only the mask knows"),
    (check.masked_accuracy, lambda s, r, m: (s != r)[m].mean(), "mistakes"),
    (check.masked_accuracy, lambda s, r, m: 100 * (s == r)[m].mean(), "between 0 and 1"),
    (check.masked_accuracy, lambda s, r, m: (s == r)[m].sum(), "number of hits"),
    (check.masked_accuracy, lambda s, r, m: 0.123, "divided by real steps"),
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
    (check.table, lambda *a: None, "a dictionary"),
    (check.table, lambda *a: table(*a, ending=lambda text, k: text[:k]), "beginning"),
    (check.table, lambda *a: table(*a, ending=lambda text, k: text), "not the whole text"),
    (check.table, lambda *a: table(*a, ending=lambda text, k: text[-1]), "every ending of 2"),
    (check.table, lambda *a: table(*a, pick=lambda found: found[-1]), "most frequent"),
    (check.table, lambda *a: table(*a, pick=lambda found: found[0]), "most frequent"),
    (check.table, lambda *a: table(*a, pick=min), "most frequent"),
    (check.table, lambda *a: table(*a, ending=lambda x, k: x[len(x) - k :]), "its own ending"),
    (check.table, long_texts_only, "its own ending"),
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
]
