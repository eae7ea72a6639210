"""Whether the bytes of a file are those that were published."""

import zlib

from evoprune.artifacts import sha256
from evoprune.data.manifest import KnownDataset, KnownFile, owner
from evoprune.errors import CorruptFileError

GZIP = b"\x1f\x8b"
"""What every gzip file starts with."""


def plain(data: bytes, file: KnownFile, dataset: KnownDataset, place: str) -> bytes:
    """Content of a file, unpacked where it is compressed, after its checksum.

    The checksum is that of the plain file: packages compress anew.

    Args:
        data: what was read, plain or gzip.
        file: what it should be.
        dataset: what that is a file of.
        place: where it was read from, for messages.

    Raises:
        CorruptFileError: it is something else.
    """
    if data.startswith(GZIP):
        data = _unpacked(data, file.bytes, place)
    found = sha256(data)
    if found != file.sha256:
        lines = [
            f"{place}: not the {file.name} of {dataset.title}",
            f"  expected sha256 {file.sha256}",
            f"  found    sha256 {found}",
            *_hint(found, file),
            "  next: delete or replace the file; nothing else is read in its place",
        ]
        raise CorruptFileError("\n".join(lines))
    return data


def _unpacked(data: bytes, limit: int, place: str) -> bytes:
    """Content of a gzip file, at most `limit` bytes."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise CorruptFileError(f"{place}: not a gzip file that can be unpacked ({error})") from None
    if not unpacker.eof:
        raise CorruptFileError(f"{place}: truncated, or more than {limit} bytes when unpacked")
    return content


def _hint(found: str, file: KnownFile) -> list[str]:
    """Which known file it is instead: MNIST and Fashion-MNIST share all names and sizes."""
    match = owner(found)
    if match is None:
        return []
    title, other = match
    return [
        f"  hint: this is {title}'s "
        + ("file of the same name" if other.name == file.name else other.name)
    ]
