"""Batches of CIFAR as records of bytes: the label, after a coarse one in CIFAR-100, then pixels."""

import math

import numpy as np

from evoprune.data.images.formats.arrays import labelled
from evoprune.data.images.known import KnownFiles
from evoprune.errors import CorruptFileError

LABEL_BYTES = {10: 1, 100: 2}
"""Bytes before the pixels, of which the last is the label, by the number of classes."""


def parse(data: bytes, dataset: KnownFiles, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a batch; see `evoprune.data.images.formats`."""
    head = LABEL_BYTES.get(dataset.classes, 1)
    size = head + math.prod(dataset.shape)
    if len(data) % size or not data:
        raise CorruptFileError(f"{place}: {len(data)} bytes, not a number of records of {size}")
    records = np.frombuffer(data, np.uint8).reshape(-1, size)
    return labelled(records[:, head:], records[:, head - 1], dataset, place)
