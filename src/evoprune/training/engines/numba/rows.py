"""Binary data rows as bits: the whole data set stays in the cache."""

import numpy as np

from evoprune.training.engines.numba.layout import Layout


class NumbaRows:
    """Rows of zeros and ones.

    Attributes:
        bits: uint16, flat: the vectors of each row, and those of a row of zeros that stands for an
            absent one.
        count: number of rows N.
    """

    def __init__(self, values: np.ndarray, layout: Layout) -> None:
        if not np.isin(values, (0, 1)).all():
            raise ValueError("data rows must hold zeros and ones only")
        if values.shape[1] != layout.units[0]:
            raise ValueError(f"data rows of {values.shape[1]} values, not of {layout.units[0]}")
        self.count, dimensions = len(values), values.shape[1]
        table = np.zeros((self.count + 1, layout.widths[0]), dtype=np.uint8)
        table[: self.count, :dimensions] = values
        self.bits = np.packbits(table, bitorder="little").view("<u2").astype(np.uint16)

    def __len__(self) -> int:
        """Number of rows N."""
        return self.count

    def indices(self, batches: np.ndarray, batch_size: int) -> np.ndarray:
        """Batches as kernels take them, which check nothing.

        Raises:
            IndexError: a row or a slot is not there.
        """
        if batches.shape[-1] != batch_size:
            raise IndexError(f"batches of {batches.shape[-1]} rows, not of {batch_size}")
        if batches.size and not -1 <= batches.min() <= batches.max() < len(self):
            raise IndexError(f"batches hold rows that are not among the {len(self)} of the data")
        return np.ascontiguousarray(batches, dtype=np.int64)
