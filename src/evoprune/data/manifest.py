"""What is known of data sets that are fetched; every checksum and address stands in one file."""

import tomllib
from functools import cache
from pathlib import Path

from evoprune.artifacts import sha256
from evoprune.errors import ConfigError
from evoprune.settings import Settings

MANIFEST = Path(__file__).with_name("manifest.toml")


class KnownFile(Settings):
    """A file of a data set, as published."""

    name: str
    """Its name, without `.gz`."""
    shape: list[int]
    """Shape of the array in it."""
    bytes: int
    """Size of the plain file."""
    sha256: str
    """Checksum of the plain file."""
    gz_sha256: str
    """Checksum of the compressed file that mirrors offer."""


class Package(Settings):
    """A package that holds all files of a data set."""

    kind: str
    """Which of `evoprune.data.sources` gets it."""
    name: str
    """Its name in the registry."""
    version: str
    """The version that was checked."""
    bytes: int
    """Size of the package, for the line that announces it."""


class KnownDataset(Settings):
    """A data set, where its files may lie and where they come from."""

    title: str
    """Its name in prose."""
    folders: list[str]
    """Folders below the data root, besides the one of the data set's own name."""
    installed: list[str]
    """Folders of installed packages."""
    mirrors: list[str]
    """Addresses that the names of the compressed files are appended to."""
    packages: list[Package]
    """Packages that hold the files."""
    files: dict[str, KnownFile]
    """Its files by what they hold."""


def known() -> dict[str, KnownDataset]:
    """All data sets of the manifest by name."""
    return _read(MANIFEST)


def known_dataset(name: str) -> KnownDataset:
    """The data set called `name`.

    Raises:
        ConfigError: the manifest has none of that name.
    """
    if name not in known():
        raise ConfigError(
            f"'{name}' is no data set that is fetched; those are {', '.join(known())}"
        )
    return known()[name]


def fingerprint(name: str) -> str:
    """Digest of the checksums of a data set's files; empty for one that is not fetched."""
    if name not in known():
        return ""
    return sha256("".join(file.sha256 for file in known()[name].files.values()).encode())[:16]


def owner(sha256: str) -> tuple[str, KnownFile] | None:
    """Title of the data set that has a file with this checksum, and the file."""
    for dataset in known().values():
        for file in dataset.files.values():
            if file.sha256 == sha256:
                return dataset.title, file
    return None


@cache
def _read(path: Path) -> dict[str, KnownDataset]:
    values = tomllib.loads(path.read_text())
    return {name: KnownDataset.model_validate(entry) for name, entry in values.items()}
