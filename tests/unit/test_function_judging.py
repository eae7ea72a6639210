"""How functions compare over tasks, and what claims read of it: by hand on a made-up table."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evoprune import artifacts
from evoprune.claims.samples import UnmeasuredError
from evoprune.errors import ConfigError
from evoprune.studies.pruning_functions import LABELS
from evoprune.studies.pruning_functions.collect import EVALUATION, TRIAL
from evoprune.studies.pruning_functions.judging import (
    best_handmade,
    heldout,
    heldout_ranks,
    joint,
    means,
    proxy_correlations,
    ranks,
)
from evoprune.studies.pruning_functions.metrics import NAMES
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.results import Results
from evoprune.studies.pruning_functions.samples import RunSamples, finished

ARM = "repaired-gp-a+b"
KINDS = {
    "evolved": "evolved",
    f"{ARM}.1": "champion",
    f"{ARM}.2": "champion",
    "l1": "handmade",
    "fisher": "handmade",
    "t": "handmade",
    "xi_a": "published",
    "random": "random",
    "l1-inverted": "inverted",
}


def trial(function, task, seed, validation, test, base=1, longer=1.0, reason=None):
    missing = reason is not None
    return {
        "task": task,
        "base": base,
        "function": function,
        "kind": KINDS[function],
        "seed": seed,
        "longer": longer,
        "reason": reason,
        "accuracy_validation": None if missing else validation,
        "accuracy_test": None if missing else test,
        "accuracy_pruned": None if missing else validation / 2,
        "macs_share": None if missing else 0.1,
        "parameters_share": None if missing else 0.2,
        "keep_masks": None if missing else '["10"]',
    }


def write(root, trials, runs=((ARM, 1, "a+b"), (ARM, 2, "a+b")), parity=()):
    """The tables of a study."""
    paths = StudyPaths(root)
    rows = [
        dict(zip(LABELS, (arm, "repaired", "gp", tasks, seed), strict=True))
        | {"status": "ok"}
        | dict.fromkeys(NAMES, 0.5 + seed / 100)
        for arm, seed, tasks in runs
    ]
    tables = {
        paths.runs: pd.DataFrame(rows),
        paths.timings: pd.DataFrame(
            [row | {"finished": f"2026-01-0{n}T00:00:00+00:00"} for n, row in enumerate(rows, 1)]
        )[[*LABELS, "finished"]],
        paths.generations: pd.DataFrame(columns=[*LABELS, "generation"]),
        paths.functions: pd.DataFrame(
            [{"function": n, "kind": k, "tree": '["N"]'} for n, k in KINDS.items()]
        ),
        paths.transfer: pd.DataFrame(trials, columns=TRIAL),
        paths.parity: pd.DataFrame(
            parity, columns=["task", "base", "accuracy_whole", "function", "difference"]
        ),
    }
    for path, table in tables.items():
        artifacts.write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())
    every = pd.DataFrame(columns=EVALUATION)
    every.to_parquet(root / "x.parquet")
    artifacts.write_bytes(paths.evaluations, (root / "x.parquet").read_bytes())
    return paths


def loaded(root, trials, **more):
    return Results.load(write(root, trials, **more))


# Joint accuracies


def test_joint_accuracies_are_geometric_means_of_pairs(tmp_path):
    own = [
        trial("l1", "a", 1, 0.4, 0.5),
        trial("l1", "b", 1, 0.9, 0.8),
        trial("l1", "a", 2, 0.1, 0.2, base=2),
        trial("l1", "b", 2, 0.1, 0.0, base=2),
        trial("l1", "a", 2, 0.4, 0.5),  # b failed: no pair
        trial("l1", "b", 2, 0, 0, reason="shape"),
    ]
    trials = loaded(tmp_path, own).transfer
    found = joint(trials, ["a", "b"], "accuracy_validation")
    assert found.index.to_list() == [(1, 1), (2, 2)]
    assert found.to_list() == pytest.approx([0.6, 0.1])
    # 0 of a task is 0 of both.
    assert joint(trials, ["a", "b"], "accuracy_test").to_list() == pytest.approx([0.4**0.5, 0.0])
    assert joint(trials, ["a"], "accuracy_test").to_list() == pytest.approx([0.5, 0.5, 0.2])
    assert joint(trials, ["a", "c"], "accuracy_test").empty


# The best hand-made function


def choosing(test_of_l1=0.1):
    values = {"l1": (0.8, 0.6), "fisher": (0.75, 0.75), "t": (0.9, 0.2), "xi_a": (0.99, 0.99)}
    return [
        trial(name, task, seed, value, test_of_l1 if name == "l1" else 0.5)
        for name, pair in values.items()
        for task, value in zip("ab", pair, strict=True)
        for seed in (1, 2)
    ] + [trial(name, "c", 1, 1.0 if name == "l1" else 0.1, 0.5) for name in values]


def test_the_best_handmade_is_chosen_by_validation_on_the_tasks_of_evolution_alone(tmp_path):
    # Geometric means: l1 0.693, fisher 0.75, t 0.424; published ones and held-out tasks are out.
    for number, test in enumerate((0.0001, 0.5, 0.9999)):
        (tmp_path / str(number)).mkdir()
        assert best_handmade(loaded(tmp_path / str(number), choosing(test))) == "fisher"


def test_longer_trials_and_failures_choose_nothing(tmp_path):
    more = [trial("l1", task, 1, 1.0, 1.0, longer=6.0) for task in "ab"]
    broken = [t for t in choosing() if t["function"] != "t"]
    broken += [trial("t", task, 1, 0, 0, reason="shape") for task in "ab"]
    assert best_handmade(loaded(tmp_path, broken + more)) == "fisher"


def test_without_a_handmade_function_there_is_no_best_one(tmp_path):
    results = loaded(tmp_path, [t for t in choosing() if t["kind"] != "handmade"])
    with pytest.raises(UnmeasuredError, match="no hand-made function"):
        best_handmade(results)


# Ranks


def test_ranks_are_of_mean_accuracies_and_failures_are_last(tmp_path):
    own = [
        trial("l1", "a", 1, 0, 0.5),
        trial("l1", "a", 2, 0, 0.75),
        trial("fisher", "a", 1, 0, 0.7),
        trial("t", "a", 1, 0, 0, reason="shape"),
        trial("random", "a", 1, 0, 0.625),
        trial("l1", "b", 1, 0, 0.1),
        trial("fisher", "b", 1, 0, 0, reason="shape"),
        trial("t", "b", 1, 0, 0, reason="shape"),
        trial("random", "b", 1, 0, 0.2),
        trial("xi_a", "a", 1, 0, 1.0),
        trial("l1", "a", 1, 0, 1.0, longer=6.0),
    ]
    results = loaded(tmp_path, own)
    found = ranks(results, ["t", "random", "l1", "fisher"])
    assert found.index.to_list() == ["t", "random", "l1", "fisher"]
    assert found["a"].to_list() == [4.0, 2.5, 2.5, 1.0]
    assert found["b"].to_list() == [3.5, 1.0, 2.0, 3.5]
    assert means(results.short).loc["l1"].to_list() == [0.625, 0.1]
    assert ranks(results, ["evolved", "l1"])["a"].to_list() == [2.0, 1.0]


def heldout_trials():
    own = [
        # Champions have one retraining: the second one of others does not count.
        trial(f"{ARM}.1", "c", 1, 0, 0.6),
        trial(f"{ARM}.1", "d", 1, 0, 0.9),
        trial(f"{ARM}.2", "c", 1, 0, 0.3),
        trial(f"{ARM}.2", "d", 1, 0, 0, reason="not_finite"),
        trial("l1", "c", 1, 0, 0.5),
        trial("l1", "c", 2, 0, 0.99),
        trial("l1", "d", 1, 0, 0.95),
        trial("xi_a", "c", 1, 0, 0.7),
        trial("xi_a", "d", 1, 0, 0.1),
        trial("random", "c", 1, 0, 0.4),
        trial("random", "d", 1, 0, 0.2),
        # Neither other runs' champions nor controls are known functions.
        trial("evolved", "c", 1, 0, 1.0),
        trial("l1-inverted", "c", 1, 0, 1.0),
        trial("l1-inverted", "d", 1, 0, 1.0),
        # Tasks of evolution are not held out.
        trial(f"{ARM}.1", "a", 1, 0, 0.01),
        trial("l1", "a", 1, 0, 1.0),
    ]
    return own


def test_ranks_on_held_out_tasks_by_hand(tmp_path):
    results = loaded(tmp_path, heldout_trials())
    assert heldout(results) == ["c", "d"]
    # Run 1: second of four on both; run 2: fourth of four, and last after a failure.
    assert heldout_ranks(results, ARM) == {1: 2.0, 2: 4.0}
    assert heldout_ranks(results, "other") == {}


# The proxy


def test_short_means_of_a_network_are_ranked_against_longer_ones_of_it(tmp_path):
    names = ["l1", "fisher", "t", "xi_a"]
    short = [
        trial(name, "a", seed, place / 10 + (seed - 1.5) / 5 * (-1) ** place, 0, base=base)
        for place, name in enumerate(names, start=1)
        for seed in (1, 2)
        for base in (1, 2, 3)
    ]
    # Means are 0.1, 0.2, 0.3, 0.4 although each seed ranks otherwise.
    orders = {
        (1, 1): [1, 2, 3, 4],
        (2, 1): [2, 1, 3, 4],
        (3, 1): [1, 1, 3, 2],
        (3, 2): [3, 2, 1, 1],
    }
    long = [
        trial(name, "a", seed, value / 10, 0, base=base, longer=6.0)
        for (base, seed), values in orders.items()
        for name, value in zip(names, values, strict=True)
    ]
    results = loaded(tmp_path, short + long)
    # Of the third network the means are 2, 1.5, 2, 1.5.
    expected = {1: 1.0, 2: 0.8, 3: stats.spearmanr([1, 2, 3, 4], [2, 1.5, 2, 1.5]).statistic}
    assert proxy_correlations(results, "a") == pytest.approx(expected)
    assert proxy_correlations(results, "b") == {}
    failed = [t | {"reason": "shape"} if t["function"] == "l1" else t for t in long]
    found = proxy_correlations(loaded(tmp_path, short + failed), "a")
    assert found[2] == pytest.approx(1.0)
    assert proxy_correlations(loaded(tmp_path, short), "a") == {}


# Samples


@pytest.fixture
def samples(tmp_path):
    parity = [
        ("a", 1, 0.9, "l1", 1e-12),
        ("a", 1, 0.9, "mmd", None),
        ("a", 1, 0.9, "t", 1e-11),
        ("a", 1, 0.9, "removal", 1e-6),
        ("b", 1, 0.9, "l1", 1e-13),
        ("b", 1, 0.9, "removal", 1e-5),
    ]
    own = heldout_trials() + [t for t in choosing() if (t["task"], t["function"]) != ("a", "l1")]
    own = [t for t in own if t["task"] != "c" or t["seed"] > 0]
    seen = {}
    for t in own:
        seen[t["task"], t["base"], t["function"], t["seed"], t["longer"]] = t
    more = [
        trial("evolved", "a", 3, 0.36, 0.64, base=2),
        trial("evolved", "b", 3, 0.81, 0.25, base=2),
        trial("evolved", "a", 1, 0.5, 0.7, longer=6.0),
    ]
    return RunSamples(write(tmp_path, [*seen.values(), *more], parity=parity))


def test_seeds_of_trials_are_whole_network_and_retraining(samples):
    assert samples.values("evolved", "accuracy_test@a") == {2: pytest.approx(0.64)}
    assert samples.values("evolved", "accuracy_test@a+b") == {2: pytest.approx(0.4)}
    assert samples.values("evolved", "accuracy_validation@a+b") == {2: pytest.approx(0.54)}
    assert samples.values("evolved", "accuracy_test@a@long") == {1: pytest.approx(0.7)}
    assert samples.values("fisher", "macs_share@a") == {1: 0.1}
    best = samples.values("best_handmade", "accuracy_validation@a+b")
    assert best == {1: pytest.approx(0.75)}


def test_runs_and_engine(samples):
    assert samples.values(ARM, "fitness") == pytest.approx({1: 0.51, 2: 0.52})
    assert samples.values(ARM, "rank_heldout").keys() == {1, 2}
    assert samples.values("engine", "scores") == {1: 1e-11, 2: 1e-13}
    assert samples.values("engine", "removal") == {1: 1e-6, 2: 1e-5}
    there = (ARM, "evolved", "l1", "random", "engine", "proxy", "best_handmade")
    assert all(map(samples.has, there))
    assert not samples.has("repaired-gp-a")


@pytest.mark.parametrize(
    ("arm", "metric", "said"),
    [
        (ARM, "fitnes", "no metric 'fitnes'; there are arm, variant"),
        (ARM, "search", "no metric 'search'"),
        ("engine", "speed", "no metric 'speed' of engine; scores, removal"),
        ("proxy", "kendall@a", "no metric 'kendall@a' of proxy"),
        ("l1", "accuracy_tst@a", "no metric 'accuracy_tst@a' of l1; accuracy_validation"),
        ("l1", "keep_masks@a", "no metric 'keep_masks@a' of l1"),
    ],
)
def test_metrics_that_do_not_exist_are_refused(samples, arm, metric, said):
    with pytest.raises(ConfigError, match=said) as caught:
        samples.values(arm, metric)
    assert not isinstance(caught.value, UnmeasuredError)


@pytest.mark.parametrize(
    ("arm", "metric"),
    [
        ("evolved", "accuracy_test@a+b+c"),
        ("evolved", "accuracy_test@zzz"),
        (f"{ARM}.2", "accuracy_test@d"),
        ("proxy", "spearman@b"),
        ("l1", "accuracy_test@b@long"),
    ],
)
def test_what_was_not_measured_is_told_apart(samples, arm, metric):
    with pytest.raises(UnmeasuredError, match="was not measured"):
        samples.values(arm, metric)


def test_trials_are_never_finished_before_the_last_run(tmp_path):
    paths = write(tmp_path, heldout_trials())
    times = finished(paths)
    assert times[ARM] == ["2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"]
    for name in ("evolved", "l1", "engine", "proxy", "best_handmade", f"{ARM}.1"):
        assert times[name] == ["2026-01-02T00:00:00+00:00"]


def test_a_run_without_a_value_is_named(tmp_path):
    paths = write(tmp_path, heldout_trials())
    table = pd.read_csv(paths.runs)
    table.loc[1, "noise_sd"] = np.nan
    artifacts.write_bytes(paths.runs, table.to_csv(index=False).encode())
    with pytest.raises(UnmeasuredError, match="was not measured, seed 2"):
        RunSamples(paths).values(ARM, "noise_sd")
    assert not math.isnan(RunSamples(paths).values(ARM, "fitness")[2])
    assert json.loads('["10"]') == RunSamples(paths)._results.transfer["keep_masks"][0]
