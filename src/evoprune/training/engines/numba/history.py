"""Moments of activations since the last clearing, for operators that score their spread."""

from collections.abc import Mapping, Sequence

import numpy as np

from evoprune.training.engines.numba.kernels.recording import Sums
from evoprune.training.engines.numba.layout import Layout, aligned


class NumbaHistory:
    """Count, sum and sum of squares of activations, a slot of the batch at a time.

    The released code keeps every activation; these sums hold what its score needs (spec Q5, Q10).
    They are float64, in which squares of float32 are exact, so that a history of one pass and a
    silent unit both have a deviation of exactly zero.

    Attributes:
        count: passes of each network that had a row in each slot, shape (S, B).
    """

    def __init__(self, layout: Layout, networks: int, batch_size: int) -> None:
        self._layout = layout
        size = int(layout.activations[-1] - layout.activations[1])
        self.count = np.zeros((networks, batch_size), dtype=np.int64)
        shape = (networks, size)
        self.moments = Sums(aligned(shape, np.float64), aligned(shape, np.float64))

    def deviations(self, index: int) -> list[np.ndarray]:
        """Per layer the population standard deviation, shape (B, units); zero without passes."""
        count = np.maximum(self.count[index], 1)[:, None]
        result = []
        for layer in range(1, len(self._layout.units)):
            total, squares = (self._layer(values[index], layer) for values in self.moments)
            mean = total / count
            variance = squares / count - mean * mean
            result.append(np.sqrt(np.maximum(variance, 0)))
        return result

    def _layer(self, values: np.ndarray, layer: int) -> np.ndarray:
        layout = self._layout
        start = layout.activations[layer] - layout.activations[1]
        stop = layout.activations[layer + 1] - layout.activations[1]
        return values[start:stop].reshape(-1, layout.widths[layer])[:, : layout.units[layer]]

    def clear(self, index: int) -> None:
        """Forget everything about one network."""
        self.count[index] = 0
        for values in self.moments:
            values[index] = 0

    def take(self, indices: Sequence[int] | np.ndarray) -> "NumbaHistory":
        """A new history of copies of those at `indices`."""
        copy = NumbaHistory(self._layout, len(indices), self.count.shape[1])
        copy.count[:] = self.count[indices]
        for mine, theirs in zip(copy.moments, self.moments, strict=True):
            np.take(theirs, indices, axis=0, out=mine, mode="clip")
        return copy

    def put(self, indices: Sequence[int] | np.ndarray, source: "NumbaHistory") -> None:
        """Copy the histories of `source` over those at `indices`."""
        self.count[indices] = source.count
        for mine, theirs in zip(self.moments, source.moments, strict=True):
            mine[indices] = theirs

    def add(self, indices: Sequence[int] | np.ndarray, source: "NumbaHistory") -> None:
        """Add what `source` has seen to the entries at `indices`, which are all different."""
        self.count[indices] += source.count
        for mine, theirs in zip(self.moments, source.moments, strict=True):
            mine[indices] += theirs

    def arrays(self) -> dict[str, np.ndarray]:
        """Counts and sums."""
        return {"count": self.count, **self.moments._asdict()}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over counts and sums."""
        for name, mine in self.arrays().items():
            mine[:] = arrays[name]
