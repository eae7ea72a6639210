"""The same training as most people would write it: a module, autograd and `torch.optim.Adam`."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

from evoprune.networks.network import Network
from evoprune.training.engines.torch.updates import BETAS

RATE = 1e-5
"""Learning rate, as published."""


class Trainer:
    """One network and its optimiser.

    Args:
        network: initial weights.
        fresh: whether every step has an Adam of its own, as in the ring.
    """

    def __init__(self, network: Network, fresh: bool) -> None:
        self.model, self.fresh = module(network), fresh
        self.adam = self._new_adam()

    def epoch(self, batches: Iterable[torch.Tensor]) -> list[float]:
        """A step on each batch (B, D); returns the loss before each."""
        losses = []
        for batch in batches:
            adam = self._new_adam() if self.fresh else self.adam
            loss = torch.nn.functional.l1_loss(self.model(batch), batch)
            adam.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            adam.step()
            losses.append(loss.item())
        return losses

    def _new_adam(self) -> torch.optim.Adam:
        return torch.optim.Adam(self.model.parameters(), lr=RATE, betas=BETAS)


def module(network: Network) -> torch.nn.Sequential:
    """A network as a module: ReLUs between its layers, a sigmoid at the end."""
    parts: list[torch.nn.Module] = []
    for layer in network.layers:
        dense = torch.nn.Linear(layer.weight.shape[1], layer.weight.shape[0])
        with torch.no_grad():
            dense.weight.copy_(torch.from_numpy(layer.weight))
            dense.bias.copy_(torch.from_numpy(layer.bias))
        parts += [dense, torch.nn.ReLU()]
    return torch.nn.Sequential(*parts[:-1], torch.nn.Sigmoid())


def indexed_epoch(
    network: Network, rows: np.ndarray, order: np.ndarray, fresh: bool
) -> Callable[[], object]:
    """What trains an epoch on rows (N, D) whose batches (T, B) are picked all at once."""
    trainer, data = Trainer(network, fresh), _tensor(rows)
    return lambda: trainer.epoch(data[torch.from_numpy(order)])


def loader_epoch(
    network: Network, rows: np.ndarray, batch_size: int, fresh: bool
) -> Callable[[], object]:
    """What trains an epoch on rows (N, D) that a shuffling `DataLoader` puts together."""
    trainer, data = Trainer(network, fresh), TensorDataset(_tensor(rows))
    loader = DataLoader(data, batch_size=batch_size, shuffle=True)

    def batches() -> Iterator[torch.Tensor]:
        for (batch,) in loader:
            yield batch

    return lambda: trainer.epoch(batches())


def _tensor(rows: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(rows.astype(np.float32))
