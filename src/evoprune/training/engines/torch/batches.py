"""The batches of one call on the device."""

import numpy as np
import torch


class Batches:
    """Row indices of T steps of S networks, with the weight of every row in its batch.

    Attributes:
        index: int64, shape (T, S B). Where there is no row it names the first row of the batch, so
            that nothing is computed that could be infinite where the batch itself is not.
        weights: B/n for the n present rows of a batch and zero for the others, shape (T, S, B, 1);
            none where all batches are full, and nothing needs to be weighed.
    """

    def __init__(
        self, batches: np.ndarray, device: torch.device, *, networks: int | None = None
    ) -> None:
        """Copy batches to the device.

        Args:
            batches: int64, shape (T, S, B); -1 where there is no row.
            networks: S with padding networks, which visit row 0; by default there are none.
        """
        if networks is not None:
            spare = networks - batches.shape[1]
            batches = np.pad(batches, ((0, 0), (0, spare), (0, 0)))
        self.weights: torch.Tensor | None = None
        if batches.min() < 0:
            present = batches >= 0
            weights = present * (batches.shape[2] / present.sum(axis=2, keepdims=True))
            self.weights = torch.as_tensor(weights[..., None], dtype=torch.float32, device=device)
            batches = np.where(present, batches, batches[..., :1])
        self.shape = batches.shape
        self.index = torch.as_tensor(batches.reshape(len(batches), -1), device=device)

    def mean(self, of_rows: torch.Tensor) -> torch.Tensor:
        """Mean over each batch's rows of a value that every data row (N,) has; shape (T, S)."""
        values = of_rows[self.index].view(self.shape)
        if self.weights is not None:
            values = values * self.weights[..., 0]
        return values.mean(dim=2)


def filled_up(of_networks: np.ndarray, room: int) -> np.ndarray:
    """Entries of networks (S, ...), and the first one again and again up to `room` entries."""
    spare = np.repeat(of_networks[:1], room - len(of_networks), axis=0)
    return np.concatenate([of_networks, spare])
