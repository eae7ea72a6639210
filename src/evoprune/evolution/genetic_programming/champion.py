"""What a run ends with. Source: pruning functions, sections 1.6 and 6.2."""

import numpy as np

from evoprune.evolution.genetic_programming.candidate import Evaluated
from evoprune.evolution.genetic_programming.selection import History, ranked, samples_of
from evoprune.evolution.genetic_programming.settings import TreeSwitches


def champion(history: History, switches: TreeSwitches) -> Evaluated:
    """The best candidate of a run.

    As released, the best single evaluation of all generations: a maximum over noise. Where a tree
    is judged by all its evaluations, the best of the last generation that has more than one; with
    only one each, the best of all.
    """
    if switches.fitness_of == "evaluation":
        return max((e for generation in history for e in generation), key=lambda e: e.fitness)
    samples = samples_of(history)
    order = [history[-1][slot] for slot in ranked(history, switches)]
    return next((e for e in order if len(samples[e.digest]) > 1), order[0])


def best_so_far(history: History, switches: TreeSwitches) -> float:
    """What the best candidate is thought to be worth, as `champion` chooses it."""
    best = champion(history, switches)
    if switches.fitness_of == "evaluation":
        return best.fitness
    return float(np.mean(samples_of(history)[best.digest]))
