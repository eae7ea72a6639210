"""The grid of the study: which arms a config asks for, with which seeds."""

from collections.abc import Iterator

from evoprune.config import ArmBlock, Config
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, PUBLISHED, Arm, SeededArm


def arms(config: Config) -> list[SeededArm]:
    """All arms of a config, in the order of its blocks; an arm named twice joins its seeds."""
    seeds: dict[str, set[int]] = {}
    by_name: dict[str, Arm] = {}
    for block in config.autoencoder.arms:
        for mode, operator, schedule in _points(block):
            arm = _arm(config, mode, operator, schedule)
            by_name[arm.name] = arm
            wanted = range(block.first_seed, block.first_seed + block.seeds)
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


def _points(block: ArmBlock) -> Iterator[tuple[str, str, str]]:
    for mode in block.modes:
        for operator in block.operators:
            if operator == "none":
                yield mode, operator, NO_SCHEDULE
            else:
                yield from ((mode, operator, schedule) for schedule in block.schedules)


def _arm(config: Config, mode: str, operator: str, schedule: str) -> Arm:
    study = config.autoencoder
    scheduled = schedule != NO_SCHEDULE
    return Arm(
        root_seed=config.root_seed,
        mode=mode,
        mode_settings=getattr(study.modes, mode).model_dump(),
        operator=operator,
        operator_settings=getattr(study.operators, operator).model_dump(),
        schedule=schedule,
        schedule_settings=getattr(study.schedules, schedule).model_dump() if scheduled else {},
        variant=PUBLISHED,
        dataset=study.dataset.name,
        environment=study.environment,
        dimensions=study.dataset.dimensions,
        protocol=study.protocol.model_dump(),
    )
