"""Options that several commands share."""

import argparse
from pathlib import Path

from evoprune.config import Config, read
from evoprune.studies import STUDIES


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add `--config`, which takes the base config and overlays."""
    parser.add_argument(
        "--config",
        nargs="+",
        type=Path,
        default=[Path("config/config.yaml")],
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
    base = Path("config/config.yaml")
    if base.is_file() and base.resolve() not in [path.resolve() for path in paths]:
        paths.insert(0, base)
    return read(paths)
