"""Tiny stand-ins for CIFAR, SVHN, the digits and folders of images, with a manifest of them."""

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import scipy.io
from PIL import Image

from evoprune.data.images import known
from tests.unit.pickled_by_python2 import pickled

TRAIN, TEST, CLASSES = 40, 20, 10
"""Images of each split; every class has as many."""


def sha(data):
    return hashlib.sha256(data).hexdigest()


def md5(data):
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def drawn(seed, rows, shape=(3, 32, 32), white=255):
    """Random images, and labels that name every class as often."""
    rng = np.random.default_rng(seed)
    images = rng.integers(0, white + 1, (rows, *shape), dtype=np.uint8)
    return images, rng.permutation(np.arange(rows) % CLASSES)


def python_batch(images, labels, key="labels"):
    rows = {"batch_label": "a batch", key: labels.tolist(), "data": images.reshape(len(images), -1)}
    return pickled(rows | {"filenames": [f"image_{i:04}.png" for i in range(len(images))]})


def binary_batch(images, labels, coarse=False):
    head = [np.zeros((len(labels), 1), np.uint8)] if coarse else []
    columns = [*head, labels[:, None].astype(np.uint8), images.reshape(len(images), -1)]
    return np.concatenate(columns, axis=1).tobytes()


def mat(images, labels, **more):
    stream = io.BytesIO()
    digits = np.where(labels == 0, 10, labels).astype(np.uint8)[:, None]
    values = {"X": images.transpose(2, 3, 1, 0), "y": digits} | more
    scipy.io.savemat(stream, values, do_compression=True)
    return stream.getvalue()


def table(images, labels):
    rows = np.column_stack([images.reshape(len(images), -1), labels])
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    return gzip.compress(text.encode(), mtime=0)


def archive(members, folder="somewhere/deep/"):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(folder + name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def picture(path, pixels, **options):
    """Write an image file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)


class Pictures:
    """Arrays and files of the data sets, none of which is on disk yet.

    Attributes:
        root: the data root, an empty folder.
        arrays: (images, labels) by data set and split.
        files: contents by data set and form, by name.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.root.mkdir()
        self.arrays = {
            name: {"train": drawn(i, TRAIN), "test": drawn(10 + i, TEST)}
            for i, name in enumerate(("cifar10", "svhn"))
        }
        self.arrays["digits"] = {"train": drawn(20, TRAIN, (1, 8, 8), 16)}
        (images, labels), test = self.arrays["cifar10"].values()
        halves = [(images[:20], labels[:20]), (images[20:], labels[20:])]
        names = ("data_batch_1", "data_batch_2", "test_batch")
        batches = dict(zip(names, [*halves, test], strict=True))
        self.files = {
            "cifar_python": {name: python_batch(*rows) for name, rows in batches.items()},
            "cifar_binary": {f"{n}.bin": binary_batch(*rows) for n, rows in batches.items()},
            "svhn": {f"{s}.mat": mat(*rows) for s, rows in self.arrays["svhn"].items()},
            "digits": {"digits.csv.gz": table(*self.arrays["digits"]["train"])},
        }
        self.archives = {
            f"{form}.tar.gz": archive(self.files[form]) for form in ("cifar_python", "cifar_binary")
        }

    def put(self, form, folder):
        """Write the files of a form; returns the folder."""
        place = self.root / folder
        place.mkdir(parents=True, exist_ok=True)
        for name, data in self.files[form].items():
            (place / name).write_bytes(data)
        return place

    def put_archive(self, form, folder="."):
        place = self.root / folder
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{form}.tar.gz"
        path.write_bytes(self.archives[path.name])
        return path

    def manifest(self):
        """What is known of the files as they are now."""
        python = self._members("cifar_python", lambda data: {"md5": md5(data)})
        binary = self._members("cifar_binary", lambda data: {})
        mats = self._members("svhn", lambda data: {"sha256": sha(data)})
        images, labels = self.arrays["digits"]["train"]
        sums = [sha(images.tobytes()), sha(labels.astype(np.uint8).tobytes())]
        table = known.KnownMember(
            name="digits.csv.gz", split="train", rows=TRAIN, arrays_sha256=sums
        )
        forms = [self._form("cifar_python", python), self._form("cifar_binary", binary)]
        cifar = {"train": TRAIN // CLASSES, "test": TEST // CLASSES}
        package = known.Package(kind="pypi", name="scikit-learn", version="1.9.1", bytes=1000)
        files = {
            "digits": self._set("digits", [1, 8, 8], [self._form("digits", [table])], {}, package),
            "cifar10": self._set("CIFAR-10", [3, 32, 32], forms, cifar),
            "svhn": self._set("SVHN", [3, 32, 32], [self._form("svhn", mats)], {}),
        }
        return known.Manifest(files=files, folders={"imagenet": self._folders()})

    def _members(self, form, sums):
        return [
            known.KnownMember(
                name=name,
                split="test" if name.startswith("test") else "train",
                rows=TRAIN if name == "train.mat" else 20,
                bytes=len(data),
                **sums(data),
            )
            for name, data in self.files[form].items()
        ]

    def _form(self, form, members):
        packed = None
        if f"{form}.tar.gz" in self.archives:
            data = self.archives[f"{form}.tar.gz"]
            packed = known.KnownArchive(name=f"{form}.tar.gz", bytes=len(data), sha256=sha(data))
        return known.Form(format=form, folders=[form], archive=packed, members=members)

    def _set(self, title, shape, forms, per_class, package=None):
        return known.KnownFiles(
            title=title,
            shape=shape,
            classes=CLASSES,
            per_class=per_class,
            package=package,
            forms=forms,
        )

    def _folders(self):
        train = known.KnownFolder(folders=["imagenet/train"], images=6)
        test = known.KnownFolder(folders=["imagenet/val"], images=2)
        return known.KnownFolders(title="ImageNet", classes=2, train=train, test=test)

    def put_folders(self):
        """Six training and two test images of two classes, of several sizes and formats."""
        rng = np.random.default_rng(5)
        sizes = [(40, 60), (64, 32), (50, 50)]
        for split, count in (("train", 3), ("val", 1)):
            for label in ("n02", "n01"):
                for i in range(count):
                    pixels = rng.integers(0, 256, (*sizes[i], 3), dtype=np.uint8)
                    suffix = ("JPEG", "png", "jpg")[i]
                    picture(self.root / f"imagenet/{split}/{label}/{i}.{suffix}", pixels)
        return self.root / "imagenet"


def install(monkeypatch, folder):
    """Let the manifest know tiny data sets in place of the real ones; returns them."""
    pictures = Pictures(folder)
    monkeypatch.setattr(known, "known", pictures.manifest)
    monkeypatch.delenv("DATA_ROOT", raising=False)
    return pictures
