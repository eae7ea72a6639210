"""Least ratios of the layers: how much every candidate removes at least."""

from collections.abc import Callable, Mapping

import numpy as np

from evoprune.errors import ConfigError

STEPS = np.repeat([0.2, 0.4, 0.6, 0.0], [18, 18, 18, 1])
"""The step bound, which is known for networks of 55 layers only."""


def constant(layers: int, ratio: float) -> np.ndarray:
    """The same least ratio everywhere."""
    return np.full(layers, ratio)


def cosine(layers: int, peak: float) -> np.ndarray:
    """Least ratios that rise from about 0 at the first layer to the peak at the last.

    They are peak/2 * (1 + cos(pi t/L)) with t = L - 1 - l for layer l from 0.
    """
    distance = np.arange(layers)[::-1]
    return np.asarray(peak / 2 * (1 + np.cos(np.pi * distance / layers)))


def step(layers: int, ratio: float) -> np.ndarray:
    """Thirds of 18 layers at 0.2, 0.4 and 0.6, the last layer at 0; the value is not used.

    Raises:
        ConfigError: there are not 55 layers.
    """
    del ratio  # as released
    if layers != len(STEPS):
        raise ConfigError(f"the step bound is for {len(STEPS)} layers with genes, not {layers}")
    return STEPS.copy()


BOUNDS: Mapping[str, Callable[[int, float], np.ndarray]] = {
    "constant": constant,
    "cosine": cosine,
    "step": step,
}
