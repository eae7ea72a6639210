"""Where the files of real data sets lie. Looking writes nothing and reaches no network.

Source: spec datasets, section 7.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from evoprune.data.manifest import KnownDataset, KnownFile, known_dataset
from evoprune.errors import MissingDataError

DATA_ROOT = "DATA_ROOT"
"""Name of the environment variable that holds the data root."""


def data_root(option: Path | None = None, configured: str = "data") -> Path:
    """The data root: an option goes before the environment, and that before the config.

    Args:
        option: what the command line says, if it does.
        configured: the config's key `data_root`.
    """
    return option or Path(os.environ.get(DATA_ROOT) or configured)


def folders(name: str, root: Path) -> list[Path]:
    """Folders that may hold the files of a data set, in the order that they are looked at."""
    dataset = known_dataset(name)
    below = [root / folder for folder in (name, *dataset.folders)]
    return [*below, *map(Path, dataset.installed)]


def locate(name: str, root: Path) -> dict[str, Path]:
    """Files of a data set that are there, by what they hold; the first place with one counts."""
    places, files = folders(name, root), known_dataset(name).files
    found = {role: next(_candidates(file, places), None) for role, file in files.items()}
    return {role: path for role, path in found.items() if path is not None}


def missing_files(name: str, root: Path, found: dict[str, Path]) -> MissingDataError:
    """An error that says which files are missing, where they were looked for and what to do."""
    dataset = known_dataset(name)
    lines = [f"{name} needs {len(dataset.files)} files; missing:"]
    for file in absent(dataset, found).values():
        lines += [f"  {file.name}, plain or .gz, {file.bytes} bytes", f"    sha256 {file.sha256}"]
    lines += [
        f"looked in: {', '.join(map(str, folders(name, root)))}",
        f"next: `python -m evoprune data fetch {name}`, or put the files into {root / name}, or "
        f"say with --data-root or {DATA_ROOT} where they are",
    ]
    return MissingDataError("\n".join(lines))


def absent(dataset: KnownDataset, found: dict[str, Path]) -> dict[str, KnownFile]:
    """Files of a data set that were not found."""
    return {role: file for role, file in dataset.files.items() if role not in found}


def _candidates(file: KnownFile, places: list[Path]) -> Iterator[Path]:
    """A file under the names that it goes by: with a dash or a dot, plain or compressed."""
    names = (file.name, file.name.replace("-idx", ".idx"))
    for place in places:
        for name in names:
            yield from (p for p in (place / name, place / f"{name}.gz") if p.is_file())
