"""What is asked of a source of files, and what it gives."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from evoprune.data.manifest import KnownDataset, KnownFile


class Request(NamedTuple):
    """Files of a data set that are wanted.

    Attributes:
        name: of the data set.
        dataset: what is known of it.
        files: the files that are wanted.
        folder: an empty folder to work in; it is removed afterwards.
        say: takes lines of progress.
    """

    name: str
    dataset: KnownDataset
    files: list[KnownFile]
    folder: Path
    say: Callable[[str], None]


class Obtained(NamedTuple):
    """Files that a source gave.

    Attributes:
        contents: plain content of each file by its name, after its checksum.
        record: where it came from, for `SOURCE.json`.
    """

    contents: dict[str, bytes]
    record: dict[str, str]
