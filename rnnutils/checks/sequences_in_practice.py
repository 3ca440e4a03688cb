"""Checks of the exercises on sequences in practice."""

import numpy as np

from rnnutils.checks import ask, exercise, meaning, require
from rnnutils.inputs.encoding import Vocabulary, one_hot, pad_sequences
from rnnutils.inputs.tasks import LETTERS, alphabet_walks
from rnnutils.nn.lstm import LSTM


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


@exercise("Know the shapes of a stack")
def shapes(answer):
    """Compare the shapes of stacks in which T, N and the units differ."""
    cases = [
        ((7, 11, [5, 3], [True, False]), [(7, 11, 5), (7, 3)]),
        ((2, 9, [4, 6, 8], [True, True, True]), [(2, 9, 4), (2, 9, 6), (2, 9, 8)]),
        ((2, 9, [4], [False]), [(2, 4)]),
    ]
    for (N, T, units, flags), right in cases:
        try:
            got = ask(answer, N, T, units, flags)
        except ValueError:
            require(False, "you refuse a right stack: does anybody read the last layer's sequence?")
        got = [tuple(shape) for shape in got]
        require(len(got) == len(units), "one shape a layer is asked for")
        dims = [len(shape) == 2 + flag for shape, flag in zip(got, flags, strict=True)]
        require(all(dims), "with its sequence a layer returns three axes, without it two")
        require(all(shape[0] == N for shape in got), "the first axis counts the sequences")
        steps = all(shape[1] == T for shape, flag in zip(got, flags, strict=True) if flag)
        require(steps, "a layer that returns its sequence keeps the number of steps")
        require(got == right, "the last axis is the length of a layer's own state, its units")
    for flags in ([False, False], [True, False, True]):
        try:
            answer(2, 9, [4] * len(flags), flags)
        except ValueError:
            continue
        require(False, f"{flags}: which layer gets no sequence to read? That is a ValueError")


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


@exercise("Next letter with a stacked LSTM")
def stacked_reader(answer):
    """Inspect the network, then teach it the 115 pieces, twice 30 epochs at most."""
    import keras

    from rnnutils.keras_training import train_keras

    keras.utils.set_random_seed(0)
    unread = "an LSTM of yours gets no sequence of vectors: which layer below passes on too little?"
    with meaning("expected ndim=3", unread):
        model = answer()
        if isinstance(model, keras.Sequential) and not model.built:
            model.build((None, None))
    require(isinstance(model, keras.Model), "a Keras model is asked for")
    unwrapped = [getattr(layer, "forward_layer", layer) for layer in model.layers]
    cells = [layer for layer in unwrapped if isinstance(layer, keras.layers.LSTM)]
    require(len(cells) >= 2, "stacked: at least two LSTM layers, one on top of the other")
    vocabulary = Vocabulary(LETTERS, padding=True)
    pieces = [LETTERS[s : s + n] for n in range(1, 6) for s in range(26 - n)]
    encoded = [vocabulary.encode(piece) for piece in pieces]
    X, longer = (pad_sequences(encoded, length=length)[0] for length in (5, 9))
    Y = one_hot([LETTERS.index(piece[-1]) + 1 for piece in pieces], 26)
    free = model.input_shape[1:] == (None,)
    require(free, "leave the length of the input open: shape (None,), numbers in, any length")
    tables = [a for a in model.layers if isinstance(a, keras.layers.Embedding)]
    rows = [table.input_dim for table in tables]
    require(min(rows, default=27) >= 27, "letters are 1 to 26 and padding is 0: count the rows")
    first, second = (np.array(model(part)) for part in (X, longer))
    require(first.ndim == 2, "one answer a piece: the last LSTM must not return its sequence")
    require(first.shape[1] == 26, f"one output for each of 26 letters; you have {first.shape[1]}")
    require(np.allclose(first.sum(axis=1), 1, atol=1e-4), "the outputs are to be probabilities")
    same = np.allclose(first, second, atol=1e-5)
    require(same, "the answer to a piece changes with the padding behind it: where is the mask?")
    require(getattr(model, "optimizer", None) is not None, "compile the model before you return it")
    for _ in range(2):
        try:
            train_keras(model, X, Y, epochs=30, batch_size=8)
        except ValueError:
            require(False, "the targets are one-hot rows, (N, 26): which loss reads such rows?")
        hits = int((np.array(model(longer)).argmax(axis=1) == Y.argmax(axis=1)).sum())
        if hits == len(pieces):
            return "115 of 115, whatever the padding"
    require(False, f"{hits} of 115 after twice 30 epochs: more units, or larger steps?")


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


class _ShortOfMemory(LSTM):
    """A cell that takes in `size` steps at once, not more."""

    def unroll(self, X, **options):
        T = np.shape(X)[-2]
        require(T <= self.size, f"{T} steps at once do not fit: read at most {self.size} of them")
        return super().unroll(X, **options)


@exercise("Read a recording in chunks")
def in_chunks(answer):
    """Compare with one walk over the whole recording."""
    cell = _ShortOfMemory(2, 4, 1, seed=0)
    cell.W_hy *= 3
    X = np.random.default_rng(0).normal(size=(23, 2))
    for size in (5, 23, 1, 40):
        cell.size, whole = size, LSTM.unroll(cell, X)["y"]
        with meaning("state", "hand on h and c, both, as they are after a chunk's last step"):
            got = answer(cell, X.copy(), size)
        require(got is not None, "your function returns nothing")
        got = np.asarray(got, float)
        require(got.ndim == 2, f"one array of outputs, (T, O), is asked for; not {got.shape}")
        require(len(got) >= len(X), "the recording does not end with the last full chunk")
        require(got.shape == whole.shape, f"outputs of shape {whole.shape}; yours {got.shape}")
        cut = np.concatenate([cell.unroll(X[k : k + size])["y"] for k in range(0, len(X), size)])
        amnesia = np.allclose(got, cut) and not np.allclose(cut, whole)
        require(not amnesia, "at every cut your cell starts from zero")
        right = np.allclose(got, whole)
        require(right, "the state after a chunk is where the next one starts, both h and c")


@exercise("Hold a dropout mask")
def dropout_mask(answer):
    """Draw masks and look at what varies: sequence, feature, never time."""
    for rate in (0.5, 0.2):
        got = answer(400, 6, 5, rate, np.random.default_rng(1))
        require(got is not None, "your function returns nothing")
        got = np.asarray(got, float)
        require(got.shape == (400, 6, 5), f"the shape is (N, T, D), (400, 6, 5); not {got.shape}")
        require(np.ptp(got, axis=1).max() == 0, "within a sequence each step has the same mask")
        require(np.ptp(got, axis=0).max() > 0, "every sequence draws a mask of its own")
        require(np.ptp(got, axis=2).max() > 0, "every feature is dropped for itself")
        dropped = np.mean(got == 0)
        require(abs(dropped - rate) < 0.06, f"a share of {rate} is dropped; yours {dropped:.2f}")
        scale = "what is kept makes up for what the rate drops on average: the mean of masks is 1"
        require(np.allclose(got[got > 0], 1 / (1 - rate)), scale)
    two = [answer(3, 2, 4, 0.5, np.random.default_rng(7)) for _ in range(2)]
    require(np.array_equal(*two), "draw from the generator you are given: one seed, one mask")
