"""Study 2 at a size of seconds, on drawn digits."""

from collections.abc import Callable
from pathlib import Path

import torch

from evoprune.data import ready
from evoprune.data.images.digits import Digits
from evoprune.data.images.splits import ImageSplits
from evoprune.studies.filter_criteria.arm import Arm
from evoprune.studies.filter_criteria.grid import arms
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.run import Run
from evoprune.studies.filter_criteria.settings import FilterCriteriaStudy
from evoprune.training.classifiers.phases import Arrays

SHORT = {"epochs": 1.0, "batch_size": 32, "learning_rate": 0.05, "milestones": "steps"}
STUDY = {
    "dataset": {"generator": "digits", "rows": 320, "validation_part": 4, "extra_validation": 40},
    "network": "resnet8",
    "search": {"population": 4, "offspring": 3, "generations": 3},
    "training": {**SHORT, "epochs": 3.0, "milestones": "exact"},
    "scoring": {"batch_size": 32},
    "pretraining": {"epochs": 0.5},
    "scratch": {"epochs": 0.4},
    "final": {"seeds": 2, "training": SHORT},
    "ranking": {"candidates": 4, "seeds": 2, "training": {**SHORT, "epochs": 0.4}},
}
"""Ten candidates of two steps, or of three where they are counted rightly."""


def study(**changes: object) -> FilterCriteriaStudy:
    """The small study with some sections replaced."""
    return FilterCriteriaStudy.model_validate(STUDY | changes)


def arm(block: dict | None = None, **changes: object) -> Arm:
    """The one arm of a block."""
    (found,) = arms(study(arms=[{"seeds": 1, **(block or {})}], **changes), 1)
    return found.arm


def splits(root: Path) -> ImageSplits:
    """The parts of the images."""
    return Digits.model_validate(STUDY["dataset"]).splits(root)


def material(arm: Arm, images: ImageSplits, seed: int = 1) -> Material:
    """What a run of an arm is made from."""
    return Material(arm, seed, images, torch.device("cpu"))


def look(root: Path, results: Path) -> None:
    """Note the images' checksums, as the workflow does before any search."""
    ready.note("digits", root, StudyPaths(results).images("digits"))


class Kept:
    """Every state of a run, in memory; one of another run may be what it goes on from."""

    def __init__(self, start: tuple[int, Arrays] | None = None, ends: int | None = None) -> None:
        self.start, self.ends = start, ends
        self.states: list[tuple[int, Arrays]] = []

    def latest(self) -> tuple[int, Arrays] | None:
        return self.start

    def keep(self, done: int, state: Callable[[], Arrays]) -> None:
        self.states.append((done, {name: values.copy() for name, values in state().items()}))
        if len(self.states) == self.ends:
            raise Stopped


class Stopped(Exception):  # noqa: N818  # as asked for
    """So many states were kept."""


def finish(arm: Arm, images: ImageSplits, log: Path, kept: Kept | None = None, seed=1) -> Run:
    """Do a run to its end."""
    run = Run(material(arm, images, seed), log)
    run.train(kept or Kept(), lambda _: None)
    return run
