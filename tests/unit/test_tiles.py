"""Tiles against NumPy, bit by bit; each kernel here tests many operations, for compilers' sake."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from evoprune.training.engines.numba.tiles.arithmetic import (
    absolute,
    at_least,
    at_most,
    fma,
    reciprocal,
    square_root,
    times_power_of_two,
    where_positive,
)
from evoprune.training.engines.numba.tiles.memory import (
    add_doubles,
    filled,
    load,
    load_bits,
    store,
    store_integers,
)
from evoprune.training.engines.numba.tiles.products import (
    add_columns,
    add_dots,
    add_outer,
    any_nonzero,
    contract,
    lane_sums,
)
from evoprune.training.engines.numba.tiles.types import LANES
from tests.unit.tiles import LINE, ONE, THREE, TWO, fused, on_boundary, pairwise

SHIFT = np.float32(12582912.0)


@njit(error_model="numpy")
def copies(source, start, stride, target, to, line, scalar):
    """A tile of 3 x 2 from place to place, and a filled one behind it."""
    store(load(source, start, stride, THREE, TWO), target, to, line)
    store(filled(scalar, TWO, THREE), target, to + 3 * line, line)


@njit(error_model="numpy")
def operates(a, b, row, column, scalar, out):
    """Results of 3 x 2 each; the row is 1 x 2, the column 3 x 1."""
    x, y = load(a, 0, LINE, THREE, TWO), load(b, 0, LINE, THREE, TWO)
    r, c = load(row, 0, 0, ONE, TWO), load(column, 0, LANES, THREE, ONE)
    store(x + y, out[0], 0, LINE)
    store(x - r, out[1], 0, LINE)
    store(scalar * x, out[2], 0, LINE)
    store(x / scalar, out[3], 0, LINE)
    store(c * r, out[4], 0, LINE)
    store(r - x, out[5], 0, LINE)
    store(fma(x, r, y), out[6], 0, LINE)
    store(fma(x, scalar, c), out[7], 0, LINE)
    store(at_least(x, scalar), out[8], 0, LINE)
    store(at_most(x, y), out[9], 0, LINE)
    store(where_positive(x, y, r), out[10], 0, LINE)
    store(absolute(x), out[11], 0, LINE)


@njit(error_model="numpy")
def transforms(values, shifted, out):
    """Functions of one vector after the other."""
    for place in range(0, len(values), LANES):
        x = load(values, place, 0, ONE, ONE)
        store(square_root(x), out[0], place, 0)
        store(reciprocal(x), out[1], place, 0)
        power = load(shifted, place, 0, ONE, ONE)
        store(times_power_of_two(x, power), out[2], place, 0)


@njit(error_model="numpy")
def multiplies(total, lines, row, scalars, stride, out):
    """Products of a tile of 3 x 2; returns whether it has an entry that is not zero."""
    x, r = load(lines, 0, LINE, THREE, TWO), load(row, 0, 0, ONE, TWO)
    outer = add_outer(load(total, 0, LINE, THREE, TWO), scalars, 1, stride, r)
    store(outer, out[0], 0, LINE)
    store(contract(scalars, 1, stride, x), out[1], 0, LINE)
    sums = load(total, 0, LINE, THREE, ONE)
    store(add_dots(sums, x, r), out[2], 0, LINE)
    store(add_columns(sums, x), out[3], 0, LINE)
    return any_nonzero(x)


@njit(error_model="numpy")
def sums(values, start, stride, out):
    store(lane_sums(values, start, stride), out, 0, 0)


@njit(error_model="numpy")
def converts(bits, index, integers, start, totals, squares, place):
    """Bits to zeros and ones to integers; what three rows of them add to float64 sums."""
    vector = load_bits(bits, index)
    store_integers(vector * np.float32(7), integers, start)
    for count in range(1, 4):
        scaled = vector * (np.float32(count) / np.float32(3))
        add_doubles(scaled, totals, squares, place, 0)


def normal(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize(("start", "stride", "to", "line"), [(0, 32, 16, 48), (32, 80, 0, 64)])
def test_tiles_are_read_and_written_by_rows(start, stride, to, line):
    source, target = on_boundary(np.arange(256)), on_boundary(np.full(336, -1))
    copies(source, start, stride, target, to, line, np.float32(0.5))
    expected = np.full(336, -1, dtype=np.float32)
    for row in range(3):
        begin = start + row * stride
        expected[to + row * line :][:LINE] = np.arange(begin, begin + LINE)
    for row in (3, 4):
        expected[to + row * line :][: 3 * LANES] = 0.5
    np.testing.assert_array_equal(target, expected)


def operated(a, b, row, column, scalar):
    """What `operates` gives, shape (12, 3, 32)."""
    out = on_boundary(np.zeros(12 * 3 * LINE)).reshape(12, -1)
    arguments = [on_boundary(values) for values in (a, b, row, column)]
    operates(*arguments, np.float32(scalar), out)
    return out.reshape(12, 3, LINE)


def test_operations_take_tiles_rows_columns_and_scalars():
    a, b, row, column = normal(3, LINE), normal(3, LINE, seed=1), normal(LINE), normal(3, LANES)
    scalar, both = np.float32(0.3), np.tile(column, 2)
    expected = [
        a + b,
        a - row,
        scalar * a,
        a / scalar,
        both * row,
        row - a,
        fused(a, row, b),
        fused(a, np.float64(scalar), both),
        np.maximum(a, scalar),
        np.minimum(a, b),
        np.where(a > 0, b, row),
        np.abs(a),
    ]
    results = operated(a, b, row, column, scalar)
    assert results.dtype == np.float32
    np.testing.assert_array_equal(results, np.array(expected, dtype=np.float32))


def test_fused_operations_are_rounded_once():
    """What is left of a product after its own rounding is seen, to the last bit."""
    a, row = normal(3, LINE), normal(LINE, seed=1)
    rounded = a * row
    left = operated(a, -rounded, row, np.zeros((3, LANES)), 1)[6]
    exact = a.astype(np.float64) * row - rounded
    np.testing.assert_array_equal(left, exact.astype(np.float32))
    assert np.count_nonzero(left) > 80


def test_what_is_not_a_number_stays_so():
    a, b = normal(3, LINE), normal(3, LINE, seed=1)
    a[1, 5] = a[2, 31] = np.nan
    row = normal(LINE)
    results = operated(a, b, row, normal(3, LANES), 0.1)
    for index in (8, 9, 11):
        np.testing.assert_array_equal(np.isnan(results[index]), np.isnan(a))
    assert (results[10][1, 5], results[10][2, 31]) == (row[5], row[31])  # it is not positive


def transformed(values, powers=0):
    """What `transforms` gives, shape (3, n)."""
    values = on_boundary(values)
    shifted = on_boundary(SHIFT + np.broadcast_to(np.float32(powers), values.shape))
    out = on_boundary(np.zeros(3 * len(values))).reshape(3, -1)
    transforms(values, shifted, out)
    return out


def test_square_roots_are_correctly_rounded():
    values = np.abs(normal(4096)) * np.float32(10) ** np.arange(-16, 16).repeat(128)
    np.testing.assert_array_equal(transformed(values)[0], np.sqrt(values.astype(np.float32)))


def relative_errors(values):
    exact = 1 / values.astype(np.float64)
    return np.abs(transformed(values)[1] / exact - 1)


def test_reciprocals_err_by_one_unit_in_the_last_place():
    """Densely over one binade, and over 60 decades of both signs."""
    binade = np.linspace(1, 2, 1 << 18, dtype=np.float32)
    decades = np.logspace(-30, 30, 1 << 18).astype(np.float32)
    for values in (binade, decades, -decades):
        assert relative_errors(values).max() < 1.2e-7


BOUNDS = [float(np.float32(bound)) for bound in (1e-30, 1e30)]


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.floats(*BOUNDS, width=32), min_size=16, max_size=16))
def test_any_reciprocal(values):
    assert relative_errors(np.array(values, dtype=np.float32)).max() < 1.2e-7


def test_powers_of_two_are_exact():
    powers = np.arange(-64, 64)
    values = normal(128) + np.float32(3)
    np.testing.assert_array_equal(transformed(values, powers)[2], np.ldexp(values, powers))


def multiplied(total, lines, row, scalars):
    """What `multiplies` gives, shape (4, 3, 32), and whether there is an entry."""
    out = on_boundary(np.zeros(4 * 3 * LINE)).reshape(4, -1)
    spaced = np.full(1 + 3 * 5, 9.0)
    spaced[1::5] = scalars
    arguments = [on_boundary(values) for values in (total, lines, row, spaced)]
    found = multiplies(*arguments, 5, out)
    return out.reshape(4, 3, LINE), found


def test_products_are_fused_in_the_order_that_they_say():
    total, lines = normal(3, LINE), normal(3, LINE, seed=1)
    row, scalars = normal(LINE, seed=2), normal(3, seed=3)
    results, found = multiplied(total, lines, row, scalars)
    assert found
    np.testing.assert_array_equal(results[0], fused(scalars[:, None], row, total))
    contracted = scalars[0] * lines[0]
    for r in (1, 2):
        contracted = fused(scalars[r], lines[r], contracted)
    np.testing.assert_array_equal(results[1][0], contracted)
    halves = [slice(0, LANES), slice(LANES, LINE)]
    dots = columns = total[:, :LANES]
    for half in halves:
        dots = fused(lines[:, half], row[half], dots)
        columns = columns + lines[:, half]
    np.testing.assert_array_equal(results[2][:, :LANES], dots)
    np.testing.assert_array_equal(results[3][:, :LANES], columns)
    assert not results[1:, :, LANES:][:, 1:].any()


@pytest.mark.parametrize(
    ("value", "found"), [(0, False), (-0.0, True), (1, True), (1e-45, True), (np.nan, True)]
)
@pytest.mark.parametrize("place", [(0, 0), (1, 15), (2, 31)])
def test_one_lane_with_a_bit_is_noticed(value, found, place):
    lines = np.zeros((3, LINE))
    lines[place] = value
    assert multiplied(lines, lines, np.zeros(LINE), np.zeros(3))[1] is found


def summed(values, start, stride):
    out = on_boundary(np.zeros(LANES))
    sums(on_boundary(values), start, stride, out)
    return out


@pytest.mark.parametrize(("start", "stride"), [(0, 16), (32, 48)])
def test_each_lane_is_the_pairwise_sum_of_its_vector(start, stride):
    places = start + stride * np.arange(LANES)[:, None] + np.arange(LANES)
    integers = np.random.default_rng(0).integers(-1000, 1000, 32 + 48 * LANES)
    np.testing.assert_array_equal(
        summed(integers, start, stride), integers[places].sum(axis=1).astype(np.float32)
    )
    for seed in range(20):
        values = normal(32 + 48 * LANES, seed=seed)
        np.testing.assert_array_equal(summed(values, start, stride), pairwise(values[places]))


@settings(deadline=None)  # the first call compiles
@given(st.integers(0, 65535))
def test_bits_become_numbers(code):
    bits, integers = np.array([0, 0, code], dtype=np.uint16), np.full(24, -1, dtype=np.int32)
    totals, squares = on_boundary(np.ones(48), np.float64), on_boundary(np.ones(48), np.float64)
    converts(bits, 2, integers, 3, totals, squares, 16)
    expected = (code >> np.arange(LANES)) & 1
    np.testing.assert_array_equal(integers[3:19], 7 * expected)
    np.testing.assert_array_equal(np.delete(integers, range(3, 19)), -1)
    shares = [np.float64(np.float32(count) / np.float32(3)) for count in (1, 2, 3)]
    total = square = 1.0
    for share in shares:
        total, square = total + share, square + share * share
    np.testing.assert_array_equal(totals[16:32], np.where(expected, total, 1))
    np.testing.assert_array_equal(squares[16:32], np.where(expected, square, 1))
    assert (totals[:16] == 1).all()
    assert (squares[32:] == 1).all()
