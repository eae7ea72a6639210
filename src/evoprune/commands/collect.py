"""Gather the runs of a study into its tables of runs."""

import argparse
from pathlib import Path

from evoprune.commands.options import add_study
from evoprune.errors import ConfigError
from evoprune.names import checked
from evoprune.studies import part


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the study, the results folder and the runs."""
    add_study(parser)
    parser.add_argument("--results", required=True, type=Path, help="results folder")
    parser.add_argument(
        "--runs",
        required=True,
        nargs="+",
        metavar="ARM=SEEDS",
        help="arms with their seeds, e.g. canonical-none=1-5,9",
    )
    parser.add_argument(
        "--tasks",
        nargs="*",
        metavar="TASK=BASES",
        help="study 3: tasks that functions were tried on, with their whole networks, e.g. a=1-3",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the tables and count the runs."""
    collect = part(arguments.study, "collect").collect
    wanted = [parse_runs(text) for text in arguments.runs]
    more = {}
    if arguments.tasks is not None:
        more["transferred"] = [parse_runs(text) for text in arguments.tasks]
    counts = collect(arguments.results, wanted, **more)
    said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    print(f"{arguments.results}: {said}")
    return 0


def parse_runs(text: str) -> tuple[str, list[int]]:
    """An arm and its seeds from `ARM=SEEDS`.

    Raises:
        ConfigError: it is nothing of the kind.
    """
    arm, _, listed = text.rpartition("=")  # names of arms may hold one
    checked(arm, "--runs: arm")
    seeds: list[int] = []
    try:
        for part in listed.split(","):
            first, _, last = part.partition("-")
            seeds += range(int(first), int(last or first) + 1)
    except ValueError:
        raise ConfigError(f"--runs: '{text}' is not ARM=SEEDS, e.g. canonical-none=1-5") from None
    return arm, seeds


def format_runs(arm: str, seeds: tuple[int, ...]) -> str:
    """What `--runs` takes for one arm: consecutive seeds are joined."""
    parts: list[list[int]] = []
    for seed in seeds:
        if parts and seed == parts[-1][-1] + 1:
            parts[-1].append(seed)
        else:
            parts.append([seed])
    joined = (f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
    return f"{arm}={','.join(joined)}"
