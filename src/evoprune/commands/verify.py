"""Compare every file under a results folder with its checksum.

Files that do not match are named; with --repair they are moved aside to NAME.corrupt, and the next
run of the workflow makes them anew.
"""

import argparse
from pathlib import Path

from evoprune.integrity import checked_files, move_aside


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder and what to do."""
    parser.add_argument("results", nargs="?", type=Path, default=Path("results"))
    parser.add_argument("--repair", action="store_true", help="move bad files aside")


def run(arguments: argparse.Namespace) -> int:
    """Check all files; exit code 4 if one is not what it was."""
    from evoprune import artifacts

    files = checked_files(arguments.results)
    bad = [path for path in files if not artifacts.is_intact(path)]
    for path in bad:
        print(f"{path}: does not match its checksum")
        if arguments.repair:
            print(f"  moved to {move_aside(path)}")
    print(f"{len(files)} files, {len(bad)} corrupt")
    return 4 if bad else 0
