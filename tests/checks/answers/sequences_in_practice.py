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


def reads_as_they_come(reads):
    dna = Vocabulary("ACGT", padding=True)
    return [dna.encode(read) for read in reads], None


def shares(read, means, *, order="ACGT", over=True, plain=None):
    rows = [[float(base in means[code]) for base in order] for code in read]
    rows = np.array([row if plain is None or sum(row) == 1 else [plain] * 4 for row in rows])
    return rows / rows.sum(axis=1, keepdims=True) if over else rows


def other_strand(X, mask, *, steps=slice(None, None, -1), columns=slice(None, None, -1)):
    out = np.zeros_like(X)
    for n, T in enumerate(mask.sum(axis=1)):
        out[n, :T] = X[n, :T][steps, columns]
    return out


def by_index(X, mask):
    where = (mask.sum(axis=1)[:, None] - 1 - np.arange(mask.shape[1])) % mask.shape[1]
    return np.take_along_axis(X, where[..., None], axis=1)[..., ::-1] * mask[..., None]


RIGHT = [
    (check.batch, batch),
    (check.batch, listed),
    (check.last_state, last_state),
    (check.last_state, one_by_one),
    (check.last_state, lambda *a: last_state(*a, keep=lambda m, new, old: m * new + (~m) * old)),
    (check.masked_accuracy, lambda said, right, mask: (said == right)[mask].mean()),
    (check.masked_accuracy, lambda s, r, mask: ((s == r) & mask).sum() / mask.sum()),
    (check.table, table),
    (check.table, lambda *a: table(*a, pick=lambda found: max(found, key=found.count))),
    (check.table, counted),
    (check.shares, shares),
    (check.shares, lambda read, means: shares(read, means).tolist()),
    (check.other_strand, other_strand),
    (check.other_strand, by_index),
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
    (check.table, lambda *a: None, "a dictionary"),
    (check.table, lambda *a: table(*a, ending=lambda text, k: text[:k]), "beginning"),
    (check.table, lambda *a: table(*a, ending=lambda text, k: text), "not the whole text"),
    (check.table, lambda *a: table(*a, ending=lambda text, k: text[-1]), "every ending of 2"),
    (check.table, lambda *a: table(*a, pick=lambda found: found[-1]), "most frequent"),
    (check.table, lambda *a: table(*a, pick=lambda found: found[0]), "most frequent"),
    (check.table, lambda *a: table(*a, pick=min), "most frequent"),
    (check.table, lambda *a: table(*a, ending=lambda x, k: x[len(x) - k :]), "its own ending"),
    (check.table, long_texts_only, "its own ending"),
    (check.shares, lambda read, means: None, "returns nothing"),
    (check.shares, lambda read, means: shares(read, means).T, "need 7 rows"),
    (check.shares, lambda read, means: shares(read, means, over=False), "not two or four"),
    (check.shares, lambda read, means: shares(read, means, over=False, plain=0), "padding looks"),
    (check.shares, lambda read, means: shares(read, means, over=False, plain=1), "adds up to 1"),
    (check.shares, lambda read, means: shares(read, means, plain=1), "shares are equal"),
    (check.shares, lambda read, means: shares(read, means, order="ATCG"), "columns are A, C"),
    (check.other_strand, lambda X, mask: None, "returns nothing"),
    (check.other_strand, lambda X, mask: X[:, ::2], "shape stays"),
    (check.other_strand, lambda X, mask: X, "nothing has changed"),
    (check.other_strand, lambda X, mask: X[:, ::-1], "of this strand"),
    (check.other_strand, lambda X, m: other_strand(X, m, columns=slice(None)), "of this strand"),
    (check.other_strand, lambda X, m: other_strand(X, m, steps=slice(None)), "its own end"),
    (check.other_strand, lambda X, mask: X[:, ::-1, ::-1], "to the front"),
    (check.other_strand, lambda X, m: other_strand(X, m) + ~m[..., None], "padding there is none"),
    (
        check.other_strand,
        lambda X, m: other_strand(X, m, columns=[1, 0, 3, 2]),
        "TGTAATC on the other",
    ),
]
