"""The metrics of a finished run: one row of `runs.csv`, and one a generation."""

from typing import Any

import numpy as np

from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.candidate import Evaluated
from evoprune.evolution.genetic_programming.champion import best_so_far, champion
from evoprune.evolution.genetic_programming.selection import estimates, samples_of
from evoprune.evolution.genetic_programming.settings import TreeSwitches
from evoprune.pruning.functions import function
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.evolving import History

Metrics = dict[str, float | int | None]

NAMES = (
    "fitness",
    "fitness_first",
    "fitness_samples",
    "fitness_seed",
    "gain",
    "size",
    "height",
    "evaluations",
    "failures",
    "trees",
    "noise_sd",
)
"""Columns of `runs.csv` between the status and the tree; results/README.md says what they mean."""


def measured(history: History, arm: Arm) -> Metrics:
    """All metrics of a run.

    `fitness` is what the champion is thought to be worth, from `fitness_samples` evaluations;
    `fitness_first` its first evaluation alone: the difference is how lucky that was.
    `fitness_seed` is the best hand-made function's mean over the same run; `gain` the difference.
    """
    best = champion(history, arm.switches)
    samples = samples_of(history)
    own = samples[best.digest]
    seeds = _seed_means(arm, samples)
    evaluated = [e for generation in history for e in generation if e.candidate.fitness is None]
    fitness = best_so_far(history, arm.switches)
    return {
        "fitness": fitness,
        "fitness_first": own[0],
        "fitness_samples": len(own),
        "fitness_seed": max(seeds),
        "gain": fitness - max(seeds),
        "size": best.candidate.tree.size,
        "height": best.candidate.tree.height,
        "evaluations": len(evaluated),
        "failures": sum(e.reason is not None for e in evaluated),
        "trees": len(samples),
        "noise_sd": _noise(list(samples.values())),
    }


def generations(history: History, arm: Arm) -> list[dict[str, Any]]:
    """A row a generation: its fitness, sizes and failures, and the best so far."""
    return [
        _generation(number, history[: number + 1], arm.switches) for number in range(len(history))
    ]


def _generation(number: int, history: History, switches: TreeSwitches) -> dict[str, Any]:
    last: list[Evaluated] = history[-1]
    new = [e for e in last if e.candidate.fitness is None]
    sizes = [e.candidate.tree.size for e in last]
    worth = [e.fitness for e in new if e.reason is None]
    return {
        "generation": number,
        "evaluations": len(new),
        "failures": sum(e.reason is not None for e in new),
        "fitness_mean": float(np.mean(worth)) if worth else None,
        "fitness_best": max(worth) if worth else None,
        "estimate_best": max(estimates(history, switches)),
        "best_so_far": best_so_far(history, switches),
        "size_mean": float(np.mean(sizes)),
        "size_best": champion(history, switches).candidate.tree.size,
        "trees": len({e.digest for e in last}),
    }


def _seed_means(arm: Arm, samples: dict[str, list[float]]) -> list[float]:
    """Mean fitness of each hand-made function that the run evaluated."""
    digests = [Tree(tuple(function(name).TREE)).digest for name in arm.seed_functions]
    return [float(np.mean(samples[digest])) for digest in digests if digest in samples]


def _noise(samples: list[list[float]]) -> float | None:
    """Standard deviation of evaluations of the same tree, pooled over trees."""
    repeated = [np.array(values) for values in samples if len(values) > 1]
    degrees = sum(len(values) - 1 for values in repeated)
    if not degrees:
        return None
    squares = sum(float(((values - values.mean()) ** 2).sum()) for values in repeated)
    return float((squares / degrees) ** 0.5)
