"""Figures of the study by name. One file, one line each; `scoped` ones are drawn once a scope."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from evoprune.report import catalogue
from evoprune.report.catalogue import Entry as FigureEntry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from evoprune.report.settings import PlotSettings
    from evoprune.studies.autoencoder.results import Results

HERE = "evoprune.studies.autoencoder.figures"

FIGURES: dict[str, FigureEntry] = {
    # The published notebook: cells 10, 12 and 16; 18; 19; 21 to 25; 27 and 29; 31; 33 and 35; 37.
    "l1_curves": FigureEntry(f"{HERE}.l1_curves", scoped=True),
    "cross_entropy": FigureEntry(f"{HERE}.cross_entropy", scoped=False, needs="cross_entropy"),
    "best_of_each": FigureEntry(f"{HERE}.best_of_each", scoped=False, needs="environments"),
    "schedule_sweep": FigureEntry(f"{HERE}.schedule_sweep", scoped=True),
    "network_size": FigureEntry(f"{HERE}.network_size", scoped=True),
    "capacity": FigureEntry(f"{HERE}.capacity", scoped=False),
    "during_versus_after": FigureEntry(f"{HERE}.during_versus_after", scoped=True),
    "best_cell_size": FigureEntry(f"{HERE}.best_cell_size", scoped=False, needs="environments"),
    # The same with cells pooled as they are there.
    "l1_curves_pooled": FigureEntry(f"{HERE}.l1_curves_pooled", scoped=True, needs="population"),
    "capacity_pooled": FigureEntry(f"{HERE}.capacity_pooled", scoped=False),
    "during_versus_after_pooled": FigureEntry(
        f"{HERE}.during_versus_after_pooled", scoped=True, needs="population"
    ),
    # What the published figures do not show.
    "agreement": FigureEntry(f"{HERE}.agreement", scoped=False),
    "heatmap_loss": FigureEntry(f"{HERE}.heatmap_loss", scoped=True),
    "heatmap_true_sparsity": FigureEntry(f"{HERE}.heatmap_true_sparsity", scoped=True),
    "dead_units": FigureEntry(f"{HERE}.dead_units", scoped=True),
    "learning_rate_walk": FigureEntry(
        f"{HERE}.learning_rate_walk", scoped=True, needs="population"
    ),
    "distinct_networks": FigureEntry(f"{HERE}.distinct_networks", scoped=True, needs="population"),
    "variant_effects": FigureEntry(f"{HERE}.variant_effects", scoped=False, needs="variants"),
    "factor_sweeps": FigureEntry(f"{HERE}.factor_sweeps", scoped=False, needs="sweeps"),
    # What the claims rest on.
    "claims_forest": FigureEntry(f"{HERE}.claims_forest", scoped=False, reads=("claims",)),
    "headline_contrasts": FigureEntry(f"{HERE}.headline_contrasts", scoped=False),
    "trade_off": FigureEntry(f"{HERE}.trade_off", scoped=True, reads=("trade_off",)),
    "chain_of_controls": FigureEntry(f"{HERE}.chain_of_controls", scoped=False, needs="variants"),
}


def available(scopes: Sequence[str], contents: Collection[str] = ()) -> list[str]:
    """Ids of the figures of a study that has `scopes`, e.g. `l1_curves_canonical`, `capacity`."""
    return catalogue.available(FIGURES, scopes, contents)


def draw(figure_id: str, results: "Results", plot: "PlotSettings") -> "Figure":
    """Draw one figure; a mode without runs gives a figure that says so.

    Raises:
        ConfigError: there is no such figure.
    """
    from evoprune.report import style

    module, scope = catalogue.resolve("figure", FIGURES, figure_id)
    with style.rc(plot):
        figure: Figure = module.draw(results, plot, *scope)
        return style.freeze(figure)


def caption(figure_id: str) -> str:
    """What the figure shows, for the report and the paper.

    Raises:
        ConfigError: there is no such figure.
    """
    module, scope = catalogue.resolve("figure", FIGURES, figure_id)
    return str(module.CAPTION).format(mode=scope[0] if scope else "")


def module(figure_id: str) -> str:
    """Dotted name of the module that makes a figure.

    Raises:
        ConfigError: there is no such figure.
    """
    return catalogue.find("figure", FIGURES, figure_id)[0]


def reads(figure_id: str) -> tuple[str, ...]:
    """Files besides the runs that the figure is made from: `trade_off`, `claims`.

    Raises:
        ConfigError: there is no such figure.
    """
    return catalogue.reads("figure", FIGURES, figure_id)
