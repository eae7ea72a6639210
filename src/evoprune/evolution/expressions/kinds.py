"""Kinds of values: what the shape of an operand or of a result means."""

from enum import StrEnum


class Kind(StrEnum):
    """What a value is for one channel; n samples, D positions of its map."""

    SCALAR = "scalar"
    """One number."""
    MAP = "map"
    """A number for each position, shape (D,)."""
    SAMPLES = "samples"
    """A map for each sample, shape (samples, D)."""
    POSITIONS = "positions"
    """Samples turned: all samples of each position, shape (D, samples)."""
    MATRIX = "matrix"
    """A number for each pair of positions, shape (D, D)."""
    KERNEL = "kernel"
    """A number for each pair of samples, shape (samples, samples)."""
    FILTER = "filter"
    """Weights of one filter, shape (height, width, inputs), or (inputs,) of a dense layer."""
    BANK = "bank"
    """Weights of all filters of a layer: those of a filter, and a last axis of filters."""
    LABELS = "labels"
    """A row of zeros and a one for each sample, shape (n, classes)."""
