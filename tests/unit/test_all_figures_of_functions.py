"""What holds for every figure of study 3, whatever runs and trials there are."""

import re

import pytest

from evoprune.errors import ConfigError
from evoprune.report import style
from evoprune.report.settings import PlotSettings
from evoprune.studies.pruning_functions import figures
from tests.unit import synthetic_functions as synthetic
from tests.unit.drawn import texts
from tests.unit.synthetic_functions import FAITHFUL, GP, Named

PLOT = PlotSettings()
OF_RUNS = {"fitness", "trees", "size_fitness", "cost"}
OF_TRIALS = {"rank_matrix", "transfer_forest", "proxy", "controls"}
FEW = {"bases": 1, "seeds": 1}
LONG = [
    Named(
        f"repaired+paper_operators+front_to_back_{n}-random-one_task+another_task",
        f"repaired+v{n}",
        "random",
        "one_task+another_task",
    )
    for n in range(5)
]


def test_what_there_is_follows_from_the_contents():
    always = OF_RUNS | {"claims_forest"}
    assert set(figures.available([])) == always
    assert set(figures.available([], ["transfer"])) == always | OF_TRIALS == set(figures.FIGURES)


@pytest.mark.slow
@pytest.mark.parametrize("figure_id", sorted(figures.FIGURES))
def test_files_are_the_same_bytes_each_time(tmp_path, figure_id):
    results = synthetic.build(arms=[GP, FAITHFUL], runs=1, bases=1, seeds=2)
    written = [
        style.save(figures.draw(figure_id, results, PLOT), tmp_path / name / "figure", PLOT)
        for name in ("first", "second")
    ]
    for first, second in zip(*written, strict=True):
        assert first.read_bytes() == second.read_bytes()
        assert len(first.read_bytes()) > 2000


@pytest.mark.parametrize(
    ("results", "empty"),
    [
        pytest.param(
            synthetic.build(arms=[GP], runs=1, **FEW),
            {"claims_forest"},
            id="one of each",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            synthetic.build(arms=[GP], runs=2, tasks=(), longer=()),
            {"claims_forest", *OF_TRIALS},
            id="no transfer",
        ),
        pytest.param(
            synthetic.build(arms=[GP, FAITHFUL], runs=1, nothing=True, **FEW),
            {"claims_forest", *OF_RUNS, *OF_TRIALS} - {"cost"},
            id="nothing but failures",
        ),
    ],
)
def test_a_figure_without_content_says_so(results, empty):
    for figure_id in figures.FIGURES:
        figure = figures.draw(figure_id, results, PLOT)
        is_empty = len(figure.axes) == 1 and not figure.axes[0].axison and not figure.legends
        assert is_empty == (figure_id in empty), figure_id
        if is_empty:
            assert texts(figure)[0] in EMPTY


@pytest.mark.slow
def test_text_stays_inside_of_the_figure():
    results = synthetic.build(arms=LONG, runs=6, **FEW)
    for figure_id in figures.FIGURES:
        figure = figures.draw(figure_id, results, PLOT)
        width, height = figure.canvas.get_width_height()
        box = figure.get_tightbbox()
        assert box.x0 > -0.02, figure_id
        assert box.y0 > -0.02, figure_id
        assert 100 * box.x1 < width + 6, figure_id
        assert 100 * box.y1 < height + 6, figure_id


@pytest.mark.parametrize("figure_id", sorted(figures.FIGURES))
def test_captions_say_what_n_is(figure_id):
    caption = figures.caption(figure_id)
    assert len(caption) > 300
    if figure_id in OF_RUNS:
        assert "n is the number of runs" in caption
    if figure_id in OF_TRIALS - {"proxy"}:
        assert re.search(r"is the number of (trials|networks)", caption)


def test_an_unknown_figure_is_named():
    with pytest.raises(ConfigError, match="unknown figure 'nothing'"):
        figures.module("nothing")


EMPTY = (
    "Every evaluation failed.",
    "Every trial failed.",
    "No transfer.",
    "No controls.",
    "No longer retrainings.",
    "No trials of the evolved function and of others.",
    "No claim about a difference could be tested.",
)
