"""Checks of the exercises on sequences in practice."""

import numpy as np

from rnnutils.checks import ask, exercise, meaning, require
from rnnutils.inputs.encoding import Vocabulary, one_hot, pad_sequences
from rnnutils.inputs.tasks import alphabet_walks


@exercise("Put reads into one array")
def batch(answer):
    """Encode and pad reads, and compare array and mask."""
    for reads in (["GATTACA", "ACG", "T"], ["C"], ["AC", "GTTGA"]):
        got = ask(answer, list(reads))
        require(isinstance(got, tuple | list) and len(got) == 2, "two arrays: numbers and mask")
        X, mask = (np.asarray(part) for part in got)
        vocabulary = Vocabulary("ACGT", padding=True)
        right, real = pad_sequences([vocabulary.encode(read) for read in reads])
        need = f"{len(reads)} reads of at most {right.shape[1]} bases need shape {right.shape}"
        require(X.shape == right.shape, f"{need}; yours is {X.shape}")
        require(mask.shape == right.shape, f"one True or False a step, {right.shape}, in the mask")
        left = pad_sequences([vocabulary.encode(read) for read in reads], side="left")[0]
        from_zero = pad_sequences([Vocabulary("ACGT").encode(read) for read in reads])[0]
        apart = not np.array_equal(X, from_zero)
        require(apart, "your A has the number of padding: nobody can tell them apart")
        require(np.array_equal(X, right) or not np.array_equal(X, left), "pad after the bases")
        require((X[~real] == 0).all(), "padding is 0 here, and only 0")
        require(np.array_equal(X, right), "the numbers are A 1, C 2, G 3, T 4")
        inverted = mask.astype(bool).tolist() == (~real).tolist() and not real.all()
        require(not inverted, "the mask is True where a step is real")
        require(np.array_equal(mask, real), "the mask does not say where the bases are")


@exercise("Give every code a row")
def shares(answer):
    """Compare rows of plain and ambiguous letters."""
    means = {"A": "A", "C": "C", "G": "G", "T": "T", "Y": "CT", "V": "ACG", "N": "ACGT"}
    for read in ("GATTACA", "ANYVC", "T"):
        got = np.asarray(ask(answer, read, dict(means)), float)
        need = f"{len(read)} letters need {len(read)} rows of 4 numbers"
        require(got.shape == (len(read), 4), f"{need}; your shape is {got.shape}")
        right = np.array([[(b in means[c]) / len(means[c]) for b in "ACGT"] for c in read])
        dark = not any(got[k].any() for k, code in enumerate(read) if len(means[code]) > 1)
        none = dark and any(len(means[code]) > 1 for code in read)
        require(not none, "a row of zeros is what padding looks like: say which bases it may be")
        ones = np.array_equal(got, right > 0) and not np.array_equal(got, right)
        require(not ones, "one base is there, not two or four: each row adds up to 1")
        require(np.allclose(got.sum(axis=1), 1), "each row adds up to 1")
        require(np.allclose(got, right), "the columns are A, C, G, T, and the shares are equal")


def _walk(X, mask, W, *, start=0.0, bend=""):
    """Walk over a batch with one idea off."""
    h = np.full((len(X), len(W[1])), start)
    for t in range(X.shape[1]):
        m = mask[:, t, None] != (bend == "inverted")
        x = X[:, t] * m if bend == "input" else X[:, t]
        new = np.tanh(x @ W[0] + h @ W[1] + W[2])
        h = {"none": new, "input": new, "zero": new * m}.get(bend, np.where(m, new, h))
    return h


@exercise("Pass the state over padding")
def last_state(answer):
    """Use masks with padding after, before and in between."""
    rng = np.random.default_rng(0)
    masks = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 1]], bool)
    W = [rng.normal(size=s) for s in ((2, 3), (3, 3), (3,))]
    X = rng.normal(size=(4, 4, 2))

    def step(x, h):
        return np.tanh(x @ W[0] + h @ W[1] + W[2])

    with meaning("broadcast", "one entry a sequence, (4,), decides on a state of 3 numbers each"):
        got = np.asarray(ask(answer, X, masks, step, np.zeros((4, 3))), float)
    require(got.shape == (4, 3), f"one state a sequence, (4, 3), is asked for; not {got.shape}")
    ideas = [
        ("none", "every step is taken, padding or not"),
        ("input", "a zero input is still a step: the state has moved on"),
        ("zero", "at a padded step the state is passed on, not wiped out"),
        ("inverted", "True means that the step is real"),
    ]
    for bend, idea in ideas:
        require(not np.allclose(got, _walk(X, masks, W, bend=bend)), idea)
    right = _walk(X, masks, W)
    for row, where in enumerate(("anywhere", "after", "before", "in between")):
        require(np.allclose(got[row], right[row]), f"wrong with padding {where}")
    start = answer(X, masks, step, np.full((4, 3), 0.5))
    require(np.allclose(start, _walk(X, masks, W, start=0.5)), "begin with the state you are given")


@exercise("Count real steps only")
def masked_accuracy(answer):
    """Compare with means that divide by something else."""
    rng = np.random.default_rng(0)
    said, right = rng.integers(3, size=(2, 4, 6))
    mask = np.arange(6) < np.array([6, 1, 3, 5])[:, None]
    said[~mask] = right[~mask] = 0
    hit = said == right
    got = ask(answer, said, right, mask)
    require(np.ndim(got) == 0, "one number for the whole batch is asked for")
    ideas = [
        (hit.mean(), "padding, where both sides say 0, is counted as a hit"),
        ((hit & mask).mean(), "the hits are those of real steps; divide by their number too"),
        (np.mean([hit[n, mask[n]].mean() for n in range(4)]),
         "a mean of means: a sequence of one step counts as much as one of six"),
        (hit[right > 0].mean(), "0 can be a right answer too: only the mask knows the padding"),
        (1 - hit[mask].mean(), "that is the share of mistakes"),
        (100 * hit[mask].mean(), "a share between 0 and 1 is asked for"),
        (hit[mask].sum(), "that is the number of hits"),
    ]  # fmt: skip
    for wrong, idea in ideas:
        require(not np.isclose(got, wrong), idea)
    require(np.isclose(got, hit[mask].mean()), "hits at real steps, divided by real steps")


def _table(texts, answers, k, *, end=True):
    seen = {}
    for text, letter in zip(texts, answers, strict=True):
        seen.setdefault(text[-k:] if end else text[:k], []).append(letter)
    return {key: max(letters, key=letters.count) for key, letters in seen.items()}


@exercise("Build the table first")
def table(answer):
    """Fit tables to lists in which first, last and most frequent answers differ."""
    texts, short = ["XAB", "YAB", "ZAB", "BA"], ["ABC", "C", "BC", "ABC", "DABC"]
    cases = [(texts, "CCDE", 2), (texts, "DCCE", 1), (*alphabet_walks(300), 2), (short, "XYZXU", 4)]
    for texts, answers, k in cases:
        got = answer(list(texts), list(answers), k)
        require(isinstance(got, dict), "a dictionary is asked for: ending → answer")
        right = _table(texts, answers, k)
        length = all(len(key) <= k for key in got)
        require(length, f"the keys are the last {k} symbols, not the whole text")
        start = _table(texts, answers, k, end=False)
        require(got == right or got != start, "the beginning does not decide")
        own = set(got) == set(right) or min(map(len, texts)) >= k
        require(own, f"a text of fewer than {k} symbols is its own ending, all of it")
        require(set(got) == set(right), f"one entry for every ending of {k} symbols that occurs")
        wrong = [key for key in got if got[key] != right[key]]
        counts = {
            key: [a for t, a in zip(texts, answers, strict=True) if t[-k:] == key] for key in wrong
        }
        ties = all(counts[key].count(got[key]) == counts[key].count(right[key]) for key in wrong)
        require(ties, "of several answers to one ending the most frequent is kept")


@exercise("Read the other strand")
def other_strand(answer):
    """Turn padded reads, and look where letters and padding stand."""
    dna = Vocabulary("ACGT")
    reads = ["GATTACA", "AAC", "CG"]
    X, mask = pad_sequences([one_hot(dna.encode(read), 4) for read in reads])
    got = np.asarray(ask(answer, X, mask), float)
    require(got.shape == X.shape, f"the shape stays {X.shape}; yours is {got.shape}")
    ends = mask.sum(axis=1)
    same = X.copy()
    for n, T in enumerate(ends):
        same[n, :T] = X[n, :T][::-1]
    front = X[:, ::-1, ::-1]
    ideas = [
        (X, "nothing has changed"),
        (same, "A faces T and C faces G: the letters are still those of this strand"),
        (X[:, ::-1], "A faces T and C faces G: the letters are still those of this strand"),
        (X[..., ::-1], "the other strand is read from its own end, which is the other one"),
        (front, "the padding has come to the front; it is to stay behind the letters"),
    ]
    for wrong, idea in ideas:
        require(not np.array_equal(got, wrong), idea)
    require(not got[~mask].any(), "where there was padding there is none now, or it moved")
    right = np.zeros_like(X)
    for n, T in enumerate(ends):
        right[n, :T] = X[n, :T][::-1, ::-1]
    require(np.array_equal(got, right), "GATTACA on one strand is TGTAATC on the other")
