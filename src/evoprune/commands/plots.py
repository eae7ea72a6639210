"""Write the data of the plots that DVC draws when experiments are compared."""

import argparse
from pathlib import Path

from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the results folder."""
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")


def run(arguments: argparse.Namespace) -> int:
    """Read runs, history and claims, and write a CSV file a plot."""
    from evoprune import artifacts
    from evoprune.report.tables import csv_text
    from evoprune.studies.autoencoder import plots
    from evoprune.studies.autoencoder.results import Results

    paths = StudyPaths(arguments.results)
    results = Results.load(paths, ("claims",))
    for name in plots.PLOTS:
        path = paths.plot(name)
        artifacts.write_bytes(path, csv_text(plots.table(name, results)).encode())
        print(path)
    return 0
