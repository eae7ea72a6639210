"""Settings of the evolution; published behaviour is the default."""

from typing import Literal, Self

from pydantic import Field, model_validator

from evoprune.settings import Settings


class Evolution(Settings):
    """A population of trees. Source: pruning functions, section 1.6."""

    generations: int = Field(default=10, ge=1)
    """Number of generations; the first evaluates the hand-made functions."""
    copies: int = Field(default=2, ge=1)
    """Copies of each hand-made function in the first generation."""
    mutants: int = Field(default=0, ge=0)
    """Mutants of hand-made functions beside them."""
    population: int = Field(default=14, ge=2)
    """Candidates of every later generation, survivors included."""
    parents: int = Field(default=6, ge=1)
    """Candidates that survive and have children."""
    reserve: int = Field(default=0, ge=0)
    """Hand-made functions that are put in again each generation, in turn."""
    selection: Literal["truncation", "tournament"] = "truncation"
    """Parents are the best, or winners of tournaments."""
    tournament: int = Field(default=3, ge=2)
    """Candidates of a tournament; none takes part in two of them."""
    crossover: float = Field(default=0.75, ge=0, le=1)
    """Probability that a pair of children exchanges subtrees."""
    mutation: float = Field(default=0.75, ge=0, le=1)
    """Probability that a child is mutated, after crossover."""
    mutation_height: int = Field(default=4, ge=0, le=8)
    """Largest height of a new subtree; heights from 0 are as likely as each other."""

    @model_validator(mode="after")
    def _room(self) -> Self:
        if self.parents + self.reserve > self.population:
            raise ValueError(
                f"{self.parents} parents and {self.reserve} functions put in again are more than "
                f"a population of {self.population}"
            )
        return self


class TreeSwitches(Settings):
    """Where the evolution departs from the release. Source: sections 5 and 6.2."""

    ops: Literal["released", "paper"] = "released"
    """Operands and operators: those of the released code, or those that the paper names as well."""
    typed: bool = False
    """Whether arguments have to be of the kind that an operator is meant for."""
    checks: Literal["finite", "telling"] = "finite"
    """What a child has to do on small layers: give numbers, or tell channels apart (Q2, Q8)."""
    retries: int = Field(default=1000, ge=1)
    """Attempts at a valid child; released: no end of them (Q1). Then the parent stays."""
    nodes: int | None = Field(default=None, ge=1)
    """Most nodes of a child; released: any number."""
    height: int | None = Field(default=None, ge=0)
    """Greatest height of a child; released: any."""
    fitness_of: Literal["evaluation", "tree"] = "evaluation"
    """What selection goes by: one evaluation, or the mean over all of the same tree (Q14)."""
    reevaluate_elites: bool = False
    """Whether survivors are evaluated anew each generation (Q14)."""
    smaller_first: bool = False
    """Whether the smaller tree wins where fitness is equal."""
