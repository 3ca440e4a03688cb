"""Translators: an encoder–decoder between strings, trained on pairs of them.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import json
import time

import numpy as np

from rnnutils.arrays import at_least, same_length
from rnnutils.inputs.encoding import Vocabulary, pad_sequences
from rnnutils.translation.beam_search import beam_search
from rnnutils.translation.encoder_decoder import encoder_decoder
from rnnutils.translation.training import compile_network, warmup_cosine

START, END = "<start>", "<end>"
AT_ONCE = 512  # sequences that a trained network is shown together


def alphabet(texts):
    """Return all characters of some strings, in order.

    Parameters
    ----------
    texts : iterable of str
        What will be read, or written.

    Returns
    -------
    str
        Each character once.

    Examples
    --------
    >>> alphabet(["dog bites man", "man bites dog"])
    ' abdegimnost'
    """
    return "".join(sorted(set("".join(texts))))


class Translator:
    """A network that reads a string character by character and writes another.

    Parameters
    ----------
    source_symbols, target_symbols : str or iterable of str
        The alphabets.
    attention : {None, "dot", "additive", "transformer"}
        What the decoder may know of the source; see `encoder_decoder`.
    units, seed : int
        Size of all states, and start of the random first weights.

    Attributes
    ----------
    weights : list of ndarray
        In the order of Keras.
    source, target : Vocabulary
        Number 0 is padding; in the target 1 is `START` and 2 is `END`.
    time_steps : tuple of int
        T_in and T_out of the longest pair seen in training, `END` included.

    Examples
    --------
    ::

        dates = human_dates(20_000)
        translator = Translator(alphabet(dates.source), alphabet(dates.target), attention="dot")
        translator.train(dates.source, dates.target, steps=400)
        translator.translate(["4 March 2025"])
    """

    def __init__(self, source_symbols, target_symbols, *, attention=None, units=64, seed=0):
        import keras

        self.source = Vocabulary(source_symbols, padding=True)
        self.target = Vocabulary([START, END, *target_symbols], padding=True)
        self.attention, self.units, self.time_steps = attention, units, (1, 1)
        keras.utils.set_random_seed(seed)
        self.weights = encoder_decoder(*self._sizes, time_steps=(1, 1)).get_weights()

    def network(self):
        """Return a Keras model with these weights and one output, the logits."""
        model = encoder_decoder(*self._sizes, time_steps=self.time_steps)
        model.set_weights(self.weights)
        return model

    def train(self, sources, targets, *, steps, batch_size=64, learning_rate=1e-2, seed=0):
        """Train by teacher forcing, with Adam; called again, go on from the weights as they are.

        Parameters
        ----------
        sources, targets : sequence of N str
            Pairs of what is read and what is to be written.
        steps, batch_size : int
            How many batches, and of how many pairs, drawn from all N with replacement.
        learning_rate : float
            The highest of `warmup_cosine`. A Transformer wants less than a GRU: 3e-3, say.
        seed : int
            Start of the random choice of pairs.

        Returns
        -------
        dict
            ``"loss"``, one float a step, and ``"seconds"``, without those of compiling.

        Raises
        ------
        ValueError
            If there are no pairs or no steps, or a character is not in its alphabet.
        """
        at_least(steps, 1, "steps")
        at_least(batch_size, 1, "batch_size")
        X, Y = self._encode(sources, targets)
        seen = X.shape[1], Y.shape[1] - 1
        self.time_steps = tuple(map(max, seen, self.time_steps))
        network, X, Y = self._network_for(X, Y)
        network.set_weights(self.weights)
        network.update(X[:1], Y[:1], 0.0)  # compiles
        network.set_weights(self.weights)
        rng, losses, began = np.random.default_rng(seed), [], time.perf_counter()
        for step in range(1, steps + 1):
            rows = rng.integers(len(X), size=batch_size)
            rate = learning_rate * warmup_cosine(step / steps)
            losses.append(float(network.update(X[rows], Y[rows], rate)))
        self.weights = network.get_weights()
        return {"loss": losses, "seconds": time.perf_counter() - began}

    def translate(self, sources, *, width=1, longest=None):
        """Return the translations; each symbol that is written is read for the next.

        Parameters
        ----------
        sources : sequence of str
            What is read.
        width : int
            Of the beam; 1 is greedy.
        longest : int, optional
            How many symbols to write at most, `END` included; as in training if not given.
        """
        numbers, _ = self._search(sources, width, longest)
        return [self._read(best[0]) for best in numbers]

    def beam(self, source, *, width=4, longest=None):
        """Return the `width` best translations of one string, each with its probability."""
        numbers, logs = self._search([source], width, longest)
        return [
            (self._read(row), float(p)) for row, p in zip(numbers[0], np.exp(logs[0]), strict=True)
        ]

    def exact_match(self, sources, targets):
        """Return for each pair whether greedy decoding writes the target, to the symbol.

        It does just if the right symbol, told the target so far, is the best at every step.
        """
        X, Y = self._encode(sources, targets)
        logits = self._forward(X, Y[:, :-1])[0]
        return ((_writable(logits).argmax(axis=-1) == Y[:, 1:]) | (Y[:, 1:] == 0)).all(axis=1)

    def look(self, sources, targets=None):
        """Return where the decoder looks while it reads the targets, or its own translations.

        Returns
        -------
        ndarray of shape (N, T_out, T_in)
            Row i is for the symbol i it writes, `END` among them; those of a Transformer are
            means over its heads.
        """
        if self.attention is None:
            raise ValueError("look needs a translator with attention; got attention=None")
        X, Y = self._encode(sources, self.translate(sources) if targets is None else targets)
        A = self._forward(X, Y[:, :-1])[1]
        return A.mean(axis=1) if A.ndim == 4 else A

    def save(self, path):
        """Write the weights, in half precision, and what it takes to `load` them, as .npz."""
        settings = {name: getattr(self, name) for name in ("attention", "units", "time_steps")}
        settings |= {"source": self.source.symbols, "target": self.target.symbols[2:]}
        halves = {f"w{k}": w.astype("float16") for k, w in enumerate(self.weights)}
        np.savez_compressed(path, settings=json.dumps(settings), **halves)

    @classmethod
    def load(cls, path):
        """Return the translator that was saved, its weights rounded to half precision."""
        with np.load(path) as file:
            settings = json.loads(str(file["settings"]))
            weights = [file[f"w{k}"].astype("float32") for k in range(len(file.files) - 1)]
        source, target, time_steps = map(settings.pop, ("source", "target", "time_steps"))
        translator = cls(source, target, **settings)
        translator.weights, translator.time_steps = weights, tuple(time_steps)
        return translator

    @property
    def _sizes(self):
        return self.attention, len(self.source), len(self.target), self.units

    def _encode(self, sources, targets=None):
        """Return the numbers X (N, T_in) and Y (N, 1 + T_out), from `START` to `END`."""
        targets = [""] * len(sources) if targets is None else targets
        same_length(sources=sources, targets=targets)
        X, _ = pad_sequences([self.source.encode(text) for text in sources])
        Y, _ = pad_sequences([self.target.encode([START, *text, END]) for text in targets])
        return X.astype("int32"), Y.astype("int32")

    def _network_for(self, X, Y, asked=1):
        """Return the compiled network, and X and Y padded to what it was built for."""
        if self.attention != "transformer":
            return compile_network(*self._sizes), X, Y
        T_in, T_out = map(max, self.time_steps, (X.shape[1], Y.shape[1] - asked))
        X, Y = (
            np.pad(Z, ((0, 0), (0, T - Z.shape[1]))) for Z, T in ((X, T_in), (Y, T_out + asked))
        )
        return compile_network(*self._sizes, (T_in, T_out)), X, Y

    def _forward(self, X, Y):
        """Return the logits (N, T_out, n_target) and, if it looks, A (N, …, T_out, T_in)."""
        network, wide_X, wide_Y = self._network_for(X, Y, asked=0)
        network.set_weights(self.weights)
        parts = [
            network.forward(wide_X[n : n + AT_ONCE], wide_Y[n : n + AT_ONCE])
            for n in range(0, len(X), AT_ONCE)
        ]
        logits, *A = (np.concatenate(part) for part in zip(*parts, strict=True))
        T_out, T_in = Y.shape[1], X.shape[1]
        return [logits[:, :T_out], *(a[..., :T_out, :T_in] for a in A)]

    def _search(self, sources, width, longest):
        X, _ = self._encode(sources)
        longest = self.time_steps[1] if longest is None else longest
        start, end = self.target.encode([START, END])

        def next_logits(prefixes, rows):
            t = prefixes.shape[1]
            Y = np.zeros((len(rows), longest), "int32")  # what follows cannot be seen
            Y[:, :t] = prefixes
            return _writable(self._forward(X[rows], Y)[0][:, t - 1])

        return beam_search(next_logits, len(X), start=start, end=end, longest=longest, width=width)

    def _read(self, numbers):
        return self.target.decode(numbers[numbers > 2])


def _writable(logits):
    """Forbid padding and `START`, which no target holds behind its first place."""
    return np.where(np.arange(logits.shape[-1]) < 2, -np.inf, logits)
