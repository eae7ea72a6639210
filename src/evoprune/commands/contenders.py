"""Gather the functions that are tried on tasks of study 3: found ones, known ones, controls."""

import argparse
from pathlib import Path

from pydantic import ValidationError

from evoprune.commands.collect import parse_runs
from evoprune.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the settings, the results folder and the runs."""
    parser.add_argument("--spec", required=True, help="settings of the transfer as JSON")
    parser.add_argument("--results", required=True, type=Path, help="results folder")
    parser.add_argument(
        "--runs", required=True, nargs="+", metavar="ARM=SEEDS", help="arms with their seeds"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the list and count the functions."""
    from evoprune import artifacts
    from evoprune.studies.pruning_functions.contenders import contenders
    from evoprune.studies.pruning_functions.paths import StudyPaths
    from evoprune.studies.pruning_functions.settings import Transfer

    try:
        transfer = Transfer.model_validate_json(arguments.spec)
    except ValidationError as error:
        raise ConfigError(f"--spec: {error}") from None
    paths = StudyPaths(arguments.results)
    runs = {arm: tuple(seeds) for arm, seeds in map(parse_runs, arguments.runs)}
    found = contenders(transfer, paths, runs)
    artifacts.write_json(paths.contenders, [contender.model_dump() for contender in found])
    print(f"{paths.contenders}: {len(found)} functions")
    return 0
