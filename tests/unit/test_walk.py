"""Every environment, mode, operator, schedule and variant: trained or refused, never a crash."""

from itertools import product

import numpy as np
import pytest

from evoprune.config import parse
from evoprune.errors import ConfigError
from evoprune.networks import NETWORKS, build
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.registry import load
from evoprune.settings import canonical_json
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, TOGETHER
from evoprune.studies.autoencoder.metrics import NAMES, finish
from evoprune.studies.autoencoder.point import Point, arm_at
from evoprune.studies.autoencoder.train import run_of
from evoprune.studies.autoencoder.variants import VARIANTS
from evoprune.training.engines.torch.engine import TorchEngine
from evoprune.training.job import Job
from evoprune.training.modes import MODES
from evoprune.training.protocol import Protocol

SMALL = {"clusters": 2, "examples": 4, "dimensions": 12}
CONFIG = parse(
    {
        "autoencoder": {
            "dataset": SMALL,
            # Seven schedules in three epochs: the coin falls either way often enough.
            "protocol": {"epochs": 2, "batch_size": 3, "learning_rate": 1e-3},
            "modes": {name: {"population": 2} for name in MODES if name != "canonical"},
            "arms": [{"modes": ["lipi"], "operators": ["none"], "seeds": 1}],
        }
    }
)
REASONS = (
    "changes nothing",
    "there is no such setting",
    "has none",
    "not for environment",
    "is for mode 'canonical' only",
    "has an objective of its own",
)
DATA = CONFIG.autoencoder.dataset


def points(environment, mode):
    """Every point of the grid of one environment and mode."""
    pruned = [
        (operator, schedule)
        for operator in OPERATORS
        for schedule in ([NO_SCHEDULE] if operator == "none" else SCHEDULES)
    ]
    for (operator, schedule), variant in product(pruned, VARIANTS):
        yield Point(mode, operator, schedule, environment, DATA, variant, None)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("environment", list(NETWORKS))
def test_everything_trains_or_is_refused_with_a_reason(environment, mode):
    together, refused = {}, []
    for point in points(environment, mode):
        try:
            arm = arm_at(point, CONFIG, "walk")
        except ConfigError as error:
            refused.append((point.operator, point.variant, str(error)))
        else:
            key = canonical_json([getattr(arm, name) for name in TOGETHER])
            together.setdefault(key, []).append(arm)
    unexplained = [said for *_, said in refused if not any(reason in said for reason in REASONS)]
    assert unexplained == []
    for arms in together.values():
        train(arms)
    trained = {arm.variant for arms in together.values() for arm in arms}
    if environment == "variational" and mode != "canonical":
        assert not trained
    else:
        assert {"published", "persistent_mask", "unshuffled", "data_per_seed"} <= trained
        # What is published is refused to nobody.
        assert "published" not in {variant for _, variant, _ in refused}
    assert ("none", "persistent_mask") in {(operator, variant) for operator, variant, _ in refused}


def train(arms):
    """Train arms together as a job does and measure every run."""
    first = arms[0]
    protocol = Protocol.model_validate(first.protocol)
    architecture = build(first.environment, first.dimensions)
    engine = TorchEngine(architecture, protocol.batch_size, "cpu", protocol.objective)
    splits = first.dataset_of(1).generate()
    runs = [run_of(arm, 1) for arm in arms]
    job = Job(engine, splits, protocol, runs, lambda epoch: None)
    mode = load("mode", MODES, first.mode).model_validate(first.mode_settings)
    for arm, outcome in zip(arms, mode.train(job), strict=True):
        metrics = finish(job, outcome).metrics
        assert list(metrics) == list(NAMES)
        assert outcome.diverged_at is None, arm.name
        assert 0 < metrics["l1_train"] < 1, arm.name
        assert 0 < metrics["l1_test"] < 1, arm.name
        assert 0 <= metrics["preserved_nonzero"] <= 1, arm.name
        if protocol.pruned_weights == "zero":
            columns = outcome.records
            zeros = columns["zeros_encoder"] + columns["zeros_decoder"]
            pruned = columns["pruned_encoder"] + columns["pruned_decoder"]
            assert (zeros >= pruned).all(), arm.name
        assert np.isfinite(outcome.records["learning_rate"]).all(), arm.name


def test_there_are_as_many_points_as_the_registries_say():
    arms = 1 + (len(OPERATORS) - 1) * len(SCHEDULES)
    assert len(list(points("plain", "lipi"))) == arms * len(VARIANTS)
