"""The 8 x 8 digits: a compressed table of 64 numbers from 0 to 16 and a label in each row."""

import gzip
import io
import math
import zlib

import numpy as np

from evoprune.data.images.formats.arrays import labelled
from evoprune.data.images.known import KnownFiles
from evoprune.errors import CorruptFileError

LIMIT = 10_000_000
"""Bytes that are unpacked at most; the known table has 264,712."""


def parse(data: bytes, dataset: KnownFiles, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of the table; see `evoprune.data.images.formats`."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            text = stream.read(LIMIT + 1)
        if len(text) > LIMIT:
            raise ValueError(f"more than {LIMIT} bytes when unpacked")
        rows = np.loadtxt(io.BytesIO(text), delimiter=",", dtype=np.uint8, ndmin=2)
    except (OSError, EOFError, ValueError, OverflowError, zlib.error) as error:
        raise CorruptFileError(f"{place}: no compressed table of bytes ({error})") from None
    columns = math.prod(dataset.shape) + 1
    if rows.shape[1] != columns:
        raise CorruptFileError(f"{place}: {rows.shape[1]} columns, expected {columns}")
    return labelled(rows[:, :-1], rows[:, -1], dataset, place)
