"""Thousands of jobs: planned in time and memory, with few files a run."""

import json
import subprocess
import sys
from itertools import product

import pandas as pd
import pytest

from evoprune.studies.autoencoder.metrics import NAMES
from tests.promises import scaled
from tests.workflow.checkout import SMALL, Checkout

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

SCHEDULES = ["fixed", "increase", "decrease", "population", "exponential", "final_n", "prune_after"]
MANY = {
    "results": "results/many",
    "autoencoder": {
        "arms": [
            {
                "modes": ["canonical", "lipi"],
                "operators": ["none", "random", "variance", "conjunctive"],
                "schedules": SCHEDULES,
                "seeds": scaled(114, 12),
            }
        ]
    },
    "filter_criteria": {"arms": []},
    "pruning_functions": {"arms": []},
    "compute": {"chunk": {"canonical": 1, "lipi": 1}},
}
ARMS = 2 * (1 + 3 * 7)
MEASURE = """
import json, resource, subprocess, sys, time
start = time.monotonic()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([done.returncode, time.monotonic() - start, kilobytes / 1024, done.stdout]))
"""


@pytest.mark.promise("a study of 5,000 jobs is planned", tries=5000, seconds=60, megabytes=2000)
def test_a_large_study_is_planned_in_time_and_memory(tmp_path, promise):
    checkout = Checkout(tmp_path / "checkout")
    config = checkout.configure(MANY, "many")
    command = [sys.executable, "-m", "snakemake", "--configfile", config, "--cores", "2"]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *command, "--dry-run", "--quiet", "rules"],
        cwd=checkout.folder,
        capture_output=True,
        text=True,
    )
    code, seconds, megabytes, said = json.loads(measured.stdout)
    assert code == 0, said[-3000:]
    table = said.split("Job stats:")[1]
    jobs = int(table.split("total")[1].split()[0])
    trained = sum(line.startswith("train_") for line in table.splitlines())
    assert trained == ARMS * MANY["autoencoder"]["arms"][0]["seeds"]
    with promise.tried(times=jobs):
        promise.took(seconds)
        promise.used(megabytes)


@pytest.mark.promise("fewer than 10 files a run, logs and checksums included", tries=18)
def test_a_run_has_few_files(finished, promise):
    """Those of the study beside it are as many whatever the number of runs."""
    results = finished.folder / "results"
    files = [path for path in results.rglob("*") if path.is_file()]
    runs = [path for path in results.glob("autoencoder/runs/*/*.json")]
    of_runs = [p for p in files if p.parent.name in {run.parent.name for run in runs}]
    of_jobs = [p for p in files if p.stem.startswith(("canonical-", "lipi-"))]
    assert len(runs) == 18
    with promise.tried(times=len(runs)):
        assert len(of_runs) == 6 * len(runs)
        # With one run a job, its log and benchmark are two more.
        assert len(of_jobs) == 2 * 12
        assert list(results.glob("autoencoder/unfinished/*")) == []


def test_the_table_of_runs_is_the_grid(finished):
    """A row for each run that is asked for, none twice, and none of the numbers missing."""
    table = pd.read_csv(finished.path("runs.csv"), keep_default_na=False, na_values=[""])
    block = SMALL["autoencoder"]["arms"][0]
    names = ("modes", "operators")
    asked = {(*point, seed) for point in product(*(block[n] for n in names)) for seed in (1, 2, 3)}
    rows = list(zip(table["mode"], table["operator"], table["seed"], strict=True))
    assert len(rows) == len(set(rows)) == len(asked)
    assert set(rows) == asked
    assert (table["status"] == "ok").all()
    measured = [name for name in NAMES if name.startswith(("l1_", "preserved_", "dead_units_"))]
    assert len(measured) > 8
    assert [name for name in measured if table[name].isna().any()] == []
