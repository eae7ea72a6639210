"""Estimates what a config costs, from a few training steps timed on this machine.

No images are read: noise of their shape takes as long, so that a plan needs no data.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from evoprune.config import Config
from evoprune.data.images.augmentations.none import Unchanged
from evoprune.data.images.batches import Batches
from evoprune.data.images.labelled import Labelled, Part
from evoprune.data.images.normalisation import Normalisation
from evoprune.errors import ConfigError
from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.pruning.filters.flops import parameters, reference_flops
from evoprune.randomness import Streams
from evoprune.studies.filter_criteria.arm import Arm, SeededArm
from evoprune.studies.filter_criteria.grid import arms
from evoprune.studies.filter_criteria.length import Length, length
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.trainer import Trainer
from evoprune.training.devices import chosen

BATCH = 128
"""Images of a step that is timed, where they are not too many."""
TIMED = 3
"""Steps that are timed, after one that is not."""
OPERATIONS = 2e10
"""Operations of a step that is timed on a CPU, about: larger batches are cut and scaled."""
BYTES_OF_AN_EVALUATION = 1500
"""Size of a line of the log, with a genome of about fifty numbers."""


class Plan(NamedTuple):
    """What arms cost that share network and data set.

    Attributes:
        steps: training steps of a run, about, of the longest arm.
        cpu_seconds: of all runs that are not there yet.
        device: what it was timed on: a core or a GPU.
    """

    network: str
    dataset: str
    arms: int
    runs: int
    present: int
    steps: int
    cpu_seconds: float
    megabytes: float
    device: str


def plan(config: Config, root: Path) -> list[Plan]:
    """The cost of what is still to be done."""
    alike: dict[tuple[str, str], list[SeededArm]] = {}
    for seeded in arms(config.filter_criteria, config.root_seed):
        alike.setdefault((seeded.arm.network, seeded.arm.dataset), []).append(seeded)
    try:
        device = chosen(config.compute.device)
    except ConfigError:
        device = chosen("cpu")  # a plan for a machine with a GPU may be made on one without
    return [_plan(root, seeded, device) for seeded in alike.values()]


def _plan(root: Path, seeded: Sequence[SeededArm], device: torch.device) -> Plan:
    """The cost of arms of one network and data set."""
    first, paths = seeded[0].arm, StudyPaths(root)
    whole, half = (_seconds(first, share, device) for share in (1.0, 0.5))
    lengths = [length(arm) for arm, _ in seeded]
    left = [
        sum(not paths.run(arm.name, seed).record.is_file() for seed in seeds)
        for arm, seeds in seeded
    ]
    costs = [_cost(long, whole, half) for long in lengths]
    runs = sum(len(seeds) for _, seeds in seeded)
    return Plan(
        network=first.network,
        dataset=first.dataset,
        arms=len(seeded),
        runs=runs,
        present=runs - sum(left),
        steps=max(long.steps for long in lengths),
        cpu_seconds=sum(count * cost for count, cost in zip(left, costs, strict=True)),
        megabytes=sum(_bytes(arm) * len(seeds) for arm, seeds in seeded) / 1e6,
        device="GPU" if device.type == "cuda" else "core",
    )


class Seconds(NamedTuple):
    """What a network of some width takes."""

    step: float
    """Of a training step with 128 images."""
    image: float
    """Of an image that is evaluated."""


def _cost(long: Length, whole: Seconds, half: Seconds) -> float:
    """Seconds of a run: candidates count as networks of half the width."""
    return (
        long.whole_images / BATCH * whole.step
        + long.pruned_images / BATCH * half.step
        + long.evaluated_images * half.image
    )


def _seconds(arm: Arm, share: float, device: torch.device) -> Seconds:
    """Time of a training step, and of an evaluated image, of a network of some share of width."""
    images = arm.images
    whole = build(arm.network, None, classes=images.classes, image=images.shape)
    widths = [max(1, int(width * share)) for width in whole.architecture.widths]
    network = build(arm.network, widths, classes=images.classes, image=images.shape)
    network.initialise(np.random.default_rng(0))
    network.to(device)
    size = BATCH
    if device.type == "cpu":
        size = int(np.clip(OPERATIONS / (3 * reference_flops(whole)), 4, BATCH))
    batches = _noise(images.shape, images.classes, size, device)
    trainer = Trainer(network, TrainingSettings(batch_size=size), batches)
    trainer.train(0, 1)
    start = _now(device)
    trainer.train(1, 1 + TIMED)
    step = (_now(device) - start) / TIMED
    return Seconds(step * BATCH / size, _evaluation(network, batches, device) / size)


def _evaluation(network: ConvolutionalNetwork, batches: Batches, device: torch.device) -> float:
    """Time of a batch that is evaluated only."""
    network.eval()
    with torch.no_grad():
        network(batches.batch(0).images)
        start = _now(device)
        network(batches.batch(0).images)
        return _now(device) - start


def _noise(shape: tuple[int, ...], classes: int, size: int, device: torch.device) -> Batches:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (size, *shape), dtype=np.uint8)
    part = Part(Labelled(pixels, rng.integers(0, classes, size)), np.arange(size))
    constants = (0.5,) * shape[0]
    return Batches(
        part,
        size,
        Streams(0, "plan", 0),
        Unchanged(),
        Normalisation(constants, constants),
        device=device,
    )


def _now(device: torch.device) -> float:
    """A clock: other programs do not count, except where a GPU computes."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.process_time()


def _bytes(arm: Arm) -> int:
    """Size of a run's files, about."""
    images = arm.images
    model = 4 * parameters(build(arm.network, None, classes=images.classes, image=images.shape))
    evaluations = arm.search_plan.new_candidates if arm.searches else 0
    return model + 2 * evaluations * BYTES_OF_AN_EVALUATION
