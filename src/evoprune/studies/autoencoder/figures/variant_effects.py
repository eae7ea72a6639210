"""What each variant changes: final loss against the published twin, seed by seed."""

from matplotlib.figure import Figure

from evoprune.report import marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder.effects import variant_effects
from evoprune.studies.autoencoder.figures import forest
from evoprune.studies.autoencoder.results import Results

CAPTION = (
    "Change of the final training L1 (best cell) by each variant against the arm that is published "
    "otherwise, paired by seed: Hodges-Lehmann difference and its exact 95 % interval; without "
    "enough seeds for an interval the bar is missing. Left of the line the variant is better."
)


def draw(results: Results, plot: PlotSettings) -> Figure:
    """Draw a row for each arm with a variant."""
    effects = [effect for effect in variant_effects(results) if not effect.swept]
    if not effects:
        return marks.empty_figure(plot, "No runs of variants with a published twin.")
    rows = [forest.Row(f"{e.arm}: {e.variant}", e.change) for e in effects]
    figure = forest.draw(plot, rows, "change of the training L1 (per bit)")
    figure.axes[0].axvline(0, color=style.REFERENCE_COLOUR, lw=0.8, zorder=0)
    numbers = sorted({effect.change.pairs for effect in effects})
    span = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
    marks.notes_below(figure, [f"n = {span} common seeds an effect."], plot)
    return figure
