"""Tables of study 2: numbers of synthetic searches, and what they show where there is little."""

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest

from evoprune.claims import output
from evoprune.claims.decide import decide
from evoprune.claims.registration import Standing
from evoprune.report.settings import PlotSettings
from evoprune.report.tables import csv_text, latex, markdown, with_interval
from evoprune.studies.autoencoder import tables as tables_of_autoencoders
from evoprune.studies.filter_criteria import figures, tables
from evoprune.studies.filter_criteria.deploying import COLUMNS as DEPLOYED
from evoprune.studies.filter_criteria.variants import VARIANTS
from tests.unit import synthetic_searches as synthetic
from tests.unit.claimed import Fake, cards, part, wave
from tests.unit.synthetic_searches import DENSE, FAITHFUL, REPAIRED, SCRATCH, SEVERAL

SIX = 2 / 2**6
"""The smallest p of six pairs."""


@pytest.fixture(scope="module")
def results():
    return dataclasses.replace(synthetic.build(), deployed=deployed())


def deployed(arm="repaired-mixed", cut=0.6):
    """Measurements of one pruned network: masked takes as long, compacted half of the time."""
    rows = []
    for form, ratio in (("dense", 1.0), ("masked", 1.0), ("compacted", 2.0)):
        for runtime in ("torch", "onnxruntime"):
            row = dict.fromkeys(DEPLOYED, 0.0) | {"arm": arm, "seed": 1, "form": form}
            row |= {"runtime": runtime, "batch_size": 32, "microseconds": 50 / ratio}
            row |= {"speed_up": ratio, "speed_up_low": ratio - 0.1, "speed_up_high": ratio + 0.1}
            row |= {"flops_share": 1 - cut if form == "compacted" else 1.0}
            rows.append(row | {"processor": "a", "torch": "2", "onnxruntime": "1"})
    return pd.DataFrame(rows)


def data(name, results, *index):
    table = tables.build(name, results).data
    return table.set_index(list(index)) if index else table


class TestSummary:
    def test_accuracy_is_one_minus_the_error_and_the_change_is_paired(self, results):
        table = data("summary", results, "arm")
        for place, named in enumerate(SEVERAL):
            errors = [synthetic.test_error(place, run) for run in range(6)]
            assert table.loc[named.arm, "accuracy_median"] == pytest.approx(1 - np.median(errors))
        row = table.loc["repaired-l1"]
        # Errors of arms differ by their places, whatever the seed.
        assert row[["change", "change_low", "change_high"]].tolist() == pytest.approx([-0.03] * 3)
        assert row["accuracy_before_median"] == pytest.approx(1 - 0.105)
        assert row["flops_cut_median"] == pytest.approx(1 - synthetic.SHARES[1])
        assert row["search_seconds_median"] == 24
        assert (row["pairs"], row["runs"], row["diverged"]) == (6, 6, 0)

    def test_the_dense_arm_is_not_compared_with_itself(self, results):
        row = data("summary", results, "arm").loc["dense"]
        assert row[["pairs", "change", "accuracy_before_median"]].isna().all()

    def test_a_diverged_run_is_counted_and_worst(self):
        lost = synthetic.build(seeds=6, diverged=[("repaired-l1", 3)])
        table = tables.build("summary", lost)
        row = table.data.set_index("arm").loc["repaired-l1"]
        assert (row["runs"], row["diverged"], row["pairs"]) == (5, 1, 6)
        assert row["change_low"] == -np.inf
        assert row["change_high"] == pytest.approx(-0.03)
        shown = table.display.set_index("arm").loc["repaired-l1"]
        assert shown["runs"] == "5 of 6"
        assert shown["change [95 %]"] == "-3.00 [-∞, -3.00]"
        assert any("diverged" in note for note in table.notes)

    def test_one_run_has_no_quartiles_and_no_interval(self):
        shown = tables.build("summary", synthetic.build(seeds=1)).display.set_index("arm")
        assert shown.loc["repaired-mixed", "after, %"] == "88.00"
        assert shown.loc["repaired-mixed", "change [95 %]"] == "-2.00"

    def test_without_a_dense_arm_there_is_nothing_before(self):
        table = tables.build("summary", synthetic.build(arms=[FAITHFUL], seeds=2))
        assert table.data.loc[0, "pairs"] == 0
        assert table.display.loc[0, ["before, %", "change [95 %]"]].tolist() == ["", ""]


class TestCriteria:
    def test_arms_are_compared_with_repaired_mixed(self, results):
        table = data("criteria", results, "arm")
        assert table.index[0] == "repaired-mixed"
        assert set(table.index) == {named.arm for named in SEVERAL} - {"dense"}
        assert table.loc["repaired-gm", "difference"] == pytest.approx(0.04)
        assert table.loc["faithful-mixed", "difference"] == pytest.approx(-0.01)
        assert table.loc["repaired-gm", "inherited_difference"] == pytest.approx(0.04)
        assert pd.isna(table.loc["faithful-mixed-scratch", "inherited_difference"])

    def test_holm_corrects_over_all_arms_of_the_table(self, results):
        table = data("criteria", results, "arm").drop(index="repaired-mixed")
        assert table["p"].tolist() == pytest.approx([SIX] * 11)
        assert table["p_holm"].tolist() == pytest.approx([11 * SIX] * 11)

    def test_fewer_than_six_seeds_give_an_estimate_alone(self):
        table = data("criteria", synthetic.build(seeds=5), "arm")
        assert table.loc["repaired-gm", "difference"] == pytest.approx(0.04)
        assert table.loc["repaired-gm", ["low", "high", "p", "p_holm"]].isna().all()

    def test_other_networks_are_compared_among_themselves(self):
        other = [
            named._replace(arm=f"{named.arm}-vgg16", network="vgg16") for named in SEVERAL[1:4]
        ]
        table = data("criteria", synthetic.build(arms=[*SEVERAL[1:4], *other]), "arm")
        assert table.loc["repaired-l1-vgg16", "control"] == "repaired-mixed-vgg16"
        assert table.loc["repaired-l1-vgg16", "difference"] == pytest.approx(0.01)
        assert table.loc["repaired-l1-vgg16", "p_holm"] == pytest.approx(2 * SIX)

    def test_no_control_no_rows(self):
        table = tables.build("criteria", synthetic.build(arms=[DENSE, FAITHFUL]))
        assert table.data.empty
        assert table.notes == ("No arm `repaired-mixed`.",)


class TestOverlap:
    def test_first_and_last_generation_of_every_criterion(self, results):
        table = data("overlap", results, "arm", "criterion", "moment")
        for criterion in ("l1", "gm"):
            first = table.loc[("faithful-mixed", criterion, "before the search")]
            last = table.loc[("faithful-mixed", criterion, "after it")]
            assert (first["generation"], last["generation"]) == (0, synthetic.GENERATIONS)
            expected = synthetic.overlap(FAITHFUL, criterion, synthetic.GENERATIONS)
            assert first["overlap_median"] == 0.5
            assert last["overlap_median"] == pytest.approx(expected)
            assert pd.isna(first["scale_median"])
            assert last["scale_median"] == pytest.approx(0.1 * synthetic.GENERATIONS)
        repaired = table.loc[("repaired-mixed", "es", "after it")]
        assert repaired["overlap_median"] == 1.0
        assert (table["chance"] == 0.5).all()

    def test_arms_that_inherit_nothing_have_no_rows(self, results):
        shown = set(data("overlap", results)["arm"])
        assert SCRATCH.arm not in shown
        assert DENSE.arm not in shown


class TestRanking:
    def test_only_arms_whose_candidates_were_trained_alone(self, results):
        table = data("ranking", results, "arm", "measure")
        assert set(table.index.get_level_values("arm")) == {"faithful-mixed", "repaired-mixed"}
        # Runs have 0.1 - 0.01 times their number.
        row = table.loc[("repaired-mixed", "Spearman")]
        assert (row["runs"], row["candidates"]) == (6, 8)
        expected = [0.1 - 0.01 * run for run in range(6)]
        assert row["correlation_median"] == pytest.approx(np.median(expected))
        assert row[["estimate", "low", "high"]].tolist() == pytest.approx([0.075, 0.05, 0.1])

    def test_what_was_not_measured_is_empty(self, results):
        row = data("ranking", results, "arm", "measure").loc[("repaired-mixed", "Kendall")]
        assert row["runs"] == 0
        assert row[["correlation_median", "estimate", "low"]].isna().all()


class TestInheritance:
    def test_early_and_late_differences_within_runs(self, results):
        table = data("inheritance", results, "arm", "question")
        early = table.loc[("repaired-mixed", "inherited or new weights, early")]
        late = table.loc[("repaired-mixed", "inherited or new weights, at the end")]
        other = table.loc[("repaired-mixed", "inherited or other filters, early")]
        assert early["difference"] == pytest.approx(-0.3)
        assert late["difference"] == pytest.approx(-0.05)
        assert other["difference"] == pytest.approx(-0.1)
        assert early["first_median"] == pytest.approx(early["second_median"] - 0.3)
        arms = table.xs("inherited or new weights, early", level="question")
        assert arms["p"].tolist() == pytest.approx([SIX] * len(arms))
        assert arms["p_holm"].tolist() == pytest.approx([len(arms) * SIX] * len(arms))

    def test_cost_from_scratch_over_that_of_its_like(self, results):
        table = data("inheritance", results, "arm", "question")
        arms = "faithful-mixed-scratch over faithful-mixed"
        cost = table.loc[(arms, "seconds of a candidate, scratch over inherited")]
        assert cost[["difference", "low", "high"]].tolist() == pytest.approx([2.5] * 3)
        assert cost["first_median"] == pytest.approx(60 / 24)
        assert table.loc[(arms, "steps of a candidate, likewise"), "difference"] == 3
        assert table[["p", "p_holm"]].loc[arms].isna().all(axis=None)

    def test_a_diverged_run_takes_no_part(self):
        lost = synthetic.build(arms=[REPAIRED], seeds=7, diverged=[("repaired-mixed", 2)])
        table = data("inheritance", lost, "question")
        assert table["pairs"].tolist() == [6] * 4
        assert table["difference"].tolist() == pytest.approx([-0.3, -0.05, -0.1, -0.01])


class TestLayers:
    def test_removed_filters_and_criteria_of_the_picks(self, results):
        table = data("layers", results, "arm", "layer")
        row = table.loc[("repaired-mixed", 2)]
        masks = [synthetic.masks(3, run)[1] for run in range(6)]
        assert row["filters"] == synthetic.FILTERS
        assert row["removed_median"] == pytest.approx(
            np.median([mask.count("0") / len(mask) for mask in masks])
        )
        chosen = synthetic.criteria(REPAIRED, 3, 1)[1]
        counts = {name: row[f"runs_{name}"] for name in ("l1", "l2", "es", "gm")}
        assert counts == dict.fromkeys(counts, 0) | {chosen: 6}

    def test_arms_of_one_criterion_choose_none(self, results):
        row = data("layers", results, "arm", "layer").loc[("repaired-l1", 1)]
        assert row[["runs_l1", "runs_gm"]].isna().all()
        assert row["runs"] == 6


class TestSpeedUp:
    def test_forms_stand_side_by_side(self, results):
        table = tables.build("speed_up", results)
        assert table.data["runtime"].tolist() == ["torch", "onnxruntime"]
        row = table.data.iloc[0]
        assert row["flops_cut"] == pytest.approx(0.6)
        assert row["promised"] == pytest.approx(2.5)
        assert (row["masked_speed_up"], row["compacted_speed_up"]) == (1.0, 2.0)
        assert table.display.loc[0, "compacted [95 %]"] == "2.00 [1.90, 2.10]"
        assert table.notes[-1] == "Measured on a, PyTorch 2, ONNX Runtime 1."

    def test_a_network_that_nothing_was_pruned_of_has_no_row(self, results):
        whole = deployed().query("form == 'dense'")
        table = tables.build("speed_up", dataclasses.replace(results, deployed=whole))
        assert table.data.empty
        assert table.notes == ("No pruned networks.",)

    def test_the_figure_draws_what_the_table_says(self, results):
        figure = figures.draw("speed_up", results, PlotSettings())
        left, right = figure.axes
        assert [axes.get_title(loc="left") or axes.get_title() for axes in (left, right)] == [
            "torch",
            "onnxruntime",
        ]
        drawn = {bars.get_label(): bars.lines[0].get_xydata() for bars in left.containers}
        np.testing.assert_allclose(drawn["compacted"], [[0.6, 2.0]])
        np.testing.assert_allclose(drawn["masked"], [[0.6, 1.0]])
        promised = next(line for line in left.lines if line.get_label() == "promised")
        np.testing.assert_allclose(promised.get_xydata()[-1], [0.6, 2.5])

    def test_the_figure_says_so_if_nothing_was_measured(self):
        figure = figures.draw("speed_up", synthetic.build(seeds=1), PlotSettings())
        assert [text.get_text() for axes in figure.axes for text in axes.texts] == [
            "No pruned networks."
        ]


class TestVariants:
    def test_a_row_a_variant_with_its_settings_and_runs(self, results):
        table = data("variants", results, "variant")
        assert list(table.index) == list(VARIANTS)
        assert table.loc["momentum_kept", "changes"] == "switches.momentum = keep"
        assert table.loc["evaluated_anew", "changes"] == "switches.reevaluate_survivors = true"
        assert table.loc["repaired", "quirks"] == "2, 4, 6, 7, 8, 9, 11, 12, 19"
        assert table.loc["faithful", ["arms", "runs"]].tolist() == [2, 12]
        assert table.loc["repaired", ["arms", "runs"]].tolist() == [10, 60]
        assert table.loc["momentum_kept", ["arms", "runs"]].tolist() == [1, 6]
        assert table.loc["bn_fresh", "runs"] == 0

    def test_variants_of_a_config_are_there_too(self):
        own = REPAIRED._replace(arm="repaired+tiny-mixed", variant="repaired+tiny")
        table = data("variants", synthetic.build(arms=[own], seeds=2), "variant")
        assert table.loc["tiny", ["changes", "runs"]].tolist() == ["", 2]


@pytest.fixture(scope="module")
def claims():
    decided = decide(
        cards(part("superiority"), part("superiority", a="nowhere")),
        "autoencoder",
        Fake(a=wave(0.20, 1.0), b=wave(0.25, 2.0)),
        lambda claim: Standing("confirmatory"),
    )
    return json.loads(json.dumps([output.describe(d) for d in decided], allow_nan=False))


@pytest.mark.parametrize("name", ["claims", "claim_parts"])
def test_claims_of_both_studies_have_the_same_tables(claims, name):
    results = synthetic.build(seeds=1, claims=claims)
    ours, theirs = tables.build(name, results), tables_of_autoencoders.build(name, results)
    assert markdown(ours) == markdown(theirs)
    assert len(ours.data) == {"claims": 2, "claim_parts": 1}[name]
    assert ours.data.loc[0, "verdict"] == "supported"


LITTLE = {
    "one run": synthetic.build(seeds=1),
    "nothing": synthetic.build(arms=()),
    "dense alone": synthetic.build(arms=[DENSE]),
    "one arm": synthetic.build(arms=[FAITHFUL], seeds=2),
    "scratch alone": synthetic.build(arms=[SCRATCH], seeds=2),
    "some diverged": synthetic.build(diverged=[("repaired-mixed", 1), ("dense", 2)]),
    "all diverged": synthetic.build(
        arms=[FAITHFUL, REPAIRED], seeds=1, diverged=[(n, 1) for n in (FAITHFUL.arm, REPAIRED.arm)]
    ),
}


@pytest.mark.parametrize("name", list(tables.TABLES))
@pytest.mark.parametrize("kind", list(LITTLE))
def test_all_formats_are_written_without_nan(name, kind):
    table = tables.build(name, LITTLE[kind])
    assert len(table.data) == len(table.display)
    for text in (csv_text(table.data), markdown(table), latex(table)):
        assert re.search(r"\b(nan|NaN|None)\b|<NA>", text) is None


@pytest.mark.parametrize("name", list(tables.TABLES))
def test_the_same_results_give_the_same_table(name, results):
    first, again = (tables.build(name, results) for _ in range(2))
    pd.testing.assert_frame_equal(first.data, again.data)
    assert markdown(first) == markdown(again)


@pytest.mark.parametrize(
    ("values", "digits", "scale", "text"),
    [
        ((0.1234, 0.1, 0.2), 2, 1, "0.12 [0.10, 0.20]"),
        ((0.1234, 0.1, 0.2), 1, 100, "12.3 [10.0, 20.0]"),
        ((0.1234, None, None), 2, 1, "0.12"),
        ((None, None, None), 2, 1, ""),
        ((-np.inf, -np.inf, 1.0), 0, 100, "-∞ [-∞, 100]"),
    ],
)
def test_values_with_intervals(values, digits, scale, text):
    assert with_interval(*values, digits, scale) == text
