"""Moments of activations since the last clearing, for operators that score their spread."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from evoprune.networks.architecture import Architecture
from evoprune.training.engines.torch.stack import padded


class TorchHistory:
    """Count, sum and sum of squares of activations, a slot of the batch at a time.

    The released code keeps every activation; these sums hold what its score needs (spec Q5, Q10).
    They are float64, in which squares of float32 are exact, so that a history of one pass and a
    silent unit both have a deviation of exactly zero.

    Attributes:
        count: passes of each slot, shape (networks, B): the last slots of a ragged batch see none.
            Who adds passes counts them, at once for many steps.
        sums: per layer shape (networks, B, padded units).
        squares: per layer shape (networks, B, padded units).
    """

    def __init__(
        self, architecture: Architecture, networks: int, batch_size: int, device: torch.device
    ) -> None:
        self._units = [dense.outputs for dense in architecture.layers]
        self.count = np.zeros((networks, batch_size), dtype=np.int64)

        def zeros() -> list[torch.Tensor]:
            shapes = [(networks, batch_size, padded(units)) for units in self._units]
            return [torch.zeros(shape, dtype=torch.float64, device=device) for shape in shapes]

        self.sums, self.squares = zeros(), zeros()

    def add_pass(self, activations: Sequence[torch.Tensor], weights: torch.Tensor | None) -> None:
        """Record one pass of every network, without counting it.

        Args:
            activations: per layer (S, B, padded units).
            weights: zero where there is no row, shape (S, B, 1); none if all batches are full.
        """
        for layer, values in enumerate(activations):
            exact = _present(values.double(), weights)
            self.sums[layer].add_(exact)
            self.squares[layer].addcmul_(exact, exact)

    def add_passes(
        self,
        networks: slice,
        first_layer: int,
        passes: Sequence[torch.Tensor],
        weights: torch.Tensor | None = None,
    ) -> None:
        """Record several passes of some layers of some networks, without counting them.

        Args:
            networks: which ones.
            first_layer: layer that `passes` begins with.
            passes: per layer (networks, passes, B, padded units); with fewer than B rows, the slots
                of the first ones.
            weights: zero where there is no row; broadcasts to (networks, passes, B, 1).
        """
        for layer, values in enumerate(passes, start=first_layer):
            exact = _present(values.double(), weights)
            slots = exact.shape[2]
            self.sums[layer][networks, :slots].add_(exact.sum(dim=1))
            self.squares[layer][networks, :slots].add_((exact * exact).sum(dim=1))

    def deviations(self, index: int) -> list[np.ndarray]:
        """Per layer the population standard deviation, shape (B, units); zero without passes."""
        # A tensor, because division by a number may be multiplication by its rounded inverse.
        passes = np.maximum(self.count[index], 1)[:, None]
        count = torch.as_tensor(passes, dtype=torch.float64, device=self.sums[0].device)
        result = []
        for units, total, squares in zip(self._units, self.sums, self.squares, strict=True):
            mean = total[index, :, :units] / count
            variance = squares[index, :, :units] / count - mean * mean
            result.append(variance.clamp_(min=0).sqrt_().cpu().numpy())
        return result

    def clear(self, index: int) -> None:
        """Forget everything about one network."""
        self.count[index] = 0
        for tensor in self.tensors():
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
        for mine, theirs in zip(self.tensors(), source.tensors(), strict=True):
            mine[index] = theirs

    def add(self, indices: Sequence[int] | np.ndarray, source: "TorchHistory") -> None:
        """Add what `source` has seen to the entries at `indices`, which are all different."""
        index = torch.as_tensor(np.asarray(indices), device=self.sums[0].device)
        self.count[np.asarray(indices)] += source.count
        for mine, theirs in zip(self.tensors(), source.tensors(), strict=True):
            mine.index_add_(0, index, theirs)

    def arrays(self) -> dict[str, np.ndarray]:
        """Counts, and sums in host memory."""
        numbered = {str(n): t.cpu().numpy() for n, t in enumerate(self.tensors())}
        return {"count": self.count, **numbered}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over counts and sums."""
        self.count[:] = arrays["count"]
        for number, tensor in enumerate(self.tensors()):
            tensor.copy_(torch.from_numpy(arrays[str(number)]))

    def tensors(self) -> list[torch.Tensor]:
        """All that is held on the device, each stacked over the networks."""
        return [*self.sums, *self.squares]


def _present(values: torch.Tensor, weights: torch.Tensor | None) -> torch.Tensor:
    """The values, zero where there is no row."""
    return values if weights is None else values * (weights > 0)
