"""List the registered operators, schedules, modes, networks, data sets, figures and tables."""

import argparse

from evoprune.data import DATASETS
from evoprune.networks import NETWORKS
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.registry import summary
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES

FAMILIES = {
    "operator": OPERATORS,
    "schedule": SCHEDULES,
    "mode": MODES,
    "network": NETWORKS,
    "data set": DATASETS,
    "engine": ENGINES,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the family to list."""
    parser.add_argument("family", nargs="?", choices=list(FAMILIES), help="default: all of them")


def run(arguments: argparse.Namespace) -> int:
    """Print each registered name with the first line of its documentation."""
    for family, registry in FAMILIES.items():
        if arguments.family in (None, family):
            print(f"{family}:")
            for name in registry:
                print(f"  {name:12s} {summary(family, registry, name)}")
    return 0
