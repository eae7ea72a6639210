"""An arm of the study: one point of the grid, with everything that decides its numbers."""

from typing import Any, NamedTuple

from evoprune.artifacts import sha256
from evoprune.evolution.genetic_programming.settings import Evolution
from evoprune.names import Name
from evoprune.settings import Settings, canonical_json
from evoprune.studies.pruning_functions import LABELS, STUDY
from evoprune.studies.pruning_functions.settings import (
    Fitness,
    FunctionName,
    Scoring,
    SearchName,
    Task,
)
from evoprune.studies.pruning_functions.switches import Switches
from evoprune.studies.varying import VariantNames, Word


class Arm(Settings):
    """An arm without its seeds; its JSON decides whether a run is the one that was asked for."""

    name: Name
    """Name in paths."""
    root_seed: int
    variant: VariantNames
    search: SearchName
    tasks: dict[Word, Task]
    """The tasks that functions are evaluated on, by name, in alphabetical order."""
    replicates: int
    """Retrainings of an evaluation on each of them."""
    bases: int
    """Whole networks of each task that runs take in turn."""
    seed_functions: list[FunctionName]
    scoring: Scoring
    evolution: Evolution
    switches: Switches
    fitness: Fitness

    @property
    def task_names(self) -> str:
        """Tasks in one word."""
        return "+".join(self.tasks)

    def base(self, seed: int) -> int:
        """Number of the whole networks that a run prunes, from 1."""
        return (seed - 1) % self.bases + 1

    def labels(self, seed: int) -> dict[str, str | int]:
        """The name columns of a run."""
        own: dict[str, str | int] = {
            "arm": self.name,
            "variant": self.variant,
            "search": self.search,
            "tasks": self.task_names,
            "seed": seed,
        }
        return {label: own[label] for label in LABELS}

    def json_text(self) -> str:
        """Canonical JSON, one line."""
        return canonical_json(self.model_dump())

    def run_digest(self, seed: int, code: str, bases: str) -> str:
        """Identity of a run: what was asked for, by which code, on which networks and images.

        Args:
            seed: the run's seed.
            code: digest of the code that the arm depends on.
            bases: digest of the whole networks and of the images.
        """
        what: dict[str, Any] = self.model_dump(exclude={"name", "bases"})
        identity = {"study": STUDY, "arm": what, "seed": seed, "code": code, "bases": bases}
        return sha256(canonical_json(identity).encode())[:16]


class SeededArm(NamedTuple):
    """An arm and the seeds of its runs, ascending."""

    arm: Arm
    seeds: tuple[int, ...]
