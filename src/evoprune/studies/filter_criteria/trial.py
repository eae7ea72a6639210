"""The evaluation of one candidate, which may be long enough to be interrupted."""

from typing import NamedTuple

import numpy as np

from evoprune.evolution.evaluation import Evaluation, bits
from evoprune.evolution.population import Candidate
from evoprune.pruning.filters.flops import reference_flops
from evoprune.studies.filter_criteria.candidates import Candidates
from evoprune.training.classifiers.phases import CHUNK, Arrays, load_state, state_arrays


class Evaluated(NamedTuple):
    """What an evaluation gave.

    Attributes:
        objectives: error rate and share of the whole network's operations.
        evaluation: for the log.
    """

    objectives: tuple[float, float]
    evaluation: Evaluation


class Trial:
    """A candidate that is trained and evaluated; one that was before is evaluated only.

    Args:
        candidates: how candidates are made.
        candidate: which one.
    """

    def __init__(self, candidates: Candidates, candidate: Candidate) -> None:
        self._candidates, self._candidate = candidates, candidate
        self._masks = candidates.masks(candidate)
        self._network = candidates.network(self._masks)
        self._trainer = candidates.trainer(self._network, self._masks)
        self._new = candidate.of == candidate.number
        self._first = candidates.done if candidates.inherit else 0
        self._until = self._first + (candidates.steps if self._new else 0)
        self._step = self._first

    @property
    def left(self) -> int:
        """Training steps that are left."""
        return self._until - self._step

    def advance(self) -> None:
        """Take some steps."""
        until = min(self._step + CHUNK, self._until)
        self._trainer.train(self._step, until)
        self._step = until

    def result(self) -> Evaluated:
        """Give back what was learned, and evaluate."""
        candidates, network = self._candidates, self._network
        if self._new:
            candidates.done += candidates.steps
            if candidates.inherit:
                candidates.shared.take_back(network, self._masks, self._trainer.momentum)
        candidates.recalibrated(network, self._candidate.of)
        error = candidates.material.validation.error_rate(network)
        flops = reference_flops(network)
        evaluation = Evaluation(
            number=self._candidate.number,
            generation=self._candidate.generation,
            of=self._candidate.of,
            genome=self._candidate.genome.tolist(),
            widths=list(network.architecture.widths),
            keep_masks=[bits(mask) for mask in self._masks],
            seeds={"scoring": self._candidate.of},
            flops=flops,
            errors={"error_validation": error},
            steps=[self._first, self._until],
        )
        return Evaluated((error, flops / candidates.flops), evaluation)

    def arrays(self) -> Arrays:
        """Weights, statistics, momentum and the step; masks follow from the whole network."""
        step = np.array([self._step], dtype=np.int64)
        momentum = {
            f"pace.{n}": np.array(buffer.cpu().numpy())
            for n, buffer in enumerate(self._trainer.momentum)
        }
        return state_arrays(self._network, "trained.") | momentum | {"step": step}

    def restore(self, arrays: Arrays) -> None:
        """Take over a state."""
        load_state(self._network, arrays, "trained.")
        self._trainer.restore_momentum(arrays, "pace.")
        self._step = int(arrays["step"][0])
