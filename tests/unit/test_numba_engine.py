"""The numba engine: how networks and rows are kept, and that a lost network is alone with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from evoprune.training.engines.numba.engine import NumbaEngine
from evoprune.training.engines.numba.kernels.batch import batch_buffers, gather
from evoprune.training.engines.numba.kernels.selection import of_network
from evoprune.training.engines.numba.kernels.updates import Moments
from evoprune.training.engines.numba.layout import layout, padded, parameters_of
from evoprune.training.engines.numba.tiles.types import extent
from tests.oracle import eager
from tests.unit.numba_jobs import (
    BATCH,
    SIZES,
    batches_of,
    binary_rows,
    dimensions,
    initial,
    named,
    trained,
)

EVERY_SIZE = pytest.mark.parametrize("name", list(SIZES))


def held(network):
    """Parameters that are not zero."""
    return sum(layer.size - layer.zeros() for layer in network.layers)


@given(st.integers(1, 5000))
def test_rows_are_whole_vectors_but_no_multiple_of_512_bytes(count):
    width = padded(count)
    assert width % 16 == 0
    assert width % 128
    assert 0 <= width - count < (16 if -count % 128 >= 16 else 32)


def test_layout_of_odd_sizes():
    places = layout(named("odd"), BATCH)
    assert places.widths.tolist() == [48, 32, 48, 16, 32, 48]
    assert places.matrices.tolist() == [0, 1216, 2128, 2672, 2864]
    assert parameters_of(places) == 2864 + 18 * 48
    assert places.activations.tolist() == [0, 240, 400, 640, 720, 880, 1120]


@EVERY_SIZE
class TestStack:
    def test_networks_come_back_as_they_were_written(self, name):
        engine, networks = NumbaEngine(named(name), BATCH), initial(name, 4)
        stack = engine.stack(networks[:3])
        stack.write(1, networks[3])
        for index, source in enumerate((0, 3, 2)):
            np.testing.assert_array_equal(
                eager.vector(stack.read(index)), eager.vector(networks[source])
            )

    def test_copies_are_taken_and_put(self, name):
        engine, networks = NumbaEngine(named(name), BATCH), initial(name, 5)
        stack = engine.stack(networks)
        taken = stack.take([4, 0, 4])
        taken.write(0, networks[2])
        stack.put(np.array([1, 3, 0]), taken)
        for index, source in enumerate((4, 2, 2, 0, 4)):
            np.testing.assert_array_equal(
                eager.vector(stack.read(index)), eager.vector(networks[source])
            )

    def test_rows_begin_on_boundaries(self, name):
        stack = NumbaEngine(named(name), BATCH).stack(initial(name, 3)).take([0, 2])
        assert [row.ctypes.data % 64 for row in stack.parameters] == [0, 0]
        assert stack.parameters.dtype == np.float32

    def test_zeros_are_counted_by_half(self, name):
        (network,) = initial(name, 1)
        network.encoder[0].weight[:3, 1] = 0
        network.encoder[-1].bias[0] = 0
        network.decoder[-1].weight[-1] = 0
        stack = NumbaEngine(named(name), BATCH).stack([network])
        assert stack.zeros(0) == (4, network.decoder[-1].weight.shape[1])

    @pytest.mark.parametrize("fresh", [False, True])
    def test_padding_stays_zero(self, name, fresh):
        _, stack, moments, _ = trained(NumbaEngine, name, fresh=fresh)
        for index, row in enumerate(stack.parameters):
            assert np.count_nonzero(row) == held(stack.read(index))
        for values in () if fresh else moments[:2]:
            unused = np.ones_like(values, dtype=bool)
            for index, row in enumerate(stack.parameters):
                unused[index] = row == 0
            assert np.isfinite(values).all()
            assert not values[unused].any()


@pytest.mark.parametrize("value", [2, 0.5, -1, np.nan])
def test_only_binary_rows_are_taken(value):
    values = binary_rows(37).astype(np.float64)
    values[40, 36] = value
    with pytest.raises(ValueError, match="zeros and ones only"):
        NumbaEngine(named("odd"), BATCH).rows(values)


def test_rows_are_bits_with_a_row_of_zeros_behind_them():
    values = binary_rows(37)
    rows = NumbaEngine(named("odd"), BATCH).rows(values)
    assert len(rows) == 41
    assert rows.bits.dtype == np.uint16
    bits = (rows.bits.reshape(42, 3, 1) >> np.arange(16)) & 1
    np.testing.assert_array_equal(bits.reshape(42, 48)[:41, :37], values)
    assert bits.sum() == values.sum()


@njit(error_model="numpy")
def gathered(places, data, rows, batch, samples):
    return gather(places, data, rows, batch, samples)


def test_a_ragged_batch_is_gathered():
    places, values = layout(named("odd"), BATCH), binary_rows(37)
    data = NumbaEngine(named("odd"), BATCH).rows(values)
    batch = batch_buffers(places, BATCH)
    for chosen in ([1, 2, 3, 4, 5], [40, 0, 7, -1, -1]):
        present = gathered(places, data.bits, np.array(chosen), batch, extent(BATCH))
    assert present == 3
    expected = np.zeros((BATCH, 48), dtype=np.float32)
    expected[:3, :37], expected[:, 37] = values[[40, 0, 7]], 1
    np.testing.assert_array_equal(batch.values.reshape(BATCH, 48), expected)
    targets = np.zeros((BATCH, 48), dtype=np.float32)
    targets[:3, :37] = 2 * expected[:3, :37] - 1
    np.testing.assert_array_equal(batch.targets.reshape(BATCH, 48), targets)
    codes = expected[:, :37].T.astype(int) @ [1, 2, 4, 8, 16]
    np.testing.assert_array_equal(batch.codes[:37], codes)
    assert batch.codes[37] == 31


@EVERY_SIZE
def test_networks_that_are_lost_leave_the_others_alone(name):
    engine, starts = NumbaEngine(named(name), BATCH), initial(name, 3)
    rows, batches = engine.rows(binary_rows(dimensions(name))), batches_of(BATCH, 3, 10)
    ends = []
    for poison in (0, np.nan):
        stack = engine.stack(starts)
        stack.parameters[1] += np.float32(poison)
        losses = engine.train(stack, rows, batches, np.full(3, 1e-3))
        ends.append([losses[:, [0, 2]], stack.parameters[[0, 2]]])
    assert np.isnan(losses[:, 1]).all()
    for ours, theirs in zip(*ends, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@EVERY_SIZE
def test_a_network_is_whole_where_a_lost_one_was(name):
    engine, starts = NumbaEngine(named(name), BATCH), initial(name, 2)
    rows, batches = engine.rows(binary_rows(dimensions(name))), batches_of(BATCH, 1, 10)
    starts[1].encoder[0].weight[0, 0] = np.nan
    stack = engine.stack(starts[1:])
    engine.train(stack, rows, batches, np.array([1e-3]))
    stack.write(0, starts[0])
    assert stack.zeros(0) == (0, 0)
    expected = engine.batch_losses(engine.stack(starts[:1]), rows, batches[0])
    np.testing.assert_array_equal(engine.batch_losses(stack, rows, batches[0]), expected)


def test_rows_and_slots_that_are_not_there_are_errors():
    engine = NumbaEngine(named("odd"), BATCH)
    rows, stack = engine.rows(binary_rows(37)), engine.stack(initial("odd", 1))
    for batches in (np.full((1, 1, 5), 41), np.full((1, 1, 5), -2), np.zeros((1, 1, 4), int)):
        with pytest.raises(IndexError, match="rows"):
            engine.train(stack, rows, batches, np.ones(1))
    with pytest.raises(IndexError, match="no such networks among 1"):
        stack.take([1])
    with pytest.raises(ValueError, match="36 values, not of 37"):
        engine.rows(binary_rows(36))


def test_no_batch_and_no_rate_move_nothing():
    engine, start = NumbaEngine(named("odd"), BATCH), initial("odd", 1)
    rows, stack = engine.rows(binary_rows(37)), engine.stack(start)
    before = stack.parameters.copy()
    moments = engine.adam(stack)
    none = engine.train(stack, rows, np.zeros((0, 1, 5), int), np.ones(1), moments=moments)
    assert none.shape == (0, 1)
    losses = engine.train(stack, rows, batches_of(5, 1, 20), np.zeros(1), moments=moments)
    assert np.isfinite(losses).all()
    np.testing.assert_array_equal(stack.parameters, before)


def test_one_networks_part_is_the_same_in_python_and_compiled():
    compiled = njit(lambda values, s: of_network(values, s))
    masks = np.arange(6.0).reshape(2, 3)
    moments = Moments(masks, masks + 1, masks + 2)
    assert of_network(None, 1) is compiled(None, 1) is None
    np.testing.assert_array_equal(of_network(masks, 1), [3, 4, 5])
    np.testing.assert_array_equal(compiled(masks, 1), [3, 4, 5])
    for found in (of_network(moments, 1), compiled(moments, 1)):
        assert isinstance(found, Moments)
        np.testing.assert_array_equal(found, [[3, 4, 5], [4, 5, 6], [5, 6, 7]])
