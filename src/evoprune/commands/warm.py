"""Compile the kernels of the numba engine before they are needed.

Compiling takes seconds a kernel; what was compiled is kept in the user's cache folder for all later
jobs. Training would do the same on its own, but every job that starts at the same time for itself.
"""

import argparse
import time
from pathlib import Path

from evoprune.artifacts import make_folder, write_text
from evoprune.commands.options import add_config, config_of
from evoprune.config import Config
from evoprune.studies.autoencoder.arm import Arm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to compile for."""
    add_config(parser)
    parser.add_argument(
        "--kinds",
        nargs="+",
        metavar="KIND",
        help="what runs there will be (default: the config's)",
    )
    parser.add_argument("--output", type=Path, help="file that lists what was compiled for")


def run(arguments: argparse.Namespace) -> int:
    """Compile, and say how long it took."""
    from evoprune.studies.autoencoder.warm import warm

    kinds = arguments.kinds or _kinds(config_of(arguments))
    for kind in kinds:
        start = time.perf_counter()
        warm(kind)
        print(f"{kind}: {time.perf_counter() - start:.1f} s", flush=True)
    if arguments.output:
        make_folder(arguments.output.parent)
        write_text(arguments.output, "".join(f"{kind}\n" for kind in kinds))
    return 0


def _kinds(config: Config) -> list[str]:
    from evoprune.studies.autoencoder.engine import engine_of
    from evoprune.studies.autoencoder.grid import arms
    from evoprune.studies.autoencoder.warm import kinds

    def served(arm: Arm) -> bool:
        return engine_of(arm, config.compute.engine, config.compute.device).name == "numba"

    return kinds([seeded.arm for seeded in arms(config) if served(seeded.arm)])
