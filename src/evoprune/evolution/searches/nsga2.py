"""NSGA-II."""

import math

import numpy as np
from pydantic import Field

from evoprune.evolution.cohort import Cohort
from evoprune.evolution.genome import Box
from evoprune.evolution.population import Population
from evoprune.evolution.search import Search, SearchSettings
from evoprune.evolution.survival import survivors
from evoprune.evolution.tournament import winners
from evoprune.evolution.variation import new_ones, polynomial_mutation, two_point_crossover
from evoprune.randomness import Streams

ROUNDS = 100
"""How often mating is tried until there are enough offspring that nobody has seen."""


class Nsga2(SearchSettings):
    """NSGA-II as released: tournaments, two-point crossover, polynomial mutation, elitism.

    Source: Deb et al. (2002), with the operators of pymoo 0.3.
    """

    eta: float = Field(default=3.0, ge=0)
    """Index of the polynomial mutation."""
    mutation_rate: float | None = Field(default=None, ge=0, le=1)
    """Probability that mutation moves a variable; empty: one over their number."""
    reevaluate_survivors: bool = False
    """Whether each generation evaluates the population once more, behind its offspring."""

    def start(self, box: Box, streams: Streams) -> Search:
        """A search from a uniform initial population."""
        return EvolvingPopulation(self, box, streams)


class EvolvingPopulation(Search):
    """A population and its offspring, generation by generation.

    Args:
        settings: of the search.
        box: bounds of the genomes.
        streams: random streams of the run.
    """

    def __init__(self, settings: Nsga2, box: Box, streams: Streams) -> None:
        super().__init__(box.uniform(settings.population, streams.generator("search_initial")))
        self._settings, self._box, self._streams = settings, box, streams

    def _survivors(self, cohort: Cohort) -> Population:
        parents, evaluated = self._population, cohort.evaluated()
        if not cohort.new.all():
            parents = parents._replace(objectives=evaluated.objectives[~cohort.new])
        everybody = parents.joined(evaluated.at(cohort.new))
        rng = self._streams.generator("search_survival", epoch=cohort.generation)
        kept = survivors(everybody.objectives, self._settings.population, rng)
        return everybody.at(kept.indices)._replace(crowding=kept.crowding)

    def _again(self) -> Population:
        return self._population if self._settings.reevaluate_survivors else super()._again()

    def _offspring(self, generation: int) -> np.ndarray:
        parents = self._population.genomes
        found = parents[:0]
        wanted = self._settings.offspring if generation <= self._settings.generations else 0
        for attempt in range(ROUNDS):
            missing = wanted - len(found)
            if missing <= 0:
                break
            rng = self._streams.generator("search_mating", node=attempt, epoch=generation)
            children = new_ones(self._mated(missing, rng), np.concatenate([parents, found]))
            found = np.concatenate([found, children[:missing]])
        return found

    def _mated(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """At least so many children; one more if the number is odd."""
        parents, pairs = self._population, math.ceil(count / 2)
        chosen = winners(parents.objectives, parents.crowding, 2 * pairs, rng).reshape(pairs, 2)
        mothers, fathers = parents.genomes[chosen[:, 0]], parents.genomes[chosen[:, 1]]
        children = two_point_crossover(mothers, fathers, rng)
        rate = self._settings.mutation_rate
        rate = 1 / children.shape[1] if rate is None else rate
        return polynomial_mutation(children, self._box, rate, self._settings.eta, rng)
