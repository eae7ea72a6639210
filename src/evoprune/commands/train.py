"""Train runs of an arm that are not there yet.

The workflow gives arms as JSON and the records to make; by hand, name an arm of a config and its
seeds. Runs that are there, whole and of the same settings, code and data are kept.
"""

import argparse
from pathlib import Path

from evoprune.commands.options import add_config, config_of, from_json
from evoprune.config import Compute
from evoprune.data.generation import splits_of
from evoprune.data.places import data_root
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.arm import Arm, SeededArm
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to train and where."""
    add_config(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--arm", help="name of an arm of the config, e.g. canonical-none")
    what.add_argument(
        "--spec", nargs="+", help="arms as JSON, as the workflow passes them; they train together"
    )
    parser.add_argument("--seeds", nargs="+", type=int, help="seeds (default: the config's)")
    parser.add_argument(
        "--records",
        nargs="+",
        type=Path,
        help="records to make: their names are seeds, their folders arms",
    )
    parser.add_argument("--results", type=Path, help="results folder (default: the config's)")
    parser.add_argument("--engine", help="auto, numba, torch (default: the config's)")
    parser.add_argument("--device", help="auto, cpu, cuda (default: the config's)")
    parser.add_argument("--checkpoint", type=float, help="seconds between checkpoints; 0 for none")
    parser.add_argument(
        "--wait", action="store_true", help="wait for runs that another process trains"
    )
    parser.add_argument("--log", type=Path, help="file that everything said is copied to")
    parser.add_argument("--progress", type=float, help="seconds between lines of progress")


def run(arguments: argparse.Namespace) -> int:
    """Train and say what was trained."""
    from evoprune.studies.autoencoder.train import train_runs

    arms, root = _wanted(arguments)
    compute = config_of(arguments).compute if arguments.arm else Compute()
    trained = train_runs(
        arms,
        root,
        engine=compute.engine if arguments.engine is None else arguments.engine,
        device=compute.device if arguments.device is None else arguments.device,
        progress_seconds=arguments.progress or compute.progress_seconds,
        checkpoint_seconds=(
            compute.checkpoint_seconds if arguments.checkpoint is None else arguments.checkpoint
        ),
        wait=arguments.wait,
    )
    for arm, seeds in arms:
        new = sum(name == arm.name for name, _ in trained)
        print(f"{arm.name}: {new} runs trained, {len(seeds) - new} were there")
    return 0


def _wanted(arguments: argparse.Namespace) -> tuple[list[SeededArm], Path]:
    """The arms with their seeds, and the results folder."""
    if arguments.spec:
        if not arguments.records or not arguments.results:
            raise ConfigError("--spec needs --records and --results")
        arms = [from_json(Arm, spec) for spec in arguments.spec]
        return [_with_seeds(arm, arguments.records) for arm in arms], arguments.results
    config = config_of(arguments)
    found = find(config, arguments.arm)
    root = arguments.results or Path(config.results)
    seeded = SeededArm(found.arm, tuple(arguments.seeds or found.seeds))
    _ensure_data(seeded, root, data_root(configured=config.data_root))
    return [seeded], root


def _with_seeds(arm: Arm, records: list[Path]) -> SeededArm:
    """An arm with the seeds of those records that are its own."""
    return SeededArm(arm, tuple(int(p.stem) for p in records if p.parent.name == arm.name))


def _ensure_data(seeded: SeededArm, root: Path, files: Path) -> None:
    """By hand there may be no data yet; the workflow has a rule for it."""
    for seed in seeded.seeds:
        dataset = seeded.arm.dataset_of(seed)
        path = StudyPaths(root).dataset(dataset.name)
        if not path.is_file():
            splits_of(dataset, files).save(path)
