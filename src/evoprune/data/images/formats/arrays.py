"""The last step of all formats: arrays as they should be."""

import math
from typing import Any

import numpy as np

from evoprune.data.images.known import KnownFiles
from evoprune.errors import CorruptFileError


def labelled(
    images: np.ndarray, labels: Any, dataset: KnownFiles, place: str
) -> tuple[np.ndarray, np.ndarray]:
    """Images of shape (rows, channels, height, width) and labels int64 of shape (rows,).

    Args:
        images: uint8, `rows` of them, in any shape with as many numbers.
        labels: whole numbers, an array or a list.
        dataset: whose they should be.
        place: where they were read from, for messages.

    Raises:
        CorruptFileError: numbers, types or labels are not those of the data set.
    """
    expected = math.prod(dataset.shape)
    if images.dtype != np.uint8 or images.ndim < 2 or math.prod(images.shape[1:]) != expected:
        raise CorruptFileError(
            f"{place}: images of {images.dtype} with shape {images.shape}, expected uint8 with "
            f"{expected} numbers each"
        )
    classes = _classes(labels, place)
    if classes.shape != (len(images),):
        raise CorruptFileError(f"{place}: {len(images)} images, but labels of {classes.shape}")
    if classes.size and not 0 <= classes.min() <= classes.max() < dataset.classes:
        raise CorruptFileError(
            f"{place}: labels from {classes.min()} to {classes.max()}, expected 0 to "
            f"{dataset.classes - 1}"
        )
    shaped = images.reshape(len(images), *dataset.shape)
    return np.ascontiguousarray(shaped), classes


def _classes(labels: Any, place: str) -> np.ndarray:
    """Labels as int64, if that is what they are."""
    # Lists of lists of the same list would be copied out as often as they are named.
    if isinstance(labels, list) and all(type(label) is int for label in labels):
        labels = np.array(labels)
    if not isinstance(labels, np.ndarray) or (labels.dtype.kind not in "iu" and labels.size):
        raise CorruptFileError(f"{place}: labels are no whole numbers")
    return labels.astype(np.int64)
