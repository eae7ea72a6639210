"""Batches of images for training and evaluation, each found by its number alone."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import torch

from evoprune.data.images.augmentations.base import Augmentation
from evoprune.data.images.labelled import Part
from evoprune.data.images.normalisation import Normalisation
from evoprune.randomness import Streams


class Batch(NamedTuple):
    """What a network sees at once.

    Attributes:
        images: float32, shape (rows, channels, height, width).
        labels: int64, shape (rows,).
    """

    images: torch.Tensor
    labels: torch.Tensor


class Batches:
    """Training batches without end: every epoch shows each image once, in an order of its own.

    Batch `step` depends on the streams and on `step`, not on what was asked for before: to go on
    after an interruption takes its number only.
    """

    def __init__(
        self,
        part: Part,
        size: int,
        streams: Streams,
        augmentation: Augmentation,
        normalisation: Normalisation,
        *,
        last: Literal["short", "drop", "join"] = "short",
        device: torch.device | str = "cpu",
    ) -> None:
        """Take what batches are made from.

        Args:
            part: the images.
            size: images of a batch.
            streams: those of the run, for orders and augmentation.
            augmentation: changes images.
            normalisation: makes tensors of them.
            last: what becomes of images that fill no batch at the end of an epoch: a short batch,
                nothing, or they join the batch before.
            device: where tensors are put.
        """
        if not 1 <= size <= part.size:
            raise ValueError(f"batches of {size} of {part.size} images")
        self._part, self._size, self._streams = part, size, streams
        self._augmentation, self._normalisation = augmentation, normalisation
        self._device = device
        self._last = last
        self.per_epoch = -(-part.size // size) if last == "short" else part.size // size

    def batch(self, step: int) -> Batch:
        """Batch number `step`, from 0."""
        epoch, place = divmod(step, self.per_epoch)
        start, end = place * self._size, (place + 1) * self._size
        if self._last == "join" and place == self.per_epoch - 1:
            end = self._part.size
        rows = self._part.rows[_order(self._streams, epoch, self._part.size)[start:end]]
        source = self._part.source
        images = self._augmentation.images(source.images, rows, epoch, self._streams)
        return _batch(images, source.labels[rows], self._normalisation, self._device)

    def epoch(self, epoch: int) -> Iterator[Batch]:
        """All batches of an epoch, from 0."""
        yield from map(self.batch, range(epoch * self.per_epoch, (epoch + 1) * self.per_epoch))


def in_order(
    part: Part, size: int, normalisation: Normalisation, device: torch.device | str = "cpu"
) -> Iterator[Batch]:
    """Every image of a part once, in its order and unchanged, for evaluation and scoring."""
    for start in range(0, part.size, size):
        rows = part.rows[start : start + size]
        yield _batch(part.source.images[rows], part.source.labels[rows], normalisation, device)


@lru_cache(maxsize=8)
def _order(streams: Streams, epoch: int, rows: int) -> np.ndarray:
    """The order of an epoch."""
    return streams.generator("batch_order", epoch=epoch).permutation(rows)


def _batch(
    images: np.ndarray,
    labels: np.ndarray,
    normalisation: Normalisation,
    device: torch.device | str,
) -> Batch:
    return Batch(normalisation(images, device), torch.from_numpy(labels).to(device))
