"""Batches of CIFAR as Python 2 pickled them: channels, rows and columns of each image in turn."""

import numpy as np

from evoprune.data.images.formats.arrays import labelled
from evoprune.data.images.formats.pickled import read
from evoprune.data.images.known import KnownFiles
from evoprune.errors import CorruptFileError

LABELS = {10: "labels", 100: "fine_labels"}
"""Key of the labels by the number of classes."""


def parse(data: bytes, dataset: KnownFiles, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a batch; see `evoprune.data.images.formats`."""
    content, key = read(data, place), LABELS.get(dataset.classes, "labels")
    if not isinstance(content, dict) or not {"data", key} <= set(content):
        raise CorruptFileError(f"{place}: no dictionary with the keys data and {key}")
    images = content["data"]
    if not isinstance(images, np.ndarray):
        raise CorruptFileError(f"{place}: its data is no array")
    return labelled(images, content[key], dataset, place)
