"""What holds for every figure of study 2, whatever runs there are."""

import pytest

from evoprune.errors import ConfigError
from evoprune.report import style
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria import figures
from tests.unit import synthetic_searches as synthetic
from tests.unit.drawn import texts
from tests.unit.drawn_searches import LOST, PAIR
from tests.unit.synthetic_searches import DENSE, FAITHFUL, REPAIRED, SCRATCH, Named

PLOT = PlotSettings()
CONTENTS = ("search", "inheritance", "ranking")
NOT_OF_RUNS = {"claims_forest", "speed_up"}
"""Figures whose points are claims or networks."""
LONG = [
    Named(
        f"repaired+momentum_kept+evaluated_anew_{n}-taylor-random_search-pretrained-resnet56",
        f"v{n}",
        "taylor",
        "random",
        ranking=True,
    )
    for n in range(5)
]


class TestAll:
    def test_what_there_is_follows_from_the_contents(self):
        always = {"error_by_arm", "claims_forest"}
        assert set(figures.available([])) == always
        assert set(figures.available([], CONTENTS)) == set(figures.FIGURES)
        searches = {"fronts", "hypervolume", "layer_maps", "inheritance_cost", "speed_up"}
        assert set(figures.available([], ["search"])) == always | searches

    @pytest.mark.parametrize("figure_id", sorted(figures.FIGURES))
    def test_files_are_the_same_bytes_each_time(self, tmp_path, figure_id):
        results = synthetic.build(arms=[DENSE, FAITHFUL, REPAIRED, SCRATCH], seeds=2)
        written = [
            style.save(figures.draw(figure_id, results, PLOT), tmp_path / name / "figure", PLOT)
            for name in ("first", "second")
        ]
        for first, second in zip(*written, strict=True):
            assert first.read_bytes() == second.read_bytes()
            assert len(first.read_bytes()) > 2000

    @pytest.mark.parametrize(
        "results",
        [
            pytest.param(synthetic.build(arms=[*PAIR, REPAIRED], seeds=1), id="one run"),
            pytest.param(LOST, id="diverged"),
            pytest.param(synthetic.build(arms=LONG, seeds=3, layers=39), id="long names"),
            pytest.param(synthetic.build(arms=[DENSE], seeds=2), id="no search"),
            pytest.param(synthetic.build(arms=[SCRATCH], seeds=2), id="only from scratch"),
            pytest.param(
                synthetic.build(arms=[FAITHFUL], seeds=1, diverged=[("faithful-mixed", 1)]),
                id="nothing completed",
            ),
        ],
    )
    def test_every_figure_says_what_it_has(self, results):
        for figure_id in figures.FIGURES:
            figure = figures.draw(figure_id, results, PLOT)
            empty = len(figure.axes) == 1 and not figure.axes[0].axison
            assert empty == (texts(figure) in EMPTY), figure_id

    def test_text_stays_inside_of_the_figure(self):
        results = synthetic.build(arms=[DENSE, *LONG], seeds=3, layers=39)
        for figure_id in figures.FIGURES:
            figure = figures.draw(figure_id, results, PLOT)
            width, height = figure.canvas.get_width_height()
            box = figure.get_tightbbox()
            assert box.x0 > -0.02, figure_id
            assert box.y0 > -0.02, figure_id
            assert 100 * box.x1 < width + 6, figure_id
            assert 100 * box.y1 < height + 6, figure_id

    @pytest.mark.parametrize("figure_id", sorted(figures.FIGURES))
    def test_captions_say_what_n_is(self, figure_id):
        assert len(figures.caption(figure_id)) > 200
        if figure_id not in NOT_OF_RUNS:
            assert "n is the number of runs" in figures.caption(figure_id)

    def test_an_unknown_figure_is_named(self):
        with pytest.raises(ConfigError, match="unknown figure 'nothing'"):
            figures.draw("nothing", LOST, PLOT)


EMPTY = (
    ["No searches."],
    ["No run came to its end."],
    ["No arm whose candidates inherit."],
    ["No candidates were trained alone."],
    ["No claim about a difference could be tested."],
    ["No pruned networks."],
)
