"""What was found of images, for who works by hand; the workflow has a rule for it."""

from collections.abc import Iterable
from pathlib import Path

from evoprune.data.ready import note
from evoprune.studies.pruning_functions.paths import StudyPaths


def ensured(names: Iterable[str], root: Path, files: Path) -> None:
    """Look at the images of some data sets that nobody has looked at yet.

    Args:
        names: of the data sets.
        root: results folder.
        files: the data root.

    Raises:
        MissingDataError, CorruptFileError: the images are not there or not whole.
    """
    for name in dict.fromkeys(names):
        path = StudyPaths(root).images(name)
        if not path.is_file():
            note(name, files, path)
