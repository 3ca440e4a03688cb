"""Checks of the exercises on sequences."""

from collections import Counter
from numbers import Integral

import numpy as np

from rnnutils.checks import agree, ask, exercise, explain, require, shaped


@exercise("Name the shapes")
def shapes(answer):
    """Ask for sizes that tell N, T and D apart."""
    for n, t in ((50, 300), (7, 12)):
        got = answer(n, t)
        require(got is None or got != answer(n + 1, t + 3), "your shapes do not follow n and t")
        require(isinstance(got, dict), "a dictionary is asked for, with one shape for each name")
        right = {
            "pulse": (n, t, 1),
            "pulse and temperature": (n, t, 2),
            "DNA": (n, t, 4),
            "codons": (n, t // 3, 64),
        }
        missing = sorted(set(right) - set(got))
        require(not missing, f"no shape is given for {', '.join(missing)}")
        for name, shape in right.items():
            right_size = _is_shape(got[name]) and got[name] == shape
            require(right_size, f"{name}: {_shape_idea(name, got[name], shape)}")


def _is_shape(got):
    return isinstance(got, tuple) and all(isinstance(size, Integral) for size in got)


def _shape_idea(name, got, shape):
    if not _is_shape(got):
        return "a shape is a tuple of whole numbers"
    if len(got) == 2 and got == shape[:2]:
        return "even a single feature has an axis of its own"
    if len(got) == 2 and got == shape[1:]:
        return "many sequences are stacked; their number stands in front"
    if len(got) != 3:
        return "three axes are asked for: sequences, time steps, features"
    if sorted(got) == sorted(shape):
        return "the numbers are right, their order is not: sequences, time steps, features"
    if name == "codons" and got[2] == 64:
        return "a step is a codon here, and a codon takes three bases"
    if name == "codons":
        return "how many different codons can be written with three of four letters?"
    if got[1] == shape[1] * shape[2]:
        return "more features make the steps wider, not the sequence longer"
    if got[2] == 1:
        return "how many numbers describe one step?"
    return f"{got} is not the shape"


@exercise("One-hot encode DNA")
def one_hot_dna(answer):
    """Try every letter, an N, lower case, and letters that are none."""
    got = ask(answer, "GATTAA")
    require(isinstance(got, np.ndarray), "an array is asked for: a list of lists has no shape")
    require(got.shape != (4, 6), "time steps come first: a row for each base, a column a letter")
    require(got.ndim == 2, f"two axes are asked for, (T, 4); yours has shape {got.shape}")
    require(got.shape != (6, 3), "the alphabet has four letters, even where C does not occur")
    require(got.shape == (6, 4), f"six bases, four letters: (6, 4); yours has shape {got.shape}")
    require(got.dtype.kind == "f", f"networks compute with floats; yours holds {got.dtype}")
    require((got.sum(axis=1) == 1).all(), "each base needs a single 1 in its row")
    each = np.asarray(answer("ACGT"))
    order = "".join("ACGT"[k] for k in each.argmax(axis=0))
    require(order == "ACGT", f"your columns stand for {order}; A, C, G, T was asked for")
    require((each == np.eye(4)).all(), "each base needs a single 1 in its row")
    with_n = _try("N is a letter of real data and has a rule here", answer, "ANT")
    require(with_n.shape == (3, 4), "N must keep its step, or what follows moves by one position")
    require(with_n[1].any(), "a row of zeros says 'no base here'; N says 'some base here'")
    require((with_n[1] == 0.25).all(), "N may be any of the four, each as likely as the others")
    same_base = "lower case marks repeats; it is the same base"
    lower = _try(same_base, answer, "acgtn")
    require((lower[:4] == np.eye(4)).all(), same_base)
    require((lower[4] == 0.25).all(), "a lower-case n is an N as well")
    for bad in ("GATUACA", "AC-GT", "A C", "AX", "AC7", "AΩ", "ACR", "ACG\n"):
        letter = next(c for c in bad if c not in "ACGT")
        try:
            answer(bad)
        except ValueError as error:
            rest = str(error).replace(bad, "")  # naming the whole text names no letter
            named = letter in rest or repr(letter)[1:-1] in rest
            require(named, f"say which letter is wrong; the message is '{error}'")
        except Exception as error:
            name = type(error).__name__
            require(False, f"{bad!r} should stop with a ValueError, not with {name}")
        else:
            require(False, f"{bad!r} holds a letter that is no base, and nobody was told")
    for seed in range(3):
        bases = np.random.default_rng(seed).integers(4, size=5 + seed)
        text = "".join("ACGT"[b] for b in bases)
        require((np.asarray(answer(text)) == np.eye(4)[bases]).all(), f"{text} comes out wrong")


def _try(idea, answer, text, *more):
    try:
        return np.asarray(answer(text, *more))
    except NotImplementedError:
        raise
    except Exception:
        require(False, f"your code stops on '{text}': {idea}")


@exercise("Name the type of task")
def task_types(answer):
    """Compare with what comes in and what goes out, and say it where it differs."""
    got = answer()
    reasons = {
        "X-ray image": ("one to one", "one picture in, one diagnosis out; no time is involved"),
        "heart beat": ("many to one", "many samples come in, a single answer comes out"),
        "protein": ("many to many, aligned", "every amino acid gets an answer of its own"),
        "molecule": ("one to many", "a single number comes in, a string of letters comes out"),
        "basecalling": ("many to many, not aligned", "nobody knows how many samples a base takes"),
        "glucose": ("many to one", "each forecast is one number, made again for every window"),
    }
    types = [kind for kind, _ in reasons.values()]
    require(isinstance(got, dict), "a dictionary is asked for, with one type for each name")
    missing = sorted(set(reasons) - set(got))
    require(not missing, f"no type is given for {', '.join(missing)}")
    for name, (right, reason) in reasons.items():
        require(got[name] in types, f"{name}: {got[name]!r} is none of the five names")
        require(got[name] == right, f"{name}: {reason}")


@exercise("Cut windows from several sequences")
def windows(answer):
    """Name every value after its patient and step, so that a mixture shows."""
    patients = [np.arange(100.0, 105.0), np.arange(200.0, 202.0), np.arange(300.0, 304.0)]
    got = ask(answer, patients, 2, changed="your function changes the caller's recordings")
    two = isinstance(got, (tuple, list)) and len(got) == 2
    require(two, "two things are asked for: X and Y")
    X, Y = map(np.asarray, got)
    require(X.dtype != object, "the windows do not form one array: are they equally long?")
    require(X.ndim == 3 and X.shape[2:] == (1,), f"(N, T, 1) is asked for; X has shape {X.shape}")
    require(X.shape[1] == 2, f"a window was to show 2 steps; yours shows {X.shape[1]}")
    require(len(X) == len(np.ravel(Y)), "every window needs one target")
    whole = np.column_stack([X[..., 0], np.ravel(Y)])  # a window and its target
    require(
        (np.ptp(whole // 100, axis=1) == 0).all(),
        "one of your windows begins in one patient and ends in another, or its target does",
    )
    require((np.diff(X[..., 0]) == 1).all(), "inside a window the steps are not consecutive")
    require((whole[:, -1] != whole[:, -2]).all(), "your target is the last value of its window")
    require((np.diff(whole) == 1).all(), "your target is not the step that follows its window")
    per_patient = [int((whole[:, 0] // 100 == k).sum()) for k in (1, 2, 3)]
    idea = "at how many starts does a window of 2 fit, together with the step that follows it?"
    require(
        per_patient == [3, 0, 2],
        f"recordings of 5, 2 and 4 steps gave you {per_patient} windows; {idea}",
    )
    require((whole[:, 0] == [100, 101, 102, 300, 301]).all(), "keep the order of the patients")
    for steps in (3, 1):
        X, Y = answer([np.arange(4.0), np.arange(10.0, 17.0)], steps)
        targets = [*range(steps, 4), *range(10 + steps, 17)]
        right = np.shape(X) == (len(targets), steps, 1) and np.array_equal(np.ravel(Y), targets)
        require(right, f"windows of 2 steps are right, windows of {steps} are not")


@exercise("Fill a bag of words")
def bag_of_words(answer):
    """Repeat words, change the order, and use a word the vocabulary does not have."""
    vocabulary = ["bites", "dog", "man", "the"]
    got = ask(answer, "the dog bites the man", vocabulary)
    require(not isinstance(got, dict), "only the counts are asked for, in the vocabulary's order")
    got = np.asarray(got)
    require(got.ndim == 1, "a bag has no time axis left: one count for each word")
    require(got.shape == (4,), f"one count for each word of the vocabulary; {got.shape} came")
    require(got[3] != 1, "'the' occurs twice in 'the dog bites the man': a bag counts")
    require((got == [1, 1, 1, 2]).all(), f"the counts of {vocabulary} are 1, 1, 1, 2; got {got}")
    mirror = np.asarray(answer("the man bites the dog", list(vocabulary)))
    require((mirror == got).all(), "'the man bites the dog' should give the same bag")
    turned = np.asarray(answer("the dog bites the man", vocabulary[::-1]))
    require((turned == got[::-1]).all(), "the counts should stand in the order of the vocabulary")
    idea = "a word that the vocabulary lacks is left out"
    unknown = _try(idea, answer, "the cat bites", list(vocabulary))
    require((unknown == [1, 0, 0, 1]).all(), idea)
    inside = np.asarray(answer("the dogma bites mankind", list(vocabulary)))
    require(inside[1] == inside[2] == 0, "'dogma' is not 'dog': count words, not letters in a row")
    return "'the dog bites the man' and 'the man bites the dog' share one bag"


@exercise("Count the parameters of a window")
def window_parameters(answer):
    """Compare with the layers' definition for sizes that tell the terms apart."""
    t, d, h, o = 7, 3, 5, 2
    got, whole = ask(answer, t, d, h, o), t * d * h + h + h * o + o
    require(isinstance(got, Integral), f"one whole number is asked for; {got!r} came")
    ideas = {
        d * h + h + h * o + o: "each position of the window has weights of its own",
        t * h + h + h * o + o: "each step has several features, each with its own weight",
        t * d * h + h * o: "each hidden unit, and each output, has a bias",
        t * d * h + h * o + o: "the hidden units have a bias each",
        t * d * h + h + h * o: "the outputs have a bias each",
        t * d * h + h: "the network does not end at its hidden layer",
        t * whole: "the outputs are computed once a window, not once a step",
        t * (d * h + h) + h * o + o: "a hidden unit has one bias, however long the window is",
        t * d * o + o: "the hidden layer is missing",
        t * d * h + h + t * (h * o + o): "one output layer answers for the whole window",
        t * d * h + h + t * h * o + o: "the hidden units have seen the whole window, once",
        t * d * h + h + h * h + h * o + o: "no hidden unit reads another one here",
        d * h + h * h + h + h * o + o: "nothing is handed from step to step in a window",
        t * d * h + h + h * o + h: "a bias belongs to the unit it feeds: count the outputs",
        t * d * h + h + t * d * o + o: "the output layer reads the hidden units, not the window",
    }
    otherwise = f"for sizes of 7, 3, 5 and 2, in your order, {got} is not the count"
    explain(got, whole, ideas, otherwise)
    for sizes in ((10, 4, 16, 4), (100, 4, 16, 4), (1, 1, 1, 1)):
        t, d, h, o = sizes
        right = t * d * h + h + h * o + o
        require(answer(*sizes) == right, f"the count is wrong for the sizes {sizes}")
    ten, hundred = answer(10, 4, 16, 4), answer(100, 4, 16, 4)
    return f"with 16 hidden units {ten:,} for ten bases, {hundred:,} for a hundred"


@exercise("Fool a bag of k-mers")
def same_kmers(answer):
    """Accept any two different sequences with equal counts, whatever they are."""
    for k in (1, 2, 3, 4, 5, 6, 12):
        got = ask(answer, k)
        pair = isinstance(got, (tuple, list)) and [type(s) for s in got] == [str, str]
        require(pair, "two sequences are asked for, as text")
        a, b = got
        require(set(a + b) <= set("ACGT"), "use the letters A, C, G and T")
        require(a != b, f"k = {k}: the two are the same sequence")
        require(min(len(a), len(b)) >= k, f"k = {k}: a sequence this short holds no k-mer at all")
        counts = [Counter(s[i : i + k] for i in range(len(s) - k + 1)) for s in (a, b)]
        only = sorted((counts[0] - counts[1]) + (counts[1] - counts[0]))
        if k > 2 and only:
            pairs = [Counter(s[i : i + 2] for i in range(len(s) - 1)) for s in (a, b)]
            require(
                pairs[0] != pairs[1],
                f"k = {k}: your two share their 2-mers, but {only[0]} occurs in one more often "
                "than in the other; how long must the repeated stretch be?",
            )
        require(not only, f"k = {k}: {a} and {b} do not hold {only[:2]} equally often")
    a, b = answer(2)
    return f"for k = 2: {a} and {b}"


@exercise("Follow a hidden state")
def beliefs(answer):
    """Compare with the forward algorithm on islands, then on a read long enough to underflow."""
    start = np.array([0.3, 0.7])
    move = np.array([[0.8, 0.2], [0.1, 0.9]])
    emit = np.array([[0.1, 0.4, 0.4, 0.1], [0.3, 0.2, 0.2, 0.3]])
    codes = np.array([1, 2, 2, 0, 3, 1])
    got = ask(answer, codes, start, move, emit)
    require(np.shape(got) != (2, 6), "bases come first: a row for each base, a column a state")
    got = shaped(got, (6, 2), "what you return")
    read = emit[:, codes].T
    whole = _forward(codes, start, move, emit, shares=False)
    ideas = [
        (whole, "each row holds probabilities of all states: they add up to 1"),
        (_forward(codes, start, move.T, emit), "`move[i, j]` leads from state i to state j"),
        (
            _forward(codes, start @ move, move, emit),
            "the state has not moved before the first base",
        ),
        (_forward(codes, start, np.eye(2), emit), "between two bases the state may move"),
        (_forward(codes, start, move, np.ones((2, 4))), "what is read changes the belief"),
        (start * read / (start * read).sum(axis=1, keepdims=True), "carry the belief along"),
        (read / read.sum(axis=1, keepdims=True), "`start` and `move` know something as well"),
        (_smoothed(codes, start, move, emit), "a row knows the bases up to its own, none after it"),
        (_moved(codes, start, move, emit), "a row is what you believe before the state moves on"),
    ]
    right = _forward(codes, start, move, emit)
    require(not agree(got, np.eye(2)[right.argmax(axis=1)]), "keep probabilities; do not decide")
    explain(got, right, ideas, "follow the first two bases by hand: read, move, read")
    codes = np.random.default_rng(0).integers(4, size=5000)
    with np.errstate(all="ignore"):
        long = np.asarray(answer(codes, start, move, emit))
    require(
        agree(long, _forward(codes, start, move, emit)),
        "right for short reads; after thousands of bases the numbers get too small for the "
        "computer, unless each row is made to add up to 1 before it is handed on",
    )
    three = np.random.default_rng(1).dirichlet(np.ones(3), size=4)
    codes, emit = codes[:9], np.random.default_rng(2).dirichlet(np.ones(4), size=3)
    right = _forward(codes, three[0], three[1:], emit)
    require(
        agree(answer(codes, three[0], three[1:], emit), right), "two states are right, three not"
    )
    return f"after CGG an island with probability {got[2, 0]:.2f}"


def _forward(codes, start, move, emit, *, shares=True):
    belief, rows = start, []
    for t, base in enumerate(codes):
        belief = (belief @ move if t else belief) * emit[:, base]
        belief = belief / belief.sum() if shares else belief
        rows.append(belief)
    return np.array(rows)


def _moved(codes, start, move, emit):
    return _forward(codes, start, move, emit) @ move


def _smoothed(codes, start, move, emit):
    later = np.ones_like(start)
    rows = _forward(codes, start, move, emit)
    for t in range(len(codes) - 1, -1, -1):
        rows[t] = rows[t] * later / (rows[t] @ later)
        later = move @ (emit[:, codes[t]] * later)
    return rows
