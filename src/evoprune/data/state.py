"""Whether the files of real data sets, whatever their kind, are there and whole."""

from pathlib import Path

from evoprune.data.images import known as images
from evoprune.data.images import state
from evoprune.data.manifest import known, known_dataset
from evoprune.data.places import missing_files
from evoprune.data.reading import present


def checked(name: str, root: Path) -> dict[str, str]:
    """Checksums of the files of a real data set by their places, each compared.

    Args:
        name: of the data set, e.g. `mnist`, `cifar10`.
        root: the data root.

    Raises:
        MissingDataError, CorruptFileError: see `reading.read`.
    """
    if name in images.names() and name not in known():
        return state.checked(name, root)
    found, files = present(name, root), known_dataset(name).files
    if len(found) < len(files):
        raise missing_files(name, root, found)
    return {str(path): f"sha256 {files[role].sha256}" for role, path in found.items()}
