"""Write pruned networks of study 2 as ONNX files, check these, and measure how fast they are."""

import argparse
from pathlib import Path

from evoprune.commands.collect import parse_runs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the results folder and the runs."""
    parser.add_argument("--results", required=True, type=Path, help="results folder")
    parser.add_argument(
        "--runs", required=True, nargs="+", metavar="ARM=SEEDS", help="as of `collect`"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the files and deployed.csv."""
    from evoprune import artifacts
    from evoprune.report.tables import csv_text
    from evoprune.studies.filter_criteria.deploying import deploy
    from evoprune.studies.filter_criteria.paths import StudyPaths

    paths = StudyPaths(arguments.results)
    table = deploy(arguments.results, [parse_runs(text) for text in arguments.runs])
    artifacts.write_bytes(paths.deployed, csv_text(table).encode())
    networks = len(table[["arm", "seed"]].drop_duplicates())
    print(f"{paths.deployed}: {networks} networks measured")
    return 0
