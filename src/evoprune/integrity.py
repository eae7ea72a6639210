"""Finds files that are no longer what was written, and moves them aside so that they are remade."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from evoprune import artifacts
from evoprune.errors import CorruptFileError, MissingDataError


def checked_files(folder: Path) -> list[Path]:
    """Files under a folder that have a checksum beside them, sorted."""
    return sorted(path.with_suffix("") for path in folder.rglob("*.sha256"))


def is_recorded(record: Path, files: Mapping[str, Path], digest: str) -> bool:
    """Whether the files of a run are there, whole, and those that its record speaks of.

    Args:
        record: JSON with the `digest` of the run and the checksums of its `files` by kind.
        files: by kind.
        digest: identity of the run that is asked for.
    """
    try:
        said = artifacts.read_json(record)
        return bool(said["digest"] == digest) and all(
            artifacts.sha256(artifacts.read_bytes(path)) == said["files"][kind]
            for kind, path in files.items()
        )
    except (MissingDataError, CorruptFileError, KeyError):
        return False


def move_aside(path: Path) -> Path:
    """Rename a file to `NAME.corrupt`, so that it counts as missing; returns the new name."""
    target = path.with_name(path.name + ".corrupt")
    if path.exists():
        path.replace(target)
    artifacts.sidecar(path).unlink(missing_ok=True)
    return target


def move_corrupt_aside(paths: Iterable[Path]) -> list[Path]:
    """Check files that are there, and move aside those that are not what was written.

    Every file is read: time stamps say nothing, because Snakemake touches what a job wrote. That
    is a tenth of a second for the default study.

    Returns:
        The files that were moved.
    """
    bad = [path for path in paths if path.is_file() and not artifacts.is_intact(path)]
    for path in bad:
        target = move_aside(path)
        print(
            f"evoprune: {path} does not match its checksum; moved to {target.name}, "
            "it will be remade",
            file=sys.stderr,
        )
    return bad
