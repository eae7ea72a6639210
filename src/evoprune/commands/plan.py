"""Say what a config would run: arms, runs, jobs, hours and disk.

The hours come from two epochs timed on this machine now; the workflow's own start-up and the
figures come on top.
"""

import argparse
import os
from pathlib import Path

from evoprune.commands.options import add_config, config_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the config and the number of cores."""
    add_config(parser)
    parser.add_argument("--cores", type=int, default=os.cpu_count(), help="default: all")


def run(arguments: argparse.Namespace) -> int:
    """Print the plan, a line for arms of one mode, network and data set."""
    from evoprune.progress import duration
    from evoprune.studies.autoencoder.plan import plan

    config = config_of(arguments)
    total, disk = 0.0, 0.0
    for part in plan(config, Path(config.results)):
        total += part.cpu_seconds
        disk += part.megabytes
        print(
            f"{part.mode}, {part.environment}, {part.dataset}: "
            f"{part.arms} arms, {part.runs} runs ({part.present} there), "
            f"{part.jobs} jobs, {duration(part.cpu_seconds)} of one core "
            f"({part.seconds_a_run:.1f} s a run)"
        )
    cores = max(1, arguments.cores)
    print(
        f"together {duration(total / cores)} on {cores} cores, {disk:.0f} MB in {config.results}/"
    )
    return 0
