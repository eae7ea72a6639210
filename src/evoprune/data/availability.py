"""Which real data sets are there, which can be fetched, and what stands in the way.

Looking writes nothing and reaches no network; only `fetch` does.
"""

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from evoprune.data import fetching, manifest
from evoprune.data.images import IMAGES, known
from evoprune.data.images import fetching as image_fetching
from evoprune.data.images import state as images
from evoprune.data.places import missing_files
from evoprune.data.reading import present
from evoprune.errors import ConfigError, MissingToolError
from evoprune.registry import load

MODULES = {"mirrors": ("pooch",), "pypi": ("pip",)}
"""Python packages that a source needs."""
PROGRAMS = {"npm": ("npm",), "debian": ("apt-get", "dpkg-deb")}
"""Programs that a source needs."""


def files_of(name: str) -> str:
    """The data set whose files a data set is read from: its own, or another's.

    Raises:
        ConfigError: it has no files: nobody knows it, or it is generated.
    """
    kind = load("data set of images", IMAGES, name) if name in IMAGES else None
    files = str(getattr(kind, "files", name))
    real = [*manifest.known(), *known.names()]
    if files not in real:
        raise ConfigError(f"'{name}' is no data set with files; those are {', '.join(real)}")
    return files


def checked(name: str, root: Path) -> dict[str, str]:
    """Checksums of the files of a data set by their places, each compared.

    Raises:
        ConfigError: it has no files.
        MissingDataError, CorruptFileError: see `reading.read`.
    """
    files = files_of(name)
    if files not in manifest.known():
        return images.checked(files, root)
    found, all_files = present(files, root), manifest.known_dataset(files).files
    if len(found) < len(all_files):
        raise missing_files(files, root, found)
    return {str(path): f"sha256 {all_files[role].sha256}" for role, path in found.items()}


def is_fetched(name: str) -> bool:
    """Whether `fetch` gets the files of a data set; those of others are the user's own."""
    return bool(sources(name))


def sources(name: str) -> list[str]:
    """Kinds of sources that have a data set, in the order in which they are asked."""
    files = files_of(name)
    if files in manifest.known():
        dataset = manifest.known_dataset(files)
        return ["mirrors", *dict.fromkeys(package.kind for package in dataset.packages)]
    entry = known.known_files(files)
    return [entry.package.kind] if entry and entry.package else []


def lacking(source: str) -> list[str]:
    """What a source needs and this machine has not."""
    modules = [m for m in MODULES.get(source, ()) if importlib.util.find_spec(m) is None]
    return [*modules, *(p for p in PROGRAMS.get(source, ()) if shutil.which(p) is None)]


def is_writable(folder: Path) -> bool:
    """Whether files can be put into a folder, which need not be there yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def obstacle(name: str, root: Path) -> str:
    """Why the files of a data set cannot be fetched on this machine; empty if nothing is known.

    Whether there is a network shows when it is used, and not before.
    """
    there = sources(name)
    if not there:
        return "its files are the user's own"
    missing = {source: lacking(source) for source in there}
    if all(missing.values()):
        said = [f"{source} needs {' and '.join(what)}" for source, what in missing.items()]
        return f"nothing here can fetch it: {', '.join(said)}"
    folder = root / files_of(name)
    return "" if is_writable(folder) else f"the data root {root} cannot be written to"


def check_fetchable(name: str, root: Path) -> None:
    """Refuse before anything is downloaded.

    Raises:
        MissingToolError: the files cannot be fetched on this machine.
    """
    why = obstacle(name, root)
    if why:
        raise MissingToolError(
            f"{name} is not in {root} and cannot be fetched: {why}\n"
            "next: `python -m evoprune doctor` says what is lacking; or put the files there by "
            f"hand, `python -m evoprune data verify {files_of(name)}` says which"
        )


def fetch(name: str, root: Path, say: Callable[[str], None]) -> None:
    """Download the files of a data set that are not there; the one step that uses the network.

    Raises:
        ConfigError, MissingDataError, MissingToolError, CorruptFileError, EvopruneError: see
            `fetching.fetch` and `images.fetching.fetch`.
    """
    files = files_of(name)
    get = fetching.fetch if files in manifest.known() else image_fetching.fetch
    get(files, root, say)
