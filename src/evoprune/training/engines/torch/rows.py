"""Binary data rows on the device, with what the loss needs of them."""

import numpy as np
import torch

from evoprune.training.engines.torch.stack import padded


class TorchRows:
    """Padded rows of zeros and ones.

    For a binary value x and an output s, |s - x| = x + (1 - 2x) s: the loss is linear in s, and
    its gradient is the coefficient (1 - 2x).

    Attributes:
        values: float32, shape (N, padded D), zero in the padding.
        means: mean of each row, shape (N,).
        batch_size: rows of a full batch B.
    """

    def __init__(self, values: np.ndarray, batch_size: int, device: torch.device) -> None:
        if not np.isin(values, (0, 1)).all():
            raise ValueError("data rows must hold zeros and ones only")
        count, dimensions = values.shape
        table = np.zeros((count, padded(dimensions)), dtype=np.float32)
        table[:, :dimensions] = values
        self.values = torch.from_numpy(table).to(device)
        self.means = torch.from_numpy(values.mean(axis=1, dtype=np.float32)).to(device)
        self.batch_size = batch_size
        self._scale = 1.0 / (batch_size * dimensions)
        self._base = torch.zeros(table.shape[1], device=device)
        self._base[:dimensions] = self._scale

    def __len__(self) -> int:
        """Number of rows N."""
        return len(self.values)

    def batch(
        self, index: torch.Tensor, shape: tuple[int, ...], weights: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Rows at a flat `index` and their coefficients, each of shape (*shape, padded D).

        Args:
            index: which rows, int64.
            shape: networks and rows of a batch, (S, B).
            weights: weight of each row in the mean of its batch, shape (S, B, 1); one by default.
        """
        values = torch.index_select(self.values, 0, index).view(*shape, -1)
        coefficients = self.coefficients(values)
        return values, coefficients if weights is None else coefficients.mul_(weights)

    def coefficients(self, values: torch.Tensor) -> torch.Tensor:
        """(1 - 2x)/(B D) of each value, zero in the padding."""
        return torch.add(self._base, values, alpha=-2 * self._scale)
