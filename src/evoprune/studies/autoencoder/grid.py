"""The grid of the study: which arms a config asks for, with which seeds."""

from collections.abc import Iterator
from itertools import product

from evoprune.config import Config
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, Arm, SeededArm
from evoprune.studies.autoencoder.point import Point, arm_at
from evoprune.studies.autoencoder.settings import ArmBlock, AutoencoderStudy, Dataset, Value
from evoprune.studies.autoencoder.variants import FACTORS


def arms(config: Config) -> list[SeededArm]:
    """All arms of a config, in the order of its blocks; an arm named twice joins its seeds.

    Raises:
        ConfigError: a block asks for something that does not exist, does not fit or means nothing.
    """
    seeds: dict[str, set[int]] = {}
    by_name: dict[str, Arm] = {}
    for number, block in enumerate(config.autoencoder.arms):
        wanted = range(block.first_seed, block.first_seed + block.seeds)
        for point in _points(block, config.autoencoder):
            arm = arm_at(point, config, f"autoencoder.arms.{number}")
            by_name[arm.name] = arm
            seeds.setdefault(arm.name, set()).update(wanted)
    return [SeededArm(arm, tuple(sorted(seeds[name]))) for name, arm in by_name.items()]


def find(config: Config, name: str) -> SeededArm:
    """The arm called `name`.

    Raises:
        ConfigError: the config has no such arm.
    """
    found = {seeded.arm.name: seeded for seeded in arms(config)}
    if name not in found:
        raise ConfigError(f"no arm '{name}' in the config; its arms: {', '.join(found)}")
    return found[name]


def datasets(config: Config) -> dict[str, Dataset]:
    """All data sets that the arms of a config are trained on, by name."""
    used = (arm.dataset_of(seed) for arm, seeds in arms(config) for seed in seeds)
    return {dataset.name: dataset for dataset in used}


def _points(block: ArmBlock, study: AutoencoderStudy) -> Iterator[Point]:
    """All points of a block; the operator `none` has no events and is one point a mode."""
    pruned = [
        (operator, schedule)
        for operator in block.operators
        for schedule in ([NO_SCHEDULE] if operator == "none" else block.schedules)
    ]
    # In the order of the catalogue: that of a config's keys means nothing.
    steps: list[tuple[str, Value] | None] = [
        (factor, value) for factor in FACTORS for value in block.sweep.get(factor, [])
    ]
    for mode, (operator, schedule), environment, dataset, variant, step in product(
        block.modes,
        pruned,
        block.environments or [study.environment],
        block.datasets or [study.dataset],
        block.variants,
        steps or [None],
    ):
        yield Point(mode, operator, schedule, environment, dataset, variant, step)
