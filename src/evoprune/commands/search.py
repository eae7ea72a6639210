"""Search, retrain and test: the runs of an arm of study 2 that are not there yet.

The workflow gives the arm as JSON; by hand, name one of a config. Runs that are there, whole and of
the same settings, code and images are kept; what was interrupted goes on.
"""

import argparse

from evoprune.commands.arms import add_arm, wanted
from evoprune.commands.options import add_config, add_work
from evoprune.data.ready import ensure
from evoprune.studies.filter_criteria.arm import Arm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to search and where."""
    add_config(parser)
    add_arm(parser, example="repaired-mixed")
    parser.add_argument("--checkpoint", type=float, help="seconds between checkpoints; 0 for none")
    add_work(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do the runs and say which were new."""
    from evoprune.studies.filter_criteria.paths import StudyPaths
    from evoprune.studies.filter_criteria.train import search_runs
    from evoprune.studies.filter_criteria.workflow import FilterCriteriaWorkflow

    found = wanted(arguments, Arm, FilterCriteriaWorkflow)
    arm, seeds, root, config = found
    if config:
        name = arm.dataset_settings["generator"]
        ensure(name, found.files, StudyPaths(root).images(name))
    compute = found.compute
    checkpoint = arguments.checkpoint
    done = search_runs(
        arm,
        seeds,
        root,
        found.files,
        device=compute.device if arguments.device is None else arguments.device,
        progress_seconds=arguments.progress or compute.progress_seconds,
        checkpoint_seconds=compute.checkpoint_seconds if checkpoint is None else checkpoint,
        wait=arguments.wait,
    )
    print(f"{arm.name}: {len(done)} runs done, {len(seeds) - len(done)} were there")
    return 0
