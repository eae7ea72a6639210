"""Files that Snakemake has no record of: what they were made with, it cannot know.

They are left by a Snakemake that was killed while its jobs went on, or were copied without the
folder `.snakemake`. Snakemake takes them as they are, so that a setting that changed since would
go unseen. Marked as incomplete they are made again; a training job keeps the runs that are what it
is asked for, which takes seconds.
"""

from collections.abc import Iterable
from pathlib import Path


def mark_unrecorded(files: Iterable[str]) -> list[str]:
    """Let Snakemake make files again that are there without a record of it.

    Args:
        files: outputs of the workflow, as its rules name them, in the current folder.

    Returns:
        Those that were marked.
    """
    from snakemake.persistence.file import FilePersistence

    records = FilePersistence(nolock=True)
    known = Path(records._metadata_path)
    marked = [
        name
        for name in files
        if Path(name).is_file() and not Path(records._record_path(known, name)).exists()
    ]
    for name in marked:
        records._mark_incomplete(name, None)
    return marked
