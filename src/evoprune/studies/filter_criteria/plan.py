"""Estimates what a config costs, from a few training steps timed on this machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch

from evoprune.config import Config
from evoprune.errors import ConfigError
from evoprune.networks.convolutional import build
from evoprune.pruning.filters.flops import parameters
from evoprune.studies.filter_criteria.arm import Arm, SeededArm
from evoprune.studies.filter_criteria.grid import arms
from evoprune.studies.filter_criteria.length import Length, length
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.training.classifiers.timing import BATCH, Seconds, timed
from evoprune.training.devices import chosen

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


def _cost(long: Length, whole: Seconds, half: Seconds) -> float:
    """Seconds of a run: candidates count as networks of half the width."""
    return (
        long.whole_images / BATCH * whole.step
        + long.pruned_images / BATCH * half.step
        + long.evaluated_images * half.image
    )


def _seconds(first: Arm, share: float, device: torch.device) -> Seconds:
    """Time of a training step, and of an evaluated image, of a network of some share of width."""
    images = first.images
    whole = build(first.network, None, classes=images.classes, image=images.shape)
    widths = [max(1, int(width * share)) for width in whole.architecture.widths]
    return timed(first.network, widths, images, device)


def _bytes(arm: Arm) -> int:
    """Size of a run's files, about."""
    images = arm.images
    model = 4 * parameters(build(arm.network, None, classes=images.classes, image=images.shape))
    evaluations = arm.search_plan.new_candidates if arm.searches else 0
    return model + 2 * evaluations * BYTES_OF_AN_EVALUATION
