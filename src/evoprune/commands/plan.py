"""Say what a config would run: arms, runs, jobs, hours and disk.

The hours come from a few epochs or steps timed on this machine now, on a CPU where the GPU that the
config asks for is not there; the workflow's own start-up and the figures come on top. No data is
needed.
"""

import argparse
import os
from pathlib import Path

from evoprune.commands.options import add_config, config_of
from evoprune.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the config and the number of cores."""
    add_config(parser)
    parser.add_argument("--cores", type=int, default=os.cpu_count(), help="default: all")


def run(arguments: argparse.Namespace) -> int:
    """Print the plan of each study, a line for arms of one mode, or network, and data set."""
    from evoprune.progress import duration

    config = config_of(arguments)
    root = Path(config.results)
    costs = [
        *_autoencoder(config, root),
        *_filter_criteria(config, root),
        *_pruning_functions(config, root),
    ]
    seconds, megabytes = (sum(values) for values in zip(*costs, strict=True))
    cores = max(1, arguments.cores)
    print(
        f"together {duration(seconds / cores)} on {cores} cores, "
        f"{megabytes:.0f} MB in {config.results}/"
    )
    return 0


def _autoencoder(config: Config, root: Path) -> list[tuple[float, float]]:
    """Plan study 1; returns seconds of a core and megabytes."""
    from evoprune.progress import duration
    from evoprune.studies.autoencoder.plan import plan

    parts = plan(config, root)
    for part in parts:
        print(
            f"{part.mode}, {part.environment}, {part.dataset}: "
            f"{part.arms} arms, {part.runs} runs ({part.present} there), "
            f"{part.jobs} jobs, {duration(part.cpu_seconds)} of one core "
            f"({part.seconds_a_run:.1f} s a run)"
        )
    return [(part.cpu_seconds, part.megabytes) for part in parts]


def _filter_criteria(config: Config, root: Path) -> list[tuple[float, float]]:
    """Plan study 2; returns seconds of a core, or of a GPU, and megabytes."""
    if not config.filter_criteria.arms:
        return []
    from evoprune.progress import duration
    from evoprune.studies.filter_criteria.plan import plan

    parts = plan(config, root)
    for part in parts:
        print(
            f"filter criteria, {part.network}, {part.dataset}: "
            f"{part.arms} arms, {part.runs} runs ({part.present} there), {part.runs} jobs, "
            f"{duration(part.cpu_seconds)} of one {part.device} "
            f"(up to {part.steps} training steps a run)"
        )
    return [(part.cpu_seconds, part.megabytes) for part in parts]


def _pruning_functions(config: Config, root: Path) -> list[tuple[float, float]]:
    """Plan study 3; returns seconds of a core, or of a GPU, and megabytes."""
    if not config.pruning_functions.arms:
        return []
    from evoprune.progress import duration
    from evoprune.studies.pruning_functions.plan import plan

    parts = plan(config, root)
    for part in parts:
        print(
            f"pruning functions, {part.what}: {part.jobs} jobs ({part.present} there), "
            f"{duration(part.cpu_seconds)} of one {part.device}"
        )
    return [(part.cpu_seconds, part.megabytes) for part in parts]
