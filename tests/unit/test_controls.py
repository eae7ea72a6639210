"""Controls of training: zeroes that are given back, and what a ring of one cell is."""

import numpy as np
import pytest

from evoprune.training.modes.all_vs_all import AllVsAll
from evoprune.training.modes.canonical import Canonical
from evoprune.training.modes.epoch_node import EpochNode
from evoprune.training.modes.lipi import Lipi
from tests.unit.test_training import DATA, make_job


@pytest.fixture(scope="module")
def splits():
    return DATA.generate()


@pytest.mark.parametrize(
    "mode",
    [
        Canonical(),
        Lipi(population=3, walk_sd=0, rate_floor=1e-30),
        EpochNode(population=3, walk_sd=0, rate_floor=1e-30),
        AllVsAll(population=2, walk_sd=0, rate_floor=1e-30),
    ],
)
def test_what_is_given_back_is_what_was_taken(engine_type, splits, mode):
    """At a rate that moves nothing only the last event's zeros are left."""
    protocol = {"pruned_weights": "given_back", "learning_rate": 1e-30, "epochs": 6}
    job = make_job(engine_type, splits, "random", [1], **protocol)
    (outcome,) = mode.train(job)
    initial = [job.initial_network(0, node) for node in range(3)]
    values = [np.unique(np.abs(layer.weight)) for net in initial for layer in net.layers]
    last = outcome.records["event"][-1].astype(bool)
    assert outcome.records["event"][:-1].sum() > 0
    for network, event in zip(outcome.networks, last, strict=False):
        parts = [
            sum(layer.zeros() for layer in half) for half in (network.encoder, network.decoder)
        ]
        touched = [sum(round(0.1 * t.size) for t in half) for half in _tensors(network)]
        if mode.cells == 1:
            assert parts == (touched if event else [0, 0])
        assert all(zeros <= most for zeros, most in zip(parts, touched, strict=True))
        for layer in network.layers:
            left = np.abs(layer.weight[np.abs(layer.weight) > 1e-20])
            assert np.isin(left, np.concatenate(values)).all()


def _tensors(network):
    return [
        [tensor for layer in half for tensor in (layer.weight, layer.bias)]
        for half in (network.encoder, network.decoder)
    ]


def test_a_ring_of_one_cell_is_sign_descent_with_a_walking_rate(engine_type, splits):
    """Bit by bit: selection among copies of one network selects nothing."""
    alone = Canonical(optimizer="fresh", decay_factor=1.0, walk_sd=1e-5)
    jobs = [make_job(engine_type, splits, "none", [1, 2], epochs=6) for _ in range(2)]
    canonical, ring = alone.train(jobs[0]), Lipi(population=1).train(jobs[1])
    for one, other in zip(canonical, ring, strict=True):
        names = one.networks[0].tensors()
        for name, tensor in other.networks[0].tensors().items():
            assert (names[name] == tensor).all()
        for column in ("learning_rate", "l1_train"):
            np.testing.assert_array_equal(one.records[column], other.records[column])
        assert len(np.unique(one.records["learning_rate"])) == 6
