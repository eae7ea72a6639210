"""What a candidate is worth: accuracies after pruning and retraining on all tasks of an arm.

Source: sections 2.1 and 6.2.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from evoprune.evolution.expressions.failures import Unscorable
from evoprune.evolution.expressions.limits import Limits
from evoprune.evolution.expressions.scoring import LayerOperands, scores
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.candidate import Candidate, Evaluated
from evoprune.pruning.functions.selecting import Score
from evoprune.randomness import Streams
from evoprune.studies.pruning_functions import STUDY
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.bench import Bench, Retrained

LIMITS = Limits(nodes=1000, height=80, operations=1_000_000_000)
"""Of a candidate's scoring of a layer: about a second. Its size is decided when it is bred."""


def score_of(tree: Tree, *, finite: bool = True, limits: Limits | None = None) -> Score:
    """A tree as what scores channels.

    Args:
        tree: the expression.
        finite: whether a score that is no number refuses the function; or it counts as highest.
        limits: of the scoring of a layer; by default those of candidates.
    """

    def score(layer: LayerOperands, place: int) -> np.ndarray:
        return scores(tree, layer, limits or LIMITS, finite=finite)

    return score


class Evaluator:
    """Evaluates the candidates of a run.

    Args:
        arm: what is run.
        seed: of the run.
        benches: the arm's tasks at work, by name.
    """

    def __init__(self, arm: Arm, seed: int, benches: Mapping[str, Bench]) -> None:
        self._arm, self._seed, self._benches = arm, seed, benches

    def evaluate(self, candidate: Candidate) -> Evaluated:
        """Prune and retrain on every task; a survivor that keeps its fitness costs nothing."""
        if candidate.fitness is not None:
            return Evaluated(candidate, candidate.fitness, None, {})
        details: dict[str, Any] = {"accuracies": {}, "seconds": {}}
        for name in self._benches:
            try:
                accuracies = self._on(name, candidate, details["seconds"])
            except Unscorable as error:
                failure = {"task": name, "position": error.position, "says": str(error)}
                return Evaluated(candidate, 0.0, error.reason, details | {"failure": failure})
            details["accuracies"][name] = accuracies
        return Evaluated(candidate, self._fitness(details["accuracies"]), None, details)

    def _on(self, name: str, candidate: Candidate, seconds: dict[str, float]) -> list[float]:
        """Accuracies on one task, one for each replicate."""
        switches, found = self._arm.switches, []
        score = score_of(candidate.tree, finite=switches.not_finite == "refused")
        looks = switches.looks if switches.accuracy == "best" else 1
        for replicate in range(self._arm.replicates):
            streams = self._streams(name, candidate, replicate)
            done: Retrained = self._benches[name].retrained(score, streams, looks=looks)
            found.append(done.best if switches.accuracy == "best" else done.accuracy)
            for what, spent in done.seconds.items():
                seconds[what] = seconds.get(what, 0.0) + spent
        return found

    def _streams(self, name: str, candidate: Candidate, replicate: int) -> Streams:
        """Batches of a retraining: the same for all of a generation, or each candidate's own."""
        number = candidate.replicate * self._arm.replicates + replicate
        own = f"generation_{candidate.generation}/replicate_{number}"
        if self._arm.switches.random_numbers == "own":
            own = f"generation_{candidate.generation}/slot_{candidate.slot}/replicate_{replicate}"
        return Streams(self._arm.root_seed, f"{STUDY}/retrain/{name}/{own}", self._seed)

    def _fitness(self, accuracies: Mapping[str, list[float]]) -> float:
        """One number: the mean of the tasks' mean accuracies."""
        means = [float(np.mean(values)) for values in accuracies.values()]
        if self._arm.fitness.mean == "arithmetic":
            return float(np.mean(means))
        return float(np.prod(means) ** (1 / len(means)))
