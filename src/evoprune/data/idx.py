"""The idx format: a header that says type and shape, then the bytes of an array.

Bytes 0 and 1 are zero, byte 2 is the type, byte 3 the number of dimensions; then the dimensions as
big-endian 32-bit numbers; then the data, last dimension fastest. Source: spec datasets, section 5.
"""

import math

import numpy as np

from evoprune.errors import CorruptFileError

UINT8 = 8
"""Type of bytes without a sign, the only one that is read."""


def parse(data: bytes, place: str) -> np.ndarray:
    """The array of an idx file, uint8, read-only.

    Args:
        data: content of the file, not compressed.
        place: what the file is called in messages.

    Raises:
        CorruptFileError: it is no idx file of bytes, or not as long as its header says.
    """
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] != UINT8:
        raise CorruptFileError(
            f"{place}: not an idx file of bytes; it should start with 00 00 08, and starts with "
            f"{data[:3].hex(' ') or 'nothing'}"
        )
    header = 4 + 4 * data[3]
    shape = tuple(int.from_bytes(data[i : i + 4], "big") for i in range(4, header, 4))
    if len(data) != header + math.prod(shape):
        raise CorruptFileError(
            f"{place}: {len(data)} bytes, but its header says {header + math.prod(shape)}: "
            f"shape {' x '.join(map(str, shape))}"
        )
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape)
