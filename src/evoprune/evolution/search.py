"""The contract of a search: it asks for evaluations, is told objectives, and can be saved."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import Field

from evoprune.evolution.cohort import Arrays, Cohort
from evoprune.evolution.genome import Box
from evoprune.evolution.population import Candidate, Population
from evoprune.evolution.sorting import non_dominated
from evoprune.randomness import Streams
from evoprune.settings import Settings


class SearchSettings(Settings, ABC):
    """A search; its fields are its settings in the config. All searches share one budget."""

    population: int = Field(default=10, ge=2)
    """Candidates of the first generation, and how many survive each generation."""
    offspring: int = Field(default=10, ge=1)
    """New candidates of every later generation."""
    generations: int = Field(default=20, ge=1)
    """Number of generations; the initial population is the first."""

    @property
    def new_candidates(self) -> int:
        """How many genomes the search tries in all."""
        return self.population + (self.generations - 1) * self.offspring

    @abstractmethod
    def start(self, box: Box, streams: Streams) -> "Search":
        """A search from its beginning.

        Args:
            box: bounds of the genomes.
            streams: random streams of the run.
        """


class Search(ABC):
    """A search under way.

    A generation's candidates are known at its start and may be evaluated in any order; what comes
    next depends on their numbers and objectives alone. Random draws are found by generation, so the
    arrays are the whole state.

    Args:
        first: genomes of the first generation, shape (candidates, variables).
    """

    def __init__(self, first: np.ndarray) -> None:
        self._population = Population.nobody(first.shape[1])
        self._cohort = Cohort.start(1, 0, first, self._population)

    @property
    def population(self) -> Population:
        """The population after the last generation that is complete."""
        return self._population

    @property
    def generation(self) -> int:
        """The generation that is under evaluation, from 1; one too many when the search is over."""
        return self._cohort.generation

    def front(self) -> Population:
        """Candidates that nobody in the population dominates: the result of the search."""
        return self._population.at(non_dominated(self._population.objectives))

    def pending(self) -> list[Candidate]:
        """Candidates of this generation that wait for objectives; none when the search is over."""
        return self._cohort.pending()

    def ask(self) -> Candidate | None:
        """The next of these, if there is one; asking changes nothing."""
        pending = self.pending()
        return pending[0] if pending else None

    def tell(self, number: int, objectives: Sequence[float]) -> None:
        """Take note of the objectives of a candidate; the last one of a generation ends it.

        Args:
            number: of the evaluation.
            objectives: two numbers, both minimised.

        Raises:
            ValueError: the evaluation is not pending, or the objectives are not finite.
        """
        cohort = self._cohort
        cohort.tell(number, objectives)
        if cohort.told.all():
            self._population = self._survivors(cohort)
            following = cohort.generation + 1
            new = self._offspring(following)
            again = self._again() if len(new) else Population.nobody(new.shape[1])
            self._cohort = Cohort.start(following, cohort.first + len(cohort.told), new, again)

    @abstractmethod
    def _survivors(self, cohort: Cohort) -> Population:
        """The population after a complete generation."""

    @abstractmethod
    def _offspring(self, generation: int) -> np.ndarray:
        """New genomes of a generation, shape (candidates, variables); none ends the search."""

    def _again(self) -> Population:
        """Members of the population that the next generation evaluates once more."""
        return Population.nobody(self._population.genomes.shape[1])

    def arrays(self) -> Arrays:
        """The whole state by name."""
        population = {f"population.{k}": v for k, v in self._population._asdict().items()}
        cohort = {f"cohort.{name}": values for name, values in self._cohort.arrays().items()}
        return population | cohort

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over a state."""
        kept = {name: np.array(values) for name, values in arrays.items()}
        self._population = Population(*(kept[f"population.{k}"] for k in Population._fields))
        start = "cohort."
        own = {k.removeprefix(start): v for k, v in kept.items() if k.startswith(start)}
        self._cohort = Cohort.restored(own)
