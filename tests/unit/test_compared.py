"""What DVC compares experiments by: numbers of `metrics.json`, and the data of its plots."""

from dataclasses import replace

import pytest

from evoprune.claims.decide import decide
from evoprune.claims.output import describe
from evoprune.claims.registration import Standing
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder import plots
from evoprune.studies.autoencoder.headline import headline
from tests.unit import synthetic_results as synthetic
from tests.unit.claimed import Fake, cards, part

ARMS = (("none", "none"), ("random", "exponential"), ("random", "fixed"), ("variance", "fixed"))
LOST = [("canonical", "random", "exponential", 1), ("lipi", "random", "fixed", 2)]
STEP = synthetic.SEED_STEP


def level(value):
    return lambda seed: value + 0.0001 * seed


@pytest.fixture(scope="module")
def results():
    """Two scopes of five seeds, in which a run of each broke off, and claims of two verdicts."""
    found = synthetic.build(arms=ARMS, seeds=5, modes=("canonical", "lipi"), diverged=LOST)
    claims = cards(
        part("superiority", "good", "bad", better="lower"),
        [part("superiority", "good", "bad"), part("superiority", "gone", "bad")],
        part("equivalence", "bad", "good", better="higher"),
    )
    samples = Fake(good=level(0.20), bad=level(0.25))
    decided = decide(claims, "autoencoder", samples, lambda claim: Standing("confirmatory"))
    return replace(found, claims=[describe(decision) for decision in decided])


def test_runs_and_claims_are_counted_and_no_key_is_left_out(results):
    numbers = headline(results)
    assert numbers["runs"] == {"ok": 38, "diverged": 2}
    assert numbers["claims"] == {
        "supported": 1,
        "supported_smaller_than_claimed": 0,
        "equivalent": 0,
        "contradicted": 1,
        "inconclusive": 0,
        "not_testable": 1,
    }


def test_an_arm_an_operator_and_scope_has_its_medians(results):
    arms = headline(results)["arms"]
    # The published best schedules, or the first that was run.
    assert set(arms) == {
        f"{mode}.{arm}"
        for mode in ("canonical", "lipi")
        for arm in ("none.none", "random.exponential", "variance.fixed")
    }
    loss = synthetic.final_loss("canonical", "random", "exponential") + 2.5 * STEP
    removed = synthetic.REMOVED["random"] * synthetic.TRULY_ZERO_OF_REMOVED
    assert arms["canonical.random.exponential"] == {
        "l1_train_median": pytest.approx(loss, abs=1e-9),
        "l1_test_median": pytest.approx(loss + synthetic.TEST_GAP, abs=1e-9),
        "preserved_nonzero_median": pytest.approx(1 - removed, abs=1e-4),
    }


def test_an_arm_of_which_nothing_is_left_keeps_its_keys():
    lost = [("canonical", "none", "none", seed) for seed in (1, 2)]
    arms = headline(synthetic.build(arms=ARMS[:1], seeds=2, diverged=lost))["arms"]
    assert set(arms["canonical.none.none"].values()) == {None}
    assert len(arms["canonical.none.none"]) == 3


def test_training_curves_are_the_quartiles_of_the_runs_at_report_epochs(results):
    table = plots.table("training_curves", results)
    assert len(table) == 2 * 3 * 5
    row = table[
        (table["scope"] == "lipi") & (table["operator"] == "none") & (table["epoch"] == 399)
    ].iloc[0]
    mean = synthetic.final_loss("lipi", "none", "none") + 4.5 * synthetic.CELL_STEP
    found = row[["q1", "median", "q3"]].to_list()
    assert found == pytest.approx([mean + STEP, mean + 2 * STEP, mean + 3 * STEP])
    assert (row["schedule"], row["runs"]) == ("none", 5)


def test_dead_units_have_a_row_a_part_and_recorded_epoch(results):
    table = plots.table("dead_units", results)
    assert len(table) == 2 * 3 * 3 * 20
    medians = table[table["operator"] == "none"].groupby("part")["median"].unique()
    assert {part: list(found) for part, found in medians.items()} == {
        "encoder": [3.0],
        "latent": [4.0],
        "decoder": [5.0],
    }


def test_loss_by_size_has_every_arm_and_leaves_diverged_runs_out(results):
    table = plots.table("loss_by_size", results).set_index("arm")
    assert len(table) == 8
    arm = table.loc["lipi.random.fixed"]
    assert arm["runs"] == 4
    loss = synthetic.final_loss("lipi", "random", "fixed") + 2.5 * STEP  # of seeds 1, 3, 4, 5
    assert arm["l1_train_median"] == pytest.approx(loss)
    assert arm["l1_test_median"] == pytest.approx(loss + synthetic.TEST_GAP)


def test_claims_stand_in_margins_and_parts_have_names(results):
    table = plots.table("claims", results)
    assert table["part"].to_list() == ["C1", "C3"]  # C2 was not run
    assert table["effect"].to_list() == pytest.approx([-5.0, -5.0])
    parts = [part("superiority", "good", "bad"), part("superiority", "bad", "good")]
    samples = Fake(good=level(0.20), bad=level(0.25))
    decided = decide(cards(parts), "autoencoder", samples, lambda claim: Standing("confirmatory"))
    two = plots.table("claims", replace(results, claims=[describe(d) for d in decided]))
    assert two["part"].to_list() == ["C1.1", "C1.2"]


def test_without_claims_the_plot_has_its_columns(results):
    table = plots.table("claims", replace(results, claims=[]))
    assert table.empty
    assert {"part", "effect", "low", "high"} <= set(table.columns)


def test_an_unknown_plot_is_refused(results):
    with pytest.raises(ConfigError, match="unknown plot 'pie'; allowed: training_curves"):
        plots.table("pie", results)
