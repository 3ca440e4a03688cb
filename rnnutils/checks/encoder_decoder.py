"""Checks of the exercises on encoder and decoder."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require, shaped

START, END = 1, 2  # 0 is padding
judge = functools.partial(explain, atol=1e-9)


def _listed(got, what):
    """Return a list of whole numbers, or say what was needed."""
    plain = isinstance(got, list | tuple | np.ndarray)
    require(plain, f"{what} must be a list of numbers; yours is of type {type(got).__name__}")
    numbers = np.asarray(got, float)
    flat = numbers.ndim == 1 and np.array_equal(numbers, numbers.round())
    require(flat, f"{what} must be one list of whole numbers")
    return numbers.astype(int).tolist()


@exercise("Write from a single number")
def unpack(answer):
    """Compare with decoders that stop, turn or count wrongly."""
    cases = [([3, 1, 2], 10), ([5, 0, 0], 8), ([0, 0, 4], 8), ([1, 1, 0], 2), ([2], 3), ([], 10)]
    for symbols, base in cases:
        state = functools.reduce(lambda h, x: h * base + x, symbols, 1)
        got = _listed(ask(answer, state, base), "what the decoder writes")
        right = symbols[::-1]
        digits = [int(digit) for digit in reversed(str(state))]
        tens = base != 10 and got in (digits, digits[:-1])
        require(not tens, "the symbols are digits in this base, not in base 10")
        one = "the 1 in front is where the encoder started: it says that nothing is left to write"
        require(got != [*right, 1], one)
        require(got == right or got != symbols, "the last symbol to be read lies on top")
        early = len(got) < len(right) and got == right[: len(got)]
        require(
            not early, "you stop early: 0 is a symbol like others. What says that none is left?"
        )
        require(got == right, f"from {state} in base {base} came {got}")


@exercise("Tell and ask")
def tell_and_ask(answer):
    """Compare with pairs that are shifted wrongly."""
    for targets in ([[5, 3, 4], [6]], [[7, 7], [3, 4]], [[4, 3, 5, 6]]):
        got = ask(answer, targets, START, END)
        pair = isinstance(got, tuple | list) and len(got) == 2
        require(pair, "two arrays are asked for: what is told, and what is asked")
        longest = max(map(len, targets)) + 1

        def rows(parts, T=longest):
            return np.array([[*part, *[0] * (T - len(part))] for part in parts], float)

        told = rows([[START, *y] for y in targets])
        asked = rows([[*y, END] for y in targets])
        whole = rows([[START, *y, END] for y in targets], longest + 1)
        even = all(len({np.size(row) for row in part}) == 1 for part in got)
        require(even, "the rows of an array have one length: fill up the short ones with 0")
        both = all(np.shape(part) == whole.shape for part in got)
        require(not both, "each array still holds start and end: one lacks its last step")
        got = [shaped(part, told.shape, "each array") for part in got]
        ideas = [
            (asked, "what is told is what is asked: the answer would stand in the question"),
            (rows(targets), "the first step is told the start symbol, for want of a first one"),
        ]
        swapped = np.array_equal(got[0], asked) and np.array_equal(got[1], told)
        require(not swapped, "the two have changed places: told comes first")
        told_end = np.array_equal(got[0], whole[:, :-1])  # where nothing is asked it does no harm
        off = "what the decoder is told is off: follow the first target"
        judge(got[0], whole[:, :-1] if told_end else told, ideas, off)
        ends = np.where(asked == END, 0, asked)
        at_last = ends.copy()
        at_last[:, -1] = END
        ideas = [
            (ends, "nobody asks for the end symbol: how will the decoder learn to stop?"),
            (told, "every step is asked for what it was told"),
            (at_last, "the end stands right behind the last symbol, and padding behind the end"),
        ]
        judge(got[1], asked, ideas, "what the decoder is asked is off: follow the first target")


@exercise("Write greedily")
def write(answer):
    """Run the reader's loop on decoders whose scores depend on all they have read."""
    for seed in range(8):
        n, longest = 6, 7
        table = np.random.default_rng(seed).normal(size=(longest + 3, n, n))
        table[:, :, [0, START]] = -9
        table[:3, :, END] = -9  # three symbols at least
        table[4 + seed % 3, :, END] = 9 if seed % 2 else -9
        if seed % 2 == 0:
            table[:, :, END] = -9  # never ends
        seen = []

        def step(symbol, state, table=table, seen=seen):
            seen.append((int(symbol), state))
            return table[(len(state) - 1) % len(table), symbol].copy(), (*state, int(symbol))

        got = _listed(answer(step, ("h_S",), START, END, longest), "what is written")
        require(bool(seen), "step was never called")
        require(seen[0][0] == START, "the first symbol to be read is the start symbol")
        states = [len(state) for _, state in seen]
        carried = states == list(range(1, len(states) + 1))
        require(carried, "each step must be given the state that the step before returned")
        right, symbol = [], START
        for t in range(longest):
            symbol = int(table[t, symbol].argmax())
            if symbol == END:
                break
            right.append(symbol)
        require(got[-1:] != [END], "the end symbol says stop; it is not part of the text")
        require(END not in got, "you go on writing behind the end symbol")
        require(got[:1] != [START], "the start symbol is read, not written")
        require(len(got) <= longest, f"{longest} symbols were to be the limit")
        fed_back = [symbol for symbol, _ in seen][1:] == got[: len(seen) - 1]
        require(fed_back, "each symbol that is written is the one to read in the next step")
        require(got == right, "that is not the best symbol at every step, up to the end")


@exercise("Score a decoder")
def score(answer):
    """Compare with scores that count padding, or symbols for texts."""
    rng = np.random.default_rng(4)
    for lengths in ([3, 1, 5, 2], [4, 4, 2], [6, 1, 1, 1, 1]):
        T = max(lengths)
        asked = np.zeros((len(lengths), T), int)
        for n, length in enumerate(lengths):
            asked[n, :length] = [*rng.integers(3, 7, size=length - 1), END]
        logits = rng.normal(size=(*asked.shape, 7))
        hit = rng.random(asked.shape) < 0.7
        hit[0] = True
        np.put_along_axis(logits, asked[..., None], np.where(hit, 5.0, -5.0)[..., None], axis=-1)
        got = shaped(ask(answer, logits, asked), (2,), "the two shares")
        ok, real = logits.argmax(axis=-1) == asked, asked > 0
        right = ok[real].mean(), (ok | ~real).all(axis=1).mean()
        per_row = np.mean([ok[n, :length].mean() for n, length in enumerate(lengths)])
        ideas = [
            (right[::-1], "the two shares have changed places: symbols first"),
            ((right[0], right[0]), "a text is right if all its symbols are"),
            ((ok.mean(), ok.all(axis=1).mean()), "padding is nobody's task: leave it out of both"),
            ((ok.mean(), right[1]), "the share of symbols must leave out padding"),
            ((right[0], ok.all(axis=1).mean()), "a text is judged by its real symbols only"),
            (((ok & real).mean(), right[1]), "divide by the number of real symbols, not of all"),
            ((right[0], (ok & real).all(axis=1).mean()), "padding must not spoil a text"),
            ((per_row, right[1]), "every symbol counts the same, also in a long text"),
            ((right[0], (ok & real).any(axis=1).mean()), "one right symbol is not a right text"),
        ]
        ideas = [(np.array(wrong), idea) for wrong, idea in ideas]
        judge(got, np.array(right), ideas, "count by hand for two texts: which symbols are right?")


@exercise("Wean the decoder")
def wean(answer):
    """Look at which symbols come from whom, and how often."""
    N, T = 300, 40
    truth = np.random.default_rng(0).integers(3, 50, size=(N, T))
    own = truth + 100
    for share in (1.0, 0.0, 0.3):
        given = truth.copy(), own.copy()
        got = answer(*given, START, share, np.random.default_rng(5))
        require(got is not None, "your function returns nothing")
        kept = all(map(np.array_equal, given, (truth, own)))
        require(kept, "your function changes the arrays it was given")
        got = shaped(got, (N, T), "what the decoder reads")
        unshifted = ((got == truth) | (got == own)).all()
        require(not unshifted, "step t reads the symbol of step t − 1: where is the start?")
        require((got[:, 0] == START).all(), "the first step reads the start symbol, always")
        told = got[:, 1:] == truth[:, :-1]  # (N, T − 1)
        written = got[:, 1:] == own[:, :-1]
        require((told | written).all(), "a step reads the true symbol before it, or its own")
        found = told.mean()
        flipped = abs(found - (1 - share)) < 0.03
        require(not flipped, "share is how often the truth is read, not how often it is not")
        if 0 < share < 1:
            rows = (told == told[:, :1]).all()
            require(not rows, "draw for each step, not once for a whole text")
            columns = (told == told[:1]).all()
            require(not columns, "draw for each text: here all read the truth at the same steps")
        require(abs(found - share) < 0.03, f"the truth is read in {found:.2f}, not {share:.2f}")


def _beam(p, start, end, longest, width, *, rest=True):
    """Search one table; return the best text and its probability."""
    kept = [([start], 1.0)]
    for _ in range(longest):
        grown = [pair for pair in kept if rest and pair[0][-1] == end]
        for text, q in kept:
            if not rest or text[-1] != end:
                grown += [([*text, s], q * p[text[-1], s]) for s in range(len(p))]
        kept = sorted(grown, key=lambda pair: -pair[1])[:width]
    return kept[0][0][1:], kept[0][1]


@exercise("Search with a beam")
def beam(answer):
    """Compare with narrower and wider beams on tables where they differ."""
    for seed in range(40):
        rng, n = np.random.default_rng(seed), 5
        p = rng.dirichlet(0.5 * np.ones(n - 1), size=n)
        p = np.insert(p, 0, 0, axis=1)  # nothing leads back to the start
        found = {width: _beam(p, 0, n - 1, 4, width) for width in (1, 2, 3, 500)}
        if found[1][0] == found[2][0]:
            continue
        for width in (2, 1, 3):
            right, q = found[width]
            got = ask(answer, p, 0, n - 1, 4, width)
            pair = isinstance(got, tuple | list) and len(got) == 2
            require(pair, "two things are asked for: the text and its probability")
            text, probability = _listed(got[0], "the text"), float(got[1])
            require(text[:1] != [0], "the start symbol is read, not written")
            alike = abs(probability - q) < 1e-9
            if text == right and alike:
                continue
            log = text == right and abs(probability - np.log(q)) < 1e-9
            require(not log, "that is the logarithm: give the probability itself")
            require(text != right, "the text is right; its probability is a product over all steps")
            require([*text, n - 1] != right, "the end symbol was searched like others: keep it")
            behind = text == _beam(p, 0, n - 1, 4, width, rest=False)[0]
            require(not behind, "a text that has ended stays as it is, and keeps its place")
            narrow = text == found[1][0]
            require(not narrow, "that is greedy: every step grows all the texts that are kept")
            all_of_them = text == found[500][0]
            require(
                not all_of_them, f"only {width} texts are kept after a step, ended ones included"
            )
            require(False, f"for a beam of {width} that is not the best of the texts it keeps")
