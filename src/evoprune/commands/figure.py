"""Draw one figure from the collected runs, as SVG and PDF."""

import argparse
from pathlib import Path

from evoprune.commands.options import add_study
from evoprune.report.settings import PlotSettings
from evoprune.studies import part


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the figure, where its input is, and how it looks."""
    parser.add_argument("name", help="figure, e.g. l1_curves_canonical")
    add_study(parser)
    parser.add_argument("--results", type=Path, default=Path("results"), help="results folder")
    parser.add_argument("--plot", default="{}", help="plot settings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Draw and write the figure."""
    from evoprune.report import style

    plot = PlotSettings.model_validate_json(arguments.plot)
    study = arguments.study
    figures, results = part(study, "figures"), part(study, "results")
    paths = part(study, "paths").StudyPaths(arguments.results)
    read = results.Results.load(paths, figures.reads(arguments.name))
    figure = figures.draw(arguments.name, read, plot)
    stem = paths.figure(arguments.name, "svg").with_suffix("")
    for path in style.save(figure, stem, plot):
        print(path)
    return 0
