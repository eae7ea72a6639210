"""Small jobs for the numba engine: architectures by their sizes, rows, batches, how they end."""

from itertools import pairwise

import numpy as np

from evoprune.networks.architecture import Architecture, Dense

SIZES = {
    "odd": ((37, 18, 33, 5, 17, 37), 3),
    "whole vectors": ((48, 16, 32, 16, 48), 2),
    "full cache lines": ((127, 60, 9, 60, 127), 2),
    "the next row": ((128, 127, 20, 128), 2),
    "one hidden layer": ((45, 16, 45), 1),
}
"""Units from input to output, and how many layers the encoder has."""
BATCH = 5


def architecture(sizes, encoder):
    """ReLUs and a sigmoid."""
    kinds = ["relu"] * (len(sizes) - 2) + ["sigmoid"]
    layers = [Dense(*pair, kind) for pair, kind in zip(pairwise(sizes), kinds, strict=True)]
    return Architecture(tuple(layers[:encoder]), tuple(layers[encoder:]))


def named(name):
    """An architecture of `SIZES`."""
    return architecture(*SIZES[name])


def binary_rows(dimensions, rows=41, seed=0):
    """Noisy copies of three centres."""
    rng = np.random.default_rng(seed)
    centres = rng.random((3, dimensions)) < 0.5
    return (centres[np.arange(rows) % 3] ^ (rng.random((rows, dimensions)) < 0.1)).astype(np.uint8)


def batches_of(batch_size, networks, steps, rows=41, seed=0):
    """Different rows in each batch, shape (T, S, B)."""
    rng = np.random.default_rng(seed)
    shape = (steps, networks)
    return np.array([rng.permutation(rows)[:batch_size] for _ in range(steps * networks)]).reshape(
        *shape, batch_size
    )


def initial(name, count, seed=0):
    """Networks at their start."""
    rng = np.random.default_rng(seed)
    return [named(name).initial(rng) for _ in range(count)]


def dimensions(name):
    """Number of inputs."""
    return SIZES[name][0][0]


def trained(engine_type, name, *, batch=BATCH, fresh=True, objective="l1", steps=20, count=2):
    """Starts, stack, moments and losses of some steps."""
    engine, starts = engine_type(named(name), batch, "cpu", objective), initial(name, count)
    stack = engine.stack(starts)
    moments = None if fresh else engine.adam(stack)
    rows, rates = engine.rows(binary_rows(dimensions(name))), np.full(count, 1e-3)
    losses = engine.train(stack, rows, batches_of(batch, count, steps), rates, moments=moments)
    return starts, stack, moments, losses
