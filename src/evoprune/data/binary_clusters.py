"""The Binary Clustering Problem: noisy copies of random binary centroids."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from evoprune.data.splits import Splits
from evoprune.randomness import Streams
from evoprune.settings import Settings


class BinaryClusters(Settings):
    """K clusters of D bits, K * E rows a split, as published.

    A centroid bit is a draw from Binomial(2, p) read as zero or not, so it is one with probability
    1 - (1 - p)^2 = 0.75. Training rows have noise of their own; test and validation noise is drawn
    for E rows and shared by the K blocks, so those splits have E distinct rows, each K times.

    Source: spec section 1, quirk Q23. Row i E + e belongs to cluster e mod K.
    """

    generator: Literal["binary_clusters"] = "binary_clusters"
    """Name of the data set's generator."""
    clusters: int = Field(default=10, ge=1)
    """Number of clusters K."""
    examples: int = Field(default=100, ge=1)
    """Examples E; every split has K * E rows; a multiple of K."""
    dimensions: int = Field(default=1000, ge=1)
    """Bits D of a row."""
    flip_probability: float = Field(default=0.05, ge=0, le=1)
    """Probability q with which a bit of the centroid is flipped."""
    centroid_probability: float = Field(default=0.5, ge=0, le=1)
    """Probability p of the Binomial(2, p) draw of a centroid entry."""
    seed: int = Field(default=0, ge=0)
    """Seed of the one fixed draw that all runs share."""

    @model_validator(mode="after")
    def _whole_blocks(self) -> Self:
        if self.examples % self.clusters:
            raise ValueError(
                f"examples ({self.examples}) must be a multiple of clusters ({self.clusters})"
            )
        return self

    @property
    def name(self) -> str:
        """Name in paths and tables: the size, then whatever differs from the published draw."""
        name = f"{self.generator}_{self.clusters}_{self.examples}_{self.dimensions}"
        short = {"flip_probability": "q", "centroid_probability": "p", "seed": "s"}
        for field, letter in short.items():
            value = getattr(self, field)
            if value != type(self).model_fields[field].default:
                name += f"_{letter}{value}"
        return name

    @property
    def rows(self) -> int:
        """Number of rows of each split."""
        return self.clusters * self.examples

    def generate(self) -> Splits:
        """Draw the centroids and the three splits, each uint8 of shape (K * E, D)."""
        streams = Streams(0, self.generator, self.seed)
        centroids = self._centroids(streams)
        blocks = np.tile(centroids, (self.clusters, self.examples // self.clusters, 1))

        def noisy(split: str, independent_blocks: int) -> np.ndarray:
            shape = (independent_blocks, self.examples, self.dimensions)
            flips = streams.generator(f"{split}_noise").random(shape) < self.flip_probability
            return np.asarray((blocks ^ flips).reshape(self.rows, self.dimensions), dtype=np.uint8)

        return Splits(
            train=noisy("train", self.clusters),
            validation=noisy("validation", 1),
            test=noisy("test", 1),
        )

    def _centroids(self, streams: Streams) -> np.ndarray:
        """bool, shape (K, D)."""
        size = (self.clusters, self.dimensions)
        draws = streams.generator("centroids").binomial(2, self.centroid_probability, size=size)
        return np.asarray(draws > 0)
