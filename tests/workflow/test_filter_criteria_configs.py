"""Configs of study 2 are planned without the images, and study 1 is no part of them."""

import pytest

from tests.workflow.checkout import Checkout

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

OF_THE_STUDY = ("filter_collect", "filter_claims", "metrics")
OF_OTHERS = ("metrics", "deploy")
"""Rules besides those whose names begin with that of the study."""


@pytest.mark.parametrize(
    ("name", "sets", "runs"),
    [
        ("filter_criteria", 1, 14 * 8),
        ("filter_criteria_paper", 2, 13 * 8 + 1 + 7 * 3 + 12 * 3 + 2 * 3),
    ],
)
def test_a_config_of_study_2_plans_its_runs_alone(tmp_path, name, sets, runs):
    checkout = Checkout(tmp_path / "checkout")
    jobs = checkout.planned(config=f"config/{name}.yaml")
    assert (jobs.pop("images"), jobs.pop("search")) == (sets, runs)
    assert {rule: jobs[rule] for rule in OF_THE_STUDY} == dict.fromkeys(OF_THE_STUDY, 1)
    others = [rule for rule in jobs if not rule.startswith("filter_") and rule not in OF_OTHERS]
    assert others == []


def test_one_run_of_a_default_arm_serves_both_configs(tmp_path):
    checkout = Checkout(tmp_path / "checkout")
    target = "results/filter_criteria/runs/repaired-mixed/1.json"
    for config in ("config/filter_criteria.yaml", "config/variants.yaml"):
        assert checkout.planned("--", target, config=config) == {"images": 1, "search": 1}


def test_sweeps_have_no_runs_of_study_2(tmp_path):
    checkout = Checkout(tmp_path / "checkout")
    assert "search" not in checkout.planned(config="config/sweeps.yaml")
