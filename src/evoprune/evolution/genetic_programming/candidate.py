"""What a generation evaluates, and what came out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Self

from evoprune.evolution.expressions.tree import Tree

Origin = Literal["seed", "mutant", "elite", "reserve", "child"]
"""Where a candidate comes from: a hand-made function, one of them mutated at the beginning, a
survivor, a hand-made function put in again, or variation."""


@dataclass(frozen=True)
class Candidate:
    """A tree with its place.

    Attributes:
        generation: from 0.
        slot: place in its generation, from 0.
        tree: what scores channels.
        origin: where it comes from.
        parents: slots of the generation before that it was made from.
        replicate: how many equal trees come before it in its generation; they are evaluated with
            other random numbers, so that a clone is a second sample and no duplicate.
        fitness: of a survivor that keeps what it had; none where it is to be evaluated.
    """

    generation: int
    slot: int
    tree: Tree
    origin: Origin
    parents: tuple[int, ...] = ()
    replicate: int = 0
    fitness: float | None = None

    def described(self) -> dict[str, Any]:
        """The candidate as JSON."""
        return {
            "generation": self.generation,
            "slot": self.slot,
            "tree": list(self.tree.symbols),
            "origin": self.origin,
            "parents": list(self.parents),
            "replicate": self.replicate,
            "fitness": self.fitness,
        }

    @classmethod
    def parsed(cls, found: Mapping[str, Any]) -> Self:
        """The inverse of `described`."""
        said = dict(found)
        tree = Tree(tuple(said.pop("tree")))
        return cls(tree=tree, parents=tuple(said.pop("parents")), **said)


@dataclass(frozen=True)
class Evaluated:
    """A candidate and what it is worth.

    Attributes:
        candidate: what was evaluated.
        fitness: higher is better; 0 where it could not be evaluated.
        reason: why it could not be, in a word; none otherwise.
        details: whatever else the evaluation says of it, as JSON.
    """

    candidate: Candidate
    fitness: float
    reason: str | None
    details: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """Of the tree."""
        return self.candidate.tree.digest
