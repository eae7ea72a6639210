"""Denormal numbers: kernels flush them, and nobody else sees a difference."""

import numpy as np
import pytest
from numba import njit

from evoprune.training.engines.numba.engine import NumbaEngine
from evoprune.training.engines.numba.kernels.denormals import (
    HAS_MXCSR,
    flush_denormals,
    restore_denormals,
)
from tests.unit.numba_jobs import BATCH, batches_of, binary_rows, initial, named, trained

OUTGOING = slice(2128 + 3 * 16, 2128 + 3 * 16 + 5)
"""Weights that leave unit 3 of the second layer: row 3 of the third matrix."""


@njit(error_model="numpy")
def start_flushing():
    return flush_denormals()


@njit(error_model="numpy")
def stop_flushing(before):
    restore_denormals(before)


def denormal_product():
    return np.multiply(np.full(64, 1e-40, dtype=np.float32), np.float32(1))


@pytest.mark.skipif(not HAS_MXCSR, reason="denormals are only flushed on x86-64")
def test_flushing_ends_with_what_began_it():
    before = start_flushing()
    flushed = denormal_product()
    stop_flushing(before)
    assert (flushed.view(np.uint32) == 0).all()
    assert (denormal_product().view(np.uint32) != 0).all()


@pytest.mark.parametrize("fresh", [False, True])
def test_the_thread_keeps_its_denormals(fresh):
    engine = NumbaEngine(named("odd"), BATCH)
    _, stack, _, _ = trained(NumbaEngine, "odd", fresh=fresh)
    engine.row_losses(stack, 0, engine.rows(binary_rows(37)))
    assert (denormal_product().view(np.uint32) == np.float32(1e-40).view(np.uint32)).all()


@pytest.mark.skipif(not HAS_MXCSR, reason="denormals are only flushed on x86-64")
def test_moments_of_dead_units_end_at_zero():
    engine, (start,) = NumbaEngine(named("odd"), BATCH), initial("odd", 1)
    start.encoder[1].weight[3], start.encoder[1].bias[3] = 0, -1  # never excited
    stack = engine.stack([start])
    moments = engine.adam(stack)
    moments.first[stack.parameters != 0] = 1e-37
    moments.second[stack.parameters != 0] = 1.2e-38
    rows, batches = engine.rows(binary_rows(37)), batches_of(BATCH, 1, 100)
    engine.train(stack, rows, batches, np.array([1e-6]), moments=moments)
    np.testing.assert_array_equal(moments.first[0, OUTGOING], 0)
    np.testing.assert_array_equal(moments.second[0, OUTGOING], 0)
    for values in moments[:2]:
        assert not ((np.abs(values) > 0) & (np.abs(values) < np.finfo(np.float32).tiny)).any()


def test_zeros_among_the_moments_of_dead_units_lose_their_sign():
    """What a step leaves of them must not depend on how many vectors are treated at once."""
    engine, (start,) = NumbaEngine(named("odd"), BATCH), initial("odd", 1)
    start.encoder[1].weight[3], start.encoder[1].bias[3] = 0, -1
    stack = engine.stack([start])
    moments = engine.adam(stack)
    moments.first[:, OUTGOING] = -0.0
    rows, batches = engine.rows(binary_rows(37)), batches_of(BATCH, 1, 1)
    engine.train(stack, rows, batches, np.array([1e-3]), moments=moments)
    assert (moments.first[:, OUTGOING].view(np.uint32) == 0).all()
    np.testing.assert_array_equal(
        stack.read(0).encoder[2].weight[:, 3], start.encoder[2].weight[:, 3]
    )
