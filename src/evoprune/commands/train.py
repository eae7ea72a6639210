"""Train runs of one arm that are not there yet.

The workflow gives the arm as JSON and the records to make; by hand, name an arm of a config and
its seeds. Runs that are there, whole and of the same settings, code and data are kept.
"""

import argparse
from pathlib import Path

from evoprune.commands.options import add_config, config_of
from evoprune.config import Config
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.arm import Arm
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to train and where."""
    add_config(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--arm", help="name of an arm of the config, e.g. canonical-none")
    what.add_argument("--spec", help="an arm as JSON, as the workflow passes it")
    parser.add_argument("--seeds", nargs="+", type=int, help="seeds (default: the config's)")
    parser.add_argument(
        "--records", nargs="+", type=Path, help="records to make; the seeds are their names"
    )
    parser.add_argument("--results", type=Path, help="results folder (default: the config's)")
    parser.add_argument("--engine", help="auto, torch (default: the config's)")
    parser.add_argument("--device", help="auto, cpu, cuda (default: the config's)")
    parser.add_argument("--progress", type=float, help="seconds between lines of progress")


def run(arguments: argparse.Namespace) -> int:
    """Train and say what was trained."""
    from evoprune.studies.autoencoder.train import train_runs

    arm, seeds, root = _wanted(arguments)
    compute = config_of(arguments).compute if arguments.arm else None
    trained = train_runs(
        arm,
        seeds,
        root,
        engine=arguments.engine or (compute.engine if compute else "auto"),
        device=arguments.device or (compute.device if compute else "auto"),
        progress_seconds=arguments.progress or (compute.progress_seconds if compute else 30.0),
    )
    kept = len(seeds) - len(trained)
    print(f"{arm.name}: {len(trained)} runs trained, {kept} were there")
    return 0


def _wanted(arguments: argparse.Namespace) -> tuple[Arm, list[int], Path]:
    """The arm, the seeds and the results folder."""
    if arguments.spec:
        if not arguments.records or not arguments.results:
            raise ConfigError("--spec needs --records and --results")
        seeds = [int(path.stem) for path in arguments.records]
        return Arm.model_validate_json(arguments.spec), seeds, arguments.results
    config = config_of(arguments)
    found = find(config, arguments.arm)
    root = arguments.results or Path(config.results)
    _ensure_data(config, root)
    return found.arm, arguments.seeds or list(found.seeds), root


def _ensure_data(config: Config, root: Path) -> None:
    """By hand there may be no data yet; the workflow has a rule for it."""
    dataset = config.autoencoder.dataset
    path = StudyPaths(root).dataset(dataset.name)
    if not path.is_file():
        dataset.generate().save(path)
