"""Search, retrain and test: the runs of an arm of study 2 that are not there yet.

The workflow gives the arm as JSON; by hand, name one of a config. Runs that are there, whole and of
the same settings, code and images are kept; what was interrupted goes on.
"""

import argparse
from pathlib import Path

from pydantic import ValidationError

from evoprune.commands.options import add_config, add_work, config_of
from evoprune.config import Compute
from evoprune.data.places import data_root
from evoprune.errors import ConfigError
from evoprune.studies.filter_criteria.arm import Arm, SeededArm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to search and where."""
    add_config(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--arm", help="name of an arm of the config, e.g. repaired-mixed")
    what.add_argument("--spec", help="an arm as JSON, as the workflow passes it")
    parser.add_argument("--seeds", nargs="+", type=int, help="seeds (default: the config's)")
    parser.add_argument("--checkpoint", type=float, help="seconds between checkpoints; 0 for none")
    add_work(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do the runs and say which were new."""
    from evoprune.studies.filter_criteria.train import search_runs

    seeded, root = _wanted(arguments)
    config = config_of(arguments) if arguments.arm else None
    compute = config.compute if config else Compute()
    checkpoint = arguments.checkpoint
    done = search_runs(
        seeded.arm,
        seeded.seeds,
        root,
        data_root(configured=config.data_root) if config else data_root(),
        device=compute.device if arguments.device is None else arguments.device,
        progress_seconds=arguments.progress or compute.progress_seconds,
        checkpoint_seconds=compute.checkpoint_seconds if checkpoint is None else checkpoint,
        wait=arguments.wait,
    )
    print(f"{seeded.arm.name}: {len(done)} runs done, {len(seeded.seeds) - len(done)} were there")
    return 0


def _wanted(arguments: argparse.Namespace) -> tuple[SeededArm, Path]:
    """The arm with its seeds, and the results folder."""
    if arguments.spec:
        if not arguments.seeds or not arguments.results:
            raise ConfigError("--spec needs --seeds and --results")
        try:
            arm = Arm.model_validate_json(arguments.spec)
        except ValidationError as error:
            raise ConfigError(f"--spec: {error}") from None
        return SeededArm(arm, tuple(arguments.seeds)), arguments.results
    from evoprune.studies.filter_criteria.workflow import FilterCriteriaWorkflow

    config = config_of(arguments)
    root = arguments.results or Path(config.results)
    plan = FilterCriteriaWorkflow(config)
    arm = plan.arm(arguments.arm)
    own = next(seeded.seeds for seeded in plan.arms if seeded.arm.name == arm.name)
    _ensure_images(arm, root, data_root(configured=config.data_root))
    return SeededArm(arm, tuple(arguments.seeds or own)), root


def _ensure_images(arm: Arm, root: Path, files: Path) -> None:
    """By hand nobody may have looked at the images yet; the workflow has a rule for it."""
    from evoprune.data.ready import note
    from evoprune.studies.filter_criteria.paths import StudyPaths

    name = arm.dataset_settings["generator"]
    path = StudyPaths(root).images(name)
    if not path.is_file():
        note(name, files, path)
