"""Base of image data sets that are read as bits."""

from pathlib import Path
from typing import Self

import numpy as np
from pydantic import ConfigDict, Field

from evoprune.data.places import data_root
from evoprune.data.reading import read
from evoprune.data.splits import Splits
from evoprune.data.stratification import stratified_cut
from evoprune.randomness import Streams
from evoprune.settings import Settings


class BinarisedImages(Settings):
    """Images of 28 x 28 pixels as rows of bits: one where a pixel is above a threshold.

    Training and validation rows are cut from the official training set, every class in proportion;
    the test split is the whole official test set. Rows keep the official order.
    """

    # The schema has to tell a data set by its generator: only the default one goes without.
    model_config = ConfigDict(json_schema_extra={"required": ["generator"]})

    generator: str
    """Name of the data set."""
    rows: int = Field(default=1000, ge=1, le=55_000)
    """Number of training rows."""
    heldout: int = Field(default=1000, ge=1, le=5_000)
    """Number of validation rows."""
    threshold: int = Field(default=127, ge=0, le=254)
    """A bit is one where the pixel, 0 to 255, is above this."""
    seed: int = Field(default=0, ge=0)
    """Seed of the one fixed cut that all runs share."""
    per_seed: bool = False
    """Whether each run has a cut of its own: its seed is added to `seed`."""

    @property
    def name(self) -> str:
        """Name in paths and tables: the training rows, then whatever differs from the defaults."""
        name = f"{self.generator}_{self.rows}"
        for field, letter in {"heldout": "h", "threshold": "t", "seed": "s"}.items():
            value = getattr(self, field)
            if value != type(self).model_fields[field].default:
                name += f"_{letter}{value}"
        return name + ("_per_seed" if self.per_seed else "")

    @property
    def dimensions(self) -> int:
        """Bits of a row."""
        return 28 * 28

    def of_run(self, seed: int) -> Self:
        """The data set that the run with this seed is trained on."""
        if not self.per_seed:
            return self
        return self.model_copy(update={"seed": self.seed + seed, "per_seed": False})

    def generate(self, root: Path | None = None) -> Splits:
        """Read the files and cut the three splits, each uint8 of shape (rows, 784).

        Args:
            root: the data root; without one that of the environment, or `data`.

        Raises:
            MissingDataError, CorruptFileError: see `reading.read`.
        """
        arrays = read(self.generator, data_root(root))
        streams = Streams(0, self.generator, self.seed)
        cut = stratified_cut(arrays["train_labels"], self.rows, self.heldout, streams)
        training, validation = (arrays["train_images"][rows] for rows in cut)
        return Splits(
            train=self._bits(training),
            validation=self._bits(validation),
            test=self._bits(arrays["test_images"]),
        )

    def _bits(self, images: np.ndarray) -> np.ndarray:
        """Rows of bits, uint8, of images of shape (rows, 28, 28)."""
        rows = images.reshape(len(images), self.dimensions)
        return np.asarray(rows > self.threshold, dtype=np.uint8)
