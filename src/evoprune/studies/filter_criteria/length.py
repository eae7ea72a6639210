"""How long a run is, from its settings alone: training steps, and images that pass its networks."""

import math
from typing import Any, NamedTuple

from evoprune.data import availability, manifest
from evoprune.data.images.digits import TEST_SHARE
from evoprune.data.images.known import known_files, known_folders
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.budget import steps_per_candidate
from evoprune.training.classifiers.settings import TrainingSettings


class Length(NamedTuple):
    """How long a run is, about.

    Attributes:
        steps: training steps of all its networks.
        whole_images: images that train networks of full width.
        pruned_images: images that train candidates and what was found.
        evaluated_images: images of evaluations, of candidates and of what was found.
    """

    steps: int
    whole_images: float
    pruned_images: float
    evaluated_images: float


def length(arm: Arm) -> Length:
    """The length of a run of an arm."""
    train, validation, extra = _rows(arm)
    fresh, whole_rows = extra or validation, train + validation
    trainings = arm.final.seeds + (2 if arm.weights == "inherit" else 0)
    final = _steps(arm.final.training, whole_rows)
    last = trainings * final * arm.final.training.batch_size
    test = trainings * (_official(arm.images, "test") + 2 * fresh)
    if not arm.searches:
        return Length(trainings * final, last, 0, test)
    assert arm.training is not None
    size, plan = arm.training.batch_size, arm.search_plan
    per_epoch = _per_epoch(train, size)
    searched = steps_per_candidate(arm, per_epoch) * plan.new_candidates
    steps, images = trainings * final + searched, last + searched * size
    evaluated = test + _evaluations(arm) * validation + 2 * plan.population * fresh
    before = 0
    if arm.pretraining is not None:
        before = max(1, round(arm.pretraining.epochs * per_epoch))
    if arm.ranking is not None:
        count = min(arm.ranking.candidates, plan.new_candidates) * arm.ranking.seeds
        alone = _steps(arm.ranking.training, train)
        steps += count * alone
        images += count * alone * arm.ranking.training.batch_size
        evaluated += count * fresh
    return Length(steps + before, before * size, images, evaluated)


def _evaluations(arm: Arm) -> float:
    """Evaluations of a search; batches that statistics are measured on count as well."""
    assert arm.switches is not None
    plan = arm.search_plan
    anew = arm.switches.reevaluate_survivors and arm.weights == "inherit"
    again = (plan.generations - 1) * plan.population if anew and arm.search == "nsga2" else 0
    return float(plan.new_candidates + again)


def part_sizes(images: Any) -> tuple[int, int]:
    """Images of the training and of the validation part of a data set, by its settings."""
    rows = images.rows
    if rows is None:
        rows = _official(images, "train") - images.extra_validation
    train = rows * (images.validation_part - 1) // images.validation_part
    return train, rows - train


def _rows(arm: Arm) -> tuple[int, int, int]:
    """Images of the training, the validation and the extra validation part."""
    return (*part_sizes(arm.images), arm.images.extra_validation)


def _official(images: Any, split: str) -> int:
    """Images of an official set."""
    name = availability.files_of(images.generator)
    if name in manifest.known():
        return manifest.known_dataset(name).files[f"{split}_images"].shape[0]
    folders = known_folders(name)
    if folders is not None:
        return (folders.train if split == "train" else folders.test).images
    entry = known_files(name)
    assert entry is not None
    members = entry.forms[0].members
    rows = {part: sum(m.rows for m in members if m.split == part) for part in ("train", "test")}
    if not rows["test"]:  # the digits come as one set
        rows["test"] = rows["train"] // TEST_SHARE
        rows["train"] -= rows["test"]
    return rows[split]


def _steps(settings: TrainingSettings, rows: int) -> int:
    return max(1, round(settings.epochs * _per_epoch(rows, settings.batch_size)))


def _per_epoch(rows: int, size: int) -> int:
    return math.ceil(rows / min(size, rows))
