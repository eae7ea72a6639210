"""Write the reference of the config into config/README.md."""

import argparse
from pathlib import Path

from evoprune.config_reference import write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("path", nargs="?", type=Path, default=Path("config/README.md"))


def run(arguments: argparse.Namespace) -> int:
    """Write it."""
    write(arguments.path)
    return 0
