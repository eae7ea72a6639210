"""What jobs are asked for, as JSON: whole networks, and functions on tasks. Light to import."""

from typing import Self

from pydantic import Field

from evoprune.artifacts import sha256
from evoprune.settings import Settings, canonical_json
from evoprune.studies.image_settings import ImageSettings
from evoprune.studies.pruning_functions import STUDY
from evoprune.studies.pruning_functions.settings import (
    Fitness,
    NetworkName,
    Scoring,
    Task,
)
from evoprune.studies.varying import Word
from evoprune.training.classifiers.settings import TrainingSettings


class Base(Settings):
    """A whole network of a task, one of several; what it is pruned to is no part of it."""

    name: Word
    """Of the task."""
    dataset: ImageSettings
    network: NetworkName
    training: TrainingSettings
    number: int = Field(ge=1)
    root_seed: int

    @classmethod
    def of(cls, name: str, task: Task, number: int, root_seed: int) -> Self:
        """A whole network of a task."""
        return cls(
            name=name,
            dataset=task.dataset,
            network=task.network,
            training=task.base,
            number=number,
            root_seed=root_seed,
        )

    def json_text(self) -> str:
        """Canonical JSON, one line."""
        return canonical_json(self.model_dump())

    def digest(self, code: str, images: str) -> str:
        """Identity: what is trained, by which code, on which images."""
        identity = {"study": STUDY, "base": self.model_dump(), "code": code, "images": images}
        return sha256(canonical_json(identity).encode())[:16]


class TransferJob(Settings):
    """A task with one of its whole networks, on which functions are tried."""

    name: Word
    """Of the task."""
    task: Task
    base: int = Field(ge=1)
    """Number of the whole network."""
    root_seed: int
    scoring: Scoring
    fitness: Fitness
    factor: float
    """How many times as long the longer retrainings are."""
    long_seeds: int
    """How many longer retrainings there are."""

    def json_text(self) -> str:
        """Canonical JSON, one line."""
        return canonical_json(self.model_dump())
