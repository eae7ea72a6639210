"""How arms of study 2 look and are called in figures."""

import pytest

from evoprune.pruning.criteria import CRITERIA
from evoprune.report import names
from evoprune.report.points import Look
from evoprune.report.settings import PlotSettings
from evoprune.studies.filter_criteria.figures import looks, small_print
from tests.unit import synthetic_searches as synthetic
from tests.unit.drawn_searches import LOST, PAIR, SIX
from tests.unit.synthetic_searches import REPAIRED, SEVERAL

PLOT = PlotSettings()


class TestLooks:
    def test_an_arm_looks_the_same_whichever_others_there_are(self):
        alone = looks.of_arms(synthetic.build(arms=[REPAIRED], seeds=1))
        assert alone["repaired-mixed"] == looks.of_arms(SIX)["repaired-mixed"]
        assert alone["repaired-mixed"] == Look("#0072b2", "o", True)

    def test_thirteen_arms_have_different_looks(self):
        found = looks.of_arms(SIX)
        assert list(found) == [named.arm for named in SEVERAL]
        assert len(set(found.values())) == len(found) == 13
        assert not found["faithful-mixed"].filled
        assert found["dense"].filled

    def test_every_criterion_has_a_colour_of_its_own(self):
        assert {*CRITERIA, "mixed", "none"} == set(looks.COLOURS)
        assert len(set(looks.COLOURS.values())) == len(looks.COLOURS)


class TestNames:
    @pytest.mark.parametrize(
        ("name", "lines"),
        [
            ("dense", ["dense"]),
            ("repaired-mixed-random_search", ["repaired-mixed-", "random_search"]),
            ("a+b-c", ["a+b-c"]),
            ("x" * 40, ["x" * 16, "x" * 16, "x" * 8]),
        ],
    )
    def test_names_break_after_hyphens_and_plus_signs(self, name, lines):
        assert names.wrapped(name, 16).split("\n") == lines

    def test_numbers_of_runs_stand_by_the_names_only_where_they_differ(self):
        assert set(names.of_arms(SIX, SIX.arms, 60).values()) == set(SIX.arms)
        assert small_print.notes(SIX, PLOT, SIX.arms) == ["resnet8 on digits. n = 6 runs an arm."]
        lost = names.of_arms(LOST, ["dense", "repaired-mixed", "repaired-l1"], 60)
        assert list(lost.values()) == [
            "dense\nn = 3",
            "repaired-mixed\nn = 2, 1 diverged",
            "repaired-l1\nn = 0, 3 diverged",
        ]
        assert (
            "4 of 39 runs diverged and are left out." in small_print.notes(LOST, PLOT, LOST.arms)[0]
        )

    def test_one_run_says_what_it_cannot_say(self):
        one = synthetic.build(arms=PAIR, seeds=1)
        assert small_print.notes(one, PLOT, one.arms)[0].endswith(
            "nothing here says how runs differ."
        )
