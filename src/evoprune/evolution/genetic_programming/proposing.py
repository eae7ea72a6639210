"""The candidates of a generation, found from the generations before and named random streams alone.

So a run that was interrupted proposes the same again, and a generation can be evaluated anywhere.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from evoprune.evolution.genetic_programming.candidate import Candidate
from evoprune.evolution.genetic_programming.searches.base import Means, Search
from evoprune.evolution.genetic_programming.selection import History
from evoprune.randomness import Streams


def proposed(history: History, search: Search, means: Means, streams: Streams) -> list[Candidate]:
    """The generation that follows on those before, in the order of its slots.

    Args:
        history: generations before; none for the first.
        search: who may have children.
        means: what the search works with.
        streams: those of the run.
    """
    rng = streams.generator("variation", epoch=len(history))
    plan = search.later(rng, history, means) if history else search.first(rng, means)
    return _placed(len(history), plan)


def _placed(generation: int, plan: Iterable[Candidate]) -> list[Candidate]:
    """Candidates with their places; equal trees that are evaluated are replicates."""
    seen: Counter[str] = Counter()
    found = []
    for slot, candidate in enumerate(plan):
        digest = candidate.tree.digest
        found.append(replace(candidate, generation=generation, slot=slot, replicate=seen[digest]))
        seen[digest] += candidate.fitness is None
    return found
