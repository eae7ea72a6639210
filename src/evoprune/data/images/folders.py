"""Images that are files, a folder a class; each is decoded when it is asked for."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from evoprune.artifacts import sha256
from evoprune.data.images import recorded
from evoprune.data.images.known import KnownFolder, known_folders
from evoprune.data.images.labelled import Labelled, Official
from evoprune.errors import ConfigError, CorruptFileError, MissingDataError

SUFFIXES = (".jpeg", ".jpg", ".png")
"""Ends of the names of images, in any case."""

FORMATS = ("JPEG", "PNG")
"""What is decoded; an ImageNet file that is called JPEG is a PNG."""

PIXELS = 100_000_000
"""Size of an image at most: a small file may claim any."""

RESIZE = 256 / 224
"""Length of the shorter side before the middle is cut out, in lengths of the cut."""

ViewOf = Callable[[int, int, int], Any]
"""Box and mirroring of an image by its row, width and height."""


class FolderImages:
    """Images of a folder in the order of their names, scaled to one size."""

    def __init__(self, files: list[Path], size: int, workers: int = 1) -> None:
        """Take files; none is opened yet.

        Args:
            files: paths by row.
            size: height and width in pixels.
            workers: threads that decode; they change no bit.
        """
        self._files, self._size, self._workers = files, size, workers

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows, channels, height and width."""
        return (len(self._files), 3, self._size, self._size)

    def __len__(self) -> int:
        """Rows."""
        return len(self._files)

    def __getitem__(self, rows: np.ndarray, /) -> np.ndarray:
        """The middle of images whose shorter side was scaled: 256 for a cut of 224.

        Raises:
            CorruptFileError: a file is no image.
        """
        return self.views(rows, lambda _, width, height: _middle(width, height))

    def views(self, rows: np.ndarray, view: ViewOf) -> np.ndarray:
        """A box of each image, uint8 of shape (rows, 3, size, size); see `__getitem__`."""
        with ThreadPoolExecutor(self._workers) as pool:
            decoded = list(pool.map(lambda row: self._decoded(int(row), view), rows))
        return np.stack(decoded) if decoded else np.zeros((0, *self.shape[1:]), np.uint8)

    def _decoded(self, row: int, view: ViewOf) -> np.ndarray:
        """A box of one image, shape (3, size, size)."""
        from PIL import Image, UnidentifiedImageError

        path = self._files[row]
        try:
            with Image.open(path, formats=FORMATS) as image:
                width, height = image.size
                if width * height > PIXELS:
                    raise ValueError(f"{width} x {height} pixels")
                left, top, right, bottom, mirrored = view(row, width, height)
                box = (left * width, top * height, right * width, bottom * height)
                size, how = (self._size, self._size), Image.Resampling.BILINEAR
                pixels = np.asarray(image.convert("RGB").resize(size, how, box))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise CorruptFileError(f"{path}: no image that can be decoded ({error})") from None
        except Image.DecompressionBombError as error:
            raise CorruptFileError(f"{path}: refused ({error})") from None
        return np.ascontiguousarray((pixels[:, ::-1] if mirrored else pixels).transpose(2, 0, 1))


def read(name: str, root: Path, size: int, workers: int = 1) -> tuple[Official, dict[str, str]]:
    """Images of a data set of one file an image, and a digest of names and sizes by folder.

    Raises:
        ConfigError: there is no such data set.
        MissingDataError: a folder is not there.
        CorruptFileError: classes or images are not as many as published, or have changed.
    """
    entry, digests, parts, classes = known_folders(name), {}, {}, {}
    if entry is None:
        raise ConfigError(f"'{name}' is no data set of one file an image")
    for split, folder in (("train", entry.train), ("test", entry.test)):
        place = _place(name, folder, root)
        classes[split] = sorted(path.name for path in os.scandir(place) if path.is_dir())
        files = [list(_files(place / label)) for label in classes[split]]
        counts = [len(found) for found in files]
        _check(place, counts, entry.classes, folder.images)
        paths = [path for found in files for path, _ in found]
        listing = "".join(f"{p.relative_to(place)} {n}\n" for found in files for p, n in found)
        digests[str(place)] = f"names and sizes, sha256 {sha256(listing.encode())}"
        labels = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
        parts[split] = Labelled(FolderImages(paths, size, workers), labels)
    if classes["train"] != classes["test"]:
        raise CorruptFileError(f"{place}: classes are not those of the training images")
    recorded.compare(name, root, digests)
    return Official(parts["train"], parts["test"]), digests


def _place(name: str, folder: KnownFolder, root: Path) -> Path:
    places = [root / place for place in folder.folders]
    for place in places:
        if place.is_dir():
            return place
    raise MissingDataError(
        f"{name} needs a folder of {folder.images} images, with a folder a class in it\n"
        f"looked in: {', '.join(map(str, places))}\npackage source: none known\n"
        f"next: put or link the folder there; then `python -m evoprune data verify {name}`"
    )


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Images of a class with their sizes, by name."""
    with os.scandir(folder) as entries:
        images = [entry for entry in entries if entry.name.lower().endswith(SUFFIXES)]
    for entry in sorted(images, key=lambda entry: entry.name):
        yield folder / entry.name, entry.stat().st_size


def _check(place: Path, counts: list[int], classes: int, images: int) -> None:
    if (len(counts), sum(counts)) != (classes, images):
        raise CorruptFileError(
            f"{place}: {sum(counts)} images of {len(counts)} classes, "
            f"expected {images} of {classes}"
        )


def _middle(width: int, height: int) -> tuple[float, float, float, float, bool]:
    """The middle square of an image, in shares of its width and height."""
    side = min(width, height) / RESIZE
    across, down = side / width, side / height
    return ((1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2, False)
