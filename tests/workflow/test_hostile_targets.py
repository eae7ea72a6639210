"""Targets with hostile names: no rule takes them, nothing is run, nothing is written."""

import json
import subprocess
import sys

import pytest

from tests.hostile_names import ARGUMENTS, CANARY, HOSTILE
from tests.promises import scaled
from tests.workflow.checkout import Checkout

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

PLACES = (
    "results/data/{}.safetensors",
    "results/autoencoder/figures/{}.svg",
    "results/autoencoder/tables/{}.csv",
    "results/data/{}.json",
    "results/filter_criteria/figures/{}.svg",
    "results/filter_criteria/tables/{}.csv",
    "results/pruning_functions/figures/{}.svg",
    "results/pruning_functions/tables/{}.csv",
)
ASK = """
import json, sys
from pathlib import Path
from snakemake.api import SnakemakeApi
from snakemake.settings import types

with SnakemakeApi(types.OutputSettings(quiet={types.Quietness.ALL})) as api:
    workflow = api.workflow(
        resource_settings=types.ResourceSettings(cores=1),
        config_settings=types.ConfigSettings(configfiles=[Path("config/small.yaml")]),
        snakefile=Path("Snakefile"),
    )._workflow
    targets = json.load(sys.stdin)
    takers = {t: [r.name for r in workflow.rules if r.is_producer(t)] for t in targets}
print(json.dumps(takers))
"""


@pytest.fixture
def fresh(tmp_path) -> Checkout:
    """A checkout without results."""
    return Checkout(tmp_path / "checkout")


def files(checkout: Checkout) -> set[str]:
    """Everything that lies in a checkout and beside it, but for what Snakemake notes."""
    found = {str(p.relative_to(checkout.folder.parent)) for p in checkout.folder.parent.rglob("*")}
    return {name for name in found if ".snakemake" not in name and "__pycache__" not in name}


@pytest.mark.promise("no rule of the workflow takes a target with a hostile name", tries=120)
def test_no_rule_takes_them(fresh, promise):
    good = [place.format("capacity") for place in PLACES]
    bad = [place.format(name) for place in PLACES for name in HOSTILE]
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(good + bad),
        cwd=fresh.folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    takers = json.loads(done.stdout.splitlines()[-1])
    assert [takers[target] for target in good] == [
        *(["data"], ["figure"], ["table"]),
        *(["images"], ["filter_figure"], ["filter_table"]),
        *(["functions_figure"], ["functions_table"]),
    ]
    for target in bad:
        with promise.tried():
            assert takers[target] == [], target


@pytest.mark.promise("Snakemake refuses targets with a hostile name and runs nothing", tries=30)
def test_snakemake_refuses_them(fresh, promise):
    before = files(fresh)
    for name in scaled([n for i, n in enumerate(ARGUMENTS) if i % 3], ARGUMENTS[::25]):
        with promise.tried():
            said = fresh.snakemake("--", *(place.format(name) for place in PLACES), fails=True)
            assert "MissingRuleException" in said
            assert "\nrule " not in said
            assert files(fresh) == before
    assert not any(CANARY in name for name in files(fresh))
