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
    for E rows and shared by the K blocks, so those splits have E distinct rows, each K times. Both
    are quirks of the released generator; `centroids` and `heldout_noise` switch them off.

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
    centroids: Literal["binomial", "bernoulli"] = "binomial"
    """How a centroid entry is drawn: Binomial(2, p) read as zero or not (Q23), or Bernoulli(p)."""
    heldout_noise: Literal["shared", "independent"] = "shared"
    """Whether the K blocks of validation and test rows share their noise (Q23) or not."""
    seed: int = Field(default=0, ge=0)
    """Seed of the one fixed draw that all runs share."""
    per_seed: bool = False
    """Whether each run has a draw of its own: its seed is added to `seed`."""

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
        short = {
            "flip_probability": "q",
            "centroid_probability": "p",
            "centroids": "",
            "heldout_noise": "",
            "seed": "s",
        }
        for field, letter in short.items():
            value = getattr(self, field)
            if value != type(self).model_fields[field].default:
                name += f"_{letter}{value}"
        return name + ("_per_seed" if self.per_seed else "")

    def of_run(self, seed: int) -> Self:
        """The data set that the run with this seed is trained on."""
        if not self.per_seed:
            return self
        return self.model_copy(update={"seed": self.seed + seed, "per_seed": False})

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

        heldout = 1 if self.heldout_noise == "shared" else self.clusters
        return Splits(
            train=noisy("train", self.clusters),
            validation=noisy("validation", heldout),
            test=noisy("test", heldout),
        )

    def _centroids(self, streams: Streams) -> np.ndarray:
        """bool, shape (K, D)."""
        size = (self.clusters, self.dimensions)
        trials = 2 if self.centroids == "binomial" else 1
        rng = streams.generator("centroids")
        draws = rng.binomial(trials, self.centroid_probability, size=size)
        return np.asarray(draws > 0)
