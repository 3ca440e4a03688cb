"""Right answers to the exercises on sequences, and wrong ones with the idea they deserve."""

from collections import Counter
from itertools import pairwise, product

import numpy as np

from rnnutils import make_xy
from rnnutils.checks import sequences


def shapes(n, t, **other):
    return {
        "pulse": (n, t, 1),
        "pulse and temperature": (n, t, 2),
        "DNA": (n, t, 4),
        "codons": (n, t // 3, 64),
    } | other


def one_hot(text, *, letters="ACGT", unknown=0.25, upper=True, error=ValueError, message="no {}"):
    rows = []
    for letter in text.upper() if upper else text:
        if letter == "N" and unknown is not None:
            rows.append([unknown] * 4)
        elif letter in letters:
            rows.append([float(letter == other) for other in letters])
        elif error is not None:
            raise error(message.format(letter))
    return np.array(rows)


def looked_up(text):
    table = {base: np.eye(4)[k] for k, base in enumerate("ACGT")} | {"N": np.full(4, 0.25)}
    unknown = sorted(set(text.upper()) - set(table))
    if unknown:
        raise ValueError(f"unknown letters: {unknown}")
    return np.stack([table[base] for base in text.upper()])


def without_n(text):
    return one_hot(text.replace("N", ""))


TYPES = {
    "X-ray image": "one to one",
    "heart beat": "many to one",
    "protein": "many to many, aligned",
    "molecule": "one to many",
    "basecalling": "many to many, not aligned",
    "glucose": "many to one",
}


def windows(recordings, steps, *, ahead=0, drop=0, short=False):
    X, Y = [], []
    for values in recordings:
        for start in range(len(values) - steps - drop):
            X.append(values[start : start + steps, None])
            Y.append(values[start + steps + ahead])
        if short and len(values) <= steps:
            X.append(values[:, None])
            Y.append(values[-1] + 1)
    return np.array(X), np.array(Y)


def glued(recordings, steps):
    X, Y, *_ = make_xy(np.concatenate(recordings), steps)
    return X, Y


def shared(recordings, steps):
    cut = [make_xy(r, steps)[:2] for r in recordings if len(r) > steps]
    return tuple(np.concatenate(parts) for parts in zip(*cut, strict=True))


def emptied(recordings, steps):
    answer = windows(recordings, steps)
    recordings[0][:] = 0
    return answer


def popped(recordings, steps):
    return windows([recordings.pop(0) for _ in range(len(recordings))], steps)


def squeezed(recordings, steps):
    X, Y = windows(recordings, steps)
    return X.squeeze()[..., None], Y


def bag(sentence, vocabulary):
    counts = Counter(sentence.split())
    return np.array([counts[word] for word in vocabulary])


def summed(sentence, vocabulary):
    words = [w for w in sentence.split() if w in vocabulary]
    return np.eye(len(vocabulary))[[vocabulary.index(w) for w in words]].sum(axis=0)


def parameters(t, d, h, o):
    return t * d * h + h + h * o + o


def swapped(k, *, repeat=None):
    r = "A" * (k - 1 if repeat is None else repeat)
    return f"{r}C{r}G{r}", f"{r}G{r}C{r}"


def rotated(k):
    """Return two cuts of one circle: another idea, equally right."""
    circle = "ACGGT" + "CATTG" * k
    return tuple((circle[s:] + circle[:s]) + (circle[s:] + circle[:s])[: k - 1] for s in (0, 2))


def forward(codes, start, move, emit, *, order="read", share=True, whole=False):
    belief, rows = np.array(start), []
    for t, base in enumerate(codes):
        if t or order == "move first":
            belief = belief @ move
        belief = belief * emit[:, base]
        if share:
            belief = belief / belief.sum()
        rows.append(belief @ move if order == "moved" else belief)
    rows = np.array(rows)
    return rows / rows.sum(axis=1, keepdims=True) if whole else rows


def in_logarithms(codes, start, move, emit):
    scores, rows = np.log(start), []
    for t, base in enumerate(codes):
        if t:
            scores = np.logaddexp.reduce(scores[:, None] + np.log(move), axis=0)
        scores = scores + np.log(emit[:, base])
        rows.append(np.exp(scores - np.logaddexp.reduce(scores)))
    return np.array(rows)


def all_ways(codes, start, move, emit):
    """Add up the probabilities of all ways that end in a state: nothing of the algorithm."""
    if len(codes) > 10:
        return forward(codes, start, move, emit)
    rows = np.zeros((len(codes), len(start)))
    for t in range(len(codes)):
        for way in product(range(len(start)), repeat=t + 1):
            p = start[way[0]] * np.prod([move[i, j] for i, j in pairwise(way)])
            rows[t, way[-1]] += p * np.prod([emit[i, b] for i, b in zip(way, codes, strict=False)])
    return rows / rows.sum(axis=1, keepdims=True)


def knowing_all(codes, start, move, emit):
    """Weigh each state by the bases after it as well, way by way."""
    rows = np.zeros((len(codes), len(start)))
    for way in product(range(len(start)), repeat=len(codes)):
        p = start[way[0]] * np.prod([move[i, j] for i, j in pairwise(way)])
        p *= np.prod(emit[list(way), codes])
        rows[range(len(codes)), way] += p
    return rows / rows.sum(axis=1, keepdims=True)


def shares(rows):
    return rows / rows.sum(axis=1, keepdims=True)


def overwritten(codes, start, move, emit):
    start *= emit[:, codes[0]]
    return forward(codes, start, move, emit)


RIGHT = [
    (sequences.shapes, shapes),
    (sequences.one_hot_dna, one_hot),
    (sequences.one_hot_dna, looked_up),
    (sequences.one_hot_dna, lambda text: one_hot(text, message=f"{{}} in {text}")),
    (sequences.task_types, lambda: dict(TYPES)),
    (sequences.windows, windows),
    (sequences.windows, shared),
    (sequences.windows, lambda r, t: list(windows(r, t))),
    (sequences.windows, lambda r, t: (windows(r, t)[0].tolist(), windows(r, t)[1].tolist())),
    (sequences.bag_of_words, bag),
    (sequences.bag_of_words, summed),
    (sequences.bag_of_words, lambda s, v: [s.split().count(w) for w in v]),
    (sequences.window_parameters, parameters),
    (sequences.window_parameters, lambda *sizes: np.int64(parameters(*sizes))),
    (sequences.window_parameters, lambda t, d, h, o: h * (t * d + 1) + o * (h + 1)),
    (sequences.same_kmers, swapped),
    (sequences.same_kmers, rotated),
    (sequences.same_kmers, lambda k: list(swapped(k, repeat=k + 2))),
    (sequences.beliefs, forward),
    (sequences.beliefs, in_logarithms),
    (sequences.beliefs, all_ways),
    (sequences.beliefs, lambda *given: forward(*given).tolist()),
]

WRONG = [
    (sequences.shapes, lambda n, t: shapes(n, t, pulse=(n, t)), "an axis of its own"),
    (sequences.shapes, lambda n, t: shapes(n, t, pulse=(t, 1)), "stands in front"),
    (sequences.shapes, lambda n, t: shapes(n, t, DNA=(n, 4, t)), "their order is not"),
    (sequences.shapes, lambda n, t: shapes(n, t, DNA=(n, t, 1)), "how many numbers describe"),
    (
        sequences.shapes,
        lambda n, t: shapes(n, t, **{"pulse and temperature": (n, 2 * t, 1)}),
        "not the sequence longer",
    ),
    (sequences.shapes, lambda n, t: shapes(n, t, codons=(n, t, 64)), "takes three bases"),
    (sequences.shapes, lambda n, t: shapes(n, t, codons=(n, t // 3, 20)), "different codons"),
    (sequences.shapes, lambda n, t: shapes(n, t, codons=(n, t // 3, 12)), "different codons"),
    (sequences.shapes, lambda n, t: {"pulse": (n, t, 1)}, "no shape is given for DNA"),
    (sequences.shapes, lambda n, t: shapes(50, 300), "do not follow"),
    (sequences.shapes, lambda n, t: shapes(n, t, DNA=[n, t, 4]), "a tuple"),
    (sequences.shapes, lambda n, t: shapes(n, t, codons=(n, t / 3, 64)), "whole numbers"),
    (sequences.shapes, lambda n, t: None, "a dictionary"),
    (sequences.one_hot_dna, lambda s: one_hot(s).T, "time steps come first"),
    (sequences.one_hot_dna, lambda s: one_hot(s).astype(int), "floats"),
    (sequences.one_hot_dna, lambda s: one_hot(s, letters="ATGC"), "stand for ATGC"),
    (sequences.one_hot_dna, lambda s: one_hot(s, letters="AGT"), "even where C"),
    (
        sequences.one_hot_dna,
        lambda s: np.eye(len(set(s)))[[sorted(set(s)).index(c) for c in s]],
        "even where C",
    ),
    (sequences.one_hot_dna, lambda s: np.array(["ACGT".index(c) for c in s], float), "two axes"),
    (sequences.one_hot_dna, lambda s: one_hot(s, unknown=0.0), "some base here"),
    (sequences.one_hot_dna, lambda s: one_hot(s, unknown=1.0), "any of the four"),
    (sequences.one_hot_dna, lambda s: one_hot(s, unknown=None), "has a rule here"),
    (sequences.one_hot_dna, without_n, "must keep its step"),
    (sequences.one_hot_dna, lambda s: one_hot(s, upper=False), "it is the same base"),
    (sequences.one_hot_dna, lambda s: one_hot(s, error=KeyError), "not with KeyError"),
    (sequences.one_hot_dna, lambda s: one_hot(s, error=None), "nobody was told"),
    (sequences.one_hot_dna, lambda s: one_hot(s, message="bad"), "say which letter"),
    (sequences.one_hot_dna, lambda s: one_hot(s, message=f"bad: {s}"), "say which letter"),
    (sequences.one_hot_dna, lambda s: one_hot(s.strip()), "nobody was told"),
    (sequences.one_hot_dna, lambda s: one_hot(s.replace("R", "N")), "nobody was told"),
    (sequences.one_hot_dna, lambda s: one_hot(s).tolist(), "an array is asked for"),
    (sequences.one_hot_dna, lambda s: None, "returns nothing"),
    (sequences.task_types, lambda: TYPES | {"X-ray image": "many to one"}, "no time is involved"),
    (
        sequences.task_types,
        lambda: TYPES | {"heart beat": "many to many, aligned"},
        "single answer",
    ),
    (sequences.task_types, lambda: TYPES | {"protein": "many to one"}, "every amino acid"),
    (
        sequences.task_types,
        lambda: TYPES | {"molecule": "many to many, not aligned"},
        "a string of letters",
    ),
    (
        sequences.task_types,
        lambda: TYPES | {"basecalling": "many to many, aligned"},
        "how many samples a base",
    ),
    (sequences.task_types, lambda: TYPES | {"glucose": "many to many, aligned"}, "one number"),
    (sequences.task_types, lambda: TYPES | {"glucose": "many-to-one"}, "none of the five"),
    (sequences.task_types, lambda: {"glucose": "many to one"}, "no type is given"),
    (sequences.task_types, lambda: None, "a dictionary"),
    (sequences.windows, glued, "ends in another"),
    (sequences.windows, lambda r, t: windows(r, t, ahead=-1), "last value of its window"),
    (sequences.windows, lambda r, t: windows(r, t, ahead=1, drop=1), "not the step that follows"),
    (sequences.windows, lambda r, t: windows(r, t, drop=1), "at how many starts"),
    (sequences.windows, lambda r, t: windows(r[:1], t), "at how many starts"),
    (sequences.windows, lambda r, t: windows(r[::-1], t), "order of the patients"),
    (sequences.windows, lambda r, t: windows(r, t, short=True), "at how many starts"),
    (sequences.windows, lambda r, t: windows(r, t)[0], "two things"),
    (sequences.windows, lambda r, t: (windows(r, t)[0][..., 0], windows(r, t)[1]), "(N, T, 1)"),
    (sequences.windows, lambda r, t: (windows(r, t)[0], windows(r, t)[1][1:]), "one target"),
    (
        sequences.windows,
        lambda r, t: (windows(r, t)[0][:, ::-1], windows(r, t)[1]),
        "not consecutive",
    ),
    (sequences.windows, lambda r, t: windows(r, 2), "windows of 3 are not"),
    (sequences.windows, lambda r, t: windows(r, t + 1), "show 2 steps"),
    (sequences.windows, squeezed, "windows of 1 are not"),
    (sequences.windows, popped, "changes the caller's"),
    (sequences.windows, emptied, "changes the caller's"),
    (sequences.bag_of_words, lambda s, v: [int(w in s.split()) for w in v], "occurs twice"),
    (sequences.bag_of_words, lambda s, v: [s.count(w) for w in v], "not 'dog'"),
    (sequences.bag_of_words, lambda s, v: bag(s, sorted(v)), "order of the vocabulary"),
    (
        sequences.bag_of_words,
        lambda s, v: np.array([[float(w == u) for u in v] for w in s.split()]),
        "no time axis",
    ),
    (sequences.bag_of_words, lambda s, v: bag(s, v) / len(s.split()), "counts of"),
    (
        sequences.bag_of_words,
        lambda s, v: np.bincount([v.index(w) for w in s.split()], minlength=4),
        "the vocabulary lacks",
    ),
    (sequences.bag_of_words, lambda s, v: Counter(s.split()), "only the counts"),
    (sequences.bag_of_words, lambda s, v: bag(s, v)[:3], "each word of the vocabulary"),
    (sequences.bag_of_words, lambda s, v: None, "returns nothing"),
    (sequences.window_parameters, lambda t, d, h, o: d * h + h + h * o + o, "of its own"),
    (sequences.window_parameters, lambda t, d, h, o: t * h + h + h * o + o, "several features"),
    (sequences.window_parameters, lambda t, d, h, o: t * d * h + h * o, "and each output"),
    (sequences.window_parameters, lambda t, d, h, o: t * d * h + h * o + o, "hidden units have"),
    (sequences.window_parameters, lambda t, d, h, o: t * d * h + h + h * o, "outputs have a"),
    (sequences.window_parameters, lambda t, d, h, o: t * d * h + h, "does not end"),
    (
        sequences.window_parameters,
        lambda t, d, h, o: t * (d * h + h) + h * o + o,
        "one bias, however long",
    ),
    (sequences.window_parameters, lambda t, d, h, o: t * d * o + o, "hidden layer is missing"),
    (sequences.window_parameters, lambda t, d, h, o: t * parameters(t, d, h, o), "once a window"),
    (
        sequences.window_parameters,
        lambda t, d, h, o: t * d * h + h + t * (h * o + o),
        "one output layer",
    ),
    (sequences.window_parameters, lambda t, d, h, o: t * d * h + h + t * h * o + o, "once"),
    (sequences.window_parameters, lambda t, d, h, o: parameters(t, d, h, o) + h * h, "no hidden"),
    (sequences.window_parameters, lambda t, d, h, o: parameters(1, d, h, o) + h * h, "handed"),
    (
        sequences.window_parameters,
        lambda t, d, h, o: t * d * h + h + h * o + h,
        "count the outputs",
    ),
    (sequences.window_parameters, lambda *sizes: [parameters(*sizes)], "one whole number"),
    (sequences.window_parameters, lambda *sizes: np.ones(sizes[0]), "one whole number"),
    (sequences.window_parameters, lambda *sizes: str(parameters(*sizes)), "one whole number"),
    (sequences.window_parameters, lambda t, d, h, o: 122, "count is wrong"),
    (sequences.window_parameters, lambda t, d, h, o: None, "returns nothing"),
    (sequences.same_kmers, lambda k: ("ACAGA", "AGACA"), "how long must the repeated"),
    (sequences.same_kmers, lambda k: ("ACGT", "ACGT"), "the same sequence"),
    (sequences.same_kmers, lambda k: swapped(k, repeat=5), "how long must the repeated"),
    (sequences.same_kmers, lambda k: ("CG", "GC"), "equally often"),
    (sequences.same_kmers, lambda k: ("A", "C") if k > 1 else ("AC", "CA"), "no k-mer at all"),
    (sequences.same_kmers, lambda k: ("XY", "YX"), "use the letters"),
    (sequences.same_kmers, lambda k: "ACAGA", "two sequences"),
    (sequences.same_kmers, lambda k: None, "returns nothing"),
    (sequences.beliefs, lambda *given: forward(*given).T, "bases come first"),
    (sequences.beliefs, lambda *given: forward(*given)[-1], "needs shape (6, 2)"),
    (sequences.beliefs, lambda *given: forward(*given, share=False), "add up to 1"),
    (sequences.beliefs, lambda c, s, m, e: forward(c, s, m.T, e), "from state i to state j"),
    (sequences.beliefs, lambda *given: forward(*given, order="move first"), "has not moved"),
    (sequences.beliefs, lambda *given: forward(*given, order="moved"), "before the state moves"),
    (sequences.beliefs, lambda c, s, m, e: forward(c, s, np.eye(2), e), "the state may move"),
    (sequences.beliefs, lambda c, s, m, e: forward(c, s, m, e**0), "changes the belief"),
    (sequences.beliefs, lambda c, s, m, e: shares(s * e[:, c].T), "carry the belief"),
    (sequences.beliefs, lambda c, s, m, e: shares(e[:, c].T), "know something as well"),
    (sequences.beliefs, knowing_all, "none after it"),
    (sequences.beliefs, lambda *given: forward(*given).round(), "do not decide"),
    (sequences.beliefs, lambda *given: forward(*given, share=False, whole=True), "too small"),
    (sequences.beliefs, lambda c, s, m, e: forward(c, s[:2], m[:2, :2], e[:2]), "three not"),
    (sequences.beliefs, lambda *given: forward(*given) ** 2, "by hand"),
    (sequences.beliefs, overwritten, "changes the arrays"),
    (sequences.beliefs, lambda *given: None, "returns nothing"),
]
