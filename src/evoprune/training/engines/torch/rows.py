"""Binary data rows on the device, with what the loss needs of them."""

import numpy as np
import torch

from evoprune.training.engines.torch.stack import padded


class TorchRows:
    """Rows of zeros and ones, padded, each beside its loss coefficients.

    For a binary value x and an output s, |s - x| = x + (1 - 2x) s: the loss is linear in s, and
    its gradient is the coefficient (1 - 2x). Both are gathered for a batch in one go.

    Attributes:
        values: float32, shape (N, 2 * width): the rows, then (1 - 2x)/(B D), zero in the padding.
        means: mean of each row, shape (N,).
        width: padded D.
    """

    def __init__(self, values: np.ndarray, batch_size: int, device: torch.device) -> None:
        if not np.isin(values, (0, 1)).all():
            raise ValueError("data rows must hold zeros and ones only")
        count, dimensions = values.shape
        self.width = padded(dimensions)
        table = np.zeros((count, 2 * self.width), dtype=np.float32)
        table[:, :dimensions] = values
        scale = np.float32(1.0 / (batch_size * dimensions))
        table[:, self.width : self.width + dimensions] = (1 - 2 * values.astype(np.float32)) * scale
        self.values = torch.from_numpy(table).to(device)
        self.means = torch.from_numpy(values.mean(axis=1, dtype=np.float32)).to(device)
        self.batch_size = batch_size

    def __len__(self) -> int:
        """Number of rows N."""
        return len(self.values)

    def batch(
        self, index: torch.Tensor, shape: tuple[int, int]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Rows and coefficients at a flat `index`, each of shape (*shape, width)."""
        gathered = torch.index_select(self.values, 0, index).view(*shape, 2 * self.width)
        return gathered[..., : self.width], gathered[..., self.width :]

    def whole(self) -> tuple[torch.Tensor, torch.Tensor]:
        """All rows and coefficients as one batch, each of shape (1, N, width)."""
        return self.values[None, :, : self.width], self.values[None, :, self.width :]
