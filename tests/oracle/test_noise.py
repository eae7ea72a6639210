"""Networks that draw: noisy inputs, and latent values of variational networks, against autograd."""

import numpy as np
import pytest
import torch

from evoprune.data.binary_clusters import BinaryClusters
from evoprune.errors import ConfigError
from evoprune.networks import build
from evoprune.training.engines.base import Noise
from evoprune.training.engines.numba.engine import NumbaEngine
from evoprune.training.engines.torch.engine import TorchEngine
from tests.oracle import eager

DIMENSIONS, BATCH, STEPS, NETWORKS = 100, 5, 60, 3
DATA = BinaryClusters(clusters=5, examples=10, dimensions=DIMENSIONS).generate().train


def jobs(name, objective="l1"):
    """An engine, initial networks, and batches of which some are ragged."""
    rng, architecture = np.random.default_rng(1), build(name, DIMENSIONS)
    starts = [architecture.initial(rng) for _ in range(NETWORKS)]
    batches = rng.integers(0, len(DATA), (STEPS, NETWORKS, BATCH))
    batches[7::10, :, 3:] = -1
    return TorchEngine(architecture, BATCH, "cpu", objective), starts, batches


@pytest.mark.parametrize("objective", ["l1", "bce"])
@pytest.mark.parametrize("fresh", [False, True])
def test_noise_on_inputs_is_seen_by_the_network_but_not_by_the_target(objective, fresh):
    engine, starts, batches = jobs("denoising", objective)
    noise = np.random.default_rng(2).normal(0, 0.4, (*batches.shape, DIMENSIONS))
    noise = noise.astype(np.float32)
    stack = engine.stack(starts)
    losses = engine.train(
        stack,
        engine.rows(DATA),
        batches,
        np.full(NETWORKS, 1e-4),
        moments=None if fresh else engine.adam(stack),
        noise=Noise(inputs=noise),
    )
    for index, start in enumerate(starts):
        model = eager.Autoencoder(start)
        adam = torch.optim.Adam(model.parameters(), lr=1e-4, betas=eager.BETAS)
        for step, batch in enumerate(batches[:, index]):
            if fresh:
                adam = torch.optim.Adam(model.parameters(), lr=1e-4, betas=eager.BETAS)
            x = eager.tensor(DATA[batch[batch >= 0]])
            seen = x + torch.from_numpy(noise[step, index, : len(x)])
            latent = model.encode(seen)
            functional = torch.nn.functional
            if objective == "l1":
                value = functional.l1_loss(model.decode(latent), x)
            else:
                value = functional.binary_cross_entropy_with_logits(model.logits(latent), x)
            adam.zero_grad()
            value.backward()
            adam.step()
            assert losses[step, index] == pytest.approx(value.item(), rel=1e-5)
        assert eager.relative_error(stack.read(index), model.network(), start) < 1e-5


class Variational(torch.nn.Module):
    """The published network: two heads, a draw, and the sum of cross-entropy and divergence."""

    def __init__(self, start):
        super().__init__()
        self.layers = eager.Autoencoder(start)

    def forward(self, x, draws):
        one, heads, two, last = self.layers.dense
        means, log_variances = heads(torch.relu(one(x))).chunk(2, dim=1)
        latent = means + torch.exp(0.5 * log_variances) * draws
        output = torch.sigmoid(last(torch.relu(two(latent))))
        return output, means, log_variances

    def loss(self, x, draws):
        output, means, log_variances = self(x, draws)
        entropy = torch.nn.functional.binary_cross_entropy(output, x, reduction="sum")
        divergence = -0.5 * torch.sum(1 + log_variances - means**2 - log_variances.exp())
        return entropy + divergence


def test_variational_networks_agree_with_autograd():
    engine, starts, batches = jobs("variational")
    draws = np.random.default_rng(3).standard_normal((*batches.shape, 10), dtype=np.float32)
    stack = engine.stack(starts)
    moments, rows = engine.adam(stack), engine.rows(DATA)
    rates = np.full(NETWORKS, 1e-4)
    losses = engine.train(stack, rows, batches, rates, moments=moments, noise=Noise(latent=draws))
    for index, start in enumerate(starts):
        model = Variational(start)
        adam = torch.optim.Adam(model.parameters(), lr=1e-4, betas=eager.BETAS)
        for step, batch in enumerate(batches[:, index]):
            x = eager.tensor(DATA[batch[batch >= 0]])
            value = model.loss(x, torch.from_numpy(draws[step, index, : len(x)]))
            adam.zero_grad()
            value.backward()
            adam.step()
            assert losses[step, index] == pytest.approx(value.item(), rel=1e-5)
        assert eager.relative_error(stack.read(index), model.layers.network(), start) < 1e-5


def test_variational_networks_are_measured_at_the_mean_of_their_latent_values():
    engine, starts, _ = jobs("variational")
    stack, rows = engine.stack(starts), engine.rows(DATA)
    x = eager.tensor(DATA)
    for index, start in enumerate(starts):
        output, means, log_variances = Variational(start)(x, torch.zeros(1))
        expected = (output - x).abs().mean(dim=1).detach().numpy()
        np.testing.assert_allclose(engine.row_losses(stack, index, rows), expected, rtol=1e-5)
        heads = engine.activations(stack, index, rows, np.arange(len(DATA)))[1]
        both = torch.cat([means, log_variances], dim=1).detach().numpy()
        np.testing.assert_allclose(heads, both, atol=1e-6)


@pytest.mark.parametrize("name", ["denoising", "variational"])
def test_bits_of_drawing_networks_do_not_depend_on_the_stack(name):
    engine, starts, batches = jobs(name)
    rng, rows = np.random.default_rng(4), engine.rows(DATA)
    latent = engine.architecture.latent_units
    draws = Noise(
        rng.standard_normal((*batches.shape, DIMENSIONS), dtype=np.float32)
        if name == "denoising"
        else None,
        rng.standard_normal((*batches.shape, latent), dtype=np.float32)
        if name == "variational"
        else None,
    )

    def end(members):
        stack = engine.stack([starts[member] for member in members])
        chosen = Noise(*(None if d is None else d[:, members] for d in draws))
        rates = np.full(len(members), 1e-3)
        moments = engine.adam(stack)
        engine.train(stack, rows, batches[:, members], rates, moments=moments, noise=chosen)
        return eager.vector(stack.read(members.index(1)))

    np.testing.assert_array_equal(end([1]), end([0, 2, 1]))


def test_numba_refuses_what_draws():
    with pytest.raises(ConfigError, match="variational networks"):
        NumbaEngine(build("variational", DIMENSIONS), BATCH)
    engine = NumbaEngine(build("plain", DIMENSIONS), BATCH)
    stack = engine.stack([build("plain", DIMENSIONS).initial(np.random.default_rng(0))])
    batches = np.zeros((1, 1, BATCH), dtype=np.int64)
    noise = Noise(inputs=np.zeros((1, 1, BATCH, DIMENSIONS), dtype=np.float32))
    with pytest.raises(ConfigError, match="does not serve noise"):
        engine.train(stack, engine.rows(DATA), batches, np.array([1e-3]), noise=noise)
