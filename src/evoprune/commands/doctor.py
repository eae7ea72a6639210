"""Say what this machine has and lacks, before any job runs.

Packages, a GPU, and the real data sets of a config: which are there, and which can be fetched.
"""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

from evoprune.commands.options import DEFAULT, add_config, config_of
from evoprune.errors import CorruptFileError, EvopruneError, MissingDataError, MissingToolError

NEEDED = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "pydantic", "pyarrow", "torch")
FOR_WORKFLOW = ("snakemake",)
OPTIONAL = {
    "numba": "the fast engine for a CPU; without it training takes six times as long",
    "pooch": "only for fetching real data from mirrors",
    "dvc": "only for versioning data and models",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the config, whose data sets are looked at."""
    add_config(parser)
    parser.add_argument(
        "--data-root", type=Path, metavar="FOLDER", help="folder of the files of real data sets"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each thing.

    Returns:
        5 if something needed is absent, or a data set is that could be fetched elsewhere; 3 if the
        user's own files are, 4 if files are damaged.
    """
    print(f"python       {platform.python_version()} ({sys.executable})")
    print(f"machine      {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    free = shutil.disk_usage(".").free / 1e9
    print(f"disk         {free:.1f} GB free here")
    absent = [name for name in (*NEEDED, *FOR_WORKFLOW) if not _say(name)]
    for name, purpose in OPTIONAL.items():
        _say(name, f" ({purpose})")
    if absent:
        print(f"absent: {', '.join(absent)}; `make env` installs all of them")
    if "torch" not in absent:
        _say_gpu()
    if not {"numpy", "pydantic"} & {*absent}:
        return max(_say_data(arguments), 5 if absent else 0)
    return 5


def _say(package: str, remark: str = "") -> bool:
    found = importlib.util.find_spec(package) is not None
    version = importlib.metadata.version(package) if found else f"absent{remark}"
    print(f"{package:12s} {version}")
    return found


def _say_gpu() -> None:
    import torch

    if torch.cuda.is_available():
        print(f"gpu          {torch.cuda.get_device_name(0)}")
    else:
        print("gpu          none that torch can use; training runs on the CPU")


def _say_data(arguments: argparse.Namespace) -> int:
    """Say what is there of the real data sets of the config; returns the exit code for it."""
    from evoprune.data import availability
    from evoprune.data.places import data_root
    from evoprune.studies.files import real_data

    if arguments.config == [DEFAULT] and not DEFAULT.is_file():
        return 0  # outside a checkout
    config = config_of(arguments)
    root = data_root(arguments.data_root, config.data_root)
    state = "can be written to" if availability.is_writable(root) else "cannot be written to"
    print(f"data root    {root}, {state}")
    for source in (*availability.MODULES, *availability.PROGRAMS):
        lacking = availability.lacking(source)
        possible = f"not: {', '.join(lacking)} absent" if lacking else "possible"
        print(f"from {source:8s}{possible}")
    return max([_say_dataset(name, root) for name in real_data(config)], default=0)


def _say_dataset(name: str, root: Path) -> int:
    """Say whether a data set is there or can be had."""
    from evoprune.data import availability

    try:
        places = availability.checked(name, root)
        said, code = f"there, {len(places)} files as they should be", 0
    except CorruptFileError as error:
        said, code = f"damaged: {str(error).splitlines()[0]}", error.exit_code
    except MissingDataError as error:
        said, code = _obtainable(name, root, error)
    print(f"{name:12s} {said}")
    return code


def _obtainable(name: str, root: Path, missing: EvopruneError) -> tuple[str, int]:
    from evoprune.data import availability

    why = availability.obstacle(name, root)
    if not why:
        return "not there; the workflow fetches it, and so does `evoprune data fetch`", 0
    known = availability.is_fetched(name)
    return f"not there: {why}", (MissingToolError if known else type(missing)).exit_code
