"""Right answers to the exercises on encoder and decoder, and wrong ones with their idea."""

import numpy as np

from rnnutils import beam_search
from rnnutils.checks import encoder_decoder as check


def unpack(state, base, *, stop=1):
    symbols = []
    while state > stop:
        state, x = divmod(state, base)
        symbols.append(x)
    return symbols


def unpack_with_a_string(state, base):
    return [int(d, base) for d in np.base_repr(state, base)[:0:-1]]


def tell_and_ask(targets, start, end, *, pad=0, last=True):
    T = max(map(len, targets)) + 1
    told, asked = np.full((len(targets), T), pad), np.full((len(targets), T), pad)
    for n, y in enumerate(targets):
        told[n, : len(y) + 1] = [start, *y]
        asked[n, : len(y) + last] = [*y, end] if last else y
    return told, asked


def end_of_the_array(targets, start, end):
    told, asked = tell_and_ask(targets, start, end, last=False)
    asked[:, -1] = end
    return told, asked


def whole(targets, start, end):
    both = np.zeros((len(targets), max(map(len, targets)) + 2), int)
    for n, y in enumerate(targets):
        both[n, : len(y) + 2] = [start, *y, end]
    return both, both


def told_the_end(targets, start, end):
    both, _ = whole(targets, start, end)
    return both[:, :-1], both[:, 1:]


def no_start(targets, start, end):
    told, asked = tell_and_ask(targets, start, end)
    return np.hstack([told[:, 1:], 0 * told[:, :1]]), asked


def write(step, state, start, end, longest, *, carry=True, feed=True, keep=False, first=None):
    symbol, written = start if first is None else first, []
    for _ in range(longest):
        scores, new = step(symbol, state)
        state = new if carry else state
        best = int(np.argmax(scores))
        if best == end:
            return written + [end] * keep
        written.append(best)
        symbol = best if feed else symbol
    return written


def worst(step, state, start, end, longest):
    return write(lambda s, h: (-step(s, h)[0], (*h, s)), state, start, end, longest)


def score(logits, asked):
    ok, real = logits.argmax(axis=-1) == asked, asked != 0
    return ok[real].mean(), np.mean([o[r].all() for o, r in zip(ok, real, strict=True)])


def score_of(symbols, texts):
    def answer(logits, asked):
        ok, real = logits.argmax(axis=-1) == asked, asked != 0
        return symbols(ok, real), texts(ok, real)

    return answer


def share_real(ok, real):
    return ok[real].mean()


def all_real(ok, real):
    return (ok | ~real).all(axis=1).mean()


def wean(truth, own, start, share, rng, *, draw=None):
    shape = truth.shape if draw is None else draw(truth.shape)
    before = np.where(rng.random(shape) < share, truth, own)
    return np.hstack([np.full((len(truth), 1), start), before[:, :-1]])


def unshifted(truth, own, start, share, rng):
    return np.where(rng.random(truth.shape) < share, truth, own)


def start_too(truth, own, start, share, rng):
    read = wean(truth, own, start, share, rng)
    return np.hstack([read[:, 1:], read[:, :1]])


def beam(p, start, end, longest, width, *, grow_all=True, keep_ended=True):
    texts = [([start], 1.0)]
    for _ in range(longest):
        grown = []
        for text, q in texts if grow_all else texts[:1]:
            if text[-1] == end and keep_ended:
                grown.append((text, q))
            else:
                grown += [([*text, s], q * p[text[-1], s]) for s in range(len(p))]
        texts = sorted(grown, key=lambda pair: pair[1], reverse=True)[:width]
    text, q = texts[0]
    return text[1:], q


def beam_of_the_course(p, start, end, longest, width):
    def scores(prefixes, rows):
        with np.errstate(divide="ignore"):
            return np.log(p[prefixes[:, -1]])

    numbers, logs = beam_search(scores, 1, start=start, end=end, longest=longest, width=width)
    best = numbers[0, 0].tolist()
    return best[: best.index(end) + 1] if end in best else best, np.exp(logs[0, 0])


def without_end(*case):
    text, q = beam(*case)
    return [s for s in text if s != case[2]], q


RIGHT = [
    (check.unpack, unpack),
    (check.unpack, unpack_with_a_string),
    (check.tell_and_ask, tell_and_ask),
    (check.tell_and_ask, lambda *c: [part.tolist() for part in tell_and_ask(*c)]),
    (check.tell_and_ask, told_the_end),
    (check.write, write),
    (check.score, score),
    (check.score, score_of(share_real, all_real)),
    (check.wean, wean),
    (check.wean, lambda t, o, s, share, rng: wean(t, o, s, share, np.random.default_rng(1))),
    (check.beam, beam),
    (check.beam, beam_of_the_course),
]

WRONG = [
    (check.unpack, lambda state, base: unpack(state, base, stop=0), "1 in front"),
    (check.unpack, lambda state, base: unpack(state, base)[::-1], "lies on top"),
    (check.unpack, lambda state, base: unpack(state, base, stop=base * base), "stop early"),
    (check.unpack, lambda state, base: unpack(state, 10), "not in base 10"),
    (check.unpack, lambda state, base: [9, 9], "came [9, 9]"),
    (check.unpack, lambda state, base: state, "a list of numbers"),
    (
        check.tell_and_ask,
        lambda y, start, end: ([[start, *row] for row in y], [[*row, end] for row in y]),
        "have one length",
    ),
    (check.tell_and_ask, lambda *c: tell_and_ask(*c)[::-1], "changed places"),
    (check.tell_and_ask, whole, "start and end"),
    (check.tell_and_ask, lambda *c: (tell_and_ask(*c)[1],) * 2, "stand in the question"),
    (check.tell_and_ask, no_start, "for want of a first"),
    (check.tell_and_ask, lambda *c: tell_and_ask(*c, last=False), "learn to stop"),
    (check.tell_and_ask, lambda *c: (tell_and_ask(*c)[0],) * 2, "what it was told"),
    (check.tell_and_ask, end_of_the_array, "right behind"),
    (check.tell_and_ask, lambda *c: tell_and_ask(*c, pad=9), "is told is off"),
    (check.tell_and_ask, lambda *c: (t := tell_and_ask(*c))[0:1] + (9 - t[1],), "is asked is off"),
    (check.tell_and_ask, lambda *c: tell_and_ask(*c)[0], "two arrays"),
    (check.write, lambda *c: write(*c, carry=False), "the state that"),
    (check.write, lambda *c: write(*c, feed=False), "to read in the next"),
    (check.write, lambda *c: write(*c, keep=True), "not part of the text"),
    (check.write, lambda *c: write(*c[:3], None, c[4]), "go on writing"),
    (check.write, lambda *c: write(*c, first=3), "first symbol to be read"),
    (check.write, lambda *c: [1, *write(*c)], "is read, not written"),
    (check.write, lambda *c: write(*c[:4], c[4] + 2), "the limit"),
    (check.write, lambda *c: write(*c)[:2], "to read in the next"),
    (check.write, worst, "not the best symbol"),
    (check.write, lambda *c: [], "never called"),
    (check.score, lambda *c: score(*c)[::-1], "symbols first"),
    (check.score, score_of(share_real, share_real), "if all its symbols"),
    (check.score, score_of(lambda o, r: o.mean(), lambda o, r: o.all(axis=1).mean()), "of both"),
    (check.score, score_of(lambda o, r: o.mean(), all_real), "must leave out"),
    (check.score, score_of(share_real, lambda o, r: o.all(axis=1).mean()), "real symbols only"),
    (check.score, score_of(lambda o, r: (o & r).mean(), all_real), "divide by"),
    (
        check.score,
        score_of(lambda o, r: np.mean([a[b].mean() for a, b in zip(o, r)]), all_real),
        "counts the same",
    ),
    (check.score, score_of(share_real, lambda o, r: (o & r).any(axis=1).mean()), "one right"),
    (
        check.score,
        score_of(share_real, lambda o, r: (o & r).all(axis=1).mean()),
        "must not spoil",
    ),
    (check.score, lambda *c: (0.1, 0.2), "count by hand"),
    (check.score, lambda *c: 0.1, "the two shares"),
    (check.wean, lambda t, *rest: t.fill(0), "returns nothing"),
    (check.wean, lambda t, *rest: wean(t, *rest) + 0 * np.add(t, 1, out=t), "changes the arrays"),
    (check.wean, unshifted, "where is the start"),
    (check.wean, start_too, "always"),
    (check.wean, lambda t, o, s, share, rng: wean(o, t, s, share, rng), "how often it is not"),
    (
        check.wean,
        lambda *c: wean(*c, draw=lambda shape: (shape[0], 1)),
        "not once for a whole text",
    ),
    (check.wean, lambda *c: wean(*c, draw=lambda shape: (1, shape[1])), "draw for each text"),
    (check.wean, lambda t, o, s, share, rng: wean(t, o, s, share**2, rng), "not 0.30"),
    (check.wean, lambda t, o, s, share, rng: wean(t + 7, o, s, share, rng), "or its own"),
    (check.beam, lambda *c: beam(*c, grow_all=False), "that is greedy"),
    (check.beam, lambda *c: beam(*c[:4], 500), "texts are kept"),
    (check.beam, lambda *c: beam(*c, keep_ended=False), "stays as it is"),
    (check.beam, without_end, "keep it"),
    (check.beam, lambda *c: (beam(*c)[0], np.log(beam(*c)[1])), "logarithm"),
    (check.beam, lambda *c: (beam(*c)[0], 2.0), "product over all steps"),
    (check.beam, lambda *c: ([0, *beam(*c)[0]], 1.0), "is read, not written"),
    (check.beam, lambda *c: beam(*c)[0], "two things"),
    (check.beam, lambda *c: ([1, 1, 1, 1], 0.5), "not the best"),
]
