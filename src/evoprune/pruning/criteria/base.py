"""The contract of a criterion and what it may look at."""

from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np

from evoprune.settings import Settings


class FilterContext(Protocol):
    """What a criterion sees of one layer; each part is computed when it is asked for."""

    @property
    def ratio(self) -> float:
        """Share of the layer's filters that is to be removed, 0 to 1."""
        ...

    @property
    def weight(self) -> np.ndarray:
        """Weights of the convolution, float64, shape (filters, inputs, height, width)."""
        ...

    @property
    def saliency(self) -> np.ndarray:
        """Connection sensitivity of each weight, float64 from 0, shaped like the weights."""
        ...

    @property
    def norm_scale(self) -> np.ndarray:
        """Scale of each filter in the batch normalisation behind it, float64, shape (filters,)."""
        ...

    @property
    def norm_gradient(self) -> np.ndarray:
        """Gradient of the cross-entropy with respect to that scale, float64, shape (filters,)."""
        ...

    @property
    def rng(self) -> np.random.Generator:
        """The layer's own random stream."""
        ...


class Criterion(Settings, ABC):
    """A criterion; its fields are its settings in the config."""

    @abstractmethod
    def score(self, context: FilterContext) -> np.ndarray:
        """A score for each filter of a layer, shape (filters,); those that score highest stay.

        Scores are only compared within a layer.
        """
