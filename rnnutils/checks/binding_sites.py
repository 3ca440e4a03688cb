"""Checks of the exercises on binding sites."""

import tempfile
from pathlib import Path

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, require, shaped
from rnnutils.genomics import (
    Motif,
    background,
    ctcf,
    decode,
    encode,
    reverse_complement,
    shuffle_pairs,
)

_TURN = str.maketrans("ACGTN", "TGCAN")


@exercise("Make a matrix of log-odds")
def log_odds(answer):
    """Compare with matrices that forget one part of the definition."""
    rng = np.random.default_rng(161)
    for L, total in [(3, 4), (5, 30)]:
        n = rng.multinomial(total, [0.4, 0.3, 0.2, 0.1], size=L)
        q = rng.dirichlet([5, 4, 3, 2])
        got = shaped(ask(answer, n, q), (L, 4), "the matrix, a row to each place,")
        with np.errstate(divide="ignore"):
            plain = np.log2(n / total / q)
        p = (n + q) / (total + 1)
        ideas = [
            (plain, "a letter without a count has the chance 0, and its log-odds are -inf"),
            (np.log(p / q), "that is in units of the natural logarithm; a bit needs another base"),
            (np.log2(p), "that is the logarithm of the chance; compare it with the background"),
            (np.log2(p / 0.25), "the background is given; it need not be a quarter each"),
            (
                np.log2(q / p),
                "positive numbers are for letters that sites prefer; yours are turned",
            ),
            (p, "those are the chances; the evidence is a logarithm of a ratio"),
            (p / q, "that is the ratio; the evidence is its logarithm"),
            (np.log2((n + 1) / (total + 4) / q), "that adds a whole count to every letter"),
            (np.log2((n + 0.25) / (total + 1) / q), "share the pseudocount out as the background"),
            (np.log2((n + q) / total / q), "with the pseudocount, the counts sum to n + 1"),
        ]
        explain(got, np.log2(p / q), ideas, "follow one letter of one place by hand")


@exercise("Read the other strand")
def other_strand(answer):
    """Use words that tell reading, turning and exchanging apart."""
    for word in ("GATTACA", "AACCGN", "C", "ACGT", ""):
        got, right = ask(answer, word), word[::-1].translate(_TURN)
        require(isinstance(got, str), f"a string is needed; got {type(got).__name__}")
        ideas = {
            word.translate(_TURN): "the other strand is read in the opposite direction",
            word[::-1]: "that is the same strand backwards; its letters pair with others",
            right.replace("N", ""): "an unread place stays an unread place",
            word: "that is the strand you were given",
        }
        swapped = word[::-1].translate(str.maketrans("ACGT", "CATG"))
        ideas.setdefault(swapped, "which letters pair? Not A with C")
        require(got == right, ideas.get(got, f"{word!r} does not read {got!r} on the other strand"))


@exercise("Find the best site on either strand")
def best_site(answer):
    """Plant sites on both strands, at both ends and in the middle."""
    W = Motif([[9, 0, 0, 1], [0, 8, 1, 1], [0, 0, 10, 0], [2, 0, 1, 7], [0, 0, 9, 1]]).log_odds
    cases = [("ACGTG", 11, False), ("ACGTG", 0, False), ("ACGTG", 15, True), ("ACGTG", 6, True)]
    for seed, (site, start, turned) in enumerate(cases):
        word = decode(background(1, 20, seed=seed)[0]).replace("CG", "CA").replace("GT", "AT")
        site = "CACGT" if turned else site
        word = word[:start] + site + word[start + 5 :]
        x = encode(word)
        forward, back = _scores(W, x), _scores(W, 3 - x[::-1])
        got = ask(answer, W, x)
        is_three = isinstance(got, tuple | list) and len(got) == 3
        require(is_three, "three things are asked for: score, start, strand")
        score, at, strand = got
        require(strand in ("+", "-"), f"the strand is '+' or '-'; got {strand!r}")
        plus, minus = forward.max(), back.max()
        right = (plus, forward.argmax(), "+") if plus >= minus else (
            minus, len(x) - 5 - back.argmax(), "-")  # fmt: skip
        if right[2] == "-":
            one = agree(score, plus) and strand == "+"
            require(not one, "that is the best on the strand given; the other has a better one")
            backwards = _scores(W, x[::-1]).max()
            require(not agree(score, backwards) or agree(backwards, minus),
                    "the other strand is complementary, not only backwards")  # fmt: skip
            unturned = _scores(W, 3 - x).max()
            require(not agree(score, unturned) or agree(unturned, minus),
                    "the other strand is read in the opposite direction")  # fmt: skip
            uncounted = agree(score, minus) and at == back.argmax() != right[1]
            require(not uncounted, "the start is counted on the strand you were given")
            ends = agree(score, minus) and at == right[1] + 4
            require(not ends, "the start is the leftmost place of the site; yours is its other end")
        require(agree(score, right[0]), f"the best score in {word} is not {score}")
        require(strand == right[2], f"the best site in {word} stands on the other strand")
        require(at == right[1], f"the best site in {word} begins at {right[1]}, counted from 0")


def _scores(W, x):
    return np.array([W[np.arange(len(W)), x[t : t + len(W)]].sum() for t in range(len(x) - 4)])


@exercise("Check a shuffle")
def same_pairs(answer):
    """Use shuffles that keep letters, pairs as a set, or pairs that do not overlap, only."""
    cases = [
        ("GATTACA", "GATTACA", "a sequence has the same pairs as itself"),
        ("GATTACA", "GAATTCA", "these have the same letters; look at their neighbours"),
        ("AATAA", "AAATA", "both have AA twice, AT and TA: pairs may overlap"),
        ("AAACA", "AACAA", "both have AA twice, AC and CA: pairs may overlap"),
        ("ACAACA", "ACACAA", "both have AC twice, CA twice, AA once"),
        ("AACAAA", "AACACA", "these hold the same kinds of pairs, but not as often"),
        ("CACA", "ACAC", "CA twice and AC once are not AC twice and CA once"),
        ("ACGT", "ACGTA", "another length has another number of pairs"),
        ("A", "A", "one letter has no pairs, like any other"),
        ("AACC", "CCAA", "AC and CA are two pairs: the order counts"),
    ]
    for one, other, idea in cases:
        _agree_on(answer, one, other, _pairs(one) == _pairs(other), idea)
    X = background(8, 60, seed=164)
    for x, z in zip(X, shuffle_pairs(X, seed=1), strict=True):
        _agree_on(answer, decode(x), decode(z), True, "a shuffle that keeps its pairs was refused")


def _pairs(word):
    return sorted(word[t : t + 2] for t in range(len(word) - 1))


def _agree_on(answer, one, other, right, idea):
    got = ask(answer, one, other)
    is_bool = isinstance(got, bool | np.bool_)
    require(is_bool, f"True or False is needed; got {type(got).__name__}")
    require(bool(got) == right, f"{one} and {other}: {idea}")


@exercise("From an ROC curve to precision")
def precision(answer):
    """Compare with the share of another whole."""
    for r, f, share in [(0.9, 0.01, 0.5), (0.9, 0.01, 0.01), (0.6, 0.002, 1e-4), (1.0, 1.0, 0.2)]:
        got = ask(answer, r, f, share)
        sites, alarms = share * r, (1 - share) * f
        ideas = {
            r / (r + f): "that takes sites and others to be equally many",
            sites / (sites + f): "false alarms come from the others: a share 1 − π of all",
            sites: "that is the share of all sequences that are called and have a site",
            alarms / (sites + alarms): "that is the share of calls that are wrong",
            share: "that is how many have a site before anybody looks",
            r: "that is the recall",
            1 - f: "that is the share of the others that are not called",
        }
        what = f"for r = {r}, f = {f} and a share of {share}, {got} is not the precision"
        explain(got, sites / (sites + alarms), ideas, what)


@exercise("Score your own file")
def score_file(answer):
    """Write files as readers have them: lower case, broken lines, unread places, mistakes."""
    motif = Motif(ctcf())
    site, filler = motif.consensus, decode(background(1, 40, seed=166)[0])
    other = decode(reverse_complement(encode(site)))
    good = {"chr1:1-59": filler + site, "chr2:8-30": "TT" + other + "AA", "chr3:1-40": filler}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "peaks.fa"
        text = "".join(f">{name} a note\n{s[:15]}\n{s[15:].lower()}\n" for name, s in good.items())
        path.write_text(text + ">chr4:1-30\n" + filler[:29] + "N\n")
        scores = _scored(answer, path, motif, good)
        require("chr4:1-30" not in scores, "nobody knows what an N is: leave the record out")
        for name, sequence in good.items():
            right = motif.scan(encode(sequence))
            one = motif.scores(encode(sequence)).max()
            what = f"{name} does not score {scores[name]}"
            explain(scores[name], right, {one: "a site may be on the other strand"}, what)
        _refused(answer, path, motif, ">a\n>b\n" + filler + "\n", "an empty record")
        _refused(
            answer, path, motif, ">a\n" + filler[:12] + "\n", "a record shorter than the motif"
        )
        _refused(answer, path, motif, filler + "\n", "a file without names")


def _scored(answer, path, motif, good):
    scores = answer(path, motif)
    require(isinstance(scores, dict), "a dict is needed: a name, and its score")
    missing = [name for name in good if name not in scores]
    require(not missing, f"{len(missing)} of {len(good)} good records are missing: {missing[:1]}")
    return scores


def _refused(answer, path, motif, text, what):
    path.write_text(text)
    try:
        got = answer(path, motif)
    except ValueError:
        return
    require(False, f"{what} should stop with a ValueError; yours returned {got}")
