"""Packages of Debian and its descendants; neither root nor installation is needed."""

import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evoprune.data.manifest import Package
from evoprune.data.sources.tools import need, run
from evoprune.errors import MissingToolError


def download(package: Package, folder: Path, say: Callable[[str], None]) -> Path:
    """Put the package into `folder`: the known version, or else the one that the registry has.

    Raises:
        MissingToolError: apt-get is absent or does not get it.
    """
    try:
        run(["apt-get", "download", f"{package.name}={package.version}"], folder, say)
    except MissingToolError as error:
        say(f"{error}; asking for any version, whose files have to be the same")
        run(["apt-get", "download", package.name], folder, say)
    found = sorted(folder.glob("*.deb"))
    if not found:
        raise MissingToolError(f"`apt-get download` left no package for {package.name}")
    return found[0]


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive of files in a package, which dpkg-deb decompresses."""
    need("dpkg-deb")
    command = ["dpkg-deb", "--fsys-tarfile", str(path)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as archive,
    ):
        yield archive


def version(path: Path, package: Package) -> str:
    """Version of a downloaded package, from its name: `NAME_VERSION_ARCHITECTURE.deb`."""
    parts = path.stem.split("_")
    return parts[1] if len(parts) == 3 else package.version
