"""Right answers to the exercises on language models, and wrong ones with their idea."""

import numpy as np

from rnnutils import bits_per_symbol, perplexity, softmax_with_temperature
from rnnutils.checks import language_models as check
from rnnutils.text.characters import text_windows


def surprise(p):
    bits = bits_per_symbol(p)
    return bits, perplexity(bits)


def surprise_of(bits, two_to=lambda bits: 2.0**bits):
    return lambda p: (bits(p), two_to(bits(p)))


def mean_bits(p):
    return -np.log2(p).mean()


def choose(scores, temperature, k):
    e = np.exp(scores / temperature)
    e[np.argsort(scores)[: len(scores) - k]] = 0
    return e / e.sum()


def softmax(s):
    e = np.exp(s)
    return e / e.sum()


def keep(scores, k, rest=-np.inf):
    return np.where(scores >= np.sort(scores)[-k], scores, rest)


def not_renormalised(scores, temperature, k):
    return softmax(scores / temperature) * (keep(scores, k) > -np.inf)


def lowest(scores, temperature, k):
    return softmax(np.where(scores <= np.sort(scores)[k - 1], scores, -np.inf) / temperature)


def in_place(scores, temperature, k):
    scores /= temperature
    return softmax(keep(scores, k))


def blend(counts, shorter):
    total, kinds = counts.sum(), np.count_nonzero(counts)
    if total == 0:
        return shorter
    trust = total / (total + kinds)
    return trust * counts / total + (1 - trust) * shorter


def blend_with(top, bottom):
    """Return an answer from the sums above and below the line."""

    def answer(C, q):
        C, kinds = C.astype(float), np.count_nonzero(C)
        return top(C, q, kinds) / bottom(C, kinds) if C.sum() else q

    return answer


def witten_bell_bottom(C, kinds):
    return C.sum() + kinds


def score(text, table):
    bits = [-np.log2(table[a, b]) for a, b in zip(text[:-1], text[1:], strict=True)]
    return sum(bits) / len(bits)


def log_likelihood(bases, table):
    return np.log2(table[bases[:-1], bases[1:]]).sum()


def two_likelihoods(bases, place, new, table):
    changed = np.where(np.arange(len(bases)) == place, new, bases)
    return log_likelihood(changed, table), log_likelihood(bases, table)


def variant(*four):
    changed, reference = two_likelihoods(*four)
    return changed - reference


def by_neighbours(bases, place, new, table, *, before=True, behind=True, around=False):
    bits = 0.0
    if before and (place or around):
        bits += np.log2(table[bases[place - 1], new] / table[bases[place - 1], bases[place]])
    if behind and place + 1 < len(bases):
        bits += np.log2(table[new, bases[place + 1]] / table[bases[place], bases[place + 1]])
    return bits


def neighbours_with(**options):
    return lambda *four: by_neighbours(*four, **options)


def variant_in_place(bases, place, new, table):
    reference = log_likelihood(bases, table)
    bases[place] = new
    return log_likelihood(bases, table) - reference


def streams(text, n, steps):
    return list(text_windows(text, n, steps))


def with_a_short_window(text, n, steps):
    length = (len(text) - 1) // n
    X, Y = (text[k : k + n * length].reshape(n, length) for k in (0, 1))
    starts = range(0, length, steps)
    return [(X[:, t : t + steps], Y[:, t : t + steps]) for t in starts]


def without_the_answer(text, n, steps):
    length = len(text) // n  # forgets that the last symbol needs one behind it
    X, Y = (text[k : k + n * length].reshape(n, length) for k in (0, 1))
    starts = range(0, length - steps + 1, steps)
    return [(X[:, t : t + steps], Y[:, t : t + steps]) for t in starts]


def streams_by_hand(text, n, steps):
    length = (len(text) - 1) // n
    starts = np.arange(n) * length
    pairs = []
    for k in range(length // steps):
        place = starts[:, None] + k * steps + np.arange(steps)
        pairs.append((text[place], text[place + 1]))
    return pairs


def page_by_page(text, n, steps):
    windows = [text[k : k + steps] for k in range(0, len(text) - steps, steps)]
    after = [text[k + 1 : k + steps + 1] for k in range(0, len(text) - steps, steps)]
    groups = range(0, len(windows) // n * n, n)
    return [(np.array(windows[g : g + n]), np.array(after[g : g + n])) for g in groups]


def every_window(text, n, steps):
    length = (len(text) - 1) // n
    starts = np.arange(n) * length
    return [
        (text[place], text[place + 1])
        for k in range(length - steps + 1)
        for place in [starts[:, None] + k + np.arange(steps)]
    ]


def correlations(states, feature):
    s = (states - states.mean(axis=0)) / states.std(axis=0)
    f = (feature - feature.mean()) / feature.std()
    return s.T @ f / len(f)


def find_unit(states, feature, *, key=abs, where="first", report="second", measure=correlations):
    half = len(feature) // 2
    parts = {"first": slice(half), "second": slice(half, None), "all": slice(None)}
    found = key(measure(states[parts[where]], feature[parts[where]]))
    unit = int(np.argmax(found))
    return unit, correlations(states[parts[report]], feature[parts[report]])[unit]


def unit_with(**options):
    return lambda states, feature: find_unit(states, feature, **options)


def raw_product(states, feature):
    return states.T @ feature


def without_sign(states, feature):
    unit, r = find_unit(states, feature)
    return unit, abs(r)


def mix(a, b, a_test, b_test, *, report=bits_per_symbol, pick=np.argmin, searched=None):
    p, q = searched(a, b, a_test, b_test) if searched else (a, b)
    shares = np.arange(11) / 10
    w = shares[pick([bits_per_symbol(w * p + (1 - w) * q) for w in shares])]
    return w, report(w * a_test + (1 - w) * b_test)


def one_by_one(a, b, a_test, b_test):
    best = None
    for tenths in range(11):
        w = tenths / 10
        bits = mean_bits(w * a + (1 - w) * b)
        if best is None or bits < best[0]:
            best = bits, w
    return [best[1], mean_bits(best[1] * a_test + (1 - best[1]) * b_test)]


def mixed_surprises(a, b, a_test, b_test):
    w = float(mean_bits(a) < mean_bits(b))
    return w, w * mean_bits(a_test) + (1 - w) * mean_bits(b_test)


def mixed_late(*four):
    w, _ = mix(*four)
    return w, w * mean_bits(four[2]) + (1 - w) * mean_bits(four[3])


def leaking(states, feature):
    unit, _ = find_unit(states, feature)
    s, f = states[:, unit], feature
    half = len(f) // 2
    return unit, ((s - s.mean()) / s.std() * (f - f.mean()) / f.std())[half:].mean()


RIGHT = [
    (check.surprise, surprise),
    (check.surprise, lambda p: [mean_bits(p), np.prod(1 / p) ** (1 / len(p))]),
    (check.choose, choose),
    (check.choose, lambda s, t, k: softmax_with_temperature(s, temperature=t, top_k=k)),
    (check.blend, blend),
    (check.blend, lambda C, q: list(blend(C, q))),
    (check.score, score),
    (check.score, lambda text, table: bits_per_symbol(table[text[:-1], text[1:]])),
    (check.variant, variant),
    (check.variant, by_neighbours),
    (check.streams, streams),
    (check.streams, streams_by_hand),
    (check.find_unit, find_unit),
    (check.find_unit, lambda s, f: np.array(find_unit(s, f))),
    (check.mix, mix),
    (check.mix, one_by_one),
]

WRONG = [
    (check.surprise, lambda p: None, "returns nothing"),
    (check.surprise, mean_bits, "two numbers"),
    (check.surprise, surprise_of(lambda p: np.log2(p).mean()), "surprise is positive"),
    (check.surprise, surprise_of(lambda p: -np.log2(p).sum()), "not per symbol"),
    (check.surprise, surprise_of(lambda p: -np.log(p).mean()), "those are nats"),
    (check.surprise, surprise_of(lambda p: -np.log10(p).mean()), "not of ten"),
    (check.surprise, surprise_of(lambda p: -np.log2(p.mean())), "average the surprises"),
    (check.surprise, surprise_of(lambda p: -(p * np.log2(p)).sum()), "counts once"),
    (check.surprise, surprise_of(lambda p: -(p * np.log2(p)).mean()), "counts once"),
    (check.surprise, surprise_of(lambda p: 3.0), "is not the mean surprise"),
    (check.surprise, surprise_of(mean_bits, np.exp), "not of e"),
    (check.surprise, surprise_of(mean_bits, np.square), "the bits are the exponent"),
    (check.surprise, surprise_of(mean_bits, lambda b: 2**-b), "below 1"),
    (check.surprise, lambda p: (mean_bits(p), 1 / p.mean()), "not the mean probability"),
    (check.surprise, lambda p: (mean_bits(p), 100), "is not the perplexity"),
    (check.surprise, lambda p: surprise(p)[::-1], "the bits come first"),
    (check.choose, lambda s, t, k: None, "returns nothing"),
    (check.choose, lambda s, t, k: softmax(s[s >= np.sort(s)[-k]] / t), "needs shape (5,)"),
    (check.choose, in_place, "work on a copy"),
    (check.choose, lambda s, t, k: softmax(keep(s, k) * t), "yours sharpens"),
    (check.choose, lambda s, t, k: softmax(s) / t, "inside the exponent"),
    (check.choose, not_renormalised, "sum to one again"),
    (check.choose, lambda s, t, k: softmax(s / t), "where is k"),
    (check.choose, lambda s, t, k: softmax(keep(s, k, 0) / t), "not a probability of 0"),
    (check.choose, lambda s, t, k: softmax(keep(s, k)), "no effect"),
    (check.choose, lowest, "k lowest"),
    (check.choose, lambda s, t, k: s / s.sum(), "cannot be negative"),
    (check.choose, lambda s, t, k: np.sort(choose(s, t, k))[::-1], "keeps its place"),
    (check.choose, lambda s, t, k: choose(s, t, max(k - 1, 1)), "one symbol too few"),
    (check.choose, lambda s, t, k: np.full(5, 0.2), "not the probabilities"),
    (check.blend, lambda C, q: None, "returns nothing"),
    (check.blend, lambda C, q: (C + np.sum(C > 0) * q) / (C.sum() + np.sum(C > 0)), "never seen"),
    (check.blend, lambda C, q: C / C.sum() if C.sum() else q, "impossible"),
    (check.blend, lambda C, q: np.where(C > 0, C / C.sum(), q) if C.sum() else q, "do not switch"),
    (
        check.blend,
        blend_with(lambda C, q, T: np.where(C > 0, C, T * q), witten_bell_bottom),
        "what was seen gets a share",
    ),
    (
        check.blend,
        blend_with(lambda C, q, T: C + C.sum() * q, lambda C, T: 2 * C.sum()),
        "not of all",
    ),
    (
        check.blend,
        blend_with(lambda C, q, T: C + 4 * q, lambda C, T: C.sum() + 4),
        "not the alphabet",
    ),
    (check.blend, blend_with(lambda C, q, T: C + q, lambda C, T: C.sum() + 1), "weighs K counts"),
    (check.blend, blend_with(lambda C, q, T: C + T * q, lambda C, T: C.sum()), "must grow"),
    (
        check.blend,
        blend_with(lambda C, q, T: C + 1, lambda C, T: C.sum() + 4),
        "this ignores",
    ),
    (check.blend, blend_with(lambda C, q, T: C + T * q, lambda C, T: 1), "divide by their sum"),
    (check.blend, lambda C, q: blend(C, q) if C.sum() else np.full(4, 0.25), "more than that"),
    (check.blend, lambda C, q: q, "is not the blend"),
    (check.score, lambda text, table: None, "returns nothing"),
    (check.score, lambda text, table: table[text[:-1], text[1:]], "one number"),
    (check.score, lambda text, table: score(text, table.T), "a row is what came before"),
    (check.score, lambda text, table: -score(text, table), "surprise is positive"),
    (check.score, lambda text, table: score(text, table) * np.log(2), "those are nats"),
    (check.score, lambda text, table: score(text, table) * (len(text) - 1), "not per symbol"),
    (
        check.score,
        lambda text, table: score(text, table) * (len(text) - 1) / len(text),
        "one pair fewer",
    ),
    (check.score, lambda text, table: mean_bits(table[text, text]), "follow itself"),
    (
        check.score,
        lambda text, table: -np.log2(table[text[:-1], text[1:]].mean()),
        "average the surprises",
    ),
    (check.score, lambda text, table: 2 ** score(text, table), "that is the perplexity"),
    (check.score, lambda text, table: mean_bits(table[text[:-1]][:, text[1:]]), "own neighbour"),
    (check.score, lambda text, table: mean_bits(table[np.roll(text, 1), text]), "before the first"),
    (check.score, lambda text, table: 1.0, "is not the score"),
    (check.variant, lambda *four: None, "returns nothing"),
    (check.variant, two_likelihoods, "one number"),
    (check.variant, variant_in_place, "work on a copy"),
    (check.variant, lambda *four: -variant(*four), "the variant comes first"),
    (check.variant, neighbours_with(behind=False), "the base behind the variant"),
    (check.variant, neighbours_with(before=False), "is judged by the base before it"),
    (check.variant, neighbours_with(around=True), "before the first base"),
    (check.variant, lambda *four: variant(*four) * np.log(2), "those are nats"),
    (check.variant, lambda *four: variant(*four) / (len(four[0]) - 1), "a sum, not a mean"),
    (check.variant, lambda *four: variant(*four) / len(four[0]), "a sum, not a mean"),
    (check.variant, lambda *four: two_likelihoods(*four)[0], "of one sequence"),
    (check.variant, lambda *four: 2 ** variant(*four), "ratio of the likelihoods"),
    (
        check.variant,
        lambda *four: -np.subtract(*(2**bits for bits in two_likelihoods(*four)[::-1])),
        "logarithm of each",
    ),
    (check.variant, lambda *four: np.divide(*two_likelihoods(*four)), "not a ratio"),
    (check.variant, lambda *four: variant(*four[:3], four[3].T), "a row is what came before"),
    (check.variant, lambda *four: 100.0, "is not the change"),
    (check.streams, lambda text, n, steps: None, "returns nothing"),
    (check.streams, with_a_short_window, "is left out"),
    (check.streams, without_the_answer, "your code stopped"),
    (check.streams, lambda text, n, steps: [], "a list of pairs"),
    (
        check.streams,
        lambda text, n, steps: [(X.T, Y.T) for X, Y in streams(text, n, steps + 1)],
        "a row a stream",
    ),
    (
        check.streams,
        lambda text, n, steps: [(X, X) for X, _ in streams(text, n, steps)],
        "where is the next symbol",
    ),
    (
        check.streams,
        lambda text, n, steps: [(X, X - 1) for X, _ in streams(text, n, steps)],
        "that follows each symbol",
    ),
    (
        check.streams,
        lambda text, n, steps: [(X + 1, Y + 1) for X, Y in streams(text, n, steps)],
        "the first symbol of the text",
    ),
    (
        check.streams,
        lambda text, n, steps: [(X, Y[:, -1]) for X, Y in streams(text, n, steps)],
        "not of the last one only",
    ),
    (check.streams, page_by_page, "in the row below"),
    (check.streams, every_window, "read twice"),
    (check.streams, lambda text, n, steps: streams(text[:-n], n, steps), "share the text evenly"),
    (check.streams, lambda text, n, steps: streams(text, n, steps)[:1], "windows fit"),
    (check.find_unit, lambda s, f: 5, "unit and r"),
    (check.find_unit, unit_with(where="second"), "searched where you should confirm"),
    (check.find_unit, unit_with(where="all"), "searched where you should confirm"),
    (check.find_unit, unit_with(key=np.asarray), "goes down"),
    (check.find_unit, unit_with(measure=raw_product), "the largest unit"),
    (check.find_unit, unit_with(report="first"), "confirm on the second half"),
    (check.find_unit, unit_with(report="all"), "the search included"),
    (check.find_unit, without_sign, "keep the sign"),
    (check.find_unit, leaking, "from the second half alone"),
    (check.find_unit, lambda s, f: (0, 0.5), "does not track"),
    (check.find_unit, lambda s, f: (find_unit(s, f)[0], 0.123), "on the second half"),
    (check.mix, lambda *four: None, "returns nothing"),
    (check.mix, lambda *four: mix(*four)[1], "two numbers"),
    (check.mix, lambda *four: mix(*four, searched=lambda a, b, c, d: (c, d)), "has chosen"),
    (check.mix, lambda a, b, c, d: mix(b, a, d, c), "the share of b"),
    (check.mix, lambda *four: mix(*four, pick=np.argmax), "fewer bits are better"),
    (check.mix, mixed_surprises, "not the surprises"),
    (check.mix, lambda *four: (0.05, mix(*four)[1]), "best of the eleven"),
    (check.mix, lambda a, b, c, d: (mix(a, b, c, d)[0], mix(a, b, a, b)[1]), "which has chosen"),
    (check.mix, lambda a, b, c, d: (mix(a, b, c, d)[0], mix(c, d, c, d)[1]), "is chosen before"),
    (check.mix, mixed_late, "average the probabilities"),
    (check.mix, lambda *four: mix(*four, report=lambda p: 2 ** mean_bits(p)), "the perplexity"),
    (check.mix, lambda *four: mix(*four, report=lambda p: -np.log(p).mean()), "those are nats"),
    (check.mix, lambda a, b, c, d: mix(a, b, d, c), "changed places"),
    (check.mix, lambda *four: (mix(*four)[0], 100), "not the bits of the mixture"),
]
