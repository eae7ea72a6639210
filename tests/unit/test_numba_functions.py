"""Elementary functions and losses of the kernels against closed forms in float64."""

import numpy as np
import pytest
from numba import njit

from evoprune.training.engines.numba.kernels.functions import clipped, exponential, softplus
from evoprune.training.engines.numba.kernels.losses import loss_and_delta
from evoprune.training.engines.numba.tiles.memory import load, store
from evoprune.training.engines.numba.tiles.types import LANES
from tests.unit.tiles import ONE, on_boundary

GRID = np.linspace(-80, 80, 1 << 20).astype(np.float32)


@njit(error_model="numpy")
def functions(values, out):
    for place in range(0, len(values), LANES):
        x = clipped(load(values, place, 0, ONE, ONE))
        store(x, out[0], place, 0)
        store(exponential(x), out[1], place, 0)
        store(softplus(x), out[2], place, 0)


@njit(error_model="numpy")
def losses(logits, targets, minus_scale, entropy, out):
    for place in range(0, len(logits), LANES):
        z, h = load(logits, place, 0, ONE, ONE), load(targets, place, 0, ONE, ONE)
        loss, delta = loss_and_delta(z, h, minus_scale, entropy)
        store(loss, out[0], place, 0)
        store(delta, out[1], place, 0)


def of(values):
    """Clipped, exponential and softplus of some values."""
    values = on_boundary(values)
    out = on_boundary(np.zeros(3 * len(values))).reshape(3, -1)
    functions(values, out)
    return out


def lost(logits, targets, entropy, entries=5000):
    """Losses and deltas."""
    logits, targets = on_boundary(logits), on_boundary(targets)
    out = on_boundary(np.zeros(2 * len(logits))).reshape(2, -1)
    losses(logits, targets, np.float32(-1 / entries), entropy, out)
    return out


def test_exponential():
    exact = np.exp(GRID.astype(np.float64))
    assert np.abs(of(GRID)[1] / exact - 1).max() < 2e-7
    assert (of(np.zeros(LANES))[1] == 1).all()


def test_softplus():
    exact = np.logaddexp(0, GRID.astype(np.float64))
    assert np.abs(of(GRID)[2] / exact - 1).max() < 5e-7
    np.testing.assert_allclose(of(np.zeros(LANES))[2], np.log(2), rtol=1e-7)


def test_clipped():
    values = np.array([-np.inf, -1e30, -81, -80, -79.5, 0, 79.5, 80, 81, 1e30, np.inf, np.nan])
    values = np.pad(values, (0, 4)).astype(np.float32)
    np.testing.assert_array_equal(of(values)[0], np.clip(values, -80, 80))


LOGITS = np.linspace(-30, 30, 6000).astype(np.float32)


@pytest.mark.parametrize("target", [1, -1])
def test_absolute_error(target):
    """|sigmoid(z) - x| and its derivative, accurate on both sides."""
    loss, delta = lost(LOGITS, np.full(6000, target), None)
    wrong = 1 / (1 + np.exp(target * LOGITS.astype(np.float64)))
    np.testing.assert_allclose(loss, wrong, rtol=4e-7)
    right = 1 / (1 + np.exp(-target * LOGITS.astype(np.float64)))
    slopes = -target * wrong * right / 5000
    np.testing.assert_allclose(delta, slopes, rtol=6e-7)


@pytest.mark.parametrize("target", [1, -1])
def test_cross_entropy(target):
    loss, delta = lost(LOGITS, np.full(6000, target), True)
    margin = target * LOGITS.astype(np.float64)
    np.testing.assert_allclose(loss, np.logaddexp(0, -margin), rtol=7e-7)
    np.testing.assert_allclose(delta, -target / (1 + np.exp(margin)) / 5000, rtol=6e-7)


@pytest.mark.parametrize("entropy", [None, True])
def test_without_a_target_there_is_nothing_to_lose(entropy):
    results = lost(LOGITS, np.zeros(6000), entropy)
    np.testing.assert_array_equal(results, 0)


@pytest.mark.parametrize("entropy", [None, True])
def test_a_logit_that_is_not_a_number_is_a_loss_that_is_none(entropy):
    results = lost(np.full(LANES, np.nan), np.ones(LANES), entropy)
    assert np.isnan(results).all()
