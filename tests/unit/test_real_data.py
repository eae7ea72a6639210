"""Files of real data sets: which are read, in which layout, and what is said of wrong ones.

Tiny files stand in for MNIST and Fashion-MNIST; the last test reads the real ones where they are.
"""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from evoprune.config import read
from evoprune.data import DATASETS, manifest, reading
from evoprune.data.fashion_mnist import FashionMnist
from evoprune.data.mnist import Mnist
from evoprune.data.places import data_root
from evoprune.errors import CorruptFileError, MissingDataError
from tests.unit.tiny_images import NAMES, TEST_ROWS, sha

ROOT = Path(__file__).resolve().parents[2]


def stripped(data):
    """As Debian compresses: no name, no time."""
    return gzip.compress(data, mtime=0)


def dotted(name):
    return name.replace("-idx", ".idx")


@pytest.mark.parametrize("folder", ["mnist", "MNIST/raw"])
@pytest.mark.parametrize("rename", [str, dotted])
@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", stripped)])
def test_files_are_read_in_every_layout(tiny, folder, rename, suffix, pack):
    tiny.put("mnist", tiny.root / folder, suffix=suffix, pack=pack, rename=rename)
    arrays = reading.read("mnist", tiny.root)
    for role, array in tiny.arrays["mnist"].items():
        np.testing.assert_array_equal(arrays[role], array)


def test_an_installed_package_is_read_in_place(tiny):
    tiny.put("fashion_mnist", tiny.installed, suffix=".gz", pack=stripped)
    arrays = reading.read("fashion_mnist", tiny.root)
    np.testing.assert_array_equal(
        arrays["train_images"], tiny.arrays["fashion_mnist"]["train_images"]
    )
    assert list(tiny.root.iterdir()) == []


def test_a_wrong_file_is_an_error_even_if_a_right_one_lies_elsewhere(tiny):
    tiny.put("mnist", tiny.root / "MNIST/raw")
    wrong = tiny.root / "mnist" / NAMES["test_labels"]
    wrong.parent.mkdir()
    wrong.write_bytes(b"x" * 20)
    with pytest.raises(CorruptFileError) as refused:
        reading.read("mnist", tiny.root)
    expected = sha(tiny.files["mnist"][wrong.name])
    assert str(refused.value).splitlines() == [
        f"{wrong}: not the t10k-labels-idx1-ubyte of MNIST",
        f"  expected sha256 {expected}",
        f"  found    sha256 {sha(b'x' * 20)}",
        "  next: delete or replace the file; nothing else is read in its place",
    ]


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", stripped)])
def test_fashion_mnist_offered_as_mnist_is_recognised(tiny, suffix, pack):
    tiny.put("fashion_mnist", tiny.root / "mnist", suffix=suffix, pack=pack)
    with pytest.raises(
        CorruptFileError, match="hint: this is Fashion-MNIST's file of the same name"
    ):
        reading.read("mnist", tiny.root)


def test_a_file_under_another_files_name_is_recognised(tiny):
    tiny.put("mnist", tiny.root / "mnist")
    images = tiny.root / "mnist" / NAMES["train_images"]
    (tiny.root / "mnist" / NAMES["test_images"]).replace(images)
    with pytest.raises(CorruptFileError, match="hint: this is MNIST's t10k-images-idx3-ubyte"):
        reading.read_file("mnist", "train_images", images)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data[:-9], "truncated, or more than"),
        (lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:], "sha256|cannot|not a gzip"),
        (lambda _: stripped(bytes(10**6)), "or more than 62736 bytes when unpacked"),
    ],
)
def test_a_damaged_gzip_file_is_refused_by_name(tiny, damage, said):
    tiny.put("mnist", tiny.root / "mnist", suffix=".gz", pack=stripped)
    path = tiny.root / "mnist" / f"{NAMES['train_images']}.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CorruptFileError, match=said) as refused:
        reading.read("mnist", tiny.root)
    assert str(refused.value).startswith(f"{path}: ")


def test_wrong_dimensions_are_refused_even_with_the_right_checksum(tiny):
    tiny.arrays["mnist"]["test_images"] = tiny.arrays["mnist"]["test_images"].reshape(-1, 14, 56)
    tiny.put("mnist", tiny.root / "mnist")
    with pytest.raises(CorruptFileError, match=r"shape \[12, 28, 28\], expected \[12, 14, 56\]"):
        reading.read("mnist", tiny.root)


def test_missing_files_are_listed_with_where_they_were_looked_for(tiny):
    tiny.put("mnist", tiny.root / "mnist")
    (tiny.root / "mnist" / NAMES["test_labels"]).unlink()
    with pytest.raises(MissingDataError) as refused:
        Mnist().generate(tiny.root)
    text = str(refused.value)
    assert "mnist needs 4 files; missing:" in text
    assert f"t10k-labels-idx1-ubyte, plain or .gz, {8 + TEST_ROWS} bytes" in text
    assert sha(tiny.files["mnist"][NAMES["test_labels"]]) in text
    assert NAMES["train_images"] not in text
    assert f"looked in: {tiny.root}/mnist, {tiny.root}/MNIST/raw" in text
    assert "`python -m evoprune data fetch mnist`" in text


def test_a_file_that_cannot_be_read_is_named(tiny, monkeypatch):
    tiny.put("mnist", tiny.root / "mnist")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(MissingDataError, match=r"ubyte: cannot be read \(Permission denied\)"):
        reading.read("mnist", tiny.root)


def test_reading_needs_no_right_to_write(tiny):
    tiny.put("mnist", tiny.root / "mnist")
    before = sorted(tiny.root.rglob("*"))
    for folder in (tiny.root / "mnist", tiny.root):
        folder.chmod(0o555)
    try:
        Mnist(rows=20, heldout=8).generate(tiny.root)
        assert sorted(tiny.root.rglob("*")) == before
    finally:
        for folder in (tiny.root, tiny.root / "mnist"):
            folder.chmod(0o755)


def test_the_data_root_is_the_option_the_environment_the_config_or_data(monkeypatch):
    monkeypatch.delenv("DATA_ROOT", raising=False)
    assert data_root() == Path("data") == Path(read([ROOT / "config/config.yaml"]).data_root)
    assert data_root(configured="elsewhere") == Path("elsewhere")
    monkeypatch.setenv("DATA_ROOT", "/there")
    assert data_root(configured="elsewhere") == Path("/there")
    assert data_root(Path("here"), "elsewhere") == Path("here")


def test_the_manifest_is_sound():
    known = manifest.known()
    assert set(known) == set(DATASETS) - {"binary_clusters"}
    files = [file for dataset in known.values() for file in dataset.files.values()]
    sums = [sum for file in files for sum in (file.sha256, file.gz_sha256)]
    assert len(set(sums)) == 16
    assert all(len(bytes.fromhex(sum)) == 32 for sum in sums)
    for file in files:
        assert file.bytes == 4 + 4 * len(file.shape) + np.prod(file.shape)
    for dataset in known.values():
        assert set(dataset.files) == set(NAMES)
        assert all(mirror.startswith("https://") for mirror in dataset.mirrors)
        assert dataset.mirrors


def test_no_other_file_holds_a_checksum():
    data = Path(manifest.__file__).parent
    for path in data.rglob("*.py"):
        text = path.read_text()
        for dataset in manifest.known().values():
            assert not any(file.sha256[:12] in text for file in dataset.files.values()), path


def real(name):
    """Arrays of a real data set; without its files the test is skipped, or fails if it must not."""
    root = ROOT / data_root()
    try:
        return reading.read(name, root)
    except MissingDataError:
        if name in os.environ.get("REQUIRE_DATA", "").split(","):
            raise
        pytest.skip(f"no files of {name} in {root}: `python -m evoprune data fetch {name}`")


@pytest.mark.parametrize(
    ("name", "counts", "ones"),
    [
        ("mnist", [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], 0.132),
        ("fashion_mnist", [6000] * 10, 0.315),
    ],
)
def test_the_real_files_have_the_known_classes_and_ones(name, counts, ones):
    arrays = real(name)
    assert np.bincount(arrays["train_labels"]).tolist() == counts
    assert (arrays["train_images"] > 127).mean() == pytest.approx(ones, abs=0.0006)
    kind = {"mnist": Mnist, "fashion_mnist": FashionMnist}[name]
    splits = kind(rows=55_000, heldout=5_000).generate(ROOT / data_root())
    assert [len(splits.train), len(splits.validation)] == [55_000, 5_000]
    assert len(splits.read_test("final")) == 10_000
