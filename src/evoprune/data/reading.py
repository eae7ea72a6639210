"""Reads the arrays of a real data set, each file after its checksum."""

from pathlib import Path

import numpy as np

from evoprune.data import idx
from evoprune.data.checking import plain
from evoprune.data.manifest import KnownFile, known_dataset
from evoprune.data.places import locate, missing_files
from evoprune.errors import CorruptFileError, MissingDataError


def read(name: str, root: Path) -> dict[str, np.ndarray]:
    """Arrays of a data set by what they hold, uint8: images (rows, height, width), labels (rows,).

    Args:
        name: of the data set, e.g. `mnist`.
        root: the data root.

    Raises:
        MissingDataError: a file is not there.
        CorruptFileError: a file is not the published one; no other is looked for.
    """
    found = locate(name, root)
    if len(found) < len(known_dataset(name).files):
        raise missing_files(name, root, found)
    return {role: read_file(name, role, path) for role, path in found.items()}


def present(name: str, root: Path) -> dict[str, Path]:
    """Files of a data set that are there, by what they hold, after their checksums; see `read`."""
    found = locate(name, root)
    for role, path in found.items():
        read_file(name, role, path)
    return found


def read_file(name: str, role: str, path: Path) -> np.ndarray:
    """The array of one file of a data set; see `read`."""
    dataset = known_dataset(name)
    file = dataset.files[role]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingDataError(f"{path}: cannot be read ({error.strerror})") from None
    return _shaped(idx.parse(plain(data, file, dataset, str(path)), str(path)), file, path)


def _shaped(array: np.ndarray, file: KnownFile, path: Path) -> np.ndarray:
    """The array, if it has the shape that it should have."""
    if list(array.shape) != file.shape:
        raise CorruptFileError(f"{path}: shape {list(array.shape)}, expected {file.shape}")
    return array
