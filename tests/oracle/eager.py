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

    def decode(self, x: torch.Tensor) -> torch.Tensor:
        return self._run(x, range(self.depth, len(self.dense)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x))

    def _run(self, x: torch.Tensor, layers: Sequence[int]) -> torch.Tensor:
        for index in layers:
            x = self.dense[index](x)
            last = index == len(self.dense) - 1
            x = x if last else torch.relu(x)
            self.history[index].append(x.detach().numpy().copy())
            x = torch.sigmoid(x) if last else x
        return x

    def network(self) -> Network:
        layers = [
            Layer(dense.weight.detach().numpy().copy(), dense.bias.detach().numpy().copy())
            for dense in self.dense
        ]
        return Network.from_layers(layers, self.depth)


def train(
    model: Autoencoder, data: np.ndarray, batches: np.ndarray, rate: float, *, fresh: bool
) -> list[float]:
    """Steps of one Adam, or of a new Adam every time; `batches` has shape (T, B)."""
    rows = torch.from_numpy(data.astype(np.float32))
    adam = torch.optim.Adam(model.parameters(), lr=rate, betas=BETAS)
    losses = []
    for batch in batches:
        if fresh:
            adam = torch.optim.Adam(model.parameters(), lr=rate, betas=BETAS)
        x = rows[torch.from_numpy(batch)]
        loss = torch.nn.functional.l1_loss(model(x), x)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


def vector(network: Network) -> np.ndarray:
    """All parameters as one float64 vector."""
    return np.concatenate([t.ravel() for t in network.tensors().values()]).astype(np.float64)


def relative_error(ours: Network, theirs: Network, start: Network) -> float:
    """Distance of the two ends over the displacement from the start."""
    a, b, s = vector(ours), vector(theirs), vector(start)
    return float(np.linalg.norm(a - b) / np.linalg.norm(b - s))
