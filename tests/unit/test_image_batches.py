"""Augmentation, normalisation and batches: functions of epoch and row, and of nothing else."""

import numpy as np
import pytest
import torch
from scipy import stats

from evoprune.data.images.augmentations.base import windows
from evoprune.data.images.augmentations.crop_and_flip import CropAndFlip
from evoprune.data.images.augmentations.none import Unchanged
from evoprune.data.images.augmentations.shift import Shift
from evoprune.data.images.batches import Batches, in_order
from evoprune.data.images.cifar10 import PUBLISHED
from evoprune.data.images.labelled import Labelled, Part
from evoprune.data.images.normalisation import Normalisation, histogram, normalisation
from evoprune.errors import ConfigError
from evoprune.randomness import Streams

STREAMS = Streams(1, "test", 1)
ROWS = 50
RNG = np.random.default_rng(0)
IMAGES = RNG.integers(1, 256, (ROWS, 3, 8, 8), dtype=np.uint8)
SOURCE = Labelled(IMAGES, np.arange(ROWS) % 7)
PART = Part(SOURCE, RNG.permutation(ROWS)[:41])
UNIT = Normalisation((0.0,) * 3, (1.0,) * 3)
KINDS = [Unchanged(), Shift(), Shift(pixels=1), CropAndFlip(), CropAndFlip(padding=2)]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_an_image_depends_on_epoch_and_row_alone(kind):
    rows = np.arange(ROWS)
    whole = kind.images(IMAGES, rows, 3, STREAMS)
    assert whole.dtype == np.uint8
    assert whole.shape == IMAGES.shape
    order = RNG.permutation(ROWS)
    np.testing.assert_array_equal(kind.images(IMAGES, order, 3, STREAMS), whole[order])
    for chunk in np.array_split(rows, 7):
        np.testing.assert_array_equal(kind.images(IMAGES, chunk, 3, STREAMS), whole[chunk])
    # A smaller official set has the same draws.
    np.testing.assert_array_equal(kind.images(IMAGES[:9], rows[:9], 3, STREAMS), whole[:9])
    if kind != Unchanged():
        assert (kind.images(IMAGES, rows, 4, STREAMS) != whole).any()
        assert (kind.images(IMAGES, rows, 3, Streams(1, "test", 2)) != whole).any()


def test_the_source_is_left_alone():
    before = IMAGES.copy()
    for kind in KINDS:
        kind.images(IMAGES, np.arange(ROWS), 0, STREAMS)[:] = 0
    np.testing.assert_array_equal(IMAGES, before)


def test_windows_are_those_of_a_slow_twin():
    tops, lefts = RNG.integers(0, 5, (2, ROWS))
    found = windows(IMAGES, tops, lefts, 2)
    for image, top, left, cut in zip(IMAGES, tops, lefts, found, strict=True):
        wide = np.pad(image, ((0, 0), (2, 2), (2, 2)))
        np.testing.assert_array_equal(cut, wide[:, top : top + 8, left : left + 8])


def moved(kind, size=17, rows=4000):
    """Row and column of the one pixel that is not black in each augmented image."""
    images = np.zeros((rows, 1, size, size), np.uint8)
    images[:, :, 6, size // 2 - 2] = 1
    found = kind.images(images, np.arange(rows), 0, STREAMS)
    assert (found.sum(axis=(1, 2, 3)) == 1).all()
    return np.argwhere(found[:, 0])[:, 1:]


def test_shifts_are_alike_down_and_across_and_nothing_is_mirrored():
    down, across = moved(Shift(pixels=2)).T
    counts = np.zeros((5, 5))
    np.add.at(counts, (down - 4, across - 4), 1)
    assert counts.min() > 0
    assert stats.chisquare(counts.ravel()).pvalue > 1e-3


def test_crops_are_alike_and_half_are_mirrored():
    down, across = moved(CropAndFlip(padding=1)).T
    # The column is 6 moved by up to 1, or the mirrored 10.
    counts = np.zeros((3, 2, 3))
    mirrored = across > 8
    np.add.at(counts, (down - 5, mirrored.astype(int), across - np.where(mirrored, 9, 5)), 1)
    assert counts.sum() == 4000
    assert stats.chisquare(counts.ravel()).pvalue > 1e-3


def test_no_shift_changes_nothing():
    rows = np.arange(ROWS)
    np.testing.assert_array_equal(Shift(pixels=0).images(IMAGES, rows, 0, STREAMS), IMAGES)


def test_normalised_pixels_have_mean_zero_and_deviation_one():
    norm = normalisation("channel", PART, 255, None)
    pixels = norm(IMAGES[PART.rows])
    assert pixels.dtype == torch.float32
    assert pixels.mean(dim=(0, 2, 3)).tolist() == pytest.approx([0] * 3, abs=1e-5)
    assert pixels.std(dim=(0, 2, 3), correction=0).tolist() == pytest.approx([1] * 3, abs=1e-5)
    everywhere = normalisation("global", PART, 255, None)
    values = IMAGES[PART.rows] / 255
    assert everywhere.mean == pytest.approx((values.mean(),) * 3)
    assert everywhere.sd == pytest.approx((values.std(),) * 3)


def test_moments_are_those_of_the_training_part_in_whatever_order():
    norm = normalisation("channel", PART, 255, None)
    values = IMAGES[PART.rows] / 255
    assert norm.mean == pytest.approx(tuple(values.mean(axis=(0, 2, 3))))
    assert norm.sd == pytest.approx(tuple(values.std(axis=(0, 2, 3))))
    assert normalisation("channel", Part(SOURCE, PART.rows[::-1]), 255, None) == norm
    assert normalisation("channel", PART.first(40), 255, None) != norm
    assert histogram(PART).sum(axis=1).tolist() == [41 * 64] * 3


def test_other_normalisations():
    grey = np.array([[[[0, 8, 16]]]], np.uint8)
    part = Part(Labelled(grey, np.zeros(1, np.int64)), np.arange(1))
    assert normalisation("unit", part, 16, None)(grey).tolist() == [[[[0, 0.5, 1]]]]
    assert normalisation("published", PART, 255, PUBLISHED) is PUBLISHED
    white = PUBLISHED(np.full((1, 3, 1, 1), 255, np.uint8)).ravel().tolist()
    assert white == pytest.approx([0.5086 / 0.2023, 0.5178 / 0.1994, 0.5535 / 0.2010], rel=1e-6)
    with pytest.raises(ConfigError, match="no constants are known"):
        normalisation("published", PART, 255, None)
    black = Part(Labelled(np.zeros((2, 1, 2, 2), np.uint8), np.zeros(2)), np.arange(2))
    with pytest.raises(ConfigError, match="is constant"):
        normalisation("channel", black, 255, None)


def rows_of(batch):
    """Which images of the source an unchanged batch shows."""
    values = (batch.images * 255).round().to(torch.uint8).numpy()
    return [np.flatnonzero((image == IMAGES).all(axis=(1, 2, 3))).item() for image in values]


def test_every_epoch_shows_each_image_once_in_an_order_of_its_own():
    batches = Batches(PART, 8, STREAMS, Unchanged(), UNIT)
    assert batches.per_epoch == 6
    shown = []
    for epoch in range(3):
        found = list(batches.epoch(epoch))
        assert [len(batch.labels) for batch in found] == [8] * 5 + [1]
        rows = [row for batch in found for row in rows_of(batch)]
        labels = torch.cat([batch.labels for batch in found])
        assert labels.dtype == torch.int64
        assert labels.tolist() == SOURCE.labels[rows].tolist()
        assert sorted(rows) == sorted(PART.rows)
        shown.append(tuple(rows))
    assert len(set(shown)) == 3


def test_a_batch_is_found_by_its_number_alone():
    def made(steps):
        batches = Batches(PART, 8, STREAMS, CropAndFlip(), PUBLISHED)
        return {step: batches.batch(step) for step in steps}

    forward, backward = made(range(15)), made(reversed(range(15)))
    for step in forward:
        assert torch.equal(forward[step].images, backward[step].images)
        assert torch.equal(forward[step].labels, backward[step].labels)
    assert not torch.equal(forward[0].images, forward[6].images)


@pytest.mark.parametrize(
    ("last", "sizes"), [("short", [9] * 4 + [5]), ("drop", [9] * 4), ("join", [9] * 3 + [14])]
)
def test_images_that_fill_no_batch_are_short_or_left_out_or_join(last, sizes):
    batches = Batches(PART, 9, STREAMS, Unchanged(), UNIT, last=last)
    assert batches.per_epoch == len(sizes)
    found = list(batches.epoch(1))
    assert [len(batch.labels) for batch in found] == sizes
    rows = [row for batch in found for row in rows_of(batch)]
    assert len(set(rows)) == sum(sizes)
    everything = Batches(PART, 41, STREAMS, Unchanged(), UNIT, last=last)
    assert [len(batch.labels) for batch in everything.epoch(0)] == [41]


def test_batches_have_from_one_to_all_images():
    for size in (0, 42):
        with pytest.raises(ValueError, match=f"batches of {size} of 41 images"):
            Batches(PART, size, STREAMS, Unchanged(), UNIT)


def test_in_order_every_image_comes_once_unchanged():
    for size in (1, 8, 41, 100):
        found = list(in_order(PART, size, UNIT))
        assert [row for batch in found for row in rows_of(batch)] == PART.rows.tolist()
    assert list(in_order(PART.first(0), 8, UNIT)) == []


def test_pixels_are_normalised_as_said():
    norm = Normalisation((0.5, 0.25, 0.1), (0.2, 0.3, 0.4))
    expected = (IMAGES / 255 - np.reshape(norm.mean, (3, 1, 1))) / np.reshape(norm.sd, (3, 1, 1))
    np.testing.assert_allclose(norm(IMAGES).numpy(), expected, atol=1e-6)
