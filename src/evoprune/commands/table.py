"""Make one table from the collected runs, as CSV, Markdown and LaTeX."""

import argparse
from pathlib import Path

from evoprune.commands.options import add_study
from evoprune.studies import part


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the table and where its input is."""
    parser.add_argument("name", help="table, e.g. summary_canonical")
    add_study(parser)
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")


def run(arguments: argparse.Namespace) -> int:
    """Make and write the table."""
    from evoprune.report import tables as writer

    study = arguments.study
    tables, results = part(study, "tables"), part(study, "results")
    paths = part(study, "paths").StudyPaths(arguments.results)
    read = results.Results.load(paths, tables.reads(arguments.name))
    table = tables.build(arguments.name, read)
    for path in writer.write(table, paths.table(arguments.name, "csv").with_suffix("")):
        print(path)
    return 0
