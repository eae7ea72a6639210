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
    if member.bytes and len(data) != member.bytes:
        raise _wrong(member.name, title, place, f"{member.bytes} bytes", f"{len(data)} bytes")
    if member.md5:
        found = hashlib.md5(data, usedforsecurity=False).hexdigest()
        expected, kind = member.md5, "md5"
    else:
        found, expected, kind = sha256(data), member.sha256, "sha256"
    if expected and found != expected:
        raise _wrong(member.name, title, place, f"{kind} {expected}", f"{kind} {found}")
    return f"{kind} {found}"


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


def _wrong(name: str, title: str, place: str, expected: str, found: str) -> CorruptFileError:
    match = owner(found.rpartition(" ")[2])
    hint = [f"  hint: this is {match[1]} of {match[0]}"] if match else []
    lines = [
        f"{place}: not the {name} of {title}",
        f"  expected {expected}",
        f"  found    {found}",
        *hint,
        "  next: delete or replace the file; nothing else is read in its place",
    ]
    return CorruptFileError("\n".join(lines))
