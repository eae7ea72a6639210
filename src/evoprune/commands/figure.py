"""Draw one figure from the collected runs, as SVG and PDF."""

import argparse
from pathlib import Path

from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.paths import StudyPaths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the figure, where its input is, and how it looks."""
    parser.add_argument("name", help="figure, e.g. l1_curves_canonical")
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")
    parser.add_argument("--plot", default="{}", help="plot settings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Draw and write the figure."""
    from evoprune.report import style
    from evoprune.studies.autoencoder import figures
    from evoprune.studies.autoencoder.results import Results

    plot = PlotSettings.model_validate_json(arguments.plot)
    paths = StudyPaths(arguments.results)
    figure = figures.draw(arguments.name, Results.load(paths, figures.reads(arguments.name)), plot)
    stem = paths.figure(arguments.name, "svg").with_suffix("")
    for path in style.save(figure, stem, plot):
        print(path)
    return 0
