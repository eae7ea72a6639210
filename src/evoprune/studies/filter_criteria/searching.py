"""The search itself: genome after genome, each with a line in the log."""

from pathlib import Path

import numpy as np

from evoprune.evolution.hypervolume import hypervolume
from evoprune.evolution.log import EvaluationLog
from evoprune.evolution.population import Candidate
from evoprune.studies.filter_criteria.candidates import Candidates
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.observing import observed
from evoprune.studies.filter_criteria.supernetwork import SuperNetwork
from evoprune.studies.filter_criteria.trial import Trial
from evoprune.training.classifiers.phases import Arrays, Notes, Phase, below

REFERENCE = (1.0, 1.0)
"""Worst objectives: everything wrong, all operations."""


class Searching(Phase):
    """The phase of the search; a unit is some training steps, or the evaluation behind them.

    Args:
        material: images and streams.
        shared: the whole network.
        notes: takes `generations`, and `diverged_at`: the steps done when weights stopped being
            numbers, if they did.
        log: file that a line an evaluation is added to.
    """

    name = "search"

    def __init__(self, material: Material, shared: SuperNetwork, notes: Notes, log: Path) -> None:
        self._material, self._shared, self._notes = material, shared, notes
        self.candidates = Candidates(material, shared)
        self._path = log
        self._log: EvaluationLog | None = None
        self._evaluations = 0
        self._trial: Trial | None = None
        plan = material.arm.search_plan
        self.planned = plan.new_candidates * self.candidates.steps
        self.search = plan.start(self.candidates.genome.box, material.streams())

    @property
    def left(self) -> int:
        """Training steps that are left; at least one until everything is evaluated."""
        if self.search.ask() is None or "diverged_at" in self._notes.facts:
            return 0
        return max(1, self.planned - self.candidates.done)

    def advance(self) -> None:
        """Begin with the next candidate, go on with its training, or evaluate it."""
        if self._log is None:
            self._log = EvaluationLog(self._path, keep=self._evaluations)
        if "generations" not in self._notes.facts:
            self._notes.facts["generations"] = []
            self._note(0, {})
        if self._trial is None:
            self._trial = Trial(self.candidates, self._next())
        if self._trial.left:
            self._trial.advance()
        else:
            self._evaluate(self._trial, self._log)

    def _next(self) -> Candidate:
        candidate = self.search.ask()
        assert candidate is not None
        return candidate

    def _evaluate(self, trial: Trial, log: EvaluationLog) -> None:
        found = trial.result()
        log.append(found.evaluation)
        self._trial, self._evaluations = None, self._evaluations + 1
        if not self._shared.is_finite:
            self._notes.facts["diverged_at"] = self.candidates.done
            return
        generation = self.search.generation
        self.search.tell(found.evaluation.number, found.objectives)
        if self.search.generation > generation:
            objectives = self.search.population.objectives
            state = {
                "hypervolume": hypervolume(objectives, REFERENCE),
                "error_mean": float(objectives[:, 0].mean()),
                "error_least": float(objectives[:, 0].min()),
                "flops_share_mean": float(objectives[:, 1].mean()),
            }
            self._note(generation, state)

    def _note(self, generation: int, state: dict[str, float]) -> None:
        self._notes.facts["generations"].append(
            {
                "generation": generation,
                "evaluations": self._evaluations,
                "steps": self.candidates.done,
                **state,
                **observed(self._material, self._shared.network, generation),
            }
        )

    @property
    def front(self) -> list[Candidate]:
        """The result: one candidate a genome that nobody dominates, smallest first."""
        found = self.search.front()
        order = np.lexsort((found.of, found.objectives[:, 1]))
        _, first = np.unique(found.of[order], return_index=True)
        rows = order[np.sort(first)]
        numbers = [int(found.of[row]) for row in rows]
        return [
            Candidate(number, 0, found.genomes[row], number)
            for number, row in zip(numbers, rows, strict=True)
        ]

    def arrays(self) -> Arrays:
        """The search, how far it is, and the candidate under way."""
        counts = np.array([self._evaluations, self.candidates.done], dtype=np.int64)
        trial = {} if self._trial is None else self._trial.arrays()
        search = {f"search.{name}": values for name, values in self.search.arrays().items()}
        return search | {f"trial.{k}": v for k, v in trial.items()} | {"counts": counts}

    def restore(self, arrays: Arrays) -> None:
        """Go on after what is done."""
        self.search.restore(below("search.", arrays))
        self._evaluations, self.candidates.done = (int(n) for n in arrays["counts"])
        trial = below("trial.", arrays)
        if trial:
            self._trial = Trial(self.candidates, self._next())
            self._trial.restore(trial)
