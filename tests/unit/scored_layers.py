"""Layers whose channels are scored: random ones, and that of the golden values."""

import numpy as np

from evoprune.pruning.functions.layer import NORM, layer_operands

COUNTS = (5, 4, 3)
"""Images of each class."""


def random_layer(seed=0, channels=6, counts=COUNTS, positions=9, kernel=(3, 3), inputs=4):
    """A layer of positive and negative values whose classes differ; a dense one without kernel."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    maps = rng.normal(0.3, 1, (channels, len(labels), positions))
    maps += 0.4 * rng.normal(size=(channels, len(counts), positions))[:, labels]
    filters = rng.normal(0, 0.3, (channels, inputs, *kernel))
    norm = {name: rng.normal(size=channels) for name in NORM}
    return layer_operands(maps, labels, len(counts), filters, norm)


def golden_layer():
    """Data of the published golden scores; its four channels have the same maps."""
    rows, columns = np.ogrid[:12, :3]
    maps = ((7 * rows + 3 * columns) % 11) / 10
    a, b, c, o = np.ogrid[:3, :3, :2, :4]
    bank = np.sin(1 + a + 2 * b + 3 * c + 5 * o)
    labels = np.repeat([0, 1, 2], COUNTS)
    return layer_operands(np.stack([maps] * 4), labels, 3, np.transpose(bank, (3, 2, 0, 1)))
