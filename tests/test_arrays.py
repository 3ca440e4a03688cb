"""The gate: what passes it comes out as it went in, and what does not is told why."""

import numpy as np
import pytest

from rnnutils import arrays

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "patterns"),
    [
        ([1.0, 2.0], [("T",)]),
        ([[1, 2, 3]], [("T",), ("T", 3)]),
        (np.zeros((0, 3)), [("T", 3)]),
        ([True, False], [(2,)]),
        (np.array([1, 2], "uint8"), [("T",)]),
        (5.0, [()]),
    ],
)
def test_an_array_of_a_wanted_shape_passes_unchanged(value, patterns):
    found = arrays.expect(value, "X", *patterns)
    np.testing.assert_array_equal(found, value)
    assert found.dtype == np.asarray(value).dtype


def test_an_array_that_fits_is_not_copied_and_one_of_another_type_is_converted():
    X = np.ones((2, 3))
    assert arrays.expect(X, "X", ("N", 3)) is X
    assert arrays.expect(X, "X", ("N", 3), dtype="float32").dtype == np.float32


@pytest.mark.parametrize(
    ("value", "patterns", "message"),
    [
        ([[1, 2]], [("T", 3)], r"X needs shape \(T, 3\); got \(1, 2\)"),
        ([1, 2, 3], [("T", 3)], r"X needs shape \(T, 3\); got \(3,\)"),
        ([[1]], [("T",), ("N", "T", 1)], r"needs shape \(T,\) or \(N, T, 1\); got \(1, 1\)"),
        ([[1], [2, 3]], [("T",)], "X needs an array of numbers; got"),
        (["a"], [("T",)], "X needs numbers; got <U1"),
        ([1j], [("T",)], "X needs numbers; got complex128"),
        ([[0, 1], [2, NAN]], [("T", 2)], r"X needs finite numbers; got nan at \(1, 1\)"),
        ([0, -INFINITE, NAN], [("T",)], r"X needs finite numbers; got -inf at \(1,\)"),
    ],
)
def test_what_does_not_fit_is_answered_with_need_and_got(value, patterns, message):
    with pytest.raises(ValueError, match=message):
        arrays.expect(value, "X", *patterns)


@pytest.mark.parametrize("value", [[0, 3], [], [[2], [1]], np.zeros(0), np.array([3], "uint8")])
def test_numbers_below_n_pass(value):
    np.testing.assert_array_equal(arrays.expect_numbers(value, "labels", 4), value)


@pytest.mark.parametrize(
    ("value", "got"),
    [([4], "4 to 4"), ([-1, 2], "-1 to 2"), ([0.0, 1.0], "float64"), ([True], "bool")],
)
def test_numbers_outside_or_not_whole_are_refused(value, got):
    with pytest.raises(ValueError, match=f"labels needs whole numbers from 0 to 3; got {got}"):
        arrays.expect_numbers(value, "labels", 4)


def test_numbers_may_have_to_have_a_shape_too():
    with pytest.raises(ValueError, match=r"labels needs shape \(N,\); got \(1, 1\)"):
        arrays.expect_numbers([[1]], "labels", 4, ("N",))


@pytest.mark.parametrize("value", [3, 4, np.int64(3)])
def test_a_whole_number_not_below_the_least_passes(value):
    assert arrays.at_least(value, 3, "n") is value


@pytest.mark.parametrize("value", [2, 3.0, "3", None])
def test_anything_else_is_below_the_least(value):
    with pytest.raises(ValueError, match="n needs a whole number of at least 3; got"):
        arrays.at_least(value, 3, "n")


def test_a_truth_value_counts_nothing():
    with pytest.raises(ValueError, match="at least 1; got True"):
        arrays.at_least(True, 1, "n")


@pytest.mark.parametrize("value", [0, -1.5, NAN])
def test_only_what_is_above_zero_is_positive(value):
    assert arrays.positive(0.5, "rate") == 0.5
    with pytest.raises(ValueError, match="rate needs a number above 0"):
        arrays.positive(value, "rate")


def test_a_choice_is_one_of_those_offered():
    assert arrays.one_of("left", ("right", "left"), "side") == "left"


def test_arrays_need_one_length_that_is_not_zero():
    arrays.same_length(X=[1], Y=(2,))
    for lengths in ([], []), ([1], [1, 2]), ([1, 2], []):
        with pytest.raises(ValueError, match="X and Y need one length, not zero; got"):
            arrays.same_length(X=lengths[0], Y=lengths[1])


def test_rows_keep_the_last_axis_and_the_order():
    X = np.arange(24).reshape(2, 3, 4)
    np.testing.assert_array_equal(arrays.rows(X), [*X[0], *X[1]])


def test_a_series_becomes_a_table_of_float64():
    np.testing.assert_array_equal(arrays.as_series([1, 2]), [[1.0], [2.0]])
    assert arrays.as_series([[1, 2]]).shape == (1, 2)
    assert arrays.as_series(np.ones(3, "float32")).dtype == np.float64
    for empty in [], np.zeros((0, 2)):
        with pytest.raises(ValueError, match="at least one value"):
            arrays.as_series(empty)


def test_a_history_is_one_variable_and_long_enough():
    np.testing.assert_array_equal(arrays.as_history([[1], [2]], 2), [1.0, 2.0])
    assert len(arrays.as_history([7])) == 1
    with pytest.raises(ValueError, match="needs 3 past values; got 2"):
        arrays.as_history([1, 2], 3)
    with pytest.raises(ValueError, match=r"shape \(T,\); got \(1, 2\)"):
        arrays.as_history([[1, 2]])


def test_the_logarithm_undoes_the_exponential_and_refuses_zero():
    np.testing.assert_allclose(arrays.log(np.exp([-1.0, 2.0])), [-1.0, 2.0])
    for least in 0.0, -1.0:
        with pytest.raises(ValueError, match=f"positive values; got a minimum of {least}"):
            arrays.log(np.array([3.0, least]))
