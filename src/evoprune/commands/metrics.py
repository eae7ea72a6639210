"""Write the few numbers that two experiments are compared by, as `metrics.json`."""

import argparse
from pathlib import Path

from evoprune.studies import STUDIES, part
from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the results folder and the studies."""
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")
    parser.add_argument(
        "--studies",
        nargs="+",
        choices=list(STUDIES),
        default=["autoencoder"],
        help="studies that have runs there (default: autoencoder)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Read runs and claims, and write the file; an entry a study."""
    from evoprune import artifacts

    entries = {}
    for study in arguments.studies:
        paths = part(study, "paths").StudyPaths(arguments.results)
        results = part(study, "results").Results.load(paths, ("claims",))
        entries[study] = part(study, "headline").headline(results)
    path = StudyPaths(arguments.results).metrics
    artifacts.write_json(path, entries)
    print(path)
    return 0
