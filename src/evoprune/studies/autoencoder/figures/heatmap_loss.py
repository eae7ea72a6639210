"""Median final training loss of every operator and schedule, and which of them differ."""

from matplotlib.figure import Figure

from evoprune.report.heatmap import Scale
from evoprune.report.runs import by_seed
from evoprune.report.settings import PlotSettings
from evoprune.statistics.rankings import rank
from evoprune.studies.autoencoder.figures import grid, parts
from evoprune.studies.autoencoder.figures.parts import Arm
from evoprune.studies.autoencoder.results import Results, select

CAPTION = (
    "Training L1 at the last epoch in mode {mode}, median over runs of the best cell of a run, for "
    "every operator and schedule; top strip: no pruning. The colours run from 0 to 0.5, the loss "
    "of a constant output of 0.5, in every mode. Cells that share a letter were not found "
    "different: exact Wilcoxon tests by seed, Holm's correction over all pairs of cells; a "
    "difference can be found that is smaller than what is printed."
)
CONSTANT_OUTPUT = 0.5
FEWEST_SEEDS = 20
"""Of 22 cells 14 are the least that can differ at all (231 pairs); these leave room for chance."""


def draw(results: Results, plot: PlotSettings, scope: str) -> Figure:
    """Draw the grid of a scope; L1 is per bit, lower is better."""
    shown = parts.shown(results, plot, scope)
    if shown.runs.empty:
        return parts.nothing(plot, scope)
    metric = shown.runs["l1_train"]
    scale = Scale(0.0, grid.upper_end(metric, CONSTANT_OUTPUT), "median training L1 (per bit)")
    return grid.draw(shown, plot, metric, scale, *_letters(shown))


def _letters(shown: Results) -> tuple[dict[Arm, str], str]:
    """Letters by arm, and what is to be said about them."""
    pairs = zip(shown.runs["operator"], shown.runs["schedule"], strict=True)
    arms = {parts.arm_name(*arm): arm for arm in dict.fromkeys(pairs)}
    values = {
        name: by_seed(select(shown.runs, {"operator": operator, "schedule": schedule}), "l1_train")
        for name, (operator, schedule) in arms.items()
    }
    seeds = len(set.intersection(*map(set, values.values())))
    if len(arms) < 2:
        return {}, ""
    if seeds < FEWEST_SEEDS:
        return {}, f"No letters: all cells share {seeds} seeds, fewer than {FEWEST_SEEDS}."
    ranking = rank(values)
    note = (
        f"Cells that share a letter are not told apart ({len(ranking.pairs)} pairs, {seeds} seeds)."
    )
    return {arms[name]: letters for name, letters in ranking.letters.items()}, note
