"""Parts of labelled images: sizes, what they share, names, and who may read the test part."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from evoprune.data.images import IMAGES
from evoprune.data.images.cifar10 import Cifar10
from evoprune.data.images.digits import Digits
from evoprune.data.images.fashion32rgb import Fashion32Rgb
from evoprune.data.images.fashion_mnist import FashionMnistImages
from evoprune.data.images.labelled import Labelled, Official
from evoprune.data.images.mnist import MnistImages
from evoprune.data.images.splits import ImageSplits, cut_rows
from evoprune.data.places import data_root
from evoprune.errors import ConfigError, MissingDataError
from evoprune.randomness import Streams
from evoprune.registry import load
from tests.unit.tiny_images import COUNTS, TEST_ROWS

ROOT = Path(__file__).resolve().parents[2]
STREAMS = Streams(0, "test", 0)
PARTS = ("train", "validation", "extra_validation")


def contents(part):
    """Digests of the images of a part."""
    images = part.source.images[part.rows]
    return {hashlib.sha256(image.tobytes()).hexdigest() for image in images}


@pytest.mark.parametrize(
    ("rows", "part", "extra", "of", "sizes"),
    [
        (50_000, 20, 0, 50_000, [47_500, 2_500, 0]),
        (20_000, 20, 2_000, 60_000, [19_000, 1_000, 2_000]),
        (60_000, 6, 0, 60_000, [50_000, 10_000, 0]),
        (73_257, 20, 0, 73_257, [69_594, 3_663, 0]),
        (39, 20, 1, 40, [37, 2, 1]),
    ],
)
def test_parts_have_their_sizes_and_no_common_row(rows, part, extra, of, sizes):
    cut = cut_rows(rows, part, extra, STREAMS, of)
    assert [len(cut[name]) for name in PARTS] == sizes
    joined = np.concatenate([cut[name] for name in PARTS])
    assert len(set(joined.tolist())) == len(joined) == rows + extra
    assert joined.min() >= 0
    assert joined.max() < of


def test_the_cut_is_that_of_one_permutation_so_fewer_rows_are_among_more():
    order = STREAMS.generator("cut").permutation(1000)
    cut = cut_rows(200, 20, 50, STREAMS, 1000)
    np.testing.assert_array_equal(np.concatenate([cut[name] for name in PARTS]), order[:250])
    few = cut_rows(100, 20, 0, STREAMS, 1000)
    assert set(few["train"]) | set(few["validation"]) <= set(cut["train"])


@pytest.mark.parametrize("kind", [MnistImages, FashionMnistImages, Fashion32Rgb])
def test_mnist_and_fashion_mnist_are_read_as_grey_levels(there, kind):
    data = kind(rows=40, validation_part=10, extra_validation=8)
    arrays = there.arrays[data.files]
    splits = data.splits(there.root)
    for part in (splits.train, splits.validation, splits.extra_validation):
        np.testing.assert_array_equal(part.labels, arrays["train_labels"][part.rows])
        images = part.source.images[part.rows]
        assert images.shape == (part.size, *data.shape)
        margin = (data.shape[1] - 28) // 2
        middle = images[:, :, margin : margin + 28, margin : margin + 28]
        for channel in range(data.shape[0]):
            np.testing.assert_array_equal(middle[:, channel], arrays["train_images"][part.rows])
        assert images.sum() == middle.sum()
    test = splits.read_test("final")
    assert test.size == TEST_ROWS
    np.testing.assert_array_equal(test.labels, arrays["test_labels"])


def test_no_image_is_in_two_parts(there):
    splits = MnistImages(rows=60, extra_validation=20).splits(there.root)
    parts = [splits.train, splits.validation, splits.extra_validation, splits.read_test("final")]
    found = [contents(part) for part in parts]
    assert sum(map(len, found)) == len(set().union(*found)) == 80 + TEST_ROWS
    assert contents(splits.whole) == found[0] | found[1]
    assert contents(splits.official) == found[0] | found[1] | found[2]


def test_the_test_part_is_for_known_readers_and_every_read_is_counted(there):
    splits = MnistImages(rows=40).splits(there.root)
    for stranger in ("search", "validation", ""):
        with pytest.raises(PermissionError, match=f"the test split is not for '{stranger}'"):
            splits.read_test(stranger)
    assert splits.test_reads == {}
    splits.read_test("final")
    splits.read_test("final")
    assert splits.test_reads == {"final": 2}
    shown = [value for name, value in vars(splits).items() if not name.startswith("_")]
    test = splits.read_test("final").source
    assert all(part.source is not test for part in shown)


def test_a_cut_is_fixed_by_its_seed_and_known_by_its_digest(there):
    def digest(**more):
        return FashionMnistImages(**{"rows": 40, **more}).splits(there.root).digest

    assert digest() == digest()
    others = [{}, {"seed": 1}, {"rows": 41}, {"validation_part": 10}, {"extra_validation": 1}]
    assert len({digest(**more) for more in others}) == 5


def test_digests_tell_labels_and_parts():
    rows = {"train": np.arange(2), "validation": np.arange(2, 3), "extra_validation": np.arange(0)}
    moved = {"train": np.arange(3), "validation": np.arange(0), "extra_validation": np.arange(0)}

    def digest(cut, labels):
        labelled = Labelled(np.zeros((3, 1, 2, 2), np.uint8), np.array(labels))
        return ImageSplits(Official(labelled, labelled), cut).digest

    assert len({digest(rows, [0, 1, 2]), digest(rows, [0, 2, 1]), digest(moved, [0, 1, 2])}) == 3


@pytest.mark.parametrize(
    "values", [{"rows": 81}, {"rows": 70, "extra_validation": 11}, {"rows": 5}]
)
def test_more_rows_than_there_are_are_refused(there, values):
    assert sum(COUNTS["mnist"]) == 80
    with pytest.raises(ConfigError, match="do not fit into the 80 rows of its training set"):
        MnistImages(**values).splits(there.root)


def test_names_tell_what_differs_from_the_defaults():
    assert MnistImages().name == "mnist"
    everything = Cifar10(
        rows=20_000, validation_part=6, extra_validation=5, seed=3, normalisation="published"
    )
    assert everything.name == "cifar10_20000_v6_x5_s3_published"


def test_settings_outside_their_limits_are_refused():
    for values in ({"rows": 1}, {"validation_part": 1}, {"normalisation": "magic"}, {"row": 3}):
        with pytest.raises(ValidationError):
            MnistImages(**values)
    with pytest.raises(ValidationError, match="'published': none is known of mnist"):
        MnistImages(normalisation="published")


@pytest.mark.parametrize("name", list(IMAGES))
def test_every_data_set_stands_in_a_file_of_its_name(name):
    data = load("images", IMAGES, name)()
    assert IMAGES[name].startswith(f"evoprune.data.images.{name}:")
    assert data.generator == data.name == name
    assert len(data.shape) == 3
    assert data.augmentation() is not None


def test_digits_have_a_test_part_that_no_seed_moves(pictures):
    pictures.put("digits", "digits")
    one, other = (Digits(seed=seed).splits(pictures.root) for seed in (0, 1))
    images, labels = pictures.arrays["digits"]["train"]
    test = one.read_test("final")
    assert test.size == 8
    assert contents(test) == contents(other.read_test("final"))
    assert contents(one.train) != contents(other.train)
    whole = contents(one.whole) | contents(test)
    assert whole == {hashlib.sha256(image.tobytes()).hexdigest() for image in images}
    assert np.bincount(one.whole.labels, minlength=10).max() <= 4
    assert len(labels) == one.whole.size + test.size


def real(kind):
    """Parts of a real data set; without its files the test is skipped, or fails if it must not."""
    data = kind()
    try:
        return data.splits(ROOT / data_root())
    except MissingDataError:
        if data.generator in os.environ.get("REQUIRE_DATA", "").split(","):
            raise
        pytest.skip(f"no files of {data.generator} in {ROOT / data_root()}")


@pytest.mark.parametrize(
    ("kind", "mean", "sd"),
    [(MnistImages, 0.130660, 0.308108), (FashionMnistImages, 0.286041, 0.353024)],
)
def test_the_real_files_have_the_known_moments_and_no_image_twice(kind, mean, sd):
    splits = real(kind)
    parts = [splits.train, splits.validation, splits.read_test("final")]
    assert [part.size for part in parts] == [57_000, 3_000, 10_000]
    assert len(set().union(*map(contents, parts))) == 70_000
    norm = kind().normalised_by(splits.whole)
    assert norm.mean[0] == pytest.approx(mean, abs=1e-6)
    assert norm.sd[0] == pytest.approx(sd, abs=1e-6)


def test_the_real_digits_have_the_known_classes():
    splits = real(Digits)
    counts = np.bincount(splits.whole.labels) + np.bincount(splits.read_test("final").labels)
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert [splits.train.size, splits.validation.size] == [1366, 72]
