"""Base of data sets of labelled images: how they are cut, augmented and normalised."""

from pathlib import Path
from typing import ClassVar, Self

from pydantic import Field, model_validator

from evoprune.data.images import reading
from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.augmentations.none import Unchanged
from evoprune.data.images.labelled import Official, Part
from evoprune.data.images.normalisation import Normalisation, NormalisationName, normalisation
from evoprune.data.images.splits import ImageSplits, cut_rows
from evoprune.data.places import data_root
from evoprune.errors import ConfigError
from evoprune.randomness import Streams
from evoprune.settings import Settings


class ImageData(Settings):
    """Labelled images: official training rows are cut into parts, the test set stays whole."""

    generator: str
    """Name of the data set."""
    rows: int | None = Field(default=None, ge=2)
    """Rows of the official training set that are cut into training and validation; all without."""
    validation_part: int = Field(default=20, ge=2)
    """One of so many of these rows validates: 20 cuts them 19:1."""
    extra_validation: int = Field(default=0, ge=0)
    """Rows beside these, for choices after a search."""
    normalisation: NormalisationName = "channel"
    """Pixels by the moments of each channel, of all, over white alone, or as published."""
    seed: int = Field(default=0, ge=0)
    """Seed of the one fixed cut that all runs share."""

    image_shape: ClassVar[tuple[int, int, int]]
    """Channels, height and width as published."""
    classes: ClassVar[int]
    """Number of classes."""
    white: ClassVar[int] = 255
    """The largest value of a pixel."""
    augmented_by: ClassVar[type[Augmentation]] = Unchanged
    """What changes training images."""
    published: ClassVar[Normalisation | None] = None
    """Published constants, where there are any."""

    @model_validator(mode="after")
    def _published(self) -> Self:
        if self.normalisation == "published" and self.published is None:
            raise ValueError(f"normalisation 'published': none is known of {self.generator}")
        return self

    @property
    def name(self) -> str:
        """Name in paths and tables: what differs from the defaults comes after the data set's."""
        letters = {"rows": "", "validation_part": "v", "extra_validation": "x", "seed": "s"}
        words = [f"{letter}{getattr(self, field)}" for field, letter in letters.items()]
        words.append(self.normalisation)
        fields = [type(self).model_fields[field].default for field in (*letters, "normalisation")]
        values = [getattr(self, field) for field in (*letters, "normalisation")]
        differing = [w for w, v, d in zip(words, values, fields, strict=True) if v != d]
        return "_".join([self.generator, *differing])

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of what a network sees."""
        return self.image_shape

    def official(self, root: Path | None = None) -> Official:
        """All images as published.

        Args:
            root: the data root; without one that of the environment, or `data`.

        Raises:
            MissingDataError, CorruptFileError: see `reading.read`.
        """
        return reading.read(self.generator, data_root(root))[0]

    def splits(self, root: Path | None = None) -> ImageSplits:
        """The parts of the data set; see `official`.

        Raises:
            ConfigError: there are fewer rows than asked for.
        """
        official = self.official(root)
        there = len(official.train.labels)
        rows = there - self.extra_validation if self.rows is None else self.rows
        if rows < self.validation_part or rows + self.extra_validation > there:
            raise ConfigError(
                f"{self.generator}: rows ({self.rows}) and extra_validation "
                f"({self.extra_validation}) do not fit into the {there} rows of its training set"
            )
        streams = Streams(0, f"{self.generator}_images", self.seed)
        cut = cut_rows(rows, self.validation_part, self.extra_validation, streams, there)
        return ImageSplits(official, cut)

    def augmentation(self) -> Augmentation:
        """What training images of this data set are changed by, with its defaults."""
        return self.augmented_by()

    def normalised_by(self, train: Part) -> Normalisation:
        """How pixels become numbers; moments are those of the training part."""
        return normalisation(self.normalisation, train, self.white, self.published)
