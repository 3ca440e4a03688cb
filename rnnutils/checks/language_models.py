"""Checks of the exercises on language models."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require, shaped

judge = functools.partial(explain, atol=1e-9)


@exercise("11.1", "Bits and perplexity")
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
            (-(p * np.log2(p)).sum(), "every symbol of the text counts once; p is not its weight"),
            (-(p * np.log2(p)).mean(), "every symbol of the text counts once; p is not its weight"),
        ]
        judge(bits, right, ideas, f"{bits:.4g} is not the mean surprise of {p.round(3)}")
        ideas = [
            (np.exp(right), "bits are exponents of two, not of e"),
            (right**2, "two is the base, and the bits are the exponent"),
            (1 / p.mean(), "perplexity comes from the mean surprise, not the mean probability"),
            (2**-right, "that is below 1: a model cannot hesitate between less than one symbol"),
        ]
        judge(perplexity, 2**right, ideas, f"{perplexity:.4g} is not the perplexity")


@exercise("11.2", "Temperature and top-k")
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
        ideas = [
            (soft(cut * temperature), "a high temperature flattens; yours sharpens"),
            (full * kept, "what is left must sum to one again"),
            (full, "all symbols are still in play: where is k?"),
            (soft(scores) / temperature, "temperature belongs inside the exponent"),
            (soft(kept * scores / temperature), "a score of 0 is not a probability of 0"),
            (soft(cut), "the temperature has no effect"),
            (soft(lowest / temperature), "those are the k lowest scores"),
        ]  # fmt: skip
        if not np.allclose(got, right, atol=1e-9):
            require(got.min() >= -1e-12, "a probability cannot be negative")
        case = f"for temperature {temperature:g} and k = {k}"
        judge(got, right, ideas, f"{case} these are not the probabilities")


@exercise("11.3", "Blend with the shorter context")
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
            require(
                total or not np.isnan(got).any(),
                "a context that was never seen has no counts: leave the word to the shorter one",
            )
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
            ideas = [
                (np.full(4, 0.25), "an unseen context: the shorter one knows more than nothing")
            ]
        judge(got, right, ideas, f"for the counts {counts} that is not the blend")


@exercise("11.4", "Score a text with a table")
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
        ]  # fmt: skip
        judge(float(got), right, ideas, f"{float(got):.4g} is not the score")


@exercise("11.5", "Cut a text for a network with memory")
def streams(answer):
    """Ask that windows follow each other, and that the answer is one step ahead."""
    for length, n, steps in ((25, 2, 4), (61, 3, 5), (17, 4, 4), (24, 2, 5), (30, 3, 4)):
        text = np.arange(length)
        got = ask(answer, text, n, steps)
        got = [tuple(np.asarray(part) for part in pair) for pair in got]
        require(got and all(len(pair) == 2 for pair in got), "a list of pairs (X, Y) is asked for")
        shapes = {part.shape for pair in got for part in pair}
        short = any(part.shape[-1:] < (steps,) for pair in got for part in pair)
        require(not short or shapes == {(n, steps)} or (n, steps) not in shapes,
                "the last window is shorter: what does not fill one is left out")  # fmt: skip
        require(
            shapes == {(n, steps)},
            f"every X and Y has a row a stream, shape {(n, steps)}; yours have {sorted(shapes)}",
        )
        for X, Y in got:
            require(not np.array_equal(X, Y), "the answer is the input: where is the next symbol?")
            require((Y == X + 1).all(), "Y is the symbol that follows each symbol of X")
        first = [X[:, 0] for X, _ in got]
        require(first[0][0] == 0, "the first stream begins with the first symbol of the text")
        if len(got) > 1:
            rows_follow = (got[0][0][1:, 0] == got[0][0][:-1, -1] + 1).all()
            require(
                not (rows_follow and first[1][0] != first[0][0] + steps),
                "row n of a window must go on in row n of the next; yours goes on in the row below",
            )
            hop = {int(step) for a, b in zip(first, first[1:], strict=False) for step in b - a}
            require(
                hop == {steps},
                "a window begins where the one before ended: no symbol is read twice or skipped",
            )
        apart = np.diff(first[0])
        require(
            (apart == (length - 1) // n).all(),
            "the streams share the text evenly: each begins one stream's length after the other",
        )
        right = (length - 1) // n // steps
        require(len(got) == right, f"{right} windows fit into each stream; yours are {len(got)}")


@exercise("11.6", "Find a unit, and confirm it")
def find_unit(answer):
    """Hide a unit that tracks the feature, one with the sign turned, and a decoy."""
    for seed, sign in ((0, 1.0), (1, -1.0)):
        rng = np.random.default_rng(seed)
        T, H, true, decoy = 400, 12, 5, 8
        feature = (rng.random(T).cumsum() % 8 < 4).astype(float)
        states = rng.normal(size=(T, H))
        states[:, true] += sign * 1.2 * feature
        states[:, decoy] *= 50  # large, and tells nothing
        half = T // 2
        late = 2  # tracks the feature, but hardly in the first half
        states[:half, late] += 0.6 * feature[:half]
        states[half:, late] += 4 * (feature[half:] - 0.5)
        got = ask(answer, states, feature)
        require(np.size(got) == 2, "two things are asked for: unit and r")
        unit, r = int(got[0]), float(got[1])

        def corr(part, states=states, feature=feature):
            return np.array([np.corrcoef(s, feature[part])[0, 1] for s in states[part].T])

        search, confirm, both = (corr(p) for p in (slice(half), slice(half, None), slice(None)))
        require(
            not (unit == search.argmax() and unit != true),
            "a unit that goes down when the feature goes up tracks it as well",
        )
        require(
            unit != abs(confirm).argmax(),
            "you searched where you should confirm: choose the unit on the first half alone",
        )
        product = abs((states[:half] * feature[:half, None]).mean(axis=0))
        require(
            not (unit == product.argmax() and unit != true),
            "a product without means and spreads finds the largest unit, not the closest",
        )
        require(unit == true, f"unit {unit} does not track the feature best in the first half")
        ideas = [
            (
                search[true],
                "that is the correlation where you searched: confirm on the second half",
            ),
            (both[true], "that is the correlation on all of it, the search included"),
            (abs(confirm[true]), "keep the sign: it says which way the unit moves"),
        ]
        judge(r, confirm[true], ideas, f"{r:.3f} is not its correlation on the second half")
