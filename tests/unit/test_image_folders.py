"""Folders of images: order, labels, sizes, and files that are no images."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from evoprune.data.images import folders
from evoprune.data.images.augmentations.random_resized_crop import RandomResizedCrop, View
from evoprune.data.images.batches import Batches
from evoprune.data.images.files import PUBLISHED
from evoprune.data.images.imagenet import ImageNet
from evoprune.data.images.labelled import Part
from evoprune.errors import ConfigError, CorruptFileError, MissingDataError
from evoprune.randomness import Streams
from tests.unit.tiny_pictures import picture

STREAMS = Streams(1, "test", 1)
ALL = np.arange(6)


def read(pictures, size=16, workers=1):
    return folders.read("imagenet", pictures.root, size, workers)


def test_labels_are_the_sorted_folders_and_rows_the_sorted_names(pictures):
    pictures.put_folders()
    (train, test), digests = read(pictures)
    assert train.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert test.labels.tolist() == [0, 1]
    assert train.images.shape == (6, 3, 16, 16)
    assert train.images[ALL].dtype == np.uint8
    assert list(digests) == [f"{pictures.root}/imagenet/{split}" for split in ("train", "val")]


def test_the_middle_of_an_image_is_cut_after_scaling(tmp_path):
    wide = np.zeros((32, 96, 3), np.uint8)
    wide[:, 32:64] = (200, 100, 50)
    picture(tmp_path / "a.png", wide)
    found = folders.FolderImages([tmp_path / "a.png"], 28)[np.array([0])]
    assert found.shape == (1, 3, 28, 28)
    for channel, value in enumerate((200, 100, 50)):
        assert (found[0, channel] == value).all()
    exact = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    picture(tmp_path / "b.png", exact)
    cut = folders.FolderImages([tmp_path / "b.png"], 224)[np.array([0])][0]
    np.testing.assert_array_equal(cut, exact[16:240, 16:240].transpose(2, 0, 1))


def test_grey_cmyk_and_transparent_images_get_three_channels(tmp_path):
    grey = Image.fromarray(np.full((9, 9), 77, np.uint8))
    for mode, suffix in (("L", "png"), ("CMYK", "jpg"), ("RGBA", "png"), ("P", "png")):
        path = tmp_path / f"{mode}.{suffix}"
        grey.convert("RGB").convert(mode).save(path)
        found = folders.FolderImages([path], 8)[np.array([0])]
        assert found.shape == (1, 3, 8, 8)
        assert abs(found.astype(int) - 77).max() <= 2, mode


def test_threads_and_batches_change_no_bit(pictures):
    pictures.put_folders()
    one, four = (read(pictures, workers=workers)[0].train.images for workers in (1, 4))
    whole = one[ALL]
    np.testing.assert_array_equal(four[ALL], whole)
    np.testing.assert_array_equal(one[np.array([4, 1])], whole[[4, 1]])
    crop = RandomResizedCrop()
    views = crop.images(one, ALL, 3, STREAMS)
    np.testing.assert_array_equal(crop.images(four, ALL[::-1], 3, STREAMS), views[::-1])
    np.testing.assert_array_equal(crop.images(one, np.array([2]), 3, STREAMS), views[2:3])
    assert (crop.images(one, ALL, 4, STREAMS) != views).any()
    with pytest.raises(ConfigError, match="only for data sets of one file an image"):
        crop.images(whole, ALL, 0, STREAMS)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.5, 4.0])
def test_boxes_lie_inside_with_areas_and_shapes_as_asked(ratio):
    rng = np.random.default_rng(0)
    views = [RandomResizedCrop().view(rng.random((10, 4)), rng.random(), ratio) for _ in range(999)]
    left, top, right, bottom, mirrored = np.array(views).T
    assert (left >= 0).all()
    assert (top >= 0).all()
    assert (right <= 1 + 1e-12).all()
    assert (bottom <= 1 + 1e-12).all()
    width, height = right - left, bottom - top
    assert (width * height >= 0.08 - 1e-12).all()
    shapes = width * ratio / height
    assert (shapes >= 3 / 4 - 1e-9).all()
    assert (shapes <= 4 / 3 + 1e-9).all()
    assert mirrored.mean() == pytest.approx(0.5, abs=4 * 0.5 / 999**0.5)


def test_a_box_that_never_fits_is_the_largest_middle_one():
    never = np.ones((10, 4))
    assert RandomResizedCrop().view(never, 0.7, 1.0) == View(0, 0, 1, 1, False)
    wide = RandomResizedCrop().view(never, 0.2, 4.0)
    assert wide == pytest.approx(View(1 / 3, 0, 2 / 3, 1, True))


def test_mirrored_boxes_are_mirrored(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    picture(tmp_path / "a.png", pixels)
    images = folders.FolderImages([tmp_path / "a.png"], 8)
    plain = images.views(np.array([0]), lambda *_: View(0, 0, 1, 1, False))
    mirrored = images.views(np.array([0]), lambda *_: View(0, 0, 1, 1, True))
    np.testing.assert_array_equal(plain[0], pixels.transpose(2, 0, 1))
    np.testing.assert_array_equal(mirrored, plain[..., ::-1])


def bomb(width, height):
    """A PNG that claims a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b"")]
    packed = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + packed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no image",
        b"GIF89a" + bytes(40),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        bomb(50_000, 3_000),
        bomb(2**31 - 1, 2**31 - 1),
        bomb(64, 64),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_image_is_refused_by_name(tmp_path, data):
    path = tmp_path / "a.JPEG"
    path.write_bytes(data)
    with pytest.raises(CorruptFileError, match=r"a\.JPEG: (no image that can be|refused)"):
        folders.FolderImages([path], 8)[np.array([0])]


def test_a_truncated_image_is_refused_by_name(pictures):
    path = pictures.put_folders() / "train/n01/0.JPEG"
    path.write_bytes(path.read_bytes()[:-200])
    (train, _), _ = read(pictures)
    with pytest.raises(CorruptFileError, match=r"n01/0\.JPEG: no image that can be decoded"):
        train.images[ALL]


def test_folders_that_are_missing_or_hold_too_few_are_refused(pictures):
    with pytest.raises(MissingDataError, match="imagenet needs a folder of 6 images"):
        read(pictures)
    place = pictures.put_folders()
    (place / "train/n01/0.JPEG").rename(place / "kept")
    with pytest.raises(CorruptFileError, match="5 images of 2 classes, expected 6 of 2"):
        read(pictures)
    (place / "kept").rename(place / "train/n01/0.JPEG")
    (place / "val/n01").rename(place / "val/n03")
    with pytest.raises(CorruptFileError, match="classes are not those of the training images"):
        read(pictures)


def test_names_and_sizes_are_held_to_their_first_use(pictures):
    place = pictures.put_folders()
    read(pictures)
    with (place / "val/n01/0.JPEG").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(CorruptFileError, match="imagenet/val of imagenet has changed since"):
        read(pictures)


def test_batches_of_folders(pictures):
    pictures.put_folders()
    data = ImageNet(size=16, rows=4, validation_part=4, extra_validation=2)
    assert data.shape == (3, 16, 16)
    assert data.name == "imagenet_4_v4_x2_p16"
    splits = data.splits(pictures.root)
    assert [splits.train.size, splits.validation.size, splits.extra_validation.size] == [3, 1, 2]
    norm = data.normalised_by(splits.train)
    assert norm == PUBLISHED
    batch = Batches(splits.train, 2, STREAMS, data.augmentation(), norm).batch(1)
    assert batch.images.shape == (1, 3, 16, 16)
    test = splits.read_test("final")
    assert isinstance(test, Part)
    assert test.labels.tolist() == [0, 1]
