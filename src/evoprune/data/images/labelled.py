"""Images with their labels, in memory or on a disk."""

from typing import NamedTuple, Protocol

import numpy as np


class Images(Protocol):
    """Images by their rows: an array, or files that are decoded when they are asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows, channels, height and width."""

    def __len__(self) -> int:
        """Rows."""

    def __getitem__(self, rows: np.ndarray, /) -> np.ndarray:
        """Images of some rows, uint8 of shape (rows, channels, height, width)."""


class Labelled(NamedTuple):
    """All images of an official set.

    Attributes:
        images: uint8, shape (rows, channels, height, width).
        labels: int64, shape (rows,).
    """

    images: Images
    labels: np.ndarray


class Official(NamedTuple):
    """A data set as published: its training and its test images."""

    train: Labelled
    test: Labelled


class Part(NamedTuple):
    """Some rows of an official set; no image is copied.

    Attributes:
        source: the official set.
        rows: which of its rows, int64, shape (size,).
    """

    source: Labelled
    rows: np.ndarray

    @property
    def size(self) -> int:
        """Number of images."""
        return len(self.rows)

    @property
    def labels(self) -> np.ndarray:
        """int64, shape (size,)."""
        return np.asarray(self.source.labels[self.rows])

    def first(self, size: int) -> "Part":
        """The first `size` rows: of a shuffled part, a random sample."""
        return Part(self.source, self.rows[:size])
