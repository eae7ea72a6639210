"""Makes the rows of any data set."""

from pathlib import Path
from typing import Any

from evoprune.data.binarised import BinarisedImages
from evoprune.data.splits import Splits


def splits_of(dataset: Any, root: Path) -> Splits:
    """The three splits of a data set; only real ones are read from files.

    Args:
        dataset: settings of any registered data set.
        root: the data root.

    Raises:
        MissingDataError, CorruptFileError: see `reading.read`.
    """
    real = isinstance(dataset, BinarisedImages)
    splits: Splits = dataset.generate(root) if real else dataset.generate()
    return splits
