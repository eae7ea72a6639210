"""Say what this machine has and lacks, before any job runs."""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys

NEEDED = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "pydantic", "pyarrow", "torch")
FOR_WORKFLOW = ("snakemake",)
OPTIONAL = {
    "numba": "the fast engine for a CPU; without it training takes six times as long",
    "pooch": "only for fetching real data from mirrors",
    "dvc": "only for versioning data and models",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each thing; exit code 5 if something needed is absent."""
    del arguments
    print(f"python       {platform.python_version()} ({sys.executable})")
    print(f"machine      {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    free = shutil.disk_usage(".").free / 1e9
    print(f"disk         {free:.1f} GB free here")
    absent = [name for name in (*NEEDED, *FOR_WORKFLOW) if not _say(name)]
    for name, purpose in OPTIONAL.items():
        _say(name, f" ({purpose})")
    if "torch" not in absent:
        _say_gpu()
    if absent:
        print(f"absent: {', '.join(absent)}; `make env` installs all of them")
    return 5 if absent else 0


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
