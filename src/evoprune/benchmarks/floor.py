"""The time that a step must take, given how fast this processor adds, divides and takes roots.

It is a floor for the textbook arithmetic. The numba engine computes Adam's quotient by a Newton
iteration of multiply-adds, and most of a fresh Adam's first layer from a table: where the divider
is slow, it may come below.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from evoprune.benchmarks.timing import Block, Spread
from evoprune.networks.architecture import Architecture

LANES = 16
"""Floats of a vector."""

COUNT = 20_000
"""Operations of a chain that are timed at once: about a millisecond."""

FMA, DIVISION, ROOT = "multiply-add", "division", "square root"


class Throughput(NamedTuple):
    """Nanoseconds of an operation on a vector of 16 floats, many of them side by side."""

    multiply_add: float
    division: float
    root: float


class Floor(NamedTuple):
    """Microseconds of a step of one network, if arithmetic and update overlap perfectly."""

    canonical: float
    lipi: float


def blocks() -> dict[str, Block]:
    """What measures the throughputs; one unit is a vector."""
    from evoprune.benchmarks import throughput
    from evoprune.training.engines.numba.layout import aligned

    chains = len(throughput.CHAINS)
    kernels = {
        FMA: throughput.multiply_adds,
        DIVISION: throughput.divisions,
        ROOT: throughput.square_roots,
    }

    def block(kernel: object) -> Block:
        values = aligned((chains * LANES,))
        values[:] = np.linspace(1, 1.5, values.size)
        return Block(chains * COUNT, lambda: kernel(values, COUNT))  # type: ignore[operator]

    return {name: block(kernel) for name, kernel in kernels.items()}


def throughput_of(times: Mapping[str, Spread]) -> Throughput:
    """The throughputs, given the times of `blocks`."""
    return Throughput(*(1000 * times[name].median for name in (FMA, DIVISION, ROOT)))


def flops(architecture: Architecture, batch_size: int) -> int:
    """Operations of the matrix products of a step: forward, weight and input gradients."""
    weights = [dense.inputs * dense.outputs for dense in architecture.layers]
    # Nobody needs the gradient of the data.
    return 2 * batch_size * (2 * sum(weights) + sum(weights[1:]))


def floor(architecture: Architecture, batch_size: int, throughput: Throughput) -> Floor:
    """The longer of the multiply-adds and the slow operations of the update.

    A persistent Adam needs a root and a division a parameter, a fresh one a division.
    """
    products = flops(architecture, batch_size) / (2 * LANES) * throughput.multiply_add / 1000
    vectors = -(-architecture.parameters // LANES)
    adam = vectors * (throughput.division + throughput.root) / 1000
    fresh = vectors * throughput.division / 1000
    return Floor(max(products, adam), max(products, fresh))
