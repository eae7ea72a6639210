"""Genomes of real numbers: a pruning ratio and a criterion's code for each layer, interleaved."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from evoprune.evolution.bounds import BOUNDS
from evoprune.evolution.codes import ALPHABET, criterion_numbers
from evoprune.pruning.criteria import CRITERIA
from evoprune.registry import load
from evoprune.settings import Settings

MIXED = "mixed"
"""Codes say which criterion a layer uses."""

RATIOS = slice(0, None, 2)
"""Where ratios stand in a genome."""

CODES = slice(1, None, 2)
"""Where the codes of criteria stand."""


class Box(NamedTuple):
    """Bounds of the variables of a genome, both inclusive, float64, shape (variables,)."""

    lower: np.ndarray
    upper: np.ndarray

    def uniform(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Genomes drawn uniformly, shape (count, variables)."""
        drawn = rng.random((count, len(self.lower)))
        return np.asarray(self.lower + drawn * (self.upper - self.lower))


class LayerChoice(NamedTuple):
    """What a genome says of one pruned layer.

    Attributes:
        criterion: name of the criterion that ranks its filters.
        ratio: share of its filters that is removed.
    """

    criterion: str
    ratio: float


class GenomeSettings(Settings):
    """How genomes are laid out and read; the released way is the default."""

    genes: Literal["all_convs", "prunable"] = "all_convs"
    """Layers with genes: all that the network counts, as released, or those that are pruned."""
    criteria: str = MIXED
    """`mixed`: codes say which criterion; or the name of one that all layers use."""
    code_borders: Literal["dropped", "floor"] = "dropped"
    """A code at a border of quarters: left out, so that later layers shift, or the next quarter."""
    lower_bound: Literal["constant", "cosine", "step"] = "constant"
    """How the least ratio grows with depth."""
    lowest_ratio: float = Field(default=0.0, ge=0, le=1)
    """The constant least ratio, or the peak of the cosine."""


class Genome:
    """The layout of the genomes of one network.

    All arms have the same genes and draw them alike; with a fixed criterion, codes mean nothing.
    So arms differ by what codes say, not by how ratios are searched.

    Args:
        settings: layout and reading.
        counted: number of layers that the network counts.
        pruned: positions of the pruned layers among these, from 0, ascending.

    Raises:
        ConfigError: there is no such criterion, or a bound is not for so many layers.
    """

    def __init__(self, settings: GenomeSettings, counted: int, pruned: Sequence[int]) -> None:
        if list(pruned) != sorted(set(pruned)) or not set(pruned) <= set(range(counted)):
            raise ValueError(f"pruned layers {pruned} do not ascend within 0 to {counted - 1}")
        if settings.criteria != MIXED:
            load("criterion", CRITERIA, settings.criteria)
        everywhere = settings.genes == "all_convs"
        self._settings = settings
        self.layers = counted if everywhere else len(pruned)
        self.pruned = list(pruned) if everywhere else list(range(len(pruned)))
        lower = np.zeros(2 * self.layers)
        lower[RATIOS] = BOUNDS[settings.lower_bound](self.layers, settings.lowest_ratio)
        self.box = Box(lower, np.ones(2 * self.layers))

    def decode(self, genome: np.ndarray) -> list[LayerChoice]:
        """Criterion and ratio of each pruned layer.

        Args:
            genome: shape (variables,).

        Raises:
            ValueError: codes at borders were dropped, and a pruned layer is left without one.
        """
        ratios = genome[RATIOS].tolist()
        names = self._criteria(genome[CODES])
        if len(names) <= max(self.pruned, default=-1):
            raise ValueError("a code at a border of quarters was dropped: a layer has no criterion")
        return [LayerChoice(names[layer], ratios[layer]) for layer in self.pruned]

    def _criteria(self, codes: np.ndarray) -> list[str]:
        if self._settings.criteria != MIXED:
            return [self._settings.criteria] * self.layers
        return [ALPHABET[n] for n in criterion_numbers(codes, self._settings.code_borders)]

    def encode(self, choices: Sequence[LayerChoice]) -> np.ndarray:
        """A genome that is read as these choices.

        Codes stand in the middle of their quarter; genes that nothing reads have the least ratio
        and the first criterion.

        Args:
            choices: for each pruned layer.

        Returns:
            Shape (variables,).

        Raises:
            ValueError: a criterion does not evolve, or a ratio is outside of its bounds.
        """
        genome = self.box.lower.copy()
        genome[CODES] = 0.5 / len(ALPHABET)
        for layer, (criterion, ratio) in zip(self.pruned, choices, strict=True):
            if not genome[2 * layer] <= ratio <= 1:
                raise ValueError(f"ratio {ratio} of layer {layer} is not in its bounds")
            genome[2 * layer] = ratio
            genome[2 * layer + 1] = (ALPHABET.index(criterion) + 0.5) / len(ALPHABET)
        return genome
