"""A run of evolution: propose, evaluate, and so on; what is there already is not done again."""

from collections.abc import Callable
from functools import cached_property

from evoprune.errors import MissingDataError
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.breeding import Breeder
from evoprune.evolution.genetic_programming.candidate import Candidate, Evaluated
from evoprune.evolution.genetic_programming.proposing import proposed
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.evolution.genetic_programming.searches.base import Means, Search
from evoprune.evolution.genetic_programming.validity import Validity
from evoprune.pruning.functions import function
from evoprune.randomness import Streams
from evoprune.registry import load
from evoprune.studies.pruning_functions import STUDY
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.store import Store

Evaluate = Callable[[Candidate], Evaluated]
History = list[list[Evaluated]]


class Proposals:
    """The generations of a run, each found from those before.

    Args:
        arm: what is run.
        seed: of the run. No arm enters the random streams: arms of one seed begin alike.
    """

    def __init__(self, arm: Arm, seed: int) -> None:
        self._arm = arm
        self._streams = Streams(arm.root_seed, STUDY, seed)
        self._search: Search = load("search", SEARCHES, arm.search)()
        valid = Validity(arm.switches, self._streams)
        self._means = Means(
            arm.evolution,
            arm.switches,
            [Tree(tuple(function(name).TREE)) for name in arm.seed_functions],
            Breeder(arm.evolution, arm.switches, valid),
        )

    def after(self, history: History) -> list[Candidate]:
        """The candidates that follow on some generations."""
        return proposed(history, self._search, self._means, self._streams)

    @cached_property
    def evaluations(self) -> int:
        """Evaluations of the whole run, at most."""
        return self._search.evaluations(self._means)


def evolve(
    arm: Arm,
    seed: int,
    evaluate: Evaluate,
    store: Store,
    *,
    on_evaluation: Callable[[int], None] = lambda done: None,
    check: Callable[[], None] = lambda: None,
) -> History:
    """All generations of a run.

    Args:
        arm: what is run.
        seed: of the run.
        evaluate: what a candidate is worth.
        store: keeps evaluations; those that are in it are taken from there.
        on_evaluation: told how many are done.
        check: called after each evaluation; may raise to end the run, which can be gone on with.
    """
    proposals = Proposals(arm, seed)
    history: History = []
    done = 0
    for _ in range(arm.evolution.generations):
        generation: list[Evaluated] = []
        for candidate in proposals.after(history):
            found = store.get(candidate)
            if found is None:
                found = evaluate(candidate)
                store.put(found)
                check()
            generation.append(found)
            done += candidate.fitness is None
            on_evaluation(done)
        history.append(generation)
    return history


def evaluated(store: Store, proposals: Proposals, generations: int) -> History:
    """The first generations of a run whose evaluations are all in a store.

    Raises:
        MissingDataError: one is not there, or is of another candidate.
    """
    history: History = []
    for _ in range(generations):
        candidates = proposals.after(history)
        found = [store.get(candidate) for candidate in candidates]
        whole = [evaluation for evaluation in found if evaluation is not None]
        if len(whole) < len(candidates):
            missing = candidates[found.index(None)]
            path = store.path(missing.generation, missing.slot)
            raise MissingDataError(f"{path}: no evaluation of the candidate that is meant")
        history.append(whole)
    return history
