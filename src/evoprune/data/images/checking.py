"""Whether a file of labelled images is the one that was published."""

import hashlib
from pathlib import Path

from evoprune.artifacts import sha256
from evoprune.data.images.known import KnownArchive, KnownMember, owner
from evoprune.errors import CorruptFileError, MissingDataError

CHUNK_BYTES = 1 << 20


def check_member(data: bytes, member: KnownMember, title: str, place: str) -> str:
    """The digest of a file, after its comparison with what was published.

    Args:
        data: its content.
        member: what it should be.
        title: of the data set.
        place: where it was read from, for messages.

    Returns:
        Kind of the digest and its digits, `md5 …` or `sha256 …`.

    Raises:
        CorruptFileError: it is something else.
    """
    if member.md5:
        expected, found = f"md5 {member.md5}", f"md5 {_md5(data)}"
    else:
        found = f"sha256 {sha256(data)}"
        expected = f"sha256 {member.sha256}" if member.sha256 else found
    size = member.bytes or len(data)
    if (found, len(data)) != (expected, size):
        published = expected if member.md5 or member.sha256 else "no published checksum"
        wanted = f"{published}, {size} bytes" if member.bytes else published
        raise _wrong(member.name, title, place, wanted, f"{found}, {len(data)} bytes")
    return found


def check_archive(path: Path, archive: KnownArchive, title: str) -> str:
    """The digest of an archive, after its comparison with the published one; see `check_member`.

    Raises:
        CorruptFileError: it is something else.
        MissingDataError: it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise unreadable(path, error) from None
    if digest.hexdigest() != archive.sha256:
        expected = f"sha256 {archive.sha256}, {archive.bytes} bytes"
        found = f"sha256 {digest.hexdigest()}, {size} bytes"
        raise _wrong(archive.name, title, str(path), expected, found)
    return f"sha256 {archive.sha256}"


def unreadable(path: Path, error: OSError) -> MissingDataError:
    """An error on a file that is there and cannot be read."""
    return MissingDataError(f"{path}: cannot be read ({error.strerror})")


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _wrong(name: str, title: str, place: str, expected: str, found: str) -> CorruptFileError:
    match = owner(found.split()[1].rstrip(","))
    hint = [f"  hint: this is {match[1]} of {match[0]}"] if match else []
    lines = [
        f"{place}: not the {name} of {title}",
        f"  expected {expected}",
        f"  found    {found}",
        *hint,
        "  next: delete or replace the file; nothing else is read in its place",
    ]
    return CorruptFileError("\n".join(lines))
