"""How offspring come about: two-point crossover and bounded polynomial mutation."""

import numpy as np
from scipy.spatial.distance import cdist

from evoprune.evolution.genome import Box

SAME = 1e-20
"""Genomes nearer than that, by Euclidean distance, are duplicates."""


def two_point_crossover(
    mothers: np.ndarray, fathers: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Swap what stands between two distinct cuts, drawn from the places between variables.

    A cut may part the ratio of a layer from its criterion, as released. Of two variables, which
    have one place to cut only, the second is swapped.

    Args:
        mothers: shape (pairs, variables).
        fathers: the same.
        rng: for the cuts.

    Returns:
        Shape (2 * pairs, variables): first the children that begin as their mothers, then the rest.
    """
    pairs, variables = mothers.shape
    places = np.tile(np.arange(1, variables), (pairs, 1))
    cuts = np.sort(rng.permuted(places, axis=1)[:, :2], axis=1)
    stops = cuts[:, 1:] if variables > 2 else np.full((pairs, 1), variables)
    position = np.arange(variables)
    swapped = (position >= cuts[:, :1]) & (position < stops)
    return np.concatenate(
        [np.where(swapped, fathers, mothers), np.where(swapped, mothers, fathers)]
    )


def polynomial_mutation(
    genomes: np.ndarray, box: Box, rate: float, eta: float, rng: np.random.Generator
) -> np.ndarray:
    """Move each variable with probability `rate` by a polynomially distributed step.

    Half of the steps go down and half up; the density of a step d, as a share of the width of the
    box, falls like (1 - |d|)^eta and is cut off at the bound (Deb and Agrawal, 1999).

    Args:
        genomes: shape (genomes, variables), within the box.
        box: bounds of the variables.
        rate: probability per variable.
        eta: index of the distribution; large ones make small steps.
        rng: for the choice of variables and the steps.

    Returns:
        Shape (genomes, variables).
    """
    moved = rng.random(genomes.shape) < rate
    draw = rng.random(genomes.shape)
    width = box.upper - box.lower
    with np.errstate(invalid="ignore"):  # a box without width, which nothing moves in
        below, above = (genomes - box.lower) / width, (box.upper - genomes) / width
    up = draw > 0.5
    tail = np.where(up, 1 - above, 1 - below) ** (eta + 1)
    share = np.where(up, 2 * (1 - draw), 2 * draw)
    size = 1 - (share + (1 - share) * tail) ** (1 / (eta + 1))
    there = np.clip(genomes + np.where(up, size, -size) * width, box.lower, box.upper)
    return np.where(moved & (width > 0), there, genomes)


def new_ones(children: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Children that are neither known nor the same as one before them.

    Args:
        children: shape (children, variables).
        known: shape (known, variables).

    Returns:
        Shape (at most children, variables), in their order.
    """
    repeated = np.tril(cdist(children, children) < SAME, k=-1).any(axis=1)
    repeated |= (cdist(children, known) < SAME).any(axis=1)
    return np.asarray(children[~repeated])
