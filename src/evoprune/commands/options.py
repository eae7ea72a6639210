"""Options that several commands share."""

import argparse
from pathlib import Path

from evoprune.config import Config, read
from evoprune.studies import STUDIES

DEFAULT = Path("config/config.yaml")
"""The config that is read where the command line names none."""


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add `--config`, which takes the base config and overlays."""
    parser.add_argument(
        "--config",
        nargs="+",
        type=Path,
        default=[DEFAULT],
        metavar="FILE",
        help="config file and overlays, in order (default: config/config.yaml)",
    )


def add_study(parser: argparse.ArgumentParser) -> None:
    """Add `--study`."""
    parser.add_argument(
        "--study", choices=list(STUDIES), default="autoencoder", help="default: autoencoder"
    )


def config_of(arguments: argparse.Namespace) -> Config:
    """The config that `--config` names; overlays stand on the default config."""
    paths = list(arguments.config)
    if DEFAULT.is_file() and DEFAULT.resolve() not in [path.resolve() for path in paths]:
        paths.insert(0, DEFAULT)
    return read(paths)
