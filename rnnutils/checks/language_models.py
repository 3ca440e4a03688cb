"""Checks of the exercises on language models."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require, shaped

judge = functools.partial(explain, atol=1e-9)


@exercise("Bits and perplexity")
def surprise(answer):
    """Compare with a sum, with nats, and with an average of probabilities."""
    rng = np.random.default_rng(0)
    for p in (np.array([0.5, 0.25, 0.125, 0.125]), rng.uniform(0.05, 1, size=7)):
        got = ask(answer, p)
        require(np.size(got) == 2, "two numbers are asked for: bits per symbol and perplexity")
        bits, perplexity = (float(number) for number in got)
        right = -np.log2(p).mean()
        ideas = [
            (-right, "surprise is positive: the logarithm of a probability is not"),
            (-np.log2(p).sum(), "that is the surprise of the whole text, not per symbol"),
            (-np.log(p).mean(), "those are nats: which base has a logarithm that counts bits?"),
            (-np.log10(p).mean(), "bits are counted in powers of two, not of ten"),
            (-np.log2(p.mean()), "average the surprises, not the probabilities"),
            (-(p * np.log2(p)).sum(), "each symbol of the text counts once; p is not its weight"),
            (-(p * np.log2(p)).mean(), "each symbol of the text counts once; p is not its weight"),
            (2**right, "the bits come first, then the perplexity"),
        ]
        judge(bits, right, ideas, f"{bits:.4g} is not the mean surprise of {p.round(3)}")
        ideas = [
            (np.exp(right), "bits are exponents of two, not of e"),
            (right**2, "two is the base, and the bits are the exponent"),
            (1 / p.mean(), "perplexity comes from the mean surprise, not the mean probability"),
            (2**-right, "that is below 1: a model cannot hesitate between less than one symbol"),
        ]
        judge(perplexity, 2**right, ideas, f"{perplexity:.4g} is not the perplexity")


@exercise("Temperature and top-k")
def choose(answer):
    """Try both dials alone, then together."""
    scores = np.array([0.5, 2.0, -1.0, 1.0, 0.0])

    def soft(s):
        e = np.exp(s - s[np.isfinite(s)].max())
        return e / e.sum()

    for temperature, k in ((1.0, 5), (0.5, 5), (2.0, 5), (1.0, 2), (0.5, 3), (3.0, 1)):
        got = ask(answer, scores, temperature, k, changed="the scores changed: work on a copy")
        got = shaped(got, (5,), "a probability for each symbol")
        kept = scores >= np.sort(scores)[-k]
        cut = np.where(kept, scores, -np.inf)
        right = soft(cut / temperature)
        full = soft(scores / temperature)
        lowest = np.where(scores <= np.sort(scores)[k - 1], scores, -np.inf)
        fewer = np.where(scores >= np.sort(scores)[-max(k - 1, 1)], scores, -np.inf)
        ideas = [
            (soft(cut * temperature), "a high temperature flattens; yours sharpens"),
            (full * kept, "what is left must sum to one again"),
            (full, "all symbols are still in play: where is k?"),
            (soft(scores) / temperature, "temperature belongs inside the exponent"),
            (soft(kept * scores / temperature), "a score of 0 is not a probability of 0"),
            (soft(cut), "the temperature has no effect"),
            (soft(lowest / temperature), "those are the k lowest scores"),
            (np.sort(right), "every symbol keeps its place, whatever its score"),
            (np.sort(right)[::-1], "every symbol keeps its place, whatever its score"),
            (soft(fewer / temperature), "one symbol too few: the k-th highest stays in play"),
        ]  # fmt: skip
        if not np.allclose(got, right, atol=1e-9):
            require(got.min() >= -1e-12, "a probability cannot be negative")
        case = f"for temperature {temperature:g} and k = {k}"
        judge(got, right, ideas, f"{case} these are not the probabilities")


@exercise("Blend with the shorter context")
def blend(answer):
    """Try a seen context, one with a single kind of symbol, and an unseen one."""
    cases = [
        ([2, 0, 1, 2], [0.4, 0.2, 0.2, 0.2]),
        ([0, 7, 0, 0], [0.1, 0.2, 0.3, 0.4]),
        ([1, 1, 1, 1], [0.7, 0.1, 0.1, 0.1]),
        ([0, 0, 0, 0], [0.4, 0.3, 0.2, 0.1]),
    ]
    for counts, shorter in cases:
        C, q = np.array(counts), np.array(shorter)
        with np.errstate(divide="ignore", invalid="ignore"):
            total, kinds = C.sum(), (C > 0).sum()
            got = np.asarray(ask(answer, C, q), float)
            unseen = (
                "a context that was never seen has no counts: leave the word to the shorter one"
            )
            require(total or not np.isnan(got).any(), unseen)
            got = shaped(got, (4,), "a probability for each symbol")
            right = (C + kinds * q) / (total + kinds) if total else q
            unseen = np.where(C > 0, C, kinds * q)
            ideas = [
                (C / total, "without the shorter context, what was never seen is impossible"),
                (np.where(C > 0, C / total, q), "blend, do not switch: these do not sum to one"),
                (unseen / (total + kinds), "what was seen gets a share of the shorter context too"),
                ((C + total * q) / (2 * total), "K is the number of different symbols, not of all"),
                ((C + 4 * q) / (total + 4), "K counts the symbols seen here, not the alphabet"),
                ((C + q) / (total + 1), "the shorter context weighs K counts, not one"),
                ((C + kinds * q) / total, "the denominator must grow by what was added above"),
                ((C + 1) / (total + 4), "this ignores what the shorter context knows"),
                (kinds * q + C, "these are counts: divide by their sum"),
            ]  # fmt: skip
        if not total:
            ideas = [(np.full(4, 0.25), "an unseen context: the shorter one knows more than that")]
        judge(got, right, ideas, f"for the counts {counts} that is not the blend")


@exercise("Score a text with a table")
def score(answer):
    """Use a table in which rows and columns cannot be confused."""
    rng = np.random.default_rng(1)
    table = rng.dirichlet(np.ones(4), size=4)  # row: before, column: after
    for text in (np.array([0, 1, 3, 3, 2, 0]), rng.integers(0, 4, 30)):
        got = ask(answer, text, table)
        require(np.ndim(got) == 0, "one number is asked for: bits per symbol")
        p = table[text[:-1], text[1:]]
        right = -np.log2(p).mean()
        turned = -np.log2(table[text[1:], text[:-1]]).mean()
        itself = -np.log2(table[text, text]).mean()
        ideas = [
            (-np.log2(p).sum() / len(text), "the first symbol is not judged: one pair fewer"),
            (-np.log2(p).sum(), "that is the surprise of the whole text, not per symbol"),
            (turned, "a row is what came before, a column what comes after"),
            (itself, "you ask how likely each symbol is to follow itself"),
            (-np.log(p).mean(), "those are nats, not bits"),
            (-right, "surprise is positive"),
            (-np.log2(p.mean()), "average the surprises, not the probabilities"),
            (2**right, "that is the perplexity: bits are asked for"),
            (-np.log2(table[text[:-1]][:, text[1:]]).mean(),
             "each symbol is judged with its own neighbour, not with all of the text"),
            (-np.log2(table[np.roll(text, 1), text]).mean(),
             "nothing stands before the first symbol, the last one least of all"),
        ]  # fmt: skip
        judge(float(got), right, ideas, f"{float(got):.4g} is not the score")


@exercise("What does a variant cost?")
def variant(answer):
    """Change a base in the middle and at both ends, and one into itself."""
    rng = np.random.default_rng(3)
    table = rng.dirichlet(np.ones(4), size=4)  # row: before, column: after
    for bases, place in ((np.array([0, 1, 3, 3, 2, 0]), 2), *((rng.integers(0, 4, 9), t)
                         for t in (4, 0, 8))):  # fmt: skip
        for new in ((bases[place] + 1) % 4, bases[place]):
            got = ask(answer, bases, place, new, table, changed="bases changed: work on a copy")
            require(np.ndim(got) == 0, "one number is asked for: the difference in bits")
            changed = bases.copy()
            changed[place] = new
            old_terms, terms = (np.log2(table[s[:-1], s[1:]]) for s in (bases, changed))
            each = terms - old_terms  # the k-th judges base k + 1
            before = each[place - 1] if place else 0.0
            behind = each[place] if place < len(each) else 0.0
            right = each.sum()
            turned = np.log2(table[changed[1:], changed[:-1]] / table[bases[1:], bases[:-1]]).sum()
            ratio = terms.sum() / old_terms.sum()
            ideas = [
                (-right, "the variant comes first: below 0 means less likely than the reference"),
                (before, "the base behind the variant is judged by it, too"),
                (behind, "the variant itself is judged by the base before it"),
                (right * np.log(2), "those are nats, not bits"),
                (right / len(each), "a log-likelihood is a sum, not a mean"),
                (right / len(bases), "a log-likelihood is a sum, not a mean"),
                (terms.sum(), "that is the log-likelihood of one sequence: take the difference"),
                (2**right, "that is the ratio of the likelihoods: the logarithm is asked for"),
                (2 ** terms.sum() - 2 ** old_terms.sum(),
                 "take the logarithm of each likelihood, then the difference"),
                (ratio, "a difference of logarithms, not a ratio"),
                (turned, "a row is what came before, a column what comes after"),
            ]  # fmt: skip
            if place == 0:
                into = np.log2(table[bases[-1], new] / table[bases[-1], bases[0]])
                around = "nothing stands before the first base, the last one least of all"
                ideas.insert(0, (behind + into, around))
            judge(float(got), right, ideas, f"{float(got):.4g} is not the change at {place}")


@exercise("Cut a text for a network with memory")
def streams(answer):
    """Ask that windows follow each other, and that the answer is one step ahead."""
    for length, n, steps in ((25, 2, 4), (61, 3, 5), (17, 4, 4), (24, 2, 5), (30, 3, 4)):
        text = np.arange(length)
        got = ask(answer, text, n, steps)
        got = [tuple(np.asarray(part) for part in pair) for pair in got]
        require(got and all(len(pair) == 2 for pair in got), "a list of pairs (X, Y) is asked for")
        shapes = {part.shape for pair in got for part in pair}
        every = all(Y.ndim == X.ndim for X, Y in got)
        require(every, "Y holds the next symbol of every step, not of the last one only")
        short = any(part.shape[-1:] < (steps,) for pair in got for part in pair)
        require(not short or shapes == {(n, steps)} or (n, steps) not in shapes,
                "the last window is shorter: what does not fill one is left out")  # fmt: skip
        rows = f"every X and Y has a row a stream, shape {(n, steps)}; yours have {sorted(shapes)}"
        require(shapes == {(n, steps)}, rows)
        for X, Y in got:
            require(not np.array_equal(X, Y), "the answer is the input: where is the next symbol?")
            require((Y == X + 1).all(), "Y is the symbol that follows each symbol of X")
        first = [X[:, 0] for X, _ in got]
        require(first[0][0] == 0, "the first stream begins with the first symbol of the text")
        if len(got) > 1:
            follow = (got[0][0][1:, 0] == got[0][0][:-1, -1] + 1).all()
            below = "row n of a window goes on in row n of the next; yours goes on in the row below"
            require(not (follow and first[1][0] != first[0][0] + steps), below)
            hop = {int(step) for a, b in zip(first, first[1:], strict=False) for step in b - a}
            again = "a window begins where the one before ended: no symbol is read twice or skipped"
            require(hop == {steps}, again)
        even = "the streams share the text evenly: each begins one stream's length after the other"
        require((np.diff(first[0]) == (length - 1) // n).all(), even)
        right = (length - 1) // n // steps
        require(len(got) == right, f"{right} windows fit into each stream; yours are {len(got)}")


@exercise("Find a unit, and confirm it")
def find_unit(answer):
    """Hide a unit that tracks the feature, one with the sign turned, and a decoy."""
    for seed, sign in ((0, 1.0), (1, -1.0)):
        rng = np.random.default_rng(seed)
        T, H, true, decoy = 400, 12, 5, 8
        feature = (rng.random(T).cumsum() % 8 < 4).astype(float)
        states = rng.normal(size=(T, H))
        states[:, true] += sign * 1.2 * feature
        states[:, decoy] *= 50  # large, and tells nothing
        half, late = T // 2, 2  # late tracks the feature, but hardly in the first half
        states[:half, late] += 0.6 * feature[:half]
        states[half:, late] += 4 * (feature[half:] - 0.5)
        got = ask(answer, states, feature)
        require(np.size(got) == 2, "two things are asked for: unit and r")
        unit, r = int(got[0]), float(got[1])

        def corr(part, states=states, feature=feature):
            return np.array([np.corrcoef(s, feature[part])[0, 1] for s in states[part].T])

        search, confirm, both = (corr(p) for p in (slice(half), slice(half, None), slice(None)))
        down = "a unit that goes down when the feature goes up tracks it as well"
        require(unit != search.argmax() or unit == true, down)
        there = "you searched where you should confirm: choose the unit on the first half alone"
        require(unit != abs(confirm).argmax(), there)
        product = abs((states[:half] * feature[:half, None]).mean(axis=0))
        largest = "a product without means and spreads finds the largest unit, not the closest"
        require(unit != product.argmax() or unit == true, largest)
        require(unit == true, f"unit {unit} does not track the feature best in the first half")
        leaked = [(v[half:] - v.mean()) / v.std() for v in (states[:, true], feature)]
        ideas = [
            (np.mean(leaked[0] * leaked[1]), "take means and spreads from the second half alone"),
            (search[true], "that is r where you searched: confirm on the second half"),
            (both[true], "that is the correlation on all of it, the search included"),
            (abs(confirm[true]), "keep the sign: it says which way the unit moves"),
        ]
        judge(r, confirm[true], ideas, f"{r:.3f} is not its correlation on the second half")


@exercise("Mix two models")
def mix(answer):
    """Use texts on which other shares are best, so that the choice shows."""
    for seed in (0, 1):
        rng = np.random.default_rng(seed)
        a, b = rng.uniform(0.02, 1, size=(2, 80))  # on the validation text
        a_test, b_test = rng.uniform(0.02, 1, size=(2, 60))
        b, b_test = b**1.3, b_test**0.7  # b is the worse there, and the better here
        shares = np.linspace(0, 1, 11)

        def bits(p, q, shares=shares):
            return np.array([-np.log2(w * p + (1 - w) * q).mean() for w in shares])

        chosen, tested = bits(a, b), bits(a_test, b_test)
        got = ask(answer, a, b, a_test, b_test)
        require(np.size(got) == 2, "two numbers are asked for: the share of a and the test bits")
        share, score = (float(number) for number in got)
        best = int(chosen.argmin())
        ideas = [
            (shares[tested.argmin()], "the test text has chosen: then it is no test any more"),
            (1 - shares[best], "that is the share of b; the share of a is asked for"),
            (shares[chosen.argmax()], "fewer bits are better"),
            *((w, "no mixture? Average the probabilities, not the surprises") for w in (0.0, 1.0)),
        ]
        judge(share, shares[best], ideas, f"a share of {share:g} is not the best of the eleven")
        surprises = shares[best] * -np.log2(a_test) + (1 - shares[best]) * -np.log2(b_test)
        ideas = [
            (chosen[best], "those are the bits of the validation text, which has chosen"),
            (tested.min(), "that is the best the test text could give: the share is chosen before"),
            (surprises.mean(), "average the probabilities, not the surprises"),
            (2 ** tested[best], "that is the perplexity: bits are asked for"),
            (tested[best] * np.log(2), "those are nats, not bits"),
            (tested[10 - best], "the shares have changed places on the test text"),
        ]
        judge(score, tested[best], ideas, f"{score:.4g} are not the bits of the mixture")
