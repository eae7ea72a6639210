"""Options that several commands share."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from evoprune.errors import ConfigError
from evoprune.studies import STUDIES

if TYPE_CHECKING:
    from evoprune.config import Config

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


def add_work(parser: argparse.ArgumentParser) -> None:
    """Add what long work has in common: where it lies, on what it runs, what it says."""
    parser.add_argument("--results", type=Path, help="results folder (default: the config's)")
    parser.add_argument("--device", help="auto, cpu, cuda (default: the config's)")
    parser.add_argument(
        "--wait", action="store_true", help="wait for runs that another process is at"
    )
    parser.add_argument("--log", type=Path, help="file that everything said is copied to")
    parser.add_argument("--progress", type=float, help="seconds between lines of progress")


Kind = TypeVar("Kind", bound=BaseModel)


def from_json(kind: type[Kind], text: str) -> Kind:
    """What `--spec` describes.

    Raises:
        ConfigError: it is none.
    """
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise ConfigError(f"--spec: {error}") from None


def config_of(arguments: argparse.Namespace) -> "Config":
    """The config that `--config` names; overlays stand on the default config."""
    from evoprune.config import read

    paths = list(arguments.config)
    if DEFAULT.is_file() and DEFAULT.resolve() not in [path.resolve() for path in paths]:
        paths.insert(0, DEFAULT)
    return read(paths)
