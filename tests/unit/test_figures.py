"""Figures: what is drawn equals what was computed, and files are the same bytes every time."""

import importlib
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest

from evoprune import artifacts
from evoprune.errors import ConfigError
from evoprune.report import heatmap, marks, style
from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder import figures, published
from tests.unit import synthetic_results as synthetic
from tests.unit.drawn import artists, labels_drawn, note, texts

PLOT = PlotSettings()
RANDOM = ("random", "exponential")
ARMS = (("none", "none"), RANDOM, ("random", "prune_after"), ("conjunctive", "final_n"))
REPORTED = [0, 100, 200, 300, 399]
ODD_ARMS = (*ARMS[:3], ("random", "cosine"), ("magnitude", "exponential"))
ODD = synthetic.build(
    arms=ODD_ARMS,
    seeds=2,
    epochs=2,
    dataset="binary_clusters_4_10_100",
    diverged=[("canonical", "random", "cosine", 1)],
)


@pytest.fixture(scope="module")
def results():
    """Five seeds of four arms in both modes; one run diverged."""
    return synthetic.build(
        arms=ARMS, modes=("canonical", "lipi"), diverged=[("lipi", "random", "exponential", 5)]
    )


def mean_loss(mode, arm, seeds):
    """Closed form of the mean over `seeds` runs and all cells at the report epochs."""
    final = synthetic.final_loss(mode, *arm) + synthetic.SEED_STEP * (seeds - 1) / 2
    final += synthetic.CELL_STEP * (synthetic.CELLS[mode] - 1) / 2
    return synthetic.START + (final - synthetic.START) * synthetic.progress(400)[REPORTED]


def test_l1_curves_show_means_runs_and_published_values(results):
    figure = figures.draw("l1_curves_canonical", results, PLOT)
    (mean,) = artists(figure, "mean random")
    assert mean.get_ydata() == pytest.approx(mean_loss("canonical", RANDOM, 5))
    assert mean.get_xdata() == pytest.approx(REPORTED, abs=0.02 * 400)
    # Five runs of no pruning, random and conjunctive each.
    assert len(artists(figure, "run")) == 15
    (ring,) = artists(figure, "published random")
    assert list(ring.get_ydata()) == [0.498, 0.275, 0.497, 0.500, 0.500]
    assert ring.get_markerfacecolor() == "none"
    (runs,) = [line for line in artists(figure, "run")[5:6]]
    expected = synthetic.build(arms=[RANDOM], seeds=1).curves(*RANDOM, "l1_train").loc[1]
    assert runs.get_ydata() == pytest.approx(expected)


def test_l1_curves_leave_out_diverged_runs_and_say_so(results):
    figure = figures.draw("l1_curves_lipi", results, PLOT)
    (mean,) = artists(figure, "mean random")
    assert mean.get_ydata() == pytest.approx(mean_loss("lipi", RANDOM, 4))
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "random, exponential (n = 4)" in labels
    assert "conjunctive, final_n (n = 5)" in labels
    assert "1 of 15 runs diverged" in note(figure)


def test_reference_levels_belong_to_the_published_data_set(results):
    def levels(figure):
        return [line.get_ydata()[0] for line in figure.axes[0].lines if line.get_linestyle() == ":"]

    assert levels(figures.draw("l1_curves_canonical", results, PLOT)) == [0.5, 0.2707, 0.05]
    assert levels(figures.draw("l1_curves_canonical", ODD, PLOT)) == []


def test_schedule_sweep_has_a_panel_an_operator_and_a_line_a_schedule(results):
    figure = figures.draw("schedule_sweep_lipi", results, PLOT)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["random", "conjunctive"]
    (line,) = artists(figure, "mean conjunctive final_n")
    assert line.get_ydata() == pytest.approx(mean_loss("lipi", ("conjunctive", "final_n"), 5))
    (ring,) = artists(figure, "published conjunctive final_n")
    assert list(ring.get_ydata()) == [0.493, 0.174, 0.158, 0.165, 0.152]
    assert len(artists(figure, "mean none none")) == 2
    assert "n = 4 to 5 runs a line." in note(figure)


def test_network_size_shows_reported_and_true_size(results):
    figure = figures.draw("network_size_lipi", results, PLOT)
    removed = np.rint(31_330 * synthetic.REMOVED["conjunctive"] * synthetic.progress(400))
    (_, reported), (_, true) = (artists(figure, f"{n} conjunctive") for n in ("reported", "true"))
    assert reported.get_ydata() == pytest.approx((31_330 - removed) / 1000)
    assert true.get_ydata() == pytest.approx((31_330 - np.rint(0.1 * removed)) / 1000)
    encoder, decoder = artists(figure, "mean conjunctive")
    assert (encoder.get_ydata()[0], decoder.get_ydata()[0]) == pytest.approx((18.74, 31.05))
    assert figure.axes[1].get_ylim()[1] > 31.33


def test_capacity_sets_runs_beside_the_published_box(results):
    figure = figures.draw("capacity", results, PLOT)
    canonical, lipi = figure.axes
    runs = [line for line in canonical.lines if line.get_label() == "runs"]
    values = results.restricted(mode="canonical").values(*RANDOM, "preserved_reported")
    assert runs[0].get_ydata() == pytest.approx(values)
    grey = [line for line in lipi.lines if line.get_color() == style.PUBLISHED_COLOUR]
    medians = [line.get_ydata()[0] for line in grey if line.get_linewidth() == 1.6]
    assert medians == pytest.approx([0.871, 0.801])
    assert [t.get_text() for t in canonical.get_xticklabels()] == [
        "random\nexponential\nn = 5",
        "conjunctive\nfinal_n\nn = 5",
    ]


def test_during_versus_after_shows_the_median_cell_and_the_best_cell(results):
    figure = figures.draw("during_versus_after_lipi", results, PLOT)
    lipi = results.restricted(mode="lipi")
    runs, best = artists(figure, "runs"), artists(figure, "best cell")
    final = synthetic.final_loss("lipi", *RANDOM)
    steps = synthetic.SEED_STEP * np.arange(4)
    assert runs[1].get_ydata() == pytest.approx(final + 4.5 * synthetic.CELL_STEP + steps)
    assert best[1].get_ydata() == pytest.approx(final + steps)
    assert runs[2].get_ydata() == pytest.approx(
        lipi.values("random", "prune_after", "l1_train_median_cell")
    )
    # Four runs are too few for a box: points with their median.
    (median,) = artists(figure, "median")
    assert median.get_ydata()[0] == pytest.approx(np.median(runs[1].get_ydata()))


def test_pooled_boxes_hold_all_cells(results):
    figure = figures.draw("during_versus_after_pooled_lipi", results, PLOT)
    pooled = results.restricted(mode="lipi").pooled(*RANDOM, "l1_train")[399]
    assert pooled.shape == (40,)  # one of five runs diverged
    medians = [line.get_ydata()[0] for line in figure.axes[0].lines if line.get_linewidth() == 1.6]
    assert np.median(pooled) in medians
    assert artists(figure, "runs") == []
    capacity = figures.draw("capacity_pooled", results, PLOT)
    assert capacity.axes[0].get_title(loc="left") == "Canonical training"


def test_pooled_curves_have_the_band_of_independent_cells(results):
    figure = figures.draw("l1_curves_pooled_lipi", results, PLOT)
    (mean,) = artists(figure, "mean none")
    pooled = results.restricted(mode="lipi").pooled("none", "none", "l1_train")
    assert mean.get_ydata()[-1] == pytest.approx(pooled[399].mean())
    band = figure.axes[0].collections[0].get_paths()[0].vertices[:, 1]
    error = 1.96 * pooled[399].std() / 50**0.5
    assert band.min() == pytest.approx(pooled[399].mean() - error)


def test_dead_units_and_distinct_networks_over_time(results):
    figure = figures.draw("dead_units_lipi", results, PLOT)
    assert [line.get_ydata()[0] for line in artists(figure, "mean none")] == [3, 4, 5]
    figure = figures.draw("distinct_networks_lipi", results, PLOT)
    (mean,) = artists(figure, "mean none")
    assert list(mean.get_xdata()) == list(range(0, 400, 20))
    assert mean.get_ydata() == pytest.approx(1 + 9 * (1 - synthetic.progress(400)[::20]))


def test_the_walk_of_the_learning_rate_has_one_line_a_cell(results):
    figure = figures.draw("learning_rate_walk_lipi", results, PLOT)
    assert len(artists(figure, "cell")) == 10
    (median,) = artists(figure, "median")
    assert median.get_ydata() == pytest.approx(1 + 4.5 + 0.01 * np.arange(400))


def test_heatmap_prints_medians_and_hatches_what_is_missing(results):
    figure = figures.draw("heatmap_loss_canonical", results, PLOT)
    middle = 2 * synthetic.SEED_STEP
    assert texts(figure) == [
        f"{0.268 + middle:.3f}",
        f"{0.5 + middle:.3f}",
        "–",
        f"{0.26 + middle:.3f}",
        "–",
        f"{0.26 + middle:.3f}",
        "–",
    ]
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 3
    assert "n = 5 runs a cell" in note(figure)


def test_heatmap_of_true_sparsity_tells_uneven_cells_apart(results):
    figure = figures.draw("heatmap_true_sparsity_lipi", results, PLOT)
    assert texts(figure)[:2] == ["0.000\nn = 5", "0.015\nn = 4 of 5"]
    assert "runs a cell" not in note(figure)


def test_heatmap_text_has_contrast():
    cells = [[heatmap.Cell(0.0, "low"), heatmap.Cell(1.0, "high")]]
    scale = heatmap.Scale(0.0, 1.0, "share (fraction)")
    axes = heatmap.heatmap(PLOT, ["row"], ["a", "b"], cells, scale).axes[0]
    assert [text.get_color() for text in axes.texts] == ["white", "black"]


OF_PUBLISHED_ARMS = {"agreement", "claims_forest", "headline_contrasts"}


@pytest.mark.parametrize(
    "figure_id", sorted({*figures.available(["canonical"])} - OF_PUBLISHED_ARMS)
)
def test_two_epochs_of_other_data_with_unknown_names_are_drawn(figure_id):
    figure = figures.draw(figure_id, ODD, PLOT)
    assert "data set binary_clusters_4_10_100" in note(figure)
    assert not [name for name in labels_drawn(figure) if name.startswith("published")]
    silent = figure_id.startswith(("heatmap", "dead_units", "trade_off"))
    assert ("Published values are not shown" in note(figure)) == (not silent)
    assert any([figure.get_supylabel(), *(axes.get_ylabel() for axes in figure.axes)])


def test_an_arm_without_a_completed_run_is_named_in_the_grid():
    lost = [("canonical", *RANDOM, seed) for seed in (1, 2)]
    results = synthetic.build(arms=ARMS[:2], seeds=2, epochs=2, diverged=lost)
    assert texts(figures.draw("heatmap_loss_canonical", results, PLOT))[1] == "all 2\ndiverged"
    during = figures.draw("during_versus_after_canonical", results, PLOT)
    assert during.axes[0].get_xticklabels()[1].get_text().endswith("n = 0")


@pytest.mark.parametrize("figure_id", figures.available(["epoch_node"]))
def test_a_mode_without_runs_gives_a_figure_that_says_so(figure_id):
    empty = synthetic.build(arms=ARMS[:1], seeds=1, epochs=2)
    message = "".join(texts(figures.draw(figure_id, empty, PLOT)))
    assert message.startswith("No ")


def test_two_renders_are_the_same_bytes(results, tmp_path):
    for name in ("heatmap_loss_canonical", "capacity"):
        first, second = (
            style.save(figures.draw(name, results, PLOT), tmp_path / folder / name, PLOT)
            for folder in ("first", "second")
        )
        assert [path.name for path in first] == [f"{name}.svg", f"{name}.pdf"]
        for one, other in zip(first, second, strict=True):
            assert artifacts.read_bytes(one) == artifacts.read_bytes(other)


def test_settings_change_the_figure_and_leave_no_trace(results):
    before = dict(mpl.rcParams)
    plot = PlotSettings(width_cm=12.5, font_size_pt=6, published_values=False)
    figure = figures.draw("l1_curves_canonical", results, plot)
    assert figure.get_figwidth() == pytest.approx(12.5 / 2.54)
    assert figure.axes[0].xaxis.label.get_fontsize() == 6
    assert len(artists(figure, "published random")[0].get_ydata()) == 0
    assert dict(mpl.rcParams) == before


def test_unknown_names_take_the_fallback_looks_in_their_order():
    looks = style.looks(["none", "alpha", "random", "beta"], style.OPERATOR_LOOKS)
    assert looks["alpha"], looks["beta"] == style.FALLBACK_LOOKS[:2]
    assert len({look.colour for look in looks.values()}) == 4


def test_a_box_needs_five_runs():
    figure = style.new_figure(PLOT, 0.5)
    axes = figure.add_subplot()
    for n in (4, 5):
        marks.runs_with_box(axes, n, np.linspace(0, 1, n), style.OPERATOR_LOOKS["none"], PLOT, 0.3)
    assert len(axes.patches) == 1
    assert len(artists(figure, "runs")) == 2


@pytest.mark.parametrize("name", figures.FIGURES)
def test_every_entry_has_a_module_that_draws_and_a_caption(name):
    entry = figures.FIGURES[name]
    assert callable(importlib.import_module(entry.module).draw)
    caption = figures.caption(f"{name}_lipi" if entry.scoped else name)
    assert ("in mode lipi" in caption) == entry.scoped


def test_ids_follow_the_modes():
    ids = figures.available(["canonical", "lipi", "lipi_small"])
    # Eight for each scope, four more for those with a population, five for all together.
    assert len(ids) == 3 * 8 + 2 * 4 + 5
    assert {"l1_curves_canonical", "heatmap_true_sparsity_lipi", "capacity"} <= set(ids)
    assert {"l1_curves_lipi_small", "learning_rate_walk_lipi"} <= set(ids)
    assert "learning_rate_walk_canonical" not in ids
    more = figures.available(["lipi"], {"variants", "sweeps", "environments", "cross_entropy"})
    extra = set(more) - set(figures.available(["lipi"]))
    assert extra == {
        "variant_effects",
        "chain_of_controls",
        "factor_sweeps",
        "best_of_each",
        "best_cell_size",
        "cross_entropy",
    }


@pytest.mark.parametrize("figure_id", ["l1", "capacity_lipi", "l1_curves"])
def test_an_unknown_figure_is_refused_with_the_names_there_are(figure_id):
    with pytest.raises(ConfigError, match=r"l1_curves_MODE.*capacity"):
        figures.draw(figure_id, ODD, PLOT)


def test_listing_imports_no_plotting_library_and_no_torch():
    code = (
        "import sys; from evoprune.studies.autoencoder import figures, results, tables;"
        "figures.available(['lipi']); tables.available(['lipi']);"
        "print([m for m in ('matplotlib', 'torch') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_reference_levels_lie_in_order():
    floor, vector, constant = sorted(published.REFERENCE_LEVELS.values())
    # Best constant vector: sum over k of Binom(10, .75)(k) min(m, 1 - m), m = .05 + .09 k.
    from scipy.stats import binom

    share = 0.05 + 0.09 * np.arange(11)
    expected = binom.pmf(np.arange(11), 10, 0.75) @ np.minimum(share, 1 - share)
    assert vector == pytest.approx(expected, abs=5e-5)
    assert (floor, constant) == (0.05, 0.5)


CONTENTS = {"variants", "sweeps", "environments", "cross_entropy"}


@pytest.mark.parametrize("figure_id", figures.available(["canonical", "lipi"], CONTENTS))
def test_a_study_in_which_every_run_diverged_is_drawn(figure_id):
    lost = [(mode, *RANDOM, seed) for mode in ("canonical", "lipi") for seed in (1, 2)]
    modes = ("canonical", "lipi")
    results = synthetic.build(arms=[RANDOM], seeds=2, epochs=3, modes=modes, diverged=lost)
    figures.draw(figure_id, results, PLOT)
