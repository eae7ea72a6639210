"""Optimiser steps on a piece of a row: a persistent Adam, and a fresh Adam in closed form.

A step has two halves, `prepared` and `moved`. The divisions and roots of the first take long, so
kernels begin the next row's before they need this one's.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evoprune.training.engines.numba.compiled import inlined, part
from evoprune.training.engines.numba.kernels.panels import SINGLE
from evoprune.training.engines.numba.layout import aligned
from evoprune.training.engines.numba.tiles.arithmetic import (
    absolute,
    fma,
    reciprocal,
    square_root,
)
from evoprune.training.engines.numba.tiles.memory import load, store

BETA1, BETA2 = 0.5, 0.999
"""Decay rates of Adam's first and second moment (spec section 4.1)."""
EPSILON = 1e-8
"""Adam's epsilon (spec section 4.1)."""

FIRST_DECAY, SECOND_DECAY, TINY = np.float32(BETA1), np.float32(BETA2), np.float32(EPSILON)
SQUARED = np.float32((1 - BETA2) / (1 - BETA1) ** 2)
"""1 - BETA2, for gradients that are scaled by 1 - BETA1."""

SMALLEST_RATE = 1e-37
"""A rate below moves nothing, and its inverse would overflow."""


class Moments(NamedTuple):
    """State of the persistent Adams of S networks, or in kernels of one.

    Attributes:
        first: decayed mean of the gradient, laid out as the parameters.
        second: decayed mean of its square.
        decays: BETA1 and BETA2 to the number of steps made, float64, shape (S, 2).
    """

    first: np.ndarray
    second: np.ndarray
    decays: np.ndarray

    @classmethod
    def zero(cls, shape: tuple[int, int]) -> "Moments":
        """Moments before the first step.

        Args:
            shape: networks and parameters of each.
        """
        return cls(aligned(shape), aligned(shape), np.ones((shape[0], 2)))

    def arrays(self) -> dict[str, np.ndarray]:
        """All three."""
        return self._asdict()

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Take over all three."""
        for name, mine in self.arrays().items():
            mine[:] = arrays[name]

    def take(self, indices: Sequence[int] | np.ndarray) -> "Moments":
        """New moments, copies of those at `indices`."""
        copy = Moments.zero((len(indices), self.first.shape[1]))
        copy.put(slice(None), Moments(*(values[indices] for values in self)))
        return copy

    def put(self, indices: Sequence[int] | np.ndarray | slice, source: "Moments") -> None:
        """Copy the moments of `source` over those at `indices`."""
        for mine, theirs in zip(self, source, strict=True):
            mine[indices] = theirs


class Step(NamedTuple):
    """Scalars of one optimiser step; Adam's bias corrections are in them.

    Adam's new parameter is p + m / (slope sqrt(v) + offset), one operation less than the textbook
    form. For the same reason the gradient is scaled by 1 - BETA1, a power of two: what it adds to
    the first moment is then the gradient itself.
    """

    minus_rate: np.float32
    slope: np.float32
    offset: np.float32
    gradient_scale: np.float32


@part
def next_step(moments, rate):
    """The scalars of the next step; counts it."""
    if moments is None:
        return Step(np.float32(-rate), np.float32(0), np.float32(0), np.float32(1))
    moments.decays[0] *= BETA1
    moments.decays[1] *= BETA2
    corrected = -max(rate, SMALLEST_RATE) / (1 - moments.decays[0])
    slope = 1 / (corrected * np.sqrt(1 - moments.decays[1]))
    return Step(
        np.float32(-rate),
        np.float32(slope),
        np.float32(EPSILON / corrected),
        np.float32(1 - BETA1),
    )


@inlined
def prepared(gradient, moments, place, columns):
    """First half of a step on the parameters from `place` on.

    Args:
        gradient: of the loss by them, scaled as the step says.
        moments: of a persistent Adam, changed in place; without, the step is that of a fresh Adam.
        place: index of the first parameter.
        columns: number of vectors, an extent.

    Returns:
        What `moved` needs, two tiles.
    """
    if moments is None:
        direction = fresh_direction(gradient)
        return direction, direction
    return new_moments(gradient, (gradient * SQUARED) * gradient, moments, place, columns)


@inlined
def fresh_direction(gradient):
    """First step of a new Adam: g/(|g| + epsilon). Source: spec section 4.2, quirk Q11."""
    return gradient / (absolute(gradient) + TINY)


@inlined
def new_moments(share, square, moments, place, columns):
    """Update both moments, given what the gradient adds to each.

    Returns:
        The first moment and the root of the second.
    """
    first = fma(load(moments.first, place, 0, SINGLE, columns), FIRST_DECAY, share)
    second = fma(load(moments.second, place, 0, SINGLE, columns), SECOND_DECAY, square)
    store(first, moments.first, place, 0)
    store(second, moments.second, place, 0)
    return first, square_root(second)


@inlined
def moved(row, first, root, step, moments):
    """Second half of a step: the parameters after it."""
    if moments is None:
        return fma(first, step.minus_rate, row)
    return fma(first, reciprocal(fma(root, step.slope, step.offset)), row)


@inlined
def move(weights, place, first, root, step, moments, masks, columns):
    """Second half of a step, in memory; masks hold parameters at zero where they are zero."""
    row = moved(load(weights, place, 0, SINGLE, columns), first, root, step, moments)
    if masks is not None:
        row = row * load(masks, place, 0, SINGLE, columns)
    store(row, weights, place, 0)
    return row
