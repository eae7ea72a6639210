"""Study 3 at a size of seconds, on drawn digits."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch

from evoprune.data import ready
from evoprune.data.images.batches import Batches
from evoprune.data.images.splits import ImageSplits
from evoprune.evolution.genetic_programming.candidate import Candidate, Evaluated
from evoprune.networks.convolutional import build
from evoprune.networks.convolutional.network import ConvolutionalNetwork
from evoprune.randomness import Streams
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.bases import train_base
from evoprune.studies.pruning_functions.bench import Bench
from evoprune.studies.pruning_functions.code import base_code
from evoprune.studies.pruning_functions.grid import arms
from evoprune.studies.pruning_functions.jobs import Base, TransferJob
from evoprune.studies.pruning_functions.paths import StudyPaths
from evoprune.studies.pruning_functions.settings import (
    Fitness,
    PruningFunctionsStudy,
    Scoring,
    Task,
)
from evoprune.training.classifiers.trainer import Trainer

SHORT = {"batch_size": 40, "learning_rate": 0.1, "schedule": "cosine", "milestones": "steps"}
DIGITS = {"generator": "digits", "rows": 320, "validation_part": 4}
A = {
    "dataset": DIGITS,
    "network": "resnet8",
    "widths": [[5, 9, 17]],
    "base": {**SHORT, "epochs": 4.0},
    "retrain": {**SHORT, "epochs": 1.0},
}
"""240 images train, 80 validate: a retraining has 6 steps."""
B = A | {"network": "convnet6", "widths": [[5, 5, 10, 10, 19, 19]]}
STUDY: dict[str, Any] = {
    "tasks": {"a": A, "b": B},
    "scoring": {"per_class": 6},
    "evolution": {"generations": 3, "copies": 1, "population": 6, "parents": 2},
    "arms": [{"variants": ["repaired"], "tasks": [["a", "b"]], "seeds": 1}],
}
"""Seven hand-made functions, then six candidates twice."""


def study(**changes: object) -> PruningFunctionsStudy:
    """The small study with values at dotted paths (__ for the dots) replaced."""
    values = json.loads(json.dumps(STUDY))  # nothing is shared by the tasks
    for path, value in changes.items():
        *parents, last = path.split("__")
        node = values
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = value
    return PruningFunctionsStudy.model_validate(values)


def arm(block: dict | None = None, **changes: object) -> Arm:
    """The one arm of a block."""
    blocks = [{**STUDY["arms"][0], **(block or {})}]
    (found,) = arms(study(**{**changes, "arms": blocks}), 1)
    return found.arm


def look(root: Path, results: Path) -> None:
    """Note the images' checksums, as the workflow does before anything else."""
    ready.note("digits", root, StudyPaths(results).images("digits"))


def base(name: str = "a", number: int = 1, **changes: object) -> Base:
    """What a whole network of a task is."""
    return Base.of(name, study(**changes).tasks[name], number, 1)


def train_bases(root: Path, results: Path, names: str = "ab", numbers: int = 1) -> None:
    """Train whole networks of some tasks."""
    look(root, results)
    for name in names:
        for number in range(1, numbers + 1):
            own = base(name, number)
            train_base(own, results, base_code(own), root, device="cpu")


def job(name: str = "a", number: int = 1, **changes: object) -> TransferJob:
    """What is done with a whole network of a task."""
    own = study()
    values = {"factor": 1.0, "long_seeds": 0, **changes}
    return TransferJob(
        name=name,
        task=own.tasks[name],
        base=number,
        root_seed=1,
        scoring=own.scoring,
        fitness=own.fitness,
        **values,
    )


def task(**changes: object) -> Task:
    """Task `a` with other values."""
    return Task.model_validate(A | changes)


def splits(root: Path) -> ImageSplits:
    """The parts of the images."""
    return task().dataset.splits(root)


def whole(task: Task, images: ImageSplits, steps: int = 24) -> ConvolutionalNetwork:
    """A whole network after a few steps, in eval mode."""
    network = build(task.network, None, classes=10, image=(1, 8, 8))
    streams = Streams(1, "small", 1)
    network.initialise(streams.generator("initial_weights"))
    normalisation = task.dataset.normalised_by(images.train)
    batches = Batches(images.train, 40, streams, task.dataset.augmentation(), normalisation)
    Trainer(network, task.base, batches).train(0, steps)
    return network.eval()


def bench(images: ImageSplits, own: Task | None = None, **changes: Any) -> Bench:
    """A task at work; `scoring` and `fitness` may be others."""
    own = own or task()
    scoring = Scoring.model_validate({"per_class": 6, **changes.get("scoring", {})})
    fitness = Fitness.model_validate(changes.get("fitness", {}))
    return Bench(own, scoring, fitness, whole(own, images), images)


def pretended(candidate: Candidate) -> Evaluated:
    """What a candidate is worth in place of any training: from 0 to 1, by its tree and place."""
    if candidate.fitness is not None:
        return Evaluated(candidate, candidate.fitness, None, {})
    text = f"{candidate.tree.digest}/{candidate.generation}/{candidate.replicate}"
    value = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32
    return Evaluated(candidate, value, None, {"accuracies": {"a": [value]}})


def same_tensors(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    """Whether two networks have the same bits."""
    pairs = zip(one.state_dict().items(), other.state_dict().items(), strict=True)
    return all(n == m and torch.equal(a, b) for (n, a), (m, b) in pairs)


class After:
    """An end that is asked for after it was looked for so many times."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    @property
    def signal(self) -> str | None:
        self.looks -= 1
        return "SIGTERM" if self.looks < 0 else None


def asked_after(looks: int) -> Callable[[], AbstractContextManager[After]]:
    """In place of `noted`: an end is asked for at a certain moment."""
    return lambda: nullcontext(After(looks))
