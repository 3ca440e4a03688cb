"""Right answers to the exercises on binding sites, and wrong ones with the idea they deserve."""

from collections import Counter

import numpy as np

from rnnutils.checks import binding_sites as check
from rnnutils.genomics import Motif, count_pairs, decode, encode, read_fasta, reverse_complement


def log_odds(n, q, *, pseudo=None, total=None, log=np.log2):
    pseudo = q if pseudo is None else pseudo
    p = (n + pseudo) / (n.sum(axis=1, keepdims=True) + np.sum(pseudo) if total is None else total)
    return log(p / q)


def log_odds_loop(n, q):
    W = []
    for row in n:
        W.append([np.log2((row[b] + q[b]) / (sum(row) + 1) / q[b]) for b in range(4)])
    return W


def without_pseudocount(n, q):
    with np.errstate(divide="ignore"):
        return np.maximum(np.log2(n / n.sum(axis=1, keepdims=True) / q), -1e300)


def chances(n, q):
    return (n + q) / (n.sum(axis=1, keepdims=True) + 1)


def other_strand(word):
    return "".join({"A": "T", "C": "G", "G": "C", "T": "A"}.get(s, s) for s in reversed(word))


def best_site(W, x, *, turn=lambda x: 3 - x[::-1], start=lambda t, T, L: T - L - t):
    def scores(x):
        return [sum(W[k, x[t + k]] for k in range(len(W))) for t in range(len(x) - len(W) + 1)]

    plus, minus = scores(x), scores(turn(x))
    if max(plus) >= max(minus):
        return max(plus), int(np.argmax(plus)), "+"
    return max(minus), start(int(np.argmax(minus)), len(x), len(W)), "-"


def turned_matrix(W, x):
    plus, minus = (
        np.array([M[np.arange(len(M)), x[t : t + len(M)]].sum() for t in range(len(x) - 4)])
        for M in (W, W[::-1, ::-1])
    )
    strand = "+-"[int(minus.max() > plus.max())]
    best = plus if strand == "+" else minus
    return [best.max(), best.argmax(), strand]


def from_left_to_right(W, x):
    best = (-np.inf, 0, "+")
    for t in range(len(x) - len(W) + 1):
        window = x[t : t + len(W)]
        for strand, letters in (("-", 3 - window[::-1]), ("+", window)):
            score = sum(row[k] for row, k in zip(W, letters, strict=True))
            best = max(best, (score, t, strand), key=lambda found: found[0])
    return best


def one_strand(W, x):
    return best_site(W, x, turn=lambda x: x)


def same_pairs(one, other):
    def pairs(word):
        return Counter(zip(word, word[1:], strict=False))

    return pairs(one) == pairs(other)


def by_table(one, other):
    return bool((count_pairs(encode(one)) == count_pairs(encode(other))).all())


def by_str_count(one, other):
    words = [a + b for a in "ACGT" for b in "ACGT"]
    return all(one.count(w) == other.count(w) for w in words)


def unordered(one, other):
    def pairs(word):
        return Counter("".join(sorted(word[t : t + 2])) for t in range(len(word) - 1))

    return pairs(one) == pairs(other)


def precision(r, f, share):
    return share * r / (share * r + (1 - share) * f)


def score_file(path, motif):
    records = read_fasta(path, unknown="skip")
    return {name: motif.scan(encode(sequence)) for name, sequence in records.items()}


def one_by_one(path, motif):
    scores = {}
    for name, sequence in read_fasta(path, unknown="skip").items():
        x = encode(sequence)
        scores[name] = max(motif.scores(x).max(), motif.scores(reverse_complement(x)).max())
    return scores


def forgiving(path, motif):
    try:
        return score_file(path, motif)
    except ValueError:
        return {}


def short_ones_left_out(path, motif):
    records = read_fasta(path, unknown="skip")
    return {n: motif.scan(encode(s)) for n, s in records.items() if len(s) >= len(motif)}


def given_strand(path, motif):
    records = read_fasta(path, unknown="skip")
    return {name: motif.scores(encode(s)).max() for name, s in records.items()}


def guessed_letters(path, motif):
    text = path.read_text().replace("N", "A")
    path.write_text(text)
    return score_file(path, motif)


def lower_case_forgotten(path, motif):
    records, name = {}, None
    for line in path.read_text().splitlines():
        if line.startswith(">"):
            name = line[1:].split()[0]
        elif name not in records:
            records[name] = line
    return {n: motif.scan(encode(s)) for n, s in records.items() if len(s) > 18 and "N" not in s}


RIGHT = [
    (check.log_odds, log_odds),
    (check.log_odds, log_odds_loop),
    (check.log_odds, lambda n, q: Motif(n, q).log_odds),
    (check.other_strand, other_strand),
    (check.other_strand, lambda w: w.translate(str.maketrans("ACGT", "TGCA"))[::-1]),
    (check.best_site, best_site),
    (check.best_site, turned_matrix),
    (check.best_site, from_left_to_right),
    (check.same_pairs, same_pairs),
    (check.same_pairs, by_table),
    (check.precision, precision),
    (check.precision, lambda r, f, s: 1 / (1 + (1 - s) * f / (s * r))),
    (check.score_file, score_file),
    (check.score_file, one_by_one),
]

WRONG = [
    (check.log_odds, lambda n, q: log_odds(n, q, log=np.log), "another base"),
    (check.log_odds, lambda n, q: np.log2(chances(n, q)), "compare it with the background"),
    (check.log_odds, lambda n, q: np.log2(chances(n, q) / 0.25), "need not be a quarter"),
    (check.log_odds, lambda n, q: -log_odds(n, q), "yours are turned"),
    (check.log_odds, chances, "those are the chances"),
    (check.log_odds, lambda n, q: chances(n, q) / q, "that is the ratio"),
    (check.log_odds, lambda n, q: log_odds(n, q, pseudo=np.ones(4)), "a whole count"),
    (check.log_odds, lambda n, q: log_odds(n, q, pseudo=np.full(4, 0.25)), "as the background"),
    (check.log_odds, lambda n, q: log_odds(n, q, total=n.sum(axis=1, keepdims=True)), "to n + 1"),
    (check.log_odds, lambda n, q: log_odds(n, q).T, "a row to each place"),
    (check.log_odds, lambda n, q: 0 * n, "one letter of one place"),
    (check.log_odds, lambda n, q: None, "returns nothing"),
    (check.other_strand, lambda w: other_strand(w)[::-1], "opposite direction"),
    (check.other_strand, lambda w: w[::-1], "pair with others"),
    (check.other_strand, lambda w: w, "you were given"),
    (check.other_strand, lambda w: other_strand(w).replace("N", ""), "unread place"),
    (check.other_strand, lambda w: w[::-1].translate(str.maketrans("ACGT", "CATG")), "Not A"),
    (check.other_strand, lambda w: [*other_strand(w)], "a string is needed"),
    (check.other_strand, lambda w: decode(reverse_complement(encode(w))), "stopped with"),
    (check.other_strand, lambda w: "AAA", "does not read"),
    (check.best_site, one_strand, "the other has a better one"),
    (check.best_site, lambda W, x: best_site(W, x, turn=lambda x: 3 - x), "opposite direction"),
    (check.best_site, lambda W, x: best_site(W, x, turn=lambda x: x[::-1]), "not only backwards"),
    (check.best_site, lambda W, x: best_site(W, x, start=lambda t, T, L: t), "strand you were"),
    (check.best_site, lambda W, x: best_site(W, x, start=lambda t, T, L: T - 1 - t), "other end"),
    (check.best_site, lambda W, x: best_site(W, x)[:2], "three things"),
    (check.best_site, lambda W, x: (*best_site(W, x)[:2], 1), "'+' or '-'"),
    (check.best_site, lambda W, x: (0.0, *best_site(W, x)[1:]), "is not 0.0"),
    (check.best_site, lambda W, x: (*best_site(W, x)[:2], "-"), "on the other strand"),
    (check.best_site, lambda W, x: ((b := best_site(W, x))[0], b[1] + 1, b[2]), "counted from 0"),
    (check.same_pairs, lambda a, b: sorted(a) == sorted(b), "look at their neighbours"),
    (check.same_pairs, by_str_count, "pairs may overlap"),
    (check.same_pairs, unordered, "AC"),
    (
        check.same_pairs,
        lambda a, b: {*zip(a, a[1:], strict=False)} == {*zip(b, b[1:], strict=False)},
        "not as often",
    ),  # fmt: skip
    (check.same_pairs, lambda a, b: a == b, "pairs may overlap"),
    (check.same_pairs, lambda a, b: 1, "True or False"),
    (check.precision, lambda r, f, s: r / (r + f), "equally many"),
    (check.precision, lambda r, f, s: s * r / (s * r + f), "a share 1"),
    (check.precision, lambda r, f, s: s * r, "called and have a site"),
    (check.precision, lambda r, f, s: 1 - precision(r, f, s), "calls that are wrong"),
    (check.precision, lambda r, f, s: s, "before anybody looks"),
    (check.precision, lambda r, f, s: r, "that is the recall"),
    (check.precision, lambda r, f, s: 1 - f, "not called"),
    (check.precision, lambda r, f, s: 2.0, "is not the precision"),
    (check.score_file, given_strand, "other strand"),
    (check.score_file, guessed_letters, "leave the record out"),
    (check.score_file, short_ones_left_out, "shorter than the motif"),
    (check.score_file, forgiving, "an empty record"),
    (check.score_file, lower_case_forgotten, "good records are missing"),
    (check.score_file, lambda path, motif: [1], "a dict is needed"),
]
