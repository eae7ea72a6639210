"""A point of the grid, and the arm that stands there: names turned into settings."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from evoprune.config import Config
from evoprune.config_errors import explain
from evoprune.errors import ConfigError
from evoprune.names import checked
from evoprune.networks import build
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, Arm
from evoprune.studies.autoencoder.settings import AutoencoderStudy, Dataset, Value
from evoprune.studies.autoencoder.variants import FACTORS, PUBLISHED, VARIANTS, Variant


class Point(NamedTuple):
    """A point of the grid.

    Attributes:
        variant: names of variants, joined by `+`.
        step: a factor of a sweep and its value, if there is one.
    """

    mode: str
    operator: str
    schedule: str
    environment: str
    dataset: Dataset
    variant: str
    step: tuple[str, Value] | None


class _Change(NamedTuple):
    """Settings to lay over those of the study.

    Attributes:
        word: what they are called in names.
        optional: whether it is all right if the arm stays as it is.
    """

    word: str
    values: Mapping[str, Any]
    optional: bool


def arm_at(point: Point, config: Config, source: str) -> Arm:
    """The arm at a point of the grid.

    Args:
        point: where.
        config: settings for everything that the point does not name.
        source: where the point comes from, for messages.

    Raises:
        ConfigError: part of the variant does not exist, does not fit the arm or changes nothing.
    """
    of_study = config.autoencoder
    place = {"environment": point.environment, "dataset": point.dataset.model_dump()}
    study, words = _overlaid(of_study, place, source), list[str]()
    for change in _changes(point, of_study, source):
        changed = _overlaid(study, change.values, f"{source}: variant '{change.word}'")
        if _settings(changed, point) != _settings(study, point):
            study = changed
            words.append(change.word)
        elif not change.optional:
            raise ConfigError(
                f"{source}: variant '{change.word}' changes nothing where mode is '{point.mode}', "
                f"operator '{point.operator}', schedule '{point.schedule}'"
            )
    _refuse(study, point, source)
    return Arm(
        name=_name(point, of_study, words),
        root_seed=config.root_seed,
        mode=point.mode,
        operator=point.operator,
        schedule=point.schedule,
        variant="+".join(words) or PUBLISHED,
        environment=point.environment,
        dataset=study.dataset.name,
        dimensions=study.dataset.dimensions,
        **_settings(study, point),
    )


def _settings(study: AutoencoderStudy, point: Point) -> dict[str, Any]:
    """The settings of a study that concern an arm."""
    scheduled = point.schedule != NO_SCHEDULE
    return {
        "mode_settings": getattr(study.modes, point.mode).model_dump(),
        "operator_settings": getattr(study.operators, point.operator).model_dump(),
        "schedule_settings": (
            getattr(study.schedules, point.schedule).model_dump() if scheduled else {}
        ),
        "dataset_settings": study.dataset.model_dump(),
        "protocol": study.protocol.model_dump(),
    }


def _name(point: Point, study: AutoencoderStudy, words: list[str]) -> str:
    """What is not the study's plain published arm, in words."""
    place = [point.mode, point.operator]
    place += [point.schedule] if point.schedule != NO_SCHEDULE else []
    place += [point.environment] if point.environment != study.environment else []
    place += [point.dataset.name] if point.dataset != study.dataset else []
    return checked("-".join([*place, *(["+".join(words)] if words else [])]), "arm")


def _changes(point: Point, study: AutoencoderStudy, source: str) -> Iterator[_Change]:
    """What the point's variants and sweep change, with the names of the arm filled in."""
    names = {name: getattr(point, name) for name in ("mode", "operator", "schedule")}
    for name in point.variant.split("+"):
        variant = _variant(name, study, source)
        _fits(variant, point, f"{source}: variant '{name}'")
        values = {key.format(**names): value for key, value in variant.changes.items()}
        yield _Change(name, values, optional=name == PUBLISHED)
    if point.step is not None:
        factor, value = point.step
        own = study.schedules.model_dump().get(point.schedule, {}).get("probability")
        if factor == "probability" and own is not None:
            raise ConfigError(
                f"{source}: schedule '{point.schedule}' has a probability of its own ({own:g}), "
                f"so that of the operator means nothing; make a variant that changes "
                f"schedules.{point.schedule}.probability"
            )
        word = f"{factor}={value:g}" if isinstance(value, float) else f"{factor}={value}"
        yield _Change(word.lower(), {FACTORS[factor].format(**names): value}, optional=True)


def _variant(name: str, study: AutoencoderStudy, source: str) -> Variant:
    if name in study.variants:
        return Variant("of the config", study.variants[name])
    if name not in VARIANTS:
        known = ", ".join([*VARIANTS, *study.variants])
        raise ConfigError(f"{source}: unknown variant '{name}'; allowed: {known}")
    return VARIANTS[name]


def _fits(variant: Variant, point: Point, source: str) -> None:
    if variant.events_only and point.operator == "none":
        raise ConfigError(f"{source} is about pruning events, and operator 'none' has none")
    if variant.environments and point.environment not in variant.environments:
        allowed = ", ".join(variant.environments)
        raise ConfigError(f"{source} is for {allowed}, not for environment '{point.environment}'")


def _refuse(study: AutoencoderStudy, point: Point, source: str) -> None:
    """Refuse what modes and networks cannot do.

    Raises:
        ConfigError: with the reason.
    """
    variational = build(point.environment, study.dataset.dimensions).variational
    if variational and point.mode != "canonical":
        raise ConfigError(
            f"{source}: environment '{point.environment}' is for mode 'canonical' only: how rings "
            "would copy and pair variational networks is not defined (Q22)"
        )
    if variational and study.protocol.objective != "l1":
        raise ConfigError(
            f"{source}: environment '{point.environment}' has an objective of its own, so "
            f"protocol.objective cannot be '{study.protocol.objective}'"
        )


def _overlaid(study: AutoencoderStudy, changes: Mapping[str, Any], source: str) -> AutoencoderStudy:
    """A study with some settings changed.

    Raises:
        ConfigError: there is no such setting, or it does not take the value.
    """
    if not changes:
        return study
    values = study.model_dump()
    for key, value in changes.items():
        values = _put(values, key.split("."), value, f"{source}: autoencoder.{key}")
    try:
        return AutoencoderStudy.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, AutoencoderStudy, source)) from None


def _put(values: Mapping[str, Any], path: list[str], value: Any, place: str) -> dict[str, Any]:
    """A copy of nested settings with the one at `path` replaced."""
    name, *rest = path
    if name not in values or (rest and not isinstance(values[name], Mapping)):
        raise ConfigError(f"{place}: there is no such setting; here are {', '.join(values)}")
    inner = _put(values[name], rest, value, place) if rest else value
    return {**values, name: inner}
