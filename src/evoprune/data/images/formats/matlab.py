"""Reads arrays of bytes from a file of MATLAB 5.

SciPy's reader of this format ends the process on some damaged files, so the little that is needed
stands here. A file is a header of 128 bytes and then elements: type and size as 32-bit numbers, and
content, filled up to 8 bytes. A variable is an element of four: flags, shape, name and values.
"""

import math
import struct
import zlib
from collections.abc import Iterator

import numpy as np

from evoprune.errors import CorruptFileError

HEAD, HEAD_BYTES = b"MATLAB 5.0 MAT-file", 128
"""What the format starts with; version 7.3 is HDF5, which is not read."""

BYTES, INT32, MATRIX, COMPRESSED = 2, 5, 14, 15
"""Types of elements."""

NUMBERS = range(6, 16)
"""Classes of arrays of numbers. MATLAB stores small whole numbers of any of them as bytes."""

LIMIT = 400_000_000
"""Bytes of a variable at most; the largest known one has 225 million."""


def arrays(data: bytes, names: set[str], place: str) -> dict[str, np.ndarray]:
    """Some variables of a file, uint8, the first dimension fastest, as MATLAB has them.

    Args:
        data: content of the file.
        names: of the variables.
        place: what the file is called in messages.

    Raises:
        CorruptFileError: it is damaged, no file of MATLAB 5, or lacks one of these variables.
    """
    try:
        if not data.startswith(HEAD) or data[126:HEAD_BYTES] != b"IM":
            raise ValueError(f"it does not start with {HEAD.decode()}")
        found = {}
        for kind, content in _elements(memoryview(data)[HEAD_BYTES:]):
            matrix = _unpacked(content) if kind == COMPRESSED else (kind, content)
            name, parts = _variable(*matrix)
            if name in names:
                found[name] = _array(name, parts)
        if set(found) != names:
            raise ValueError(f"it holds no {', '.join(sorted(names - set(found)))}")
    except (ValueError, struct.error, zlib.error) as error:
        raise CorruptFileError(f"{place}: no MATLAB 5 file as expected ({error})") from None
    return found


def _elements(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Elements one after the other: type and content."""
    while data:
        kind, size = struct.unpack_from("<II", data)
        small = kind >> 16
        if small:  # up to four bytes stand in the place of the size
            kind, size, start, step = kind & 0xFFFF, small, 4, 8
        else:
            start, step = 8, 8 + size + (-size % 8 if kind != COMPRESSED else 0)
        if start + size > len(data) or (small and size > 4):
            raise ValueError("truncated")
        yield kind, data[start : start + size]
        data = data[step:]


def _unpacked(content: memoryview) -> tuple[int, memoryview]:
    """The one element that was compressed."""
    unpacker = zlib.decompressobj()
    head = unpacker.decompress(content, 8)
    if len(head) < 8:
        raise ValueError("truncated")
    kind, size = struct.unpack("<II", head)
    if size > LIMIT:
        raise ValueError(f"a variable of {size} bytes")
    values = unpacker.decompress(unpacker.unconsumed_tail, size) if size else b""
    if len(values) != size:
        raise ValueError("truncated")
    return kind, memoryview(values)


def _variable(kind: int, content: memoryview) -> tuple[str, list[tuple[int, memoryview]]]:
    """Name and elements of a variable; the name is empty for one that is no array."""
    if kind != MATRIX:
        raise ValueError(f"an element of type {kind}")
    parts = []
    for part in _elements(content):
        parts.append(part)
        if len(parts) == 4:
            break
    if len(parts) < 3:
        return "", parts
    return bytes(parts[2][1]).decode("latin-1"), parts


def _array(name: str, parts: list[tuple[int, memoryview]]) -> np.ndarray:
    """The values of a variable in its shape."""
    (_, flags), (shape_kind, shape_bytes) = parts[0], parts[1]
    if len(parts) != 4 or parts[3][0] != BYTES or not flags or flags[0] not in NUMBERS:
        raise ValueError(f"{name} is no array of bytes")
    if shape_kind != INT32 or len(shape_bytes) % 4:
        raise ValueError(f"{name} has no shape")
    shape = struct.unpack(f"<{len(shape_bytes) // 4}i", shape_bytes)
    values = np.frombuffer(parts[3][1], np.uint8)
    if min(shape, default=-1) < 0 or math.prod(shape) != len(values):
        raise ValueError(f"{name} has shape {shape} and {len(values)} values")
    return values.reshape(shape, order="F")
