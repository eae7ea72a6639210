"""Dead units over time and the effective number of networks in a ring."""

import numpy as np
import pytest

from evoprune.networks import build
from evoprune.training.structure import Diversity, effective_networks


def test_copies_count_as_one_and_unrelated_networks_as_many():
    rng = np.random.default_rng(0)
    one = rng.normal(size=500).astype(np.float32)
    assert effective_networks(np.stack([one] * 10)) == pytest.approx(1)
    # Scale and offset are no difference in kind.
    assert effective_networks(np.stack([one, 2 * one + 1])) == pytest.approx(1)
    orthogonal = np.array([[1, -1, 0, 0], [0, 0, 1, -1], [1, 1, -1, -1]], dtype=np.float32)
    assert effective_networks(orthogonal) == pytest.approx(3)
    # Two copies of one and one of another: 9/(4 + 1).
    assert effective_networks(orthogonal[[0, 0, 1]]) == pytest.approx(9 / 5)


def test_constant_networks_are_copies_of_each_other():
    rng = np.random.default_rng(0)
    zeros = np.zeros(50, dtype=np.float32)
    assert effective_networks(np.stack([zeros, zeros])) == pytest.approx(1)
    other = rng.normal(size=50).astype(np.float32)
    assert effective_networks(np.stack([zeros, other])) == pytest.approx(2)


def test_a_ring_is_measured_when_its_last_cell_has_come():
    network = build("plain", 8).initial(np.random.default_rng(0))
    diversity = Diversity(3)
    # Epochs may overlap: cells far apart do not wait for each other.
    answers = [diversity.add(*visit, network) for visit in ((0, 2), (0, 0), (1, 2), (0, 1))]
    assert answers[:3] == [None] * 3
    assert answers[3] == pytest.approx(1)
    assert [diversity.add(1, cell, network) for cell in (0, 1)] == [None, pytest.approx(1)]
