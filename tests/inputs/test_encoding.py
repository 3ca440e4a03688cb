"""What is encoded can be decoded, a row of one-hot has one 1, and padding loses nothing."""

import numpy as np
import pytest

from rnnutils import Vocabulary, one_hot, pad_sequences

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("padding", [False, True])
@pytest.mark.parametrize("symbols", ["ACGT", ["AAA", "CG"], "é?ß"])
def test_decoding_undoes_encoding(symbols, padding):
    vocabulary = Vocabulary(symbols, padding=padding)
    text = [vocabulary.symbols[k] for k in RNG.integers(len(symbols), size=20)]
    numbers = vocabulary.encode(text)
    assert numbers.shape == (20,) and vocabulary.decode(numbers) == "".join(text)
    assert numbers.min() >= padding and numbers.max() < len(vocabulary)


def test_decoding_leaves_padding_out():
    assert Vocabulary("ab", padding=True).decode(np.array([0, 2, 1, 0])) == "ba"


def test_nothing_encodes_to_nothing():
    vocabulary = Vocabulary("ab")
    assert vocabulary.encode("").shape == (0,) and vocabulary.decode(vocabulary.encode("")) == ""


def test_an_unknown_symbol_is_named_with_its_place():
    with pytest.raises(ValueError, match="'ACGT'.*'N' at step 2"):
        Vocabulary("ACGT").encode("ACN")


@pytest.mark.parametrize(
    ("symbols", "message"), [("ABA", "distinct ones; got 'A'"), ("", "at least")]
)
def test_a_vocabulary_needs_distinct_symbols(symbols, message):
    with pytest.raises(ValueError, match=message):
        Vocabulary(symbols)


@pytest.mark.parametrize("numbers", [[2], [-1], [0.5], [[0]]])
def test_decoding_refuses_what_is_no_number_of_a_symbol(numbers):
    with pytest.raises(ValueError, match="numbers"):
        Vocabulary("ab").decode(np.array(numbers))


@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_a_one_hot_row_has_one_1_where_the_number_says(shape):
    numbers = RNG.integers(5, size=shape)
    X = one_hot(numbers, 5)
    assert X.shape == (*shape, 5) and (X.sum(axis=-1) == 1).all()
    assert (X.argmax(axis=-1) == numbers).all()


@pytest.mark.parametrize("numbers", [[5], [-1], [1.0]])
def test_one_hot_refuses_other_numbers(numbers):
    with pytest.raises(ValueError, match="whole numbers from 0 to 4"):
        one_hot(numbers, 5)


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("features", [(), (3,)])
def test_the_mask_recovers_every_padded_sequence(side, features):
    sequences = [RNG.normal(size=(T, *features)) for T in (4, 1, 0, 6)]
    X, mask = pad_sequences(sequences, length=8, value=-1, side=side)
    assert X.shape == (4, 8, *features) and mask.shape == (4, 8)
    assert (X[~mask] == -1).all()
    for row, real, sequence in zip(X, mask, sequences, strict=True):
        assert np.array_equal(row[real], sequence)
        at_the_end = real[::-1] if side == "left" else real
        assert at_the_end[: len(sequence)].all()


def test_padding_keeps_integers_whole_unless_the_value_is_not():
    assert pad_sequences([[1, 2], [3]])[0].dtype.kind == "i"
    assert np.isnan(pad_sequences([[1, 2], [3]], value=np.nan)[0][1, 1])
    assert pad_sequences([[1, 2], [3]], dtype="float32")[0].dtype == "float32"


@pytest.mark.parametrize(
    ("sequences", "options", "message"),
    [
        ([], {}, "at least one"),
        ([[1, 2]], {"length": 1}, "length needs 2 steps.*; got 1"),
        ([[1]], {"side": "top"}, "one of 'right', 'left'"),
        ([np.zeros((2, 3)), np.zeros((2, 4))], {}, "one D"),
        ([np.float64(1)], {}, "shapes"),
    ],
)
def test_padding_says_what_it_needs(sequences, options, message):
    with pytest.raises(ValueError, match=message):
        pad_sequences(sequences, **options)


def test_symbols_that_occur_twice_are_named_and_no_others():
    with pytest.raises(ValueError, match="distinct ones; got 'A', 'G' twice"):
        Vocabulary("GATCAG")
