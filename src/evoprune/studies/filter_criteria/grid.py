"""The grid of the study: which arms a config asks for, with which seeds."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from evoprune.errors import ConfigError
from evoprune.evolution.genome import MIXED
from evoprune.evolution.searches import SEARCHES
from evoprune.names import checked
from evoprune.registry import load
from evoprune.studies.filter_criteria.arm import Arm, SeededArm
from evoprune.studies.filter_criteria.settings import (
    DENSE,
    ArmBlock,
    FilterCriteriaStudy,
    Start,
    Weights,
)
from evoprune.studies.filter_criteria.variants import VARIANTS
from evoprune.studies.varying import FAITHFUL, varied

PLACE = "filter_criteria.arms"


class Point(NamedTuple):
    """A point of the grid."""

    criteria: str
    search: str
    weights: Weights
    start: Start
    variant: str
    network: str
    dataset: Any
    ranking: bool


def arms(study: FilterCriteriaStudy, root_seed: int) -> list[SeededArm]:
    """All arms, in the order of the blocks; an arm named twice joins its seeds.

    Raises:
        ConfigError: a block asks for something that does not exist, does not fit or means nothing.
    """
    seeds: dict[str, set[int]] = {}
    by_name: dict[str, Arm] = {}
    for number, block in enumerate(study.arms):
        wanted = range(block.first_seed, block.first_seed + block.seeds)
        for point in _points(block, study):
            arm = _arm(point, study, root_seed, f"{PLACE}.{number}")
            if by_name.setdefault(arm.name, arm) != arm:
                raise ConfigError(f"{PLACE}.{number}: {arm.name} stands in two blocks that differ")
            seeds.setdefault(arm.name, set()).update(wanted)
    return [SeededArm(arm, tuple(sorted(seeds[name]))) for name, arm in by_name.items()]


def _points(block: ArmBlock, study: FilterCriteriaStudy) -> Iterator[Point]:
    for point in product(
        block.criteria,
        block.searches,
        block.weights,
        block.starts,
        block.variants,
        block.networks or [study.network],
        block.datasets or [study.dataset],
        [block.ranking],
    ):
        yield Point(*point)


def _arm(point: Point, study: FilterCriteriaStudy, root_seed: int, source: str) -> Arm:
    """The arm at a point of the grid."""
    _refuse(point, source)
    changed = varied(study, point.variant, VARIANTS, source)
    place = [point.network] if point.network != study.network else []
    place += [point.dataset.name] if point.dataset != study.dataset else []
    common = {
        "root_seed": root_seed,
        "criteria": point.criteria,
        "dataset": point.dataset.name,
        "dataset_settings": point.dataset.model_dump(),
        "network": point.network,
        "final": changed.final,
    }
    if point.criteria == DENSE:
        return Arm(name=checked("-".join(["dense", *place]), "arm"), **common, **_nothing())
    inherits = point.weights == "inherit"
    pretrained = point.start == "pretrained"
    words = [point.variant, point.criteria]
    words += [f"{point.search}_search"] if point.search != "nsga2" else []
    words += [] if inherits else ["scratch"]
    words += ["pretrained"] if pretrained else []
    return Arm(
        name=checked("-".join([*words, *place]), "arm"),
        variant=point.variant,
        search=point.search,
        search_settings=_search(point, changed),
        weights=point.weights,
        start=point.start,
        training=changed.training,
        scoring=changed.scoring,
        switches=changed.switches,
        pretraining=changed.pretraining if pretrained else None,
        scratch=None if inherits else changed.scratch,
        ranking=changed.ranking if point.ranking else None,
        **common,
    )


def _nothing() -> dict[str, Any]:
    """What an arm has that searches nothing."""
    absent = ("training", "scoring", "switches", "pretraining", "scratch", "ranking")
    return {
        "variant": FAITHFUL,
        "search": "none",
        "search_settings": {},
        "weights": "scratch",
        "start": "random",
        **dict.fromkeys(absent),
    }


def _search(point: Point, study: FilterCriteriaStudy) -> dict[str, Any]:
    """Settings of a search: those of the study that it has."""
    kind = load("search", SEARCHES, point.search)
    # From scratch the same widths give the same error again: there is nothing to evaluate anew.
    anew = study.switches.reevaluate_survivors and point.weights == "inherit"
    values = study.search.model_dump() | {"reevaluate_survivors": anew}
    return {key: values[key] for key in kind.model_fields}


def _refuse(point: Point, source: str) -> None:
    """Refuse combinations that mean nothing."""
    dense = Point(DENSE, "nsga2", "inherit", "random", FAITHFUL, *point[5:])
    if point.criteria == DENSE and (point != dense or point.ranking):
        raise ConfigError(
            f"{source}: criteria 'none' trains the whole network: no search, start or variant"
        )
    if point.weights == "scratch" and point.start == "pretrained":
        raise ConfigError(f"{source}: candidates from scratch have no use for a pretrained start")
    if point.weights == "scratch" and point.criteria != MIXED:
        raise ConfigError(
            f"{source}: from scratch the criterion decides nothing (quirk 1); leave it at 'mixed'"
        )
    if point.weights == "scratch" and point.ranking:
        raise ConfigError(f"{source}: candidates from scratch are trained alone already")
