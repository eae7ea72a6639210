"""List what a config can name: operators, schedules, criteria, networks, variants and the like."""

import argparse

from evoprune.data import DATASETS
from evoprune.data.images import IMAGES
from evoprune.data.images.augmentations import AUGMENTATIONS
from evoprune.evolution.searches import SEARCHES
from evoprune.networks import NETWORKS
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.pruning.criteria import CRITERIA
from evoprune.pruning.functions import HANDMADE, PUBLISHED
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.registry import summary
from evoprune.studies.autoencoder.variants import FACTORS, VARIANTS
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES

FAMILIES = {
    "operators": OPERATORS,
    "schedules": SCHEDULES,
    "criteria": CRITERIA,
    "pruning_functions": {**HANDMADE, **PUBLISHED},
    "searches": SEARCHES,
    "modes": MODES,
    "networks": NETWORKS,
    "convolutional_networks": CONVOLUTIONAL,
    "datasets": DATASETS,
    "images": IMAGES,
    "augmentations": AUGMENTATIONS,
    "engines": ENGINES,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the family to list."""
    choices = [*FAMILIES, "variants", "factors"]
    parser.add_argument("family", nargs="?", choices=choices, help="default: all of them")


def run(arguments: argparse.Namespace) -> int:
    """Print each name with a line about it."""
    tables = {
        family: {name: summary(family, registry, name) for name in registry}
        for family, registry in FAMILIES.items()
        if arguments.family in (None, family)
    }
    if arguments.family in (None, "variants"):
        tables["variants"] = {name: variant.says for name, variant in VARIANTS.items()}
    if arguments.family in (None, "factors"):
        tables["factors"] = {name: f"autoencoder.{setting}" for name, setting in FACTORS.items()}
    for family, names in tables.items():
        print(f"{family}:")
        width = max(map(len, names))
        for name, text in names.items():
            print(f"  {name:{width}s}  {text}")
    return 0
