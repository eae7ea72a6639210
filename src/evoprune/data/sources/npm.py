"""Packages of npm."""

import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evoprune.data.manifest import Package
from evoprune.data.sources.tools import run
from evoprune.errors import MissingToolError


def download(package: Package, folder: Path, say: Callable[[str], None]) -> Path:
    """Put the package into `folder`; none of its scripts run.

    Raises:
        MissingToolError: npm is absent or does not get it.
    """
    wanted = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    run([*command, wanted], folder, say)
    found = sorted(folder.glob("*.tgz"))
    if not found:
        raise MissingToolError(f"`npm pack` left no package for {wanted}")
    return found[0]


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive that a package is."""
    with tarfile.open(path, "r:gz") as archive:
        yield archive


def version(path: Path, package: Package) -> str:
    """Version of a downloaded package: npm gives the one that was asked for."""
    del path
    return package.version
