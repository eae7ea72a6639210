"""Reads the images of a data set of a few files, each after its checksum."""

import tarfile
import zlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evoprune.artifacts import sha256
from evoprune.data.images import recorded
from evoprune.data.images.checking import check_archive, check_member, unreadable
from evoprune.data.images.known import Form, KnownFiles, KnownMember, Split, named
from evoprune.data.images.labelled import Labelled, Official
from evoprune.data.images.places import Found, find
from evoprune.data.sources.members import members as members_of_tar
from evoprune.errors import CorruptFileError

FORMATS = "evoprune.data.images.formats"
"""Package with a module a format."""

MEMBER_LIMIT = 400_000_000
"""Bytes that a member of unknown size may have."""


class Opened(NamedTuple):
    """A file that was read.

    Attributes:
        member: which one.
        data: its content.
        place: where it was.
    """

    member: KnownMember
    data: bytes
    place: str


def read(name: str, root: Path) -> tuple[Official, dict[str, str]]:
    """The official images of a data set, and the digest of each file, or of its archive, by place.

    Args:
        name: of the data set, e.g. `cifar10`.
        root: the data root.

    Raises:
        MissingDataError: no form of its files is complete.
        CorruptFileError: a file is not the published one; no other is looked for.
    """
    dataset, found = named(name), find(name, root)
    parts: dict[Split, list[Labelled]] = {"train": [], "test": []}
    digests, unknown = {}, {}
    if found.packed and found.form.archive:
        digests[str(found.place)] = check_archive(found.place, found.form.archive, dataset.title)
    for opened in _packed(found) if found.packed else _unpacked(found):
        digest = check_member(opened.data, opened.member, dataset.title, opened.place)
        parts[opened.member.split].append(_parsed(opened, found.form, dataset))
        if not found.packed:
            digests[opened.place] = digest
            if not opened.member.published:
                unknown[opened.member.name] = digest
    official = Official(_joined(parts["train"], dataset), _joined(parts["test"], dataset))
    _check_classes(official.train, dataset, "train", found.place)
    _check_classes(official.test, dataset, "test", found.place)
    if unknown:
        recorded.compare(name, root, unknown)
    return official, digests


def check(name: str, form: Form, member: KnownMember, data: bytes, place: str) -> None:
    """Refuse a file that is not the published one; see `read`."""
    dataset = named(name)
    check_member(data, member, dataset.title, place)
    _parsed(Opened(member, data, place), form, dataset)


def _unpacked(found: Found) -> Iterator[Opened]:
    """Files of a form in their order."""
    for member in found.form.members:
        path = found.place / member.name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise unreadable(path, error) from None
        yield Opened(member, data, str(path))


def _packed(found: Found) -> Iterator[Opened]:
    """The same from an archive, which is not unpacked to disk."""
    form, path = found.form, found.place
    wanted = [m.model_copy(update={"bytes": m.bytes or MEMBER_LIMIT}) for m in form.members]
    contents = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member, inside, data in members_of_tar(archive, wanted):
                contents[member.name] = (data, f"{path}, {inside}")
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise CorruptFileError(f"{path}: cannot be read as an archive ({error})") from None
    for member in form.members:
        if member.name not in contents:
            raise CorruptFileError(f"{path}: holds no {member.name}")
        yield Opened(member, *contents.pop(member.name))


def _parsed(opened: Opened, form: Form, dataset: KnownFiles) -> Labelled:
    """Images of a file, if they are as many as they should be."""
    member, place = opened.member, opened.place
    # A table of formats would be part of the code of every data set.
    reader = import_module(f"{FORMATS}.{form.format}")
    images, labels = reader.parse(opened.data, dataset, place)
    if len(images) != member.rows:
        raise CorruptFileError(f"{place}: {len(images)} images, expected {member.rows}")
    if member.arrays_sha256:
        arrays = (images, labels.astype(np.uint8))
        found = [sha256(array.tobytes()) for array in arrays]
        if found != member.arrays_sha256:
            raise CorruptFileError(
                f"{place}: not {dataset.title}; its decoded pixels and labels have\n"
                f"  sha256 {', '.join(found)}\n  expected {', '.join(member.arrays_sha256)}"
            )
    return Labelled(images, labels)


def _joined(parts: list[Labelled], dataset: KnownFiles) -> Labelled:
    """Images of several files, one after the other."""
    if not parts:
        shape = (0, *dataset.shape)
        return Labelled(np.zeros(shape, np.uint8), np.zeros(0, np.int64))
    images = np.concatenate([np.asarray(part.images) for part in parts])
    return Labelled(images, np.concatenate([part.labels for part in parts]))


def _check_classes(labelled: Labelled, dataset: KnownFiles, split: Split, place: Path) -> None:
    """Refuse files whose classes are not as large as published."""
    expected = dataset.per_class.get(split)
    counts = np.bincount(labelled.labels, minlength=dataset.classes)
    if expected is not None and (counts != expected).any():
        wrong = int(np.flatnonzero(counts != expected)[0])
        raise CorruptFileError(
            f"{place}: {counts[wrong]} {split} images of class {wrong}, expected {expected}"
        )
