"""Try functions on a task of study 3 with one of its whole networks; the test comes at the end.

The functions have to be gathered before (`evoprune contenders`). What was interrupted goes on.
"""

import argparse

from evoprune.commands.options import add_work, from_json
from evoprune.config import Compute
from evoprune.data.places import data_root
from evoprune.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the task and where everything is."""
    parser.add_argument("--spec", required=True, help="the task as JSON, as the workflow passes it")
    parser.add_argument("--code", required=True, help="digest of the code that functions depend on")
    add_work(parser)


def run(arguments: argparse.Namespace) -> int:
    """Try all functions and count the trials."""
    from evoprune.studies.pruning_functions.jobs import TransferJob
    from evoprune.studies.pruning_functions.transfers import transfer

    job = from_json(TransferJob, arguments.spec)
    if arguments.results is None:
        raise ConfigError("--spec needs --results")
    count = transfer(
        job,
        arguments.results,
        arguments.code,
        data_root(),
        device=arguments.device or Compute().device,
        progress_seconds=arguments.progress or Compute().progress_seconds,
        wait=arguments.wait,
    )
    print(f"{job.name}, base {job.base}: {count} trials")
    return 0
