"""Moments of activations since the last clearing, for operators that score their spread."""

from collections.abc import Sequence

import numpy as np
import torch

from evoprune.networks.architecture import Architecture
from evoprune.training.engines.torch.stack import padded


class TorchHistory:
    """Count, sum and sum of squares of activations, a slot of the batch at a time.

    The released code keeps every activation; these sums hold what its score needs (spec Q5, Q10).
    They are float64, in which squares of float32 are exact, so that a history of one pass and a
    silent unit both have a deviation of exactly zero.
    """

    def __init__(
        self, architecture: Architecture, networks: int, batch_size: int, device: torch.device
    ) -> None:
        self._units = [dense.outputs for dense in architecture.layers]
        self.count = np.zeros(networks, dtype=np.int64)

        def zeros() -> list[torch.Tensor]:
            shapes = [(networks, batch_size, padded(units)) for units in self._units]
            return [torch.zeros(shape, dtype=torch.float64, device=device) for shape in shapes]

        self.sums, self.squares = zeros(), zeros()

    def add(self, activations: Sequence[torch.Tensor]) -> None:
        """Record one pass of every network; per layer (S, B, padded units)."""
        self.count += 1
        for layer, values in enumerate(activations):
            exact = values.double()
            self.sums[layer].add_(exact)
            self.squares[layer].addcmul_(exact, exact)

    def add_passes(self, index: int, first_layer: int, passes: Sequence[torch.Tensor]) -> None:
        """Record several passes of some layers of one network, without counting them.

        Args:
            index: the network.
            first_layer: layer that `passes` begins with.
            passes: per layer (items, B, padded units).
        """
        for layer, values in enumerate(passes, start=first_layer):
            exact = values.double()
            self.sums[layer][index].add_(exact.sum(dim=0))
            self.squares[layer][index].add_((exact * exact).sum(dim=0))

    def deviations(self, index: int) -> list[np.ndarray]:
        """Per layer the population standard deviation, shape (B, units); zero without passes."""
        count = max(int(self.count[index]), 1)
        result = []
        for units, total, squares in zip(self._units, self.sums, self.squares, strict=True):
            mean = total[index, :, :units] / count
            variance = squares[index, :, :units] / count - mean * mean
            result.append(variance.clamp_(min=0).sqrt_().cpu().numpy())
        return result

    def clear(self, index: int) -> None:
        """Forget everything about one network."""
        self.count[index] = 0
        for tensor in self._tensors():
            tensor[index] = 0

    def take(self, indices: Sequence[int] | np.ndarray) -> "TorchHistory":
        """A new history of copies of those at `indices`."""
        index = torch.as_tensor(np.asarray(indices), device=self.sums[0].device)
        copy = object.__new__(TorchHistory)
        copy._units = self._units
        copy.count = self.count[np.asarray(indices)]
        copy.sums = [tensor[index] for tensor in self.sums]
        copy.squares = [tensor[index] for tensor in self.squares]
        return copy

    def put(self, indices: Sequence[int] | np.ndarray, source: "TorchHistory") -> None:
        """Copy the histories of `source` over those at `indices`."""
        index = torch.as_tensor(np.asarray(indices), device=self.sums[0].device)
        self.count[np.asarray(indices)] = source.count
        for mine, theirs in zip(self._tensors(), source._tensors(), strict=True):
            mine[index] = theirs

    def _tensors(self) -> list[torch.Tensor]:
        return [*self.sums, *self.squares]
