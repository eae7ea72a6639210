"""The idx reader: what it reads, and that everything else is refused by name."""

import numpy as np
import pytest

from evoprune.data.idx import parse
from evoprune.errors import CorruptFileError
from tests.unit.tiny_images import idx_bytes


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 4, 5), (0,), (0, 28, 28)])
def test_arrays_come_back_with_shape_and_values(shape):
    array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    read = parse(idx_bytes(array), "a")
    assert read.dtype == np.uint8
    np.testing.assert_array_equal(read, array)


def test_the_header_is_that_of_the_published_files():
    labels = bytes.fromhex("00 00 08 01 00 00 00 02 05 09")
    np.testing.assert_array_equal(parse(labels, "labels"), [5, 9])
    images = bytes.fromhex("00000803 00000001 00000002 00000001 ff00")
    np.testing.assert_array_equal(parse(images, "images"), [[[255], [0]]])


GOOD = idx_bytes(np.zeros((2, 3), np.uint8))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "starts with nothing"),
        (b"\x00\x00\x08", "00 00 08"),
        (b"\x1f\x8b" + GOOD[2:], "starts with 1f 8b 08"),
        (b"\x00\x00\x0d" + GOOD[3:], "starts with 00 00 0d"),
        (GOOD[:-1], "17 bytes, but its header says 18: shape 2 x 3"),
        (GOOD + b"\0", "19 bytes, but its header says 18"),
        (GOOD[:7], "7 bytes, but its header says"),
        (b"\x00\x00\x08\xff", "4 bytes, but its header says"),
        (b"\x00\x00\x08\x02" + b"\xff" * 8, "says 18446744065119617037"),
    ],
)
def test_what_is_no_whole_idx_file_is_refused_by_name(data, said):
    with pytest.raises(CorruptFileError, match=r"^some/file: ") as refused:
        parse(data, "some/file")
    assert said in str(refused.value)
