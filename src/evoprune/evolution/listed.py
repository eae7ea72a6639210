"""Searches whose candidates are all known from the start."""

import numpy as np

from evoprune.evolution.cohort import Cohort
from evoprune.evolution.population import Population
from evoprune.evolution.search import Search, SearchSettings


class ListedCandidates(Search):
    """A list of genomes, evaluated in portions as large as generations; everybody survives.

    Args:
        settings: the budget.
        genomes: all of them, shape (candidates, variables).
    """

    def __init__(self, settings: SearchSettings, genomes: np.ndarray) -> None:
        super().__init__(genomes[: settings.population])
        self._settings, self._genomes = settings, genomes

    def _survivors(self, cohort: Cohort) -> Population:
        return self._population.joined(cohort.evaluated())

    def _offspring(self, generation: int) -> np.ndarray:
        start = self._settings.population + (generation - 2) * self._settings.offspring
        return self._genomes[start : start + self._settings.offspring]
