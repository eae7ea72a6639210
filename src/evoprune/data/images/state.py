"""Whether the files of labelled images are there and whole."""

from pathlib import Path

from evoprune.data.images import folders, reading
from evoprune.data.images.known import known_folders

ANY_SIZE = 8
"""Images of folders are listed, not decoded: their size does not matter."""


def checked(name: str, root: Path) -> dict[str, str]:
    """What was found of each file of a data set, or of each folder, by its place.

    All files are read as for training: checksums, formats, shapes and classes.

    Raises:
        ConfigError, MissingDataError, CorruptFileError: see `reading.read`.
    """
    if known_folders(name):
        return folders.read(name, root, ANY_SIZE)[1]
    return reading.read(name, root)[1]
