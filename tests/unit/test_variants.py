"""Variants and sweeps: what they change, what they are called, and when they are refused."""

import pytest

from evoprune.config import parse
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.grid import arms, datasets
from evoprune.studies.autoencoder.variants import FACTORS, PUBLISHED, VARIANTS

SMALL = {"clusters": 2, "examples": 10, "dimensions": 12}


def grid(*blocks, **study):
    """Arms of some blocks by name."""
    blocks = [{"seeds": 2, **block} for block in blocks]
    study = {"dataset": SMALL, "arms": blocks, **study}
    return {arm.name: arm for arm, _ in arms(parse({"autoencoder": study}))}


def random(**more):
    return {"modes": ["lipi"], "operators": ["random"], "schedules": ["fixed"], **more}


def test_published_is_the_default_and_changes_nothing():
    assert VARIANTS[PUBLISHED].changes == {}
    (plain,) = grid(random()).values()
    (named,) = grid(random(variants=["published"])).values()
    assert plain == named
    assert (plain.name, plain.variant) == ("lipi-random-fixed", "published")


def test_a_variant_changes_its_settings_and_nothing_else():
    found = grid(random(variants=["published", "cross_entropy"]))
    plain, changed = found["lipi-random-fixed"], found["lipi-random-fixed-cross_entropy"]
    assert changed.protocol == plain.protocol | {"objective": "bce"}
    assert changed.variant == "cross_entropy"
    same = {"name", "variant", "protocol"}
    assert changed.model_dump(exclude=same) == plain.model_dump(exclude=same)


def test_variants_combine_and_a_config_may_define_its_own():
    own = {"heavy": {"operators.random.amount": 0.3}}
    (arm,) = grid(random(variants=["heavy+cross_entropy"]), variants=own).values()
    assert arm.name == "lipi-random-fixed-heavy+cross_entropy"
    assert arm.variant == "heavy+cross_entropy"
    assert arm.operator_settings["amount"] == 0.3
    assert arm.protocol["objective"] == "bce"


def test_a_sweep_takes_one_factor_at_a_time():
    found = grid(random(sweep={"population": [5, 10], "amount": [0.05, 0.1]}))
    # The study's own values are the arm without the sweep.
    assert list(found) == [
        "lipi-random-fixed-population=5",
        "lipi-random-fixed",
        "lipi-random-fixed-amount=0.05",
    ]
    smaller = found["lipi-random-fixed-population=5"]
    assert smaller.mode_settings["population"] == 5
    assert smaller.operator_settings["amount"] == 0.1


def test_networks_and_data_sets_have_a_word_in_the_name_where_they_are_not_the_studys():
    other = {**SMALL, "dimensions": 20}
    found = grid(random(environments=["plain", "small"], datasets=[SMALL, other]))
    assert list(found) == [
        "lipi-random-fixed",
        "lipi-random-fixed-binary_clusters_2_10_20",
        "lipi-random-fixed-small",
        "lipi-random-fixed-small-binary_clusters_2_10_20",
    ]
    assert {arm.environment for arm in found.values()} == {"plain", "small"}
    assert found["lipi-random-fixed-small-binary_clusters_2_10_20"].dimensions == 20


def test_the_name_of_an_arm_is_not_part_of_its_identity():
    (arm,) = grid(random()).values()
    renamed = arm.model_copy(update={"name": "other"})
    assert arm.run_digest(1, "c", "d") == renamed.run_digest(1, "c", "d")
    changed = arm.model_copy(update={"root_seed": 2})
    assert arm.run_digest(1, "c", "d") != changed.run_digest(1, "c", "d")


def test_a_data_set_may_be_drawn_for_each_seed():
    study = {
        "dataset": {**SMALL, "per_seed": True},
        "arms": [random(seeds=2), {"modes": ["lipi"], "operators": ["none"], "seeds": 3}],
    }
    config = parse({"autoencoder": study})
    found = datasets(config)
    assert list(found) == [f"binary_clusters_2_10_12_s{seed}" for seed in (1, 2, 3)]
    assert {arm.dataset for arm, _ in arms(config)} == {"binary_clusters_2_10_12_per_seed"}
    assert [dataset.seed for dataset in found.values()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("block", "study", "said"),
    [
        (random(variants=["better"]), {}, "unknown variant 'better'; allowed: published"),
        (
            random(variants=["cross_entropy+cross_entropy"]),
            {},
            "'cross_entropy' changes nothing where mode is 'lipi', operator 'random'",
        ),
        (
            random(variants=["typo"]),
            {"variants": {"typo": {"operators.random.amuont": 0.2}}},
            "autoencoder.operators.random.amuont: there is no such setting; here are probability",
        ),
        (
            random(variants=["much"]),
            {"variants": {"much": {"operators.random.amount": 1.5}}},
            "operators.random.amount: input should be less than 1",
        ),
        (random(sweep={"threshold": [0.2]}), {}, "operators.random.threshold: there is no such"),
        (
            random(schedules=["prune_after"], sweep={"probability": [0.2]}),
            {},
            "'prune_after' has a probability of its own",
        ),
    ],
)
def test_what_means_nothing_is_refused_with_a_reason(block, study, said):
    with pytest.raises(ConfigError, match=r"autoencoder\.arms\.0") as caught:
        grid(block, **study)
    assert said in str(caught.value)


VALUES = {
    "population": 7,
    "radius": 2,
    "solution_concept": "worst",
    "threshold": 0.2,
    "amount": 0.3,
    "probability": 0.2,
    "learning_rate": 1e-4,
    "batch_size": 3,
    "epochs": 7,
}


@pytest.mark.parametrize("factor", list(FACTORS))
def test_every_factor_of_a_sweep_changes_something(factor):
    operator = "conjunctive" if factor == "threshold" else "random"
    value = VALUES[factor]
    (arm,) = grid(random(operators=[operator], sweep={factor: [value]})).values()
    assert arm.variant == f"{factor}={value if isinstance(value, str) else f'{value:g}'}"
    where = FACTORS[factor].split(".")[0]
    settings = {"modes": arm.mode_settings, "operators": arm.operator_settings}
    assert (settings | {"protocol": arm.protocol})[where][FACTORS[factor].split(".")[-1]] == value
