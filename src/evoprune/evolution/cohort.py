"""Candidates that are evaluated together, in any order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evoprune.evolution.population import Candidate, Population

Arrays = dict[str, np.ndarray]


@dataclass
class Cohort:
    """A generation under evaluation.

    Attributes:
        generation: from 1.
        first: number of its first evaluation; the others follow.
        genomes: shape (candidates, variables).
        of: as in `Candidate`, shape (candidates,).
        objectives: shape (candidates, 2); zeros until they are told.
        told: bool, shape (candidates,).
    """

    generation: int
    first: int
    genomes: np.ndarray
    of: np.ndarray
    objectives: np.ndarray
    told: np.ndarray

    @classmethod
    def start(cls, generation: int, first: int, new: np.ndarray, again: Population) -> "Cohort":
        """Nothing is told yet; new genomes come before those that are evaluated again."""
        genomes = np.concatenate([new, again.genomes])
        of = np.concatenate([first + np.arange(len(new)), again.of])
        count = len(genomes)
        return cls(generation, first, genomes, of, np.zeros((count, 2)), np.zeros(count, bool))

    @property
    def new(self) -> np.ndarray:
        """Which candidates had not been evaluated before; bool, shape (candidates,)."""
        return np.asarray(self.of >= self.first)

    def pending(self) -> list[Candidate]:
        """Candidates without objectives, by number."""
        return [
            Candidate(self.first + n, self.generation, self.genomes[n].copy(), int(self.of[n]))
            for n in np.flatnonzero(~self.told).tolist()
        ]

    def tell(self, number: int, objectives: Sequence[float]) -> None:
        """Take note of what the evaluation of a candidate gave.

        Raises:
            ValueError: it is not pending, or the objectives are not two finite numbers.
        """
        row = number - self.first
        if not 0 <= row < len(self.told) or self.told[row]:
            raise ValueError(f"evaluation {number} is not pending")
        if len(objectives) != 2 or not np.isfinite(objectives).all():
            raise ValueError(f"evaluation {number} needs two finite objectives, not {objectives}")
        self.objectives[row], self.told[row] = objectives, True

    def evaluated(self) -> Population:
        """All candidates, as evaluated; crowding is not known yet."""
        return Population(self.genomes, self.objectives, self.of, np.zeros(len(self.of)))

    def arrays(self) -> Arrays:
        """Its state."""
        place = np.array([self.generation, self.first], dtype=np.int64)
        parts = {"genomes": self.genomes, "of": self.of}
        return parts | {"place": place, "objectives": self.objectives, "told": self.told}

    @classmethod
    def restored(cls, arrays: Mapping[str, np.ndarray]) -> "Cohort":
        """The cohort with a state."""
        generation, first = arrays["place"].tolist()
        parts = (np.array(arrays[name]) for name in ("genomes", "of", "objectives", "told"))
        return cls(generation, first, *parts)
