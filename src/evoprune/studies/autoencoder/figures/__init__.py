"""Figures of the study by name. One file, one line each; `per_mode` ones are drawn once a mode."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evoprune.report import catalogue
from evoprune.report.catalogue import Entry as FigureEntry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evoprune.report.settings import PlotSettings
    from evoprune.studies.autoencoder.results import Results

HERE = "evoprune.studies.autoencoder.figures"

FIGURES: dict[str, FigureEntry] = {
    "l1_curves": FigureEntry(f"{HERE}.l1_curves", per_mode=True),
    "schedule_sweep": FigureEntry(f"{HERE}.schedule_sweep", per_mode=True),
    "network_size": FigureEntry(f"{HERE}.network_size", per_mode=True),
    "capacity": FigureEntry(f"{HERE}.capacity", per_mode=False),
    "during_versus_after": FigureEntry(f"{HERE}.during_versus_after", per_mode=True),
    "heatmap_loss": FigureEntry(f"{HERE}.heatmap_loss", per_mode=True),
    "heatmap_true_sparsity": FigureEntry(f"{HERE}.heatmap_true_sparsity", per_mode=True),
}


def available(modes: Sequence[str]) -> list[str]:
    """Ids of the figures of a study that has `modes`, e.g. `l1_curves_canonical`, `capacity`."""
    return catalogue.available(FIGURES, modes)


def draw(figure_id: str, results: "Results", plot: "PlotSettings") -> "Figure":
    """Draw one figure; a mode without runs gives a figure that says so.

    Raises:
        ConfigError: there is no such figure.
    """
    from evoprune.report import style

    module, mode = catalogue.resolve("figure", FIGURES, figure_id)
    with style.rc(plot):
        figure: Figure = module.draw(results, plot, *mode)
        return style.freeze(figure)


def caption(figure_id: str) -> str:
    """What the figure shows, for the report and the paper.

    Raises:
        ConfigError: there is no such figure.
    """
    module, mode = catalogue.resolve("figure", FIGURES, figure_id)
    return str(module.CAPTION).format(mode=mode[0] if mode else "")


def module(figure_id: str) -> str:
    """Dotted name of the module that makes a figure.

    Raises:
        ConfigError: there is no such figure.
    """
    return catalogue.find("figure", FIGURES, figure_id)[0]
