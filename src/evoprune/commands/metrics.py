"""Write the few numbers that two experiments are compared by, as `metrics.json`."""

import argparse
from pathlib import Path

from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the results folder."""
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")


def run(arguments: argparse.Namespace) -> int:
    """Read runs and claims, and write the file; an entry a study."""
    from evoprune import artifacts
    from evoprune.studies.autoencoder import STUDY
    from evoprune.studies.autoencoder.headline import headline
    from evoprune.studies.autoencoder.results import Results

    paths = StudyPaths(arguments.results)
    artifacts.write_json(paths.metrics, {STUDY: headline(Results.load(paths, ("claims",)))})
    print(paths.metrics)
    return 0
