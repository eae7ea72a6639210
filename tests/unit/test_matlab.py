"""The reader of MATLAB 5 files: what SciPy writes comes back, and all else is refused."""

import io
import struct
import zlib

import numpy as np
import pytest
import scipy.io

from evoprune.data.images.formats.matlab import arrays
from evoprune.errors import CorruptFileError

RNG = np.random.default_rng(0)
CUBE = RNG.integers(0, 256, (3, 4, 2, 5), dtype=np.uint8)
COLUMN = RNG.integers(0, 256, (5, 1), dtype=np.uint8)


def written(compressed, **values):
    stream = io.BytesIO()
    scipy.io.savemat(stream, values, do_compression=compressed)
    return stream.getvalue()


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("rows", [1, 3, 4, 5, 8, 300])
def test_arrays_come_back_whatever_stands_beside_them(compressed, rows):
    values = {"X": RNG.integers(0, 256, (3, 2, rows), dtype=np.uint8), "y": COLUMN[:rows]}
    beside = {"a_long_name": np.arange(9.0), "text": "hello", "cells": np.array([["a"]], object)}
    data = written(compressed, **beside, **values)
    found = arrays(data, {"X", "y"}, "a")
    twin = scipy.io.loadmat(io.BytesIO(data))
    for name, value in values.items():
        assert found[name].dtype == np.uint8
        np.testing.assert_array_equal(found[name], value)
        np.testing.assert_array_equal(found[name], twin[name])
    assert set(arrays(data, {"y"}, "a")) == {"y"}


def test_numbers_that_matlab_stored_as_bytes_are_read():
    data = bytearray(written(False, y=COLUMN))
    assert data[128 + 16] == 9  # class of bytes, in the flags of the first variable
    data[128 + 16] = 6  # class of doubles
    np.testing.assert_array_equal(arrays(bytes(data), {"y"}, "a")["y"], COLUMN)
    assert scipy.io.loadmat(io.BytesIO(data))["y"].dtype == np.uint8


def claiming(size, content=b""):
    """A file whose compressed variable claims a size."""
    packed = zlib.compress(struct.pack("<II", 14, size) + content)
    return written(True)[:128] + struct.pack("<II", 15, len(packed)) + packed


PLAIN = written(False, X=CUBE)
REFUSED = {
    "it does not start with MATLAB 5.0 MAT-file": b"\x89HDF\r\n\x1a\n" + PLAIN,
    "it holds no X": written(True, y=COLUMN),
    "X is no array of bytes": written(True, X=CUBE.astype(np.int16)),
    "a variable of 4294967295 bytes": claiming(2**32 - 1),
    "truncated": claiming(390_000_000, b"x"),
    "an element of type 2": PLAIN[:128] + struct.pack("<II", 2, 0),
    "X has shape (3, 4, 2, 6) and 120 values": PLAIN.replace(
        struct.pack("<4i", 3, 4, 2, 5), struct.pack("<4i", 3, 4, 2, 6)
    ),
    "X has shape (-3, -4, 2, 5) and": PLAIN.replace(
        struct.pack("<4i", 3, 4, 2, 5), struct.pack("<4i", -3, -4, 2, 5)
    ),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_is_no_array_of_bytes_is_refused_by_name(said):
    with pytest.raises(CorruptFileError, match=r"^some/train\.mat: ") as refused:
        arrays(REFUSED[said], {"X"}, "some/train.mat")
    assert said in str(refused.value)


@pytest.mark.parametrize("compressed", [True, False])
def test_every_truncation_and_flipped_byte_ends_in_arrays_or_an_error(compressed):
    whole = written(compressed, X=CUBE, y=COLUMN)
    for end in range(len(whole)):
        with pytest.raises(CorruptFileError):
            arrays(whole[:end], {"X", "y"}, "a")
    for place in range(120, len(whole)):
        for bit in (1, 16, 128):
            spoilt = bytearray(whole)
            spoilt[place] ^= bit
            try:
                found = arrays(bytes(spoilt), {"X", "y"}, "a")
            except CorruptFileError:
                continue
            assert found["X"].size == CUBE.size
