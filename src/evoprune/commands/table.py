"""Make one table from the collected runs, as CSV, Markdown and LaTeX."""

import argparse
from pathlib import Path

from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the table and where its input is."""
    parser.add_argument("name", help="table, e.g. summary_canonical")
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")


def run(arguments: argparse.Namespace) -> int:
    """Make and write the table."""
    from evoprune.report import tables as writer
    from evoprune.studies.autoencoder import tables
    from evoprune.studies.autoencoder.results import Results

    paths = StudyPaths(arguments.results)
    table = tables.build(arguments.name, Results.load(paths, tables.reads(arguments.name)))
    for path in writer.write(table, paths.table(arguments.name, "csv").with_suffix("")):
        print(path)
    return 0
