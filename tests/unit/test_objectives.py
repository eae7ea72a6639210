"""Objectives against their formulas, also where a naive one overflows."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from evoprune.errors import ConfigError
from evoprune.networks import build
from evoprune.training.engines.torch.elementwise import exp_, sigmoid_, softplus_
from evoprune.training.engines.torch.engine import TorchEngine
from evoprune.training.engines.torch.objectives import OBJECTIVES, NegativeBound, find

ROWS, WIDTH = 3, 16
LOGITS = hnp.arrays(np.float32, (2, ROWS, WIDTH), elements=st.floats(-1e4, 1e4, width=32))
BITS = hnp.arrays(np.bool_, (2, ROWS, WIDTH))


def formulas(name, z, x):
    """Losses of entries and their derivatives by the logits, in float64."""
    z = z.astype(np.float64)
    s = np.exp(-np.logaddexp(0, -z))
    if name == "bce":
        return np.logaddexp(0, z) - x * z, s - x
    return np.abs(s - x), (1 - 2 * x) * s * np.exp(-np.logaddexp(0, z))


@pytest.mark.parametrize("name", list(OBJECTIVES))
@given(z=LOGITS, x=BITS, present=st.integers(1, ROWS))
def test_losses_and_gradients_are_those_of_the_formulas(name, z, x, present):
    objective, weights = find(name), np.zeros((1, ROWS, 1))
    weights[:, :present] = 1 / (present * WIDTH)
    coefficients = torch.from_numpy(((1 - 2 * x) * weights).astype(np.float32))
    means = torch.from_numpy(x.mean(axis=2, dtype=np.float32))
    constants = objective.constants(means)[:, :present].mean(dim=1).numpy()
    entries, derivatives = formulas(name, z, x)
    expected = (entries * weights).sum(axis=(1, 2))

    losses = torch.empty(2)
    delta = objective.gradient(torch.from_numpy(z.copy()), coefficients, losses)
    np.testing.assert_allclose(losses.numpy() + constants, expected, rtol=2e-6, atol=2e-7)
    np.testing.assert_allclose(delta.numpy(), derivatives * weights, rtol=1e-4, atol=1e-7)
    ours = objective.entries(torch.from_numpy(z.copy()), coefficients).sum(dim=(1, 2))
    np.testing.assert_array_equal(ours, losses)


@given(z=LOGITS, x=BITS, present=st.integers(1, ROWS))
def test_the_reconstruction_of_variational_networks_is_a_sum(z, x, present):
    there = np.arange(ROWS)[:, None] < present
    coefficients = torch.from_numpy(((1 - 2 * x) * there / 7).astype(np.float32))
    entries, derivatives = formulas("bce", z, x)
    losses = torch.empty(2)
    delta = NegativeBound().gradient(torch.from_numpy(z.copy()), coefficients, losses)
    expected = (entries * there).sum(axis=(1, 2))
    np.testing.assert_allclose(losses.numpy(), expected, rtol=2e-6, atol=1e-5)
    np.testing.assert_allclose(delta.numpy(), derivatives * there, rtol=1e-4, atol=1e-7)


@given(size=st.integers(1, 200), seed=st.integers(0, 9))
def test_bits_of_an_element_do_not_depend_on_the_size_of_the_tensor(size, seed):
    values = torch.from_numpy(np.random.default_rng(seed).normal(0, 8, 256).astype(np.float32))
    for function_ in (sigmoid_, softplus_, exp_):
        whole, part = function_(values.clone()), function_(values[:size].clone())
        assert torch.equal(whole[:size], part)


def test_an_engine_knows_its_objective_and_refuses_another():
    architecture = build("plain", 8)
    assert TorchEngine(architecture, 2, "cpu").objective == "l1"
    assert TorchEngine(architecture, 2, "cpu", "bce").objective == "bce"
    with pytest.raises(ConfigError, match="unknown objective 'mse'; allowed: l1, bce"):
        TorchEngine(architecture, 2, "cpu", "mse")
