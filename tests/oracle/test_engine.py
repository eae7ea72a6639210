"""Engines against autograd, and the independence of a network from its batch."""

import numpy as np
import pytest
import torch

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.networks import build
from evoprune.training.engines.torch.engine import TorchEngine
from tests.oracle import eager

STEPS, BATCH = 200, 5


@pytest.fixture(scope="module")
def data():
    return BinaryClusters().generate().train


def start_and_batches(seed, steps=STEPS):
    rng = np.random.default_rng(seed)
    network = build("plain", 1000).initial(rng)
    order = [rng.permutation(1000).reshape(-1, BATCH) for _ in range(-(-steps // 200))]
    return network, np.concatenate(order)[:steps]


@pytest.mark.parametrize("objective", ["l1", "bce"])
@pytest.mark.parametrize(("fresh", "rate"), [(False, 1e-5), (True, 1e-5), (False, 1e-3)])
def test_agrees_with_autograd_after_200_steps(engine_type, data, fresh, rate, objective):
    start, batches = start_and_batches(7)
    model = eager.Autoencoder(start)
    expected = eager.train(model, data, batches, rate, fresh=fresh, objective=objective)
    engine = engine_type(build("plain", 1000), BATCH, "cpu", objective)
    stack = engine.stack([start])
    moments = None if fresh else engine.adam(stack)
    rates = np.array([rate])
    losses = engine.train(stack, engine.rows(data), batches[:, None], rates, moments=moments)
    np.testing.assert_allclose(losses[:, 0], expected, rtol=2e-6)
    assert eager.relative_error(stack.read(0), model.network(), start) < 1e-5


@pytest.mark.parametrize(("fresh", "objective"), [(False, "l1"), (True, "l1"), (True, "bce")])
@pytest.mark.parametrize("position", range(8))
def test_bits_do_not_depend_on_batch_size_or_position(
    engine_type, data, fresh, objective, position
):
    engine = engine_type(build("plain", 1000), BATCH, "cpu", objective)
    rows = engine.rows(data)
    cases = [start_and_batches(seed, 40) for seed in range(8)]
    mine, others = cases[0], cases[1:]
    together = [*others[:position], mine, *others[position:]]

    def trained(members, index):
        stack = engine.stack([network for network, _ in members])
        batches = np.stack([batch for _, batch in members], axis=1)
        moments = None if fresh else engine.adam(stack)
        rates = np.full(len(members), 1e-4)
        losses = engine.train(stack, rows, batches, rates, moments=moments)
        return eager.vector(stack.read(index)), losses[:, index]

    alone, alone_losses = trained([mine], 0)
    shared, shared_losses = trained(together, position)
    np.testing.assert_array_equal(alone, shared)
    np.testing.assert_array_equal(alone_losses, shared_losses)


def test_padding_stays_zero(data):
    engine = TorchEngine(build("plain", 1000), BATCH, "cpu")
    start, batches = start_and_batches(3, 30)
    stack = engine.stack([start])
    engine.train(stack, engine.rows(data), batches[:, None], np.array([1e-3]))
    held = sum(int(torch.count_nonzero(tensor)) for tensor in stack.tensors)
    inside = sum(int(np.count_nonzero(t)) for t in stack.read(0).tensors().values())
    assert held == inside
    assert stack.weights[0].shape == (1, 1008, 32)


def test_fresh_adam_leaves_zero_gradients_alone_and_moves_the_rest_by_the_rate(engine_type, data):
    engine = engine_type(build("plain", 1000), BATCH, "cpu")
    start, batches = start_and_batches(11, 1)
    start.encoder[1].weight[3] = 0.0
    start.encoder[1].bias[3] = 0.0  # a dead unit: no gradient in or out of it
    stack = engine.stack([start])
    engine.train(stack, engine.rows(data), batches[:, None], np.array([1e-5]))
    end = stack.read(0)
    np.testing.assert_array_equal(end.encoder[1].weight[3], 0.0)
    np.testing.assert_array_equal(end.decoder[0].weight[:, 3], start.decoder[0].weight[:, 3])
    moved = np.abs(end.decoder[1].bias - start.decoder[1].bias)
    np.testing.assert_allclose(moved, 1e-5, rtol=0.05)


@pytest.mark.parametrize("objective", ["l1", "bce"])
def test_losses_of_rows_pairs_and_batches_agree_with_autograd(engine_type, data, objective):
    engine = engine_type(build("plain", 1000), BATCH, "cpu", objective)
    rows = engine.rows(data)
    networks = [start_and_batches(seed)[0] for seed in range(4)]
    models = [eager.Autoencoder(network) for network in networks]
    stack = engine.stack(networks)
    x = torch.from_numpy(data.astype(np.float32))
    by_row = (models[2](x) - x).abs().mean(dim=1).detach().numpy()
    np.testing.assert_allclose(engine.row_losses(stack, 2, rows), by_row, rtol=2e-6)
    members = np.array([[0, 1, 3], [2, 3, 1]])
    batches = np.array([[4, 8, 15, 16, 23], [1, 2, 3, 5, -1]])
    losses = engine.pair_losses(stack, members, rows, batches).losses
    for v, batch in enumerate(batches):
        for i, encoder in enumerate(members[v]):
            for j, decoder in enumerate(members[v]):
                expected = eager.loss(
                    models[encoder], models[decoder], x[batch[batch >= 0]], objective
                )
                assert losses[v, i, j] == pytest.approx(expected.item(), rel=2e-6)
    of_batches = engine.batch_losses(stack.take([1, 3]), rows, batches)
    for v, model in enumerate((models[1], models[3])):
        expected = eager.loss(model, model, x[batches[v][batches[v] >= 0]], objective)
        assert of_batches[v] == pytest.approx(expected.item(), rel=2e-6)
