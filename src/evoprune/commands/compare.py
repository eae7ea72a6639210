"""Compare the runs of two results folders, arm by arm, on the seeds that both have.

For each arm the medians, their difference (second minus first) with a bootstrap interval of 95 %
from six runs on, and the number of runs that are identical.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folders and the metric."""
    parser.add_argument("first", type=Path, help="results folder")
    parser.add_argument("second", type=Path, help="results folder")
    parser.add_argument("--metric", default="l1_train", help="column of runs.csv")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    from evoprune.studies.autoencoder.compare import compare

    print(compare(arguments.first, arguments.second, arguments.metric).to_string(index=False))
    return 0
