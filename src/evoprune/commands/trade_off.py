"""Measure what the networks of runs are worth when they are really made smaller."""

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
    """Measure and write trade_off.csv."""
    from evoprune import artifacts
    from evoprune.studies.autoencoder.paths import StudyPaths
    from evoprune.studies.autoencoder.trade_off import measure

    path = StudyPaths(arguments.results).trade_off
    table = measure(arguments.results, [parse_runs(text) for text in arguments.runs])
    artifacts.write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())
    print(f"{path}: {len(table)} networks measured")
    return 0
