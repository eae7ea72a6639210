"""Make, show and verify data sets."""

import argparse
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evoprune import artifacts
from evoprune.commands.options import add_config, config_of
from evoprune.data import DATASETS
from evoprune.errors import ConfigError
from evoprune.registry import load
from evoprune.studies.autoencoder.grid import datasets
from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the three actions."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    make = actions.add_parser("make", help="generate a data set")
    make.add_argument("--spec", required=True, help="settings of the data set as JSON")
    make.add_argument("--output", required=True, type=Path, help="file to write (safetensors)")
    make.set_defaults(action=_make)
    for name, action, text in (
        ("status", _status, "say which data sets of a config are there"),
        ("verify", _verify, "compare the data sets of a config with their checksums"),
    ):
        command = actions.add_parser(name, help=text)
        add_config(command)
        command.set_defaults(action=action)


def run(arguments: argparse.Namespace) -> int:
    """Do one of the actions."""
    code: int = arguments.action(arguments)
    return code


def _make(arguments: argparse.Namespace) -> int:
    dataset = _dataset(arguments.spec)
    digest = dataset.generate().save(arguments.output)
    print(f"{arguments.output}: {dataset.rows} rows a split, sha256 {digest}")
    return 0


def _dataset(spec: str) -> Any:
    """The data set that a JSON text describes."""
    try:
        values = json.loads(spec)
        return load("data set", DATASETS, values.get("generator", "")).model_validate(values)
    except (json.JSONDecodeError, ValidationError) as error:
        raise ConfigError(f"--spec: {error}") from None


def _status(arguments: argparse.Namespace) -> int:
    paths = _paths(arguments)
    for path in paths:
        print(f"{path}: {'there' if path.is_file() else 'not there; `snakemake` makes it'}")
    return 0 if all(path.is_file() for path in paths) else 3


def _verify(arguments: argparse.Namespace) -> int:
    for path in _paths(arguments):
        print(f"{path}: ok, sha256 {artifacts.sha256(artifacts.read_bytes(path))}")
    return 0


def _paths(arguments: argparse.Namespace) -> list[Path]:
    """Files of the data sets of a config."""
    config = config_of(arguments)
    return [StudyPaths(Path(config.results)).dataset(name) for name in datasets(config)]
