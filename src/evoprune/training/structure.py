"""What becomes of networks while they train: dead units, and how many networks a ring still is."""

from collections.abc import Mapping, Sequence

import numpy as np

from evoprune.networks.network import Network
from evoprune.pruning.counting import dead_units
from evoprune.training.engines.base import Stack
from evoprune.training.job import Job


def dead_counts(job: Job, stack: Stack, index: int) -> dict[str, int]:
    """Units of one network that no training row activates, by part of the network."""
    everything = np.arange(len(job.splits.train))
    *hidden, _ = job.engine.activations(stack, index, job.train_rows, everything)
    return by_part([int(units.sum()) for units in dead_by_layer(job, hidden)], job)


def dead_by_layer(job: Job, hidden: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Dead units of each hidden layer; one without ReLUs, as that of a latent draw, has none.

    Args:
        job: whose networks they are.
        hidden: activations of the hidden layers, each (rows, units).
    """
    kinds = [dense.activation for dense in job.engine.architecture.layers]
    return [
        dead_units(values) if kind == "relu" else np.zeros(values.shape[1], dtype=bool)
        for kind, values in zip(kinds, hidden, strict=False)
    ]


def by_part(counts: Sequence[int], job: Job) -> dict[str, int]:
    """Sums over the encoder's inner layers, the latent layer and the decoder's inner layers.

    Args:
        counts: one a hidden layer, input to output.
    """
    latent = len(job.engine.architecture.encoder) - 1
    return {
        "dead_units_encoder": sum(counts[:latent]),
        "dead_units_latent": counts[latent],
        "dead_units_decoder": sum(counts[latent + 1 :]),
    }


class Diversity:
    """Effective number of distinct networks among the cells of one ring, epoch by epoch.

    Cells are visited one by one, so their first layers are kept until the last cell of the epoch
    has come.
    """

    def __init__(self, cells: int) -> None:
        self._cells = cells
        self._waiting: dict[int, dict[int, np.ndarray]] = {}

    def add(self, epoch: int, cell: int, network: Network) -> float | None:
        """Take a cell's network; returns the number once all cells of the epoch have come."""
        layers = self._waiting.setdefault(epoch, {})
        layers[cell] = network.encoder[0].weight.ravel()
        if len(layers) < self._cells:
            return None
        del self._waiting[epoch]
        return effective_networks(np.stack([layers[k] for k in range(self._cells)]))

    def arrays(self) -> dict[str, np.ndarray]:
        """First layers of the epochs that are not complete, by epoch and cell."""
        return {
            f"{epoch}.{cell}": layer
            for epoch, layers in self._waiting.items()
            for cell, layer in layers.items()
        }

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over first layers."""
        self._waiting = {}
        for name, layer in arrays.items():
            epoch, cell = map(int, name.split("."))
            self._waiting.setdefault(epoch, {})[cell] = layer


def effective_networks(weights: np.ndarray) -> float:
    """Z^2 over the sum of squared correlations: 1 if all are copies, Z if all are unrelated.

    Two constant vectors count as copies of each other.

    Args:
        weights: a vector a network, shape (Z, n).
    """
    centred = weights.astype(np.float64) - weights.mean(axis=1, dtype=np.float64, keepdims=True)
    length = np.linalg.norm(centred, axis=1)
    constant = length <= 1e-12
    unit = centred / np.where(constant, 1.0, length)[:, None]
    correlations = unit @ unit.T
    correlations[np.ix_(constant, constant)] = 1.0
    return float(len(weights) ** 2 / np.square(correlations).sum())
