"""Files of SVHN in the format of MATLAB 5: images along the last axis, and 10 for the digit 0."""

import numpy as np

from evoprune.data.images.formats.arrays import labelled
from evoprune.data.images.formats.matlab import arrays
from evoprune.data.images.known import KnownFiles
from evoprune.errors import CorruptFileError


def parse(data: bytes, dataset: KnownFiles, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a file; see `evoprune.data.images.formats`."""
    found = arrays(data, {"X", "y"}, place)
    images, labels = found["X"], found["y"]
    channels, height, width = dataset.shape
    if images.shape[:3] != (height, width, channels) or images.ndim != 4:
        raise CorruptFileError(
            f"{place}: X has shape {images.shape}, expected ({height}, {width}, {channels}, rows)"
        )
    digits = labels.reshape(-1).astype(np.int64)
    if digits.size and not 1 <= digits.min() <= digits.max() <= dataset.classes:
        raise CorruptFileError(f"{place}: labels from {digits.min()} to {digits.max()}, not 1..10")
    return labelled(images.transpose(3, 2, 0, 1), digits % dataset.classes, dataset, place)
