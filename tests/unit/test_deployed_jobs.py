"""The job that deploys networks: of which runs, into which files, and when it is done again."""

from pathlib import Path

import pytest

from evoprune import provenance
from evoprune.config import parse
from evoprune.studies.filter_criteria.workflow import FilterCriteriaWorkflow

ARMS = [
    {"criteria": ["none"], "seeds": 2, "first_seed": 3},
    {"variants": ["faithful", "repaired"], "seeds": 2, "first_seed": 5},
]
BASE = "here/filter_criteria"


def planned(arms=ARMS, **study):
    one = [{"modes": ["canonical"], "operators": ["none"], "seeds": 1}]
    values = {"results": "here", "autoencoder": {"arms": one}}
    values["filter_criteria"] = {"dataset": {"generator": "digits"}, "arms": arms, **study}
    return FilterCriteriaWorkflow(parse(values, "test"))


def test_the_first_seed_of_each_arm_is_deployed():
    plan = planned()
    assert plan.deploy_arguments == ["dense=3", "faithful-mixed=5", "repaired-mixed=5"]
    assert plan.deployed == [
        f"{BASE}/deployed.csv",
        f"{BASE}/onnx/dense/3.onnx",
        f"{BASE}/onnx/faithful-mixed/5.onnx",
        f"{BASE}/onnx/repaired-mixed/5.onnx",
    ]
    assert plan.deploy_inputs[2:4] == [
        f"{BASE}/runs/faithful-mixed/5.json",
        f"{BASE}/models/faithful-mixed/5.safetensors",
    ]
    assert set(plan.deployed) <= set(plan.everything())


def test_more_seeds_deploy_nothing_anew():
    more = [{**block, "seeds": 9} for block in ARMS]
    first, second = planned(), planned(more)
    assert first.deploy_arguments == second.deploy_arguments
    assert first.deploy_inputs == second.deploy_inputs
    assert first.deploy_code == second.deploy_code


def test_networks_count_for_the_code_and_pictures_do_not():
    assert planned().deploy_code == planned().deploy_code
    assert planned(network="vgg16").deploy_code != planned(network="lenet5").deploy_code
    closure = provenance.import_closure(["evoprune.studies.filter_criteria.deploying"])
    assert "evoprune.deployment.onnx_files" in closure
    assert not [name for name in closure if ".figures" in name or name.endswith("cli")]


@pytest.mark.parametrize("name", ["speed_up"])
def test_what_shows_times_waits_for_them(name):
    plan = planned()
    assert f"{BASE}/deployed.csv" in plan.table_inputs(name)
    assert f"{BASE}/deployed.csv" in plan.figure_inputs(name)
    assert f"{BASE}/deployed.csv" not in plan.table_inputs("summary")


def test_a_study_without_arms_deploys_nothing():
    plan = planned(arms=[])
    assert plan.deploy_arguments == []
    assert plan.everything() == []


def test_nothing_runs_beside_the_measurement():
    root = Path(__file__).resolve().parents[2]
    rule = (root / "workflow/rules/filter_criteria.smk").read_text().split("rule filter_deploy:")[1]
    assert "threads: EVERY_CORE" in rule.split("rule ")[0]
