"""What claims read of study 2's runs, and the few numbers that experiments are compared by."""

import json
import math

import pandas as pd
import pytest

from evoprune import artifacts
from evoprune.claims.samples import UnmeasuredError
from evoprune.claims.verdicts import VERDICTS
from evoprune.cli import main
from evoprune.errors import ConfigError
from evoprune.studies.filter_criteria import headline
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.samples import RunSamples, finished
from tests.unit.synthetic_searches import DENSE, FAITHFUL, REPAIRED, build

ARMS = (DENSE, FAITHFUL, REPAIRED)


def write(path, table):
    artifacts.write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())


@pytest.fixture
def results():
    return build(ARMS, seeds=6, diverged=((REPAIRED.arm, 2),))


@pytest.fixture
def paths(tmp_path, results):
    paths = StudyPaths(tmp_path)
    timings = results.timings.assign(finished="2026-11-22T01:00:00+00:00")
    for path, table in (
        (paths.runs, results.runs),
        (paths.generations, results.generations),
        (paths.timings, timings),
    ):
        write(path, table)
    return paths


def column(results, arm, name):
    rows = results.runs[results.runs["arm"] == arm]
    return dict(zip(rows["seed"], rows[name], strict=True))


def test_columns_of_runs_by_seed_and_nan_for_a_run_that_diverged(paths, results):
    samples = RunSamples(paths)
    assert samples.has(FAITHFUL.arm)
    assert not samples.has("faithful-l1")
    assert samples.values(FAITHFUL.arm, "error_test") == column(results, FAITHFUL.arm, "error_test")
    values = samples.values(REPAIRED.arm, "error_test")
    lost = [seed for seed, value in values.items() if math.isnan(value)]
    statuses = column(results, REPAIRED.arm, "status")
    assert lost == [seed for seed, status in statuses.items() if status != "ok"]
    assert len(lost) == 1


@pytest.mark.parametrize("generation", ["0", "1", "last"])
def test_a_column_of_generations_at_one_of_them(paths, results, generation):
    rows = results.generations[results.generations["arm"] == FAITHFUL.arm]
    number = rows["generation"].max() if generation == "last" else int(generation)
    there = rows[rows["generation"] == number]
    expected = dict(zip(there["seed"], there["overlap_gm"], strict=True))
    found = RunSamples(paths).values(FAITHFUL.arm, f"overlap_gm@{generation}")
    assert found == pytest.approx(expected)
    assert len(found) == 6


def test_last_is_the_last_generation_even_where_it_has_no_value(paths, results):
    last = results.generations["generation"].max()
    here = (results.generations["generation"] == last) & (
        results.generations["arm"] == FAITHFUL.arm
    )
    results.generations.loc[here, "overlap_gm"] = float("nan")
    write(paths.generations, results.generations)
    with pytest.raises(UnmeasuredError, match="'overlap_gm@last' of faithful-mixed"):
        RunSamples(paths).values(FAITHFUL.arm, "overlap_gm@last")


def test_a_metric_that_an_arm_cannot_have_is_not_one_that_nobody_knows(paths):
    samples = RunSamples(paths)
    with pytest.raises(UnmeasuredError, match="'error_inherited' of dense was not measured"):
        samples.values(DENSE.arm, "error_inherited")
    with pytest.raises(ConfigError, match="no metric 'beauty'; there are arm") as refused:
        samples.values(FAITHFUL.arm, "beauty")
    assert not isinstance(refused.value, UnmeasuredError)


def test_seconds_of_a_candidate(paths, results):
    timings = results.timings.set_index(["arm", "seed"])["cpu_seconds_search"]
    evaluations = results.runs.set_index(["arm", "seed"])["evaluations"]
    found = RunSamples(paths).values(FAITHFUL.arm, "cpu_seconds_per_candidate")
    for seed, value in found.items():
        key = (FAITHFUL.arm, seed)
        assert value == pytest.approx(timings[key] / evaluations[key])


def test_times_at_which_runs_finished(paths):
    assert finished(paths) == {arm.arm: ["2026-11-22T01:00:00+00:00"] * 6 for arm in ARMS}


def test_the_headline_has_every_arm_and_null_for_what_it_has_not(results):
    found = headline.headline(results)
    assert found["runs"] == {"ok": 17, "diverged": 1}
    assert set(found["claims"].values()) == {0}
    assert len(found["claims"]) == len(VERDICTS)
    assert list(found["arms"]) == [arm.arm for arm in ARMS]
    assert found["arms"][DENSE.arm]["error_inherited_median"] is None
    errors = pd.Series(column(results, FAITHFUL.arm, "error_test"))
    assert found["arms"][FAITHFUL.arm]["error_test_median"] == pytest.approx(
        errors.median(), rel=1e-9
    )


def test_metrics_have_an_entry_for_each_study_that_is_asked_for(paths, results, tmp_path):
    for path in (paths.fronts, paths.alone):
        table = results.fronts if path == paths.fronts else results.alone
        lists = [c for c in table if table[c].map(lambda v: isinstance(v, list)).any()]
        write(path, table.assign(**{c: table[c].map(json.dumps) for c in lists}))
    artifacts.write_bytes(paths.evaluations, results.evaluations.to_parquet(index=False))
    artifacts.write_json(paths.claims, [{"verdict": "supported"}, {"verdict": "not testable"}])
    assert main(["metrics", "--results", str(tmp_path), "--studies", "filter_criteria"]) == 0
    written = json.loads((tmp_path / "metrics.json").read_text())
    assert list(written) == ["filter_criteria"]
    assert written["filter_criteria"]["runs"] == {"ok": 17, "diverged": 1}
    counts = written["filter_criteria"]["claims"]
    assert (counts["supported"], counts["not_testable"], counts["equivalent"]) == (1, 1, 0)
