"""How long a string a translator can turn round: the measure of what goes through its middle.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import pandas as pd

from rnnutils.inputs.tasks import reverse_task
from rnnutils.translation.translator import Translator

LETTERS = "abcdefgh"
LONGEST = 12  # letters of a string in training
TESTED = range(1, LONGEST + 5)  # lengths: four are longer than any in training
EACH = 200  # strings of each length in the test


def train_to_reverse(attention=None, *, units=32, steps=500, learning_rate=1e-2, seed=0):
    """Return a translator trained on 20,000 strings of 1 to 12 letters and their reverses.

    There are only 584 strings of up to three of the eight letters, so training sees nearly all
    of those; of four letters it sees a third, of six less than one in a hundred.

    Parameters
    ----------
    attention : {None, "dot", "additive", "transformer"}
        What the decoder may know of the source; see `encoder_decoder`.
    units : int
        Size of all states, and so of the vector between encoder and decoder.
    steps : int
        How many batches of 64.
    learning_rate : float
        Step size.
    seed : int
        Of the strings, the first weights and the batches.

    Returns
    -------
    Translator

    Examples
    --------
    ::

        reversed_by_length(train_to_reverse(units=16))
        reversed_by_length(train_to_reverse("dot", steps=400, learning_rate=2e-2))
    """
    strings = reverse_task(20_000, range(1, LONGEST + 1), n_symbols=len(LETTERS), seed=seed)
    translator = Translator(LETTERS, LETTERS, attention=attention, units=units, seed=seed)
    translator.train(*strings, steps=steps, learning_rate=learning_rate, seed=seed)
    return translator


def reversed_by_length(translator):
    """Return the share of strings written without a fault, for each length from 1 to 16.

    The same 200 strings of each length for every translator; those of 13 letters and more are
    longer than any in training.

    Parameters
    ----------
    translator : Translator
        What `train_to_reverse` returned.

    Returns
    -------
    Series of shares
        Its index the lengths.

    Examples
    --------
    ::

        reversed_by_length(train_to_reverse("dot"))
    """
    shares = {}
    for length in TESTED:
        strings = reverse_task(EACH, length, n_symbols=len(LETTERS), seed=10_000 + length)
        shares[length] = translator.exact_match(*strings).mean()
    return pd.Series(shares, name="exact match").rename_axis("length")
