"""What is known of the files of labelled images; every checksum stands in `manifest.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from evoprune.artifacts import sha256
from evoprune.data import manifest
from evoprune.data.manifest import Package
from evoprune.errors import ConfigError
from evoprune.settings import Settings, canonical_json

MANIFEST = Path(__file__).with_name("manifest.toml")
Split = Literal["train", "test"]


class KnownArchive(Settings):
    """A packed form as published."""

    name: str
    """Its name."""
    bytes: int
    """Its size."""
    sha256: str
    """Its checksum."""


class KnownMember(Settings):
    """A file of a form; without any checksum none was published."""

    name: str
    """Its name."""
    split: Split
    """What its images are for."""
    rows: int
    """Images in it."""
    bytes: int = 0
    """Its size, where it is known."""
    md5: str = ""
    """Its md5, where that is what was published."""
    sha256: str = ""
    """Its sha256."""
    arrays_sha256: list[str] = Field(default_factory=list)
    """Checksums of the decoded pixels and labels, for files that are packed anew now and then."""

    @property
    def published(self) -> bool:
        """Whether it has a checksum."""
        return bool(self.md5 or self.sha256 or self.arrays_sha256)


class Form(Settings):
    """One way in which the files of a data set lie on a disk."""

    format: str
    """Which of `evoprune.data.images.formats` reads it."""
    folders: list[str]
    """Folders below the data root, besides the one of the data set's own name."""
    installed: list[list[str]] = Field(default_factory=list)
    """Modules that are looked for, but not imported, and the folder of the files in each."""
    archive: KnownArchive | None = None
    """The archive that holds all members."""
    members: list[KnownMember]
    """Its files in the order of their images."""


class KnownFiles(Settings):
    """A data set of a few files."""

    title: str
    """Its name in prose."""
    shape: list[int]
    """Channels, height and width of an image."""
    classes: int
    """Number of classes."""
    per_class: dict[Split, int] = Field(default_factory=dict)
    """Images of each class, where all have the same number."""
    package: Package | None = None
    """A package that holds its file."""
    forms: list[Form]
    """Forms, in the order in which they are looked for."""


class KnownFolder(Settings):
    """A folder of images, with a folder a class in it."""

    folders: list[str]
    """Where it may be below the data root."""
    images: int
    """Number of images."""


class KnownFolders(Settings):
    """A data set of one file an image."""

    title: str
    """Its name in prose."""
    classes: int
    """Number of classes."""
    train: KnownFolder
    """Training images."""
    test: KnownFolder
    """Images of the official validation set, whose labels are public: the test set here."""


class Manifest(Settings):
    """All that is known."""

    files: dict[str, KnownFiles] = Field(default_factory=dict)
    """Data sets of a few files by name."""
    folders: dict[str, KnownFolders] = Field(default_factory=dict)
    """Data sets of one file an image by name."""


def known() -> Manifest:
    """The manifest."""
    return _read(MANIFEST)


def known_files(name: str) -> KnownFiles | None:
    """The data set of a few files that is called so, if there is one."""
    return known().files.get(name)


def known_folders(name: str) -> KnownFolders | None:
    """The data set of one file an image that is called so, if there is one."""
    return known().folders.get(name)


def named(name: str) -> KnownFiles:
    """The data set of a few files that is called so.

    Raises:
        ConfigError: there is none.
    """
    entry = known_files(name)
    if entry is None:
        raise ConfigError(
            f"'{name}' is no data set of a few files; those are {list(known().files)}"
        )
    return entry


def names() -> list[str]:
    """Names of all data sets of the manifest."""
    return [*known().files, *known().folders]


def fingerprint(name: str) -> str:
    """Digest of what has to be true of a data set's files; empty if it has none of its own."""
    entry = known_files(name) or known_folders(name)
    if entry is None:
        return manifest.fingerprint(name)
    return sha256(canonical_json(entry.model_dump()).encode())[:16]


def owner(digest: str) -> tuple[str, str] | None:
    """Title of the data set and name of the file that have this checksum."""
    for dataset in known().files.values():
        for form in dataset.forms:
            for file in form.members:
                if digest in (file.md5, file.sha256):
                    return dataset.title, file.name
    return None


@cache
def _read(path: Path) -> Manifest:
    return Manifest.model_validate(tomllib.loads(path.read_text()))
