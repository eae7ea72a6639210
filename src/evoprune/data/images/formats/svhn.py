"""Files of SVHN in the format of MATLAB 5: images along the last axis, and 10 for the digit 0.

SciPy's reader makes arrays from such files and runs nothing that they hold.
"""

import io
import zlib

import numpy as np

from evoprune.data.images.formats.arrays import labelled
from evoprune.data.images.known import KnownFiles
from evoprune.errors import CorruptFileError

HEAD = b"MATLAB 5.0 MAT-file"
"""What the format starts with; version 7.3 is HDF5, which is not read."""


def parse(data: bytes, dataset: KnownFiles, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of a file; see `evoprune.data.images.formats`."""
    images, labels = (_variable(data, name, place) for name in ("X", "y"))
    channels, height, width = dataset.shape
    if images.shape[:3] != (height, width, channels) or images.ndim != 4:
        raise CorruptFileError(
            f"{place}: X has shape {images.shape}, expected ({height}, {width}, {channels}, rows)"
        )
    digits = labels.reshape(-1).astype(np.int64)
    if digits.size and not 1 <= digits.min() <= digits.max() <= dataset.classes:
        raise CorruptFileError(f"{place}: labels from {digits.min()} to {digits.max()}, not 1..10")
    return labelled(images.transpose(3, 2, 0, 1), digits % dataset.classes, dataset, place)


def _variable(data: bytes, name: str, place: str) -> np.ndarray:
    """An array of bytes in a file."""
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        if not data.startswith(HEAD):
            raise ValueError(f"it does not start with {HEAD.decode()}")
        value = loadmat(io.BytesIO(data), variable_names=[name])[name]
    except (MatReadError, ValueError, TypeError, LookupError, OSError, zlib.error) as error:
        raise CorruptFileError(
            f"{place}: no MATLAB 5 file with an array {name} ({error})"
        ) from None
    except (NotImplementedError, MemoryError, OverflowError) as error:
        raise CorruptFileError(f"{place}: cannot be read as MATLAB 5 ({error})") from None
    if not isinstance(value, np.ndarray) or value.dtype != np.uint8:
        raise CorruptFileError(f"{place}: {name} is no array of bytes")
    return value
