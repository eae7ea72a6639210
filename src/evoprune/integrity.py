"""Finds files that are no longer what was written, and moves them aside so that they are remade."""

import sys
from collections.abc import Iterable
from pathlib import Path

from evoprune import artifacts


def checked_files(folder: Path) -> list[Path]:
    """Files under a folder that have a checksum beside them, sorted."""
    return sorted(path.with_suffix("") for path in folder.rglob("*.sha256"))


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
