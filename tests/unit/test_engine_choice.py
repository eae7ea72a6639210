"""Which engine trains a job, why, and what of that a user is told."""

import json

import numba
import pytest

from evoprune.config import parse
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.errors import ConfigError
from evoprune.networks import build
from evoprune.networks.architecture import Architecture, Dense
from evoprune.studies.autoencoder.arm import SeededArm
from evoprune.studies.autoencoder.grid import find
from evoprune.studies.autoencoder.paths import StudyPaths
from evoprune.studies.autoencoder.train import train_runs
from evoprune.training import engines
from evoprune.training.engines import Choice, choose
from evoprune.training.engines.numba.engine import NumbaEngine
from evoprune.training.engines.service import LARGEST_BATCH, numba_refuses

PLAIN = build("plain", 24)
TANH = Architecture((Dense(24, 5, "tanh"),), (Dense(5, 24, "sigmoid"),))
LINEAR = Architecture((Dense(24, 5, "relu"),), (Dense(5, 24, "relu"),))
SHALLOW = Architecture((Dense(24, 24, "sigmoid"),), ())

REFUSED = [
    ((TANH, 5, "cpu", "l1"), "layers tanh, sigmoid"),
    ((LINEAR, 5, "cpu", "l1"), "layers relu, relu"),
    ((SHALLOW, 5, "cpu", "l1"), "a single layer"),
    ((PLAIN, 65, "cpu", "l1"), r"batches of 65 rows \(at most 64\)"),
    ((PLAIN, 5, "cpu", "mse"), "the objective 'mse'"),
    ((PLAIN, 5, "cuda", "l1"), "the device 'cuda'"),
    ((PLAIN, 5, "cuda:1", "l1"), "the device 'cuda:1'"),
]


@pytest.mark.parametrize(("job", "reason"), REFUSED)
def test_what_is_not_served_is_named(job, reason):
    with pytest.raises(ConfigError, match=f"does not serve {reason}"):
        NumbaEngine(*job)
    with pytest.raises(ConfigError, match=f"cannot be used: it does not serve {reason}"):
        choose("numba", *job)


@pytest.mark.parametrize(("job", "reason"), REFUSED)
def test_auto_takes_torch_where_numba_does_not_serve_and_says_why(job, reason):
    name, said = choose("auto", *job)
    assert name == "torch"
    if job[2].startswith("cuda"):
        assert said == ""
    else:
        assert said == f"it does not serve {numba_refuses(*job)}"


@pytest.mark.parametrize("objective", ["l1", "bce"])
@pytest.mark.parametrize("device", ["auto", "cpu"])
@pytest.mark.parametrize("batch", [1, 5, LARGEST_BATCH])
def test_auto_is_numba_where_it_serves(batch, device, objective):
    for name in ("auto", "numba"):
        assert choose(name, PLAIN, batch, device, objective) == Choice("numba", "")
    assert choose("torch", PLAIN, batch, device, objective) == Choice("torch", "")


def test_unknown_engines_are_refused():
    with pytest.raises(ConfigError, match="unknown engine 'jax'; allowed: auto, torch, numba"):
        choose("jax", PLAIN, 5, "cpu")


@pytest.fixture
def without_numba(monkeypatch):
    monkeypatch.setattr(engines, "find_spec", lambda name: None)


def test_without_numba_auto_is_torch_and_numba_an_error(without_numba):
    name, reason = choose("auto", PLAIN, 5, "cpu")
    assert name == "torch"
    assert reason.startswith("numba is not installed")
    assert "\n" not in reason
    with pytest.raises(ConfigError, match="cannot be used: numba is not installed"):
        choose("numba", PLAIN, 5, "cpu")
    assert choose("torch", PLAIN, 5, "cpu") == Choice("torch", "")
    # What numba would not serve anyway is the better reason.
    assert choose("auto", PLAIN, 65, "cpu").reason.startswith("it does not serve batches")


DATA = BinaryClusters(clusters=2, examples=40, dimensions=24)


@pytest.fixture
def root(tmp_path):
    DATA.generate().save(StudyPaths(tmp_path).dataset(DATA.name))
    return tmp_path


def seeded(*seeds, **protocol):
    values = {
        "dataset": DATA.model_dump(),
        "protocol": {"epochs": 1, "learning_rate": 1e-3, **protocol},
        "arms": [{"modes": ["canonical"], "operators": ["none"], "seeds": 2}],
    }
    return [SeededArm(find(parse({"autoencoder": values}), "canonical-none").arm, seeds)]


def timing(root, seed):
    return json.loads(StudyPaths(root).run("canonical-none", seed).record.read_text())["timing"]


def test_records_say_that_numba_trained_and_nothing_is_printed(root, capsys):
    train_runs(seeded(1), root)
    recorded = timing(root, 1)
    assert (recorded["engine"], recorded["device"]) == ("numba", "cpu")
    assert recorded["engine_version"] == numba.__version__
    assert "numba" not in capsys.readouterr().out


def test_the_reason_for_torch_is_printed_once_and_recorded(root, capsys, without_numba):
    train_runs(seeded(1, 2), root)
    assert [timing(root, seed)["engine"] for seed in (1, 2)] == ["torch", "torch"]
    said = [line for line in capsys.readouterr().out.splitlines() if "numba" in line]
    assert len(said) == 1
    assert said[0].startswith("canonical-none: ")
    assert "numba is not installed" in said[0]
    assert train_runs(seeded(1, 2), root) == []
    assert capsys.readouterr().out == ""


def test_batches_that_numba_does_not_serve_are_trained_with_torch(root, capsys):
    train_runs(seeded(1, batch_size=65), root)
    assert timing(root, 1)["engine"] == "torch"
    assert "batches of 65 rows" in capsys.readouterr().out


def test_torch_that_was_asked_for_needs_no_reason(root, capsys):
    train_runs(seeded(1), root, engine="torch")
    assert timing(root, 1)["engine"] == "torch"
    assert "numba" not in capsys.readouterr().out
