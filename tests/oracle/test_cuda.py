"""The CUDA device against the CPU; runs where there is one."""

import numpy as np
import pytest
import torch

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.networks import build
from evoprune.networks.network import Layer, Network
from evoprune.pruning.operators import OPERATORS
from evoprune.training.engines.torch import cuda
from evoprune.training.engines.torch.engine import TorchEngine
from evoprune.training.engines.torch.program import ReplayTrainer
from evoprune.training.modes.canonical import Canonical
from evoprune.training.modes.lipi import Lipi
from evoprune.training.protocol import Protocol
from tests.oracle import eager
from tests.oracle.test_modes import job, make_run

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device"),
]

STEPS, BATCH, ROWS = 200, 5, 1000
ARCHITECTURE = build("plain", 1000)


@pytest.fixture(scope="module")
def splits():
    return BinaryClusters().generate()


class Draws:
    """Networks, masks and batches, the same for every engine."""

    def __init__(self, networks, seed=0):
        rng = np.random.default_rng(seed)
        self.starts = [ARCHITECTURE.initial(rng) for _ in range(networks)]
        self.masks = [random_mask(rng) for _ in range(networks)]
        orders = [rng.permutation(ROWS).reshape(-1, BATCH) for _ in range(networks)]
        self.batches = np.stack(orders, axis=1)


def random_mask(rng):
    layers = [
        Layer(*((rng.random(x.shape) > 0.3).astype(np.float32) for x in (layer.weight, layer.bias)))
        for layer in ARCHITECTURE.initial(rng).layers
    ]
    return Network.from_layers(layers, len(ARCHITECTURE.encoder))


def trained(engine, data, draws, *, fresh, masks=False, ragged=False, calls=1):
    """Losses, stack and history after some epochs."""
    rows, stack = engine.rows(data), engine.stack(draws.starts)
    moments = None if fresh else engine.adam(stack)
    history = engine.history(len(stack))
    kept = engine.stack(draws.masks) if masks else None
    batches = draws.batches.copy()
    if ragged:
        batches[-1, :, 3:] = -1
    rates = np.full(len(stack), 1e-5)
    losses = [
        engine.train(stack, rows, batches, rates, moments=moments, history=history, masks=kept)
        for _ in range(calls)
    ]
    return np.concatenate(losses), stack, history


@pytest.mark.parametrize("objective", ["l1", "bce"])
@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize(("masks", "ragged"), [(False, False), (True, False), (True, True)])
def test_agrees_with_the_cpu_after_200_steps(splits, objective, fresh, masks, ragged):
    draws, ends = Draws(3), []
    for device in ("cpu", "cuda"):
        engine = TorchEngine(ARCHITECTURE, BATCH, device, objective)
        ends.append(trained(engine, splits.train, draws, fresh=fresh, masks=masks, ragged=ragged))
    (losses, stack, history), (of_cuda, on_cuda, histories) = ends
    np.testing.assert_allclose(of_cuda, losses, rtol=5e-6)
    np.testing.assert_array_equal(histories.count, history.count)
    for index, start in enumerate(draws.starts):
        assert eager.relative_error(on_cuda.read(index), stack.read(index), start) < 1e-5
        if masks:
            pruned = eager.vector(draws.masks[index]) == 0
            assert (eager.vector(on_cuda.read(index))[pruned] == 0).all()
        for ours, theirs in zip(
            histories.deviations(index), history.deviations(index), strict=True
        ):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("fresh", [False, True])
def test_graphs_are_captured_once_and_bits_are_those_of_any_stack_of_a_capacity(splits, fresh):
    engine, captured = TorchEngine(ARCHITECTURE, BATCH, "cuda"), []

    def counted(work):
        captured.append(work)
        return cuda.capture(work)

    engine._trainer = ReplayTrainer(engine._objective, counted)
    rows, draws, ends = engine.rows(splits.train), Draws(18), []
    for networks in (17, 18, 17):
        stack = engine.stack(draws.starts[:networks])
        moments = None if fresh else engine.adam(stack)
        rates = np.full(networks, 1e-5)
        for _ in range(2):
            engine.train(stack, rows, draws.batches[:, :networks], rates, moments=moments)
        ends.append(eager.vector(stack.read(0)))
        # Both sizes have one capacity, and 200 steps are four blocks of one length.
        assert len(captured) == 1
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], ends[2])


def test_a_graph_computes_what_its_steps_compute_without_one(splits):
    draws, ends = Draws(16), []
    for graphs in (True, False):
        engine = TorchEngine(ARCHITECTURE, BATCH, "cuda")
        if not graphs:
            engine._trainer = ReplayTrainer(engine._objective, lambda work: work)
        losses, stack, _ = trained(engine, splits.train, draws, fresh=True, calls=2)
        ends.append((losses, *[eager.vector(stack.read(index)) for index in range(16)]))
    for ours, theirs in zip(*ends, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_evaluations_agree_with_the_cpu(splits):
    draws, results = Draws(4), []
    members, batches = (
        np.array([[0, 1, 3], [2, 3, 1]]),
        np.array([[4, 8, 15, 16, 23], [1, 2, 3, 5, -1]]),
    )
    for device in ("cpu", "cuda"):
        engine = TorchEngine(ARCHITECTURE, BATCH, device)
        rows, stack, history = (
            engine.rows(splits.train),
            engine.stack(draws.starts),
            engine.history(2),
        )
        pairs = engine.pair_losses(stack, members, rows, batches)
        pairs.add_to(history, np.array([2, 0]))
        by_row = engine.row_losses(stack, 1, rows, order=np.arange(ROWS - 2), history=history)
        of_batches = engine.batch_losses(stack.take([0, 3]), rows, batches, history)
        activations = engine.activations(stack, 2, rows, np.array([5, 5, 7]))
        results.append([pairs.losses, by_row, of_batches, *activations, *history.deviations(1)])
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("operator", list(OPERATORS))
@pytest.mark.parametrize("mode", [Canonical(), Lipi(population=4)], ids=["canonical", "lipi"])
def test_modes_agree_with_the_cpu_after_200_steps(splits, mode, operator):
    ends = []
    for device in ("cpu", "cuda"):
        training = job(splits, [make_run(operator)], Protocol(epochs=1), device)
        (outcome,) = mode.train(training)
        ends.append(outcome.networks)
    for cell, (ours, theirs) in enumerate(zip(*ends, strict=True)):
        start = training.initial_network(0, cell)
        assert eager.relative_error(theirs, ours, start) < 1e-5
