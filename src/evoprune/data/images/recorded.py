"""The user's own checksums of files for which none was published, kept at their first use."""

import sys
from collections.abc import Mapping
from pathlib import Path

from evoprune import artifacts
from evoprune.errors import CorruptFileError, WriteError

RECORD = "RECORDED.json"
"""Name of the file in `ROOT/NAME` that keeps them."""


def compare(name: str, root: Path, digests: Mapping[str, str]) -> None:
    """Compare files with what they were at their first use, or keep that if this is it.

    In a data root that cannot be written to nothing is kept, and a line says so.

    Args:
        name: of the data set.
        root: the data root.
        digests: of each file by its name.

    Raises:
        CorruptFileError: a file has changed, or the record of it.
    """
    path = root / name / RECORD
    before = artifacts.read_json(path) if path.is_file() else {}
    for file, digest in digests.items():
        if before.get(file, digest) != digest:
            raise CorruptFileError(
                f"{file} of {name} has changed since its first use\n  then {before[file]}\n"
                f"  now  {digest}\n  next: put the old file back; or, if the change is meant, "
                f"delete {path}"
            )
    if not set(digests) <= set(before):
        _keep(path, before | dict(digests))


def _keep(path: Path, digests: dict[str, str]) -> None:
    try:
        artifacts.write_json(path, digests)
    except WriteError:
        print(
            f"evoprune: {path.parent}: cannot be written to, so checksums of files without a "
            "published one are not kept and later changes will go unnoticed",
            file=sys.stderr,
        )
