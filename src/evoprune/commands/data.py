"""Make, fetch, show and verify data sets.

Most are generated from their settings. MNIST, Fashion-MNIST and the digits are read from files in
the data root, which `fetch` downloads; no other step uses the network. Files of CIFAR, SVHN,
ImageNet and Places are the user's own.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evoprune import artifacts
from evoprune.commands.options import DEFAULT, add_config, config_of
from evoprune.data import DATASETS, availability
from evoprune.data.generation import splits_of
from evoprune.data.places import data_root
from evoprune.errors import ConfigError, CorruptFileError, MissingDataError
from evoprune.registry import load
from evoprune.studies.autoencoder.grid import datasets
from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the four actions."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    make = actions.add_parser("make", help="generate a data set, or cut it from its files")
    make.add_argument("--spec", required=True, help="settings of the data set as JSON")
    make.add_argument("--output", required=True, type=Path, help="file to write (safetensors)")
    make.set_defaults(action=_make)
    _add_root(make)
    ready = actions.add_parser(
        "ready", help="check labelled images, fetch them if that is possible, note their checksums"
    )
    ready.add_argument("name", metavar="NAME", help="e.g. fashion_mnist")
    ready.add_argument("--output", required=True, type=Path, help="file to write (JSON)")
    ready.set_defaults(action=_ready)
    _add_root(ready)
    for name, action, names, text in (
        (
            "fetch",
            _fetch,
            "+",
            "download the files of real data sets: mnist, fashion_mnist, digits",
        ),
        ("status", _status, "*", "say which data sets of a config, or of these names, are there"),
        (
            "verify",
            _verify,
            "*",
            "compare data sets of a config, or of these names, with checksums",
        ),
    ):
        command = actions.add_parser(name, help=text)
        command.add_argument("names", nargs=names, metavar="NAME", help="e.g. mnist")
        add_config(command)
        _add_root(command)
        command.set_defaults(action=action)


def run(arguments: argparse.Namespace) -> int:
    """Do one of the actions."""
    code: int = arguments.action(arguments)
    return code


def _add_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-root",
        type=Path,
        metavar="FOLDER",
        help="folder of the files of real data sets (default: the environment's DATA_ROOT, "
        "or the config's data_root)",
    )


def _make(arguments: argparse.Namespace) -> int:
    dataset = _dataset(arguments.spec)
    digest = splits_of(dataset, data_root(arguments.data_root)).save(arguments.output)
    print(f"{arguments.output}: {dataset.rows} training rows, sha256 {digest}")
    return 0


def _ready(arguments: argparse.Namespace) -> int:
    from evoprune.data.ready import note

    root, name = data_root(arguments.data_root), arguments.name
    try:
        digests = note(name, root, arguments.output)
    except MissingDataError:
        if not availability.is_fetched(name):
            raise
        availability.check_fetchable(name, root)
        _get(name, root)
        digests = note(name, root, arguments.output)
    print(f"{arguments.output}: {name}, {len(digests)} files as they should be")
    return 0


def _dataset(spec: str) -> Any:
    """The data set that a JSON text describes."""
    try:
        values = json.loads(spec)
        return load("data set", DATASETS, values.get("generator", "")).model_validate(values)
    except (json.JSONDecodeError, ValidationError) as error:
        raise ConfigError(f"--spec: {error}") from None


def _fetch(arguments: argparse.Namespace) -> int:
    root = _root(arguments)
    for name in _known(arguments.names):
        _get(name, root)
    return 0


def _get(name: str, root: Path) -> None:
    availability.fetch(name, root, lambda line: print(line, flush=True))


def _status(arguments: argparse.Namespace) -> int:
    if arguments.names:
        root = _root(arguments)
        return max(_state(name, root) for name in _known(arguments.names))
    paths = _paths(arguments)
    for path in paths:
        print(f"{path}: {'there' if path.is_file() else 'not there; `snakemake` makes it'}")
    return 0 if all(path.is_file() for path in paths) else MissingDataError.exit_code


def _state(name: str, root: Path) -> int:
    """Print a line on a real data set; returns the exit code that goes with it."""
    from evoprune.data.fetching import origin

    try:
        folders = sorted({Path(place).parent for place in availability.checked(name, root)})
    except CorruptFileError as error:
        print(f"{name}: corrupt: {str(error).splitlines()[0]}")
        return error.exit_code
    except MissingDataError as error:
        purpose = (
            "fetch {0}`"
            if availability.is_fetched(name)
            else "verify {0}` says which files go where"
        )
        print(f"{name}: missing; `python -m evoprune data {purpose.format(name)}")
        return error.exit_code
    print(f"{name}: ok, {', '.join(f'in {folder} from {origin(folder)}' for folder in folders)}")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    for name in _known(arguments.names):
        for place, digest in availability.checked(name, _root(arguments)).items():
            print(f"{place}: ok, {digest}")
    for path in [] if arguments.names else _paths(arguments):
        print(f"{path}: ok, sha256 {artifacts.sha256(artifacts.read_bytes(path))}")
    return 0


def _known(names: list[str]) -> list[str]:
    """The names, if all of them are those of real data sets."""
    for name in names:
        availability.files_of(name)
    return names


def _root(arguments: argparse.Namespace) -> Path:
    """The data root; without a config there is its default."""
    if arguments.config == [DEFAULT] and not DEFAULT.is_file():
        return data_root(arguments.data_root)
    return data_root(arguments.data_root, config_of(arguments).data_root)


def _paths(arguments: argparse.Namespace) -> list[Path]:
    """Files of the data sets of a config."""
    config = config_of(arguments)
    return [StudyPaths(Path(config.results)).dataset(name) for name in datasets(config)]
