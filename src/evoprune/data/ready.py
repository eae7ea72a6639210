"""What was found of the files of labelled images, noted for those that train on them."""

from pathlib import Path

from evoprune import artifacts
from evoprune.data.availability import checked
from evoprune.data.images.known import fingerprint


def note(name: str, root: Path, output: Path) -> dict[str, str]:
    """Check all files of a data set and write what they are; returns their digests by place.

    Args:
        name: of the data set.
        root: the data root.
        output: JSON file to write: it has digests, but no place, so that it is the same everywhere.

    Raises:
        ConfigError, MissingDataError, CorruptFileError: see `reading.read`.
    """
    digests = checked(name, root)
    files = {Path(place).name: digest for place, digest in digests.items()}
    artifacts.write_json(output, {"name": name, "expected": fingerprint(name), "digests": files})
    return digests


def ensure(name: str, root: Path, output: Path) -> None:
    """The same unless it is written already: by hand nobody may have looked, a workflow has a rule.

    Raises:
        ConfigError, MissingDataError, CorruptFileError: see `reading.read`.
    """
    if not output.is_file():
        note(name, root, output)
