"""Pickles as Python 2 wrote them, byte by byte: those of CIFAR. No library that makes them is used.

A value is None, a bool, a number, a text, a list, a dict, an array of bytes, or `Raw`.
"""

from typing import NamedTuple

import numpy as np


class Raw(NamedTuple):
    """Operations that are put in as they are."""

    operations: bytes


def pickled(value):
    return b"\x80\x02" + operations(value) + b"."


def operations(value):
    if isinstance(value, Raw):
        return value.operations
    if value is None or isinstance(value, bool):
        return {None: b"N", True: b"\x88", False: b"\x89"}[value]
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, str):
        return _text(value.encode("latin-1"))
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, tuple):
        return b"(" + b"".join(map(operations, value)) + b"t"
    if isinstance(value, list):
        return b"]q\x01(" + b"".join(map(operations, value)) + b"e"
    entries = b"".join(operations(key) + operations(entry) for key, entry in value.items())
    return b"}q\x00(" + entries + b"u"


def _number(value):
    if 0 <= value < 256:
        return b"K" + bytes([value])
    if 0 <= value < 65536:
        return b"M" + value.to_bytes(2, "little")
    return b"J" + value.to_bytes(4, "little", signed=True)


def _text(data):
    if len(data) < 256:
        return b"U" + bytes([len(data)]) + data
    return b"T" + len(data).to_bytes(4, "little") + data


def _array(array):
    """What numpy 1 gave Python 2 to write."""
    kind = b"cnumpy\ndtype\nq\x06" + _text(b"u1") + b"K\x00K\x01\x87Rq\x07"
    kind += operations((3, "|", None, None, None, -1, -1, 0)) + b"b"
    begun = b"cnumpy.core.multiarray\n_reconstruct\nq\x02cnumpy\nndarray\nq\x03K\x00\x85q\x04"
    begun += _text(b"b") + b"\x87Rq\x05"
    fortran = not array.flags.c_contiguous
    content = array.tobytes("F" if fortran else "C").decode("latin-1")
    state = (1, array.shape, Raw(kind), fortran, content)
    return begun + operations(state) + b"b"
