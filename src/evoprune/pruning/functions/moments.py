"""Counts, means and variances of each class against all others, by way of sums a class.

Variances are computed of deviations from means, never as differences of squares, which can come
out below zero.
"""

from dataclasses import dataclass

import numpy as np

from evoprune.evolution.expressions.scoring import LayerOperands


@dataclass(frozen=True)
class Moments:
    """What is known of the values of a class (+) and of all other classes (-), pooled over maps.

    Attributes:
        count: samples of the class, shape (classes, 1).
        others: samples of the others, shape (classes, 1).
        mean: mean of all values of the class, shape (classes, channels).
        mean_of_others: the same of the others.
        variance: their mean squared deviation, shape (classes, channels).
        variance_of_others: the same of the others.
    """

    count: np.ndarray
    others: np.ndarray
    mean: np.ndarray
    mean_of_others: np.ndarray
    variance: np.ndarray
    variance_of_others: np.ndarray


def moments(layer: LayerOperands) -> Moments:
    """The moments of a layer's channels."""
    samples = [own["P"] for own in layer.of_class]
    count = np.array([[float(values.shape[1])] for values in samples])
    mean = np.stack([values.mean(axis=(1, 2)) for values in samples])
    variance = np.stack([values.var(axis=(1, 2)) for values in samples])
    total, weighted = count.sum(), (count * mean).sum(axis=0)
    others = total - count
    mean_of_others = (weighted - count * mean) / others
    # Within each of the other classes, and between their means.
    far = (mean[:, None] - mean_of_others) ** 2
    spread = count[:, None] * (variance[:, None] + far)
    variance_of_others = (spread.sum(axis=0) - spread.diagonal().T) / others
    return Moments(count, others, mean, mean_of_others, variance, variance_of_others)
