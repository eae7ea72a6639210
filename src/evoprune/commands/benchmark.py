"""Time engines and searches on this machine: tables of times a step, a figure, and study hours.

Takes about six minutes. With `--device cuda` the torch engine is timed on a GPU instead. Searches
are timed on Fashion-MNIST: without its files their page stays as it is.
"""

import argparse
from pathlib import Path

from evoprune.errors import MissingDataError

ROUNDS = 11


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how long, where to, and on what."""
    parser.add_argument("--rounds", type=_positive, default=ROUNDS, help="default: %(default)s")
    parser.add_argument(
        "--output", type=Path, default=Path("docs/benchmarks"), help="default: %(default)s"
    )
    parser.add_argument("--skip-workflow", action="store_true", help="do not time Snakemake")
    parser.add_argument(
        "--only", choices=["engines", "searches"], help="one of the pages (default: both)"
    )
    parser.add_argument("--device", default="cpu", help="cpu (default), or cuda for the GPU alone")


def run(arguments: argparse.Namespace) -> int:
    """Measure, and write what was found."""
    output: Path = arguments.output
    output.mkdir(parents=True, exist_ok=True)
    if arguments.device != "cpu":
        from evoprune.benchmarks import cuda

        text = cuda.page(arguments.device, cuda.measure(arguments.device))
        return _write(output / "cuda.md", text)
    if arguments.only != "searches":
        _engines(output, arguments.rounds, not arguments.skip_workflow)
    if arguments.only != "engines":
        _searches(output, arguments.rounds)
    return 0


def _engines(output: Path, rounds: int, workflow: bool) -> None:
    from evoprune.benchmarks import figure
    from evoprune.benchmarks.engines import measure
    from evoprune.benchmarks.table import engine_table
    from evoprune.data.binary_clusters import BinaryClusters
    from evoprune.report import tables

    table = engine_table(measure(BinaryClusters(), rounds, workflow=workflow))
    (output / "engines.csv").write_text(tables.csv_text(table.data))
    figure.write(figure.draw(table.data), output / "engines.svg")
    _write(output / "engines.md", tables.markdown(table))


def _searches(output: Path, rounds: int) -> None:
    from evoprune.benchmarks.candidates import DATA, measure
    from evoprune.benchmarks.candidates_table import candidate_table
    from evoprune.report import tables

    try:
        splits = DATA.splits()
    except MissingDataError as error:
        print(f"searches are not timed: {error}")
        return
    table = candidate_table(measure(splits, rounds))
    (output / "searches.csv").write_text(tables.csv_text(table.data))
    _write(output / "searches.md", tables.markdown(table))


def _write(path: Path, text: str) -> int:
    path.write_text(text)
    print(text)
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least one round")
    return value
