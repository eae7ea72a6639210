"""Candidates to be evaluated, and populations of evaluated ones."""

from typing import NamedTuple

import numpy as np


class Candidate(NamedTuple):
    """A genome to be evaluated.

    Attributes:
        number: of the evaluation, from 0 in the order that a search numbers them.
        generation: from 1, the initial population.
        genome: shape (variables,).
        of: number of the evaluation that the genome was new in; a survivor's is an earlier one.
    """

    number: int
    generation: int
    genome: np.ndarray
    of: int


class Population(NamedTuple):
    """Evaluated candidates, one row each.

    Attributes:
        genomes: shape (candidates, variables).
        objectives: both minimised, shape (candidates, 2).
        of: int64, numbers of the evaluations that genomes were new in, shape (candidates,).
        crowding: crowding distances on the front they survived with, shape (candidates,).
    """

    genomes: np.ndarray
    objectives: np.ndarray
    of: np.ndarray
    crowding: np.ndarray

    @classmethod
    def nobody(cls, variables: int) -> "Population":
        """An empty one."""
        nothing = np.zeros(0)
        return cls(np.zeros((0, variables)), np.zeros((0, 2)), nothing.astype(np.int64), nothing)

    def joined(self, other: "Population") -> "Population":
        """Both, one after the other."""
        return Population(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))

    def at(self, rows: np.ndarray) -> "Population":
        """Some rows, by index or by a mask."""
        return Population(*(values[rows] for values in self))
