"""Experiments: changed metrics are shown, plots are drawn, and the way back is exact."""

import json
import re

import pytest

pytestmark = [pytest.mark.dvc, pytest.mark.slow]

KEY = "autoencoder.protocol.learning_rate"
PLOTS = {
    "Training L1, each operator with its published best schedule": {"epoch", "q1", "median", "q3"},
    "Loss against what is left of the network, arm by arm": {"arm", "l1_test_median"},
    "Every difference that a claim is about, with its 95 % interval": {"part", "effect"},
    "Hidden units that no training row activates": {"part", "median"},
}


def drawn(repository, *arguments):
    """Specifications of the plots in the page that DVC writes, by title."""
    repository.dvc("plots", *arguments, "--out", "page")
    page = (repository.folder / "page/index.html").read_text()
    specs = [json.loads(text) for text in re.findall(r"var spec = (\{.*\});\n", page)]
    return {spec["title"]["text"]: spec for spec in specs}


def revisions(spec):
    return {row["rev"] for row in spec["data"]["values"]}


def test_all_plots_are_shown_with_their_data(repository):
    shown = drawn(repository, "show")
    assert set(shown) == set(PLOTS)
    for title, fields in PLOTS.items():
        text = json.dumps(shown[title])
        assert "<DVC_METRIC" not in text
        rows = shown[title]["data"]["values"]
        assert rows
        assert fields <= set(rows[0])
    arms = {row["arm"] for row in shown[list(PLOTS)[1]]["data"]["values"]}
    assert arms == set(repository.numbers["arms"])


def test_an_experiment_changes_metrics_and_the_way_back_is_exact(repository):
    before, stored = repository.numbers, repository.stored()
    # DVC writes it as 2e-05, which is a number to YAML 1.2 only.
    repository.dvc("exp", "run", "--name", "slow", "--set-param", f"config/config.yaml:{KEY}=2e-5")
    after = repository.numbers
    assert after["arms"].keys() == before["arms"].keys()
    found = json.loads(repository.dvc("metrics", "diff", "--json"))
    changes = found["results/metrics.json"]
    name = "autoencoder.arms.canonical-none.l1_train_median"
    old, new = (n["arms"]["canonical-none"]["l1_train_median"] for n in (before, after))
    assert (changes[name]["old"], changes[name]["new"]) == (old, new)
    assert changes[name]["diff"] == pytest.approx(new - old)
    assert new != old
    compared = drawn(repository, "diff", "HEAD")
    assert set(compared) == set(PLOTS)
    assert all(revisions(spec) == {"HEAD", "workspace"} for spec in compared.values())

    repository.run("git", "checkout", "--quiet", ".")
    repository.dvc("checkout")
    assert repository.stored() == stored
    assert repository.planned() == {}
    assert json.loads(repository.dvc("metrics", "diff", "--json")) == {}
    repository.dvc("exp", "apply", "slow")
    assert repository.numbers == after
    assert repository.planned() == {}
