"""Finds wanted files in an archive; nothing is unpacked to disk."""

import tarfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

HEADER_BYTES = 1024
"""How much longer than a plain file its compressed form may be, for tiny files."""


class Wanted(Protocol):
    """A file that is looked for in an archive."""

    @property
    def name(self) -> str:
        """Its name, without folders and `.gz`."""

    @property
    def bytes(self) -> int:
        """Its size, or more."""


File = TypeVar("File", bound=Wanted)


def members(archive: tarfile.TarFile, files: Sequence[File]) -> Iterator[tuple[File, str, bytes]]:
    """Those of `files` that an archive holds, wherever in it, with their names there and contents.

    Members that are no plain files, are too large or have a name that leads out of the archive are
    passed over.
    """
    wanted = {name: file for file in files for name in (file.name, f"{file.name}.gz")}
    for member in archive:
        path = PurePosixPath(member.name)
        file = wanted.get(path.name)
        inside = not path.is_absolute() and ".." not in path.parts
        if file and inside and member.isfile() and member.size <= file.bytes + HEADER_BYTES:
            stream = archive.extractfile(member)
            if stream is not None:
                yield file, member.name, stream.read()
