"""Checks of the exercises on layers, states and splits."""

import numpy as np

from rnnutils.checks import ask, exercise, meaning, require
from rnnutils.inputs.encoding import Vocabulary, one_hot, pad_sequences
from rnnutils.inputs.tasks import LETTERS
from rnnutils.nn.lstm import LSTM


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


@exercise("Hold out people")
def hold_out(answer):
    """Look at who is on both sides, how many are held out, and what the generator decides."""
    person = np.repeat([3, 8, 11, 12, 20, 21, 30, 41], [5, 9, 2, 7, 4, 8, 1, 6])
    person = np.random.default_rng(0).permutation(person)
    drawn = []
    for seed, share in [(0, 0.25), (1, 0.25), (2, 0.5), (3, 0.5), (4, 0.25), (5, 0.25)]:
        held = answer(person.copy(), share, np.random.default_rng(seed))
        require(held is not None, "your function returns nothing")
        held = np.asarray(held)
        require(held.shape == person.shape, f"one True or False a window, {person.shape}")
        boolean = held.dtype == bool
        require(boolean, "True for a window that is held out, False for the others")
        both = set(person[held]) & set(person[~held])
        require(not both, f"person {min(both, default=0)} has windows on both sides of the split")
        out, need = len(set(person[held])), round(share * 8)
        inverted = out == 8 - need and need != 4
        require(not inverted, "True is for the people who are held out")
        require(out == need, f"of 8 people {need} are to be held out; yours are {out}")
        drawn.append(tuple(sorted(set(person[held]))))
    require(len({*drawn}) > 2, "every generator holds out the same people: draw them by lot")
    again = np.asarray(answer(person, 0.25, np.random.default_rng(0)))
    fixed = tuple(sorted(set(person[again]))) == drawn[0]
    require(fixed, "draw from the generator you are given: one seed, one split")


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
