"""The oracle: an ordinary nn.Module with autograd, torch.optim.Adam and forward hooks."""

from collections.abc import Sequence

import numpy as np
import torch

from evoprune.networks.network import Layer, Network

BETAS = (0.5, 0.999)


class Autoencoder(torch.nn.Module):
    """Dense layers with ReLUs and a sigmoid; keeps the activations of every forward pass."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.depth = len(network.encoder)
        self.dense = torch.nn.ModuleList()
        for layer in network.layers:
            outputs, inputs = layer.weight.shape
            module = torch.nn.Linear(inputs, outputs)
            with torch.no_grad():
                module.weight.copy_(torch.from_numpy(layer.weight))
                module.bias.copy_(torch.from_numpy(layer.bias))
            self.dense.append(module)
        self.history: list[list[np.ndarray]] = [[] for _ in self.dense]

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self._run(x, range(self.depth))

    def logits(self, latent: torch.Tensor) -> torch.Tensor:
        return self._run(latent, range(self.depth, len(self.dense)))

    def decode(self, latent: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.logits(latent))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x))

    def _run(self, x: torch.Tensor, layers: Sequence[int]) -> torch.Tensor:
        for index in layers:
            x = self.dense[index](x)
            last = index == len(self.dense) - 1
            x = x if last else torch.relu(x)
            self.history[index].append(x.detach().numpy().copy())
        return x

    def network(self) -> Network:
        layers = [
            Layer(dense.weight.detach().numpy().copy(), dense.bias.detach().numpy().copy())
            for dense in self.dense
        ]
        return Network.from_layers(layers, self.depth)


def tensor(data: np.ndarray) -> torch.Tensor:
    """Data rows as float32."""
    return torch.from_numpy(data.astype(np.float32))


def loss(
    encoder: Autoencoder, decoder: Autoencoder, x: torch.Tensor, objective: str = "l1"
) -> torch.Tensor:
    """The objective of a pair on some rows."""
    latent = encoder.encode(x)
    if objective == "bce":
        return torch.nn.functional.binary_cross_entropy_with_logits(decoder.logits(latent), x)
    return torch.nn.functional.l1_loss(decoder.decode(latent), x)


def train(
    model: Autoencoder,
    data: np.ndarray,
    batches: Sequence[np.ndarray],
    rate: float,
    *,
    fresh: bool,
    objective: str = "l1",
    masks: Network | None = None,
    adam: torch.optim.Adam | None = None,
) -> list[float]:
    """Steps of one Adam, or of a new Adam every time, on batches of rows that may hold -1."""
    rows = tensor(data)
    adam = adam or torch.optim.Adam(model.parameters(), lr=rate, betas=BETAS)
    kept = [] if masks is None else list(Autoencoder(masks).parameters())
    losses = []
    for batch in batches:
        if fresh:
            adam = torch.optim.Adam(model.parameters(), lr=rate, betas=BETAS)
        value = loss(model, model, rows[torch.from_numpy(batch[batch >= 0])], objective)
        adam.zero_grad()
        value.backward()
        adam.step()
        with torch.no_grad():
            for parameter, mask in zip(model.parameters(), kept, strict=False):
                parameter.mul_(mask)
        losses.append(value.item())
    return losses


def spread(passes: Sequence[np.ndarray]) -> np.ndarray:
    """Standard deviation of each slot over the passes that have it, shape (B, units)."""
    slots = range(max(len(values) for values in passes))
    return np.stack(
        [
            np.std([values[slot].astype(np.float64) for values in passes if slot < len(values)], 0)
            for slot in slots
        ]
    )


def vector(network: Network) -> np.ndarray:
    """All parameters as one float64 vector."""
    return np.concatenate([t.ravel() for t in network.tensors().values()]).astype(np.float64)


def relative_error(ours: Network, theirs: Network, start: Network) -> float:
    """Distance of the two ends over the displacement from the start."""
    a, b, s = vector(ours), vector(theirs), vector(start)
    return float(np.linalg.norm(a - b) / np.linalg.norm(b - s))
