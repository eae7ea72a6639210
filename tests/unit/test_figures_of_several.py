"""Figures that set networks, variants, objectives and sweeps side by side."""

import numpy as np
import pytest

from evoprune.report.settings import PlotSettings
from evoprune.studies.autoencoder import figures
from tests.unit import synthetic_results as synthetic
from tests.unit.drawn import artists, labels_drawn, note, texts

PLOT = PlotSettings()
RANDOM = ("random", "exponential")
OTHER = synthetic.build(arms=[RANDOM], seeds=2, epochs=2, dataset="binary_clusters_4_10_100")


@pytest.fixture(scope="module")
def several():
    """Two networks, a variant, another objective and a sweep; eight seeds."""
    arm, ring = [RANDOM], {"modes": ("lipi",), "seeds": 8}
    return synthetic.together(
        synthetic.build(arms=[("none", "none"), *arm], modes=("canonical", "lipi"), seeds=8),
        synthetic.build(arms=arm, environment="small", **ring),
        synthetic.build(arms=arm, variant="persistent_mask", gain=0.02, **ring),
        synthetic.build(arms=arm, variant="cross_entropy", gain=-0.1, **ring),
        synthetic.build(arms=arm, variant="population=5", gain=-0.05, **ring),
        synthetic.build(arms=arm, variant="solution_concept=worst", gain=-0.05, **ring),
    )


def test_best_arms_stand_side_by_side(several):
    figure = figures.draw("best_of_each", several, PLOT)
    drawn = {name for name in labels_drawn(figure) if name.startswith("mean")}
    assert drawn == {"mean canonical", "mean lipi", "mean lipi_small"}
    (small,) = artists(figure, "published lipi_small")
    assert list(small.get_ydata()) == [0.496, 0.246, 0.233, 0.232, 0.238]
    other = figures.draw("cross_entropy", several, PLOT)
    (mean,) = artists(other, "mean lipi")
    assert mean.get_ydata()[-1] == pytest.approx(
        synthetic.final_loss("lipi", *RANDOM) + 0.1 + 3.5 * 0.003 + 4.5 * synthetic.CELL_STEP
    )
    (ring,) = artists(other, "published lipi")
    assert list(ring.get_ydata()) == [0.497, 0.150, 0.208, 0.227, 0.229]


def test_best_cells_have_their_sizes_drawn(several):
    figure = figures.draw("best_cell_size", several, PLOT)
    encoder, decoder = artists(figure, "mean lipi")
    left = 31_330 - np.rint(31_330 * synthetic.REMOVED["random"] * synthetic.progress(400))
    assert decoder.get_ydata() == pytest.approx(left / 1000)
    assert encoder.get_ydata()[0] == pytest.approx(30.34)
    rings = artists(figure, "published lipi_small")
    assert [line.get_ydata()[0] for line in rings] == pytest.approx([26.98, 7.46])


def test_agreement_counts_what_lies_inside(several):
    figure = figures.draw("agreement", several, PLOT)
    text = note(figure)
    inside, _, total = text.split()[:3]
    kinds = [name for name in labels_drawn(figure) if name in ("inside", "again", "outside")]
    assert (len(kinds), kinds.count("inside")) == (int(total), int(inside))
    assert "n = 8 runs" in text
    empty = figures.draw("agreement", OTHER, PLOT)
    assert "No runs that can be compared" in "".join(texts(empty))


def test_variants_and_sweeps_are_drawn_against_their_published_twins(several):
    figure = figures.draw("variant_effects", several, PLOT)
    drawn = [line.get_xdata()[0] for line in artists(figure, "effect")]
    assert drawn == pytest.approx([-0.02, 0.1])
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == "lipi random exponential: persistent_mask"
    sweeps = figures.draw("factor_sweeps", several, PLOT)
    population, concept, environment = sweeps.axes
    assert [label.get_text() for label in concept.get_xticklabels()] == ["best", "worst"]
    assert [label.get_text() for label in population.get_xticklabels()] == ["5", "10"]
    assert population.get_xticklabels()[1].get_fontweight() == "bold"
    (line,) = artists(sweeps, "median lipi, random, exponential")[:1]
    final = synthetic.final_loss("lipi", *RANDOM) + 3.5 * 0.003
    assert line.get_ydata() == pytest.approx([final + 0.05, final])
    assert environment.get_title(loc="left") == "environment"
