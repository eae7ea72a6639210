"""Files of labelled images: which are read, in which form, and what is said of wrong ones."""

import gzip

import numpy as np
import pytest

from evoprune.data.images import known, reading, recorded
from evoprune.data.images.cifar10 import Cifar10
from evoprune.data.images.formats import cifar_binary, cifar_python, svhn
from evoprune.errors import CorruptFileError, MissingDataError
from tests.unit.test_pickled import CANARY, HOSTILE
from tests.unit.tiny_pictures import TRAIN, archive, binary_batch, drawn, mat, python_batch, sha


def check_arrays(pictures, name, official):
    for split, found in zip(("train", "test"), official, strict=True):
        images, labels = pictures.arrays[name][split]
        assert found.images.dtype == np.uint8
        assert found.labels.dtype == np.int64
        np.testing.assert_array_equal(found.images, images)
        np.testing.assert_array_equal(found.labels, labels)


@pytest.mark.parametrize("form", ["cifar_python", "cifar_binary"])
@pytest.mark.parametrize("folder", ["cifar10", "{form}"])
def test_cifar_is_read_from_folders(pictures, form, folder):
    pictures.put(form, folder.format(form=form))
    check_arrays(pictures, "cifar10", Cifar10().official(pictures.root))


@pytest.mark.parametrize("form", ["cifar_python", "cifar_binary"])
@pytest.mark.parametrize("folder", [".", "cifar10"])
def test_cifar_is_read_from_archives_without_unpacking(pictures, form, folder):
    path = pictures.put_archive(form, folder)
    before = sorted(pictures.root.rglob("*"))
    official, digests = reading.read("cifar10", pictures.root)
    check_arrays(pictures, "cifar10", official)
    assert sorted(pictures.root.rglob("*")) == before
    assert digests == {str(path): f"sha256 {sha(path.read_bytes())}"}


def test_cifar100_has_fine_labels():
    images, labels = drawn(0, 30)
    dataset = known.KnownFiles(title="C", shape=[3, 32, 32], classes=100, forms=[])
    fine = labels * 9
    for parse, data in (
        (cifar_python.parse, python_batch(images, fine, "fine_labels")),
        (cifar_binary.parse, binary_batch(images, fine, coarse=True)),
    ):
        found, classes = parse(data, dataset, "a")
        np.testing.assert_array_equal(found, images)
        np.testing.assert_array_equal(classes, fine)
    with pytest.raises(CorruptFileError, match="keys data and fine_labels"):
        cifar_python.parse(python_batch(images, fine), dataset, "a")


def test_svhn_is_read_with_ten_for_zero(pictures):
    pictures.put("svhn", "svhn")
    official, digests = reading.read("svhn", pictures.root)
    check_arrays(pictures, "svhn", official)
    assert 0 in official.train.labels
    assert 10 not in official.train.labels
    assert len(digests) == 2


def rehashed(pictures, form, name, data):
    """Change a file, with the checksum of what it is now."""
    pictures.files[form][name] = data
    pictures.put(form, form)


def test_a_form_with_checksums_goes_before_one_without_and_a_folder_before_an_archive(pictures):
    pictures.put("cifar_binary", "cifar_binary")
    archived = pictures.put_archive("cifar_python")
    assert list(reading.read("cifar10", pictures.root)[1]) == [str(archived)]
    folder = pictures.put("cifar_python", "cifar10")
    assert [place for place in reading.read("cifar10", pictures.root)[1]] == [
        str(folder / name) for name in pictures.files["cifar_python"]
    ]


def test_a_wrong_file_is_an_error_even_if_a_right_form_lies_elsewhere(pictures):
    folder = pictures.put("cifar_python", "cifar10")
    pictures.put_archive("cifar_python")
    wrong = folder / "data_batch_2"
    data = bytearray(wrong.read_bytes())
    data[-100] ^= 1
    wrong.write_bytes(data)
    with pytest.raises(CorruptFileError) as refused:
        reading.read("cifar10", pictures.root)
    lines = str(refused.value).splitlines()
    assert lines[0] == f"{wrong}: not the data_batch_2 of CIFAR-10"
    assert lines[1].startswith("  expected md5 ")
    assert lines[-1] == "  next: delete or replace the file; nothing else is read in its place"
    wrong.write_bytes(b"short")
    with pytest.raises(CorruptFileError, match=r"md5 \w+, \d+ bytes\n  found    md5 \w+, 5 bytes"):
        reading.read("cifar10", pictures.root)


def test_a_file_under_another_files_name_is_recognised(pictures):
    rehashed(pictures, "cifar_python", "data_batch_2", python_batch(*drawn(4, 20)))
    folder = pictures.root / "cifar_python"
    (folder / "data_batch_1").write_bytes((folder / "data_batch_2").read_bytes())
    with pytest.raises(CorruptFileError, match="hint: this is data_batch_2 of CIFAR-10"):
        reading.read("cifar10", pictures.root)


def test_an_archive_that_is_wrong_or_lacks_a_member_is_refused(pictures):
    path = pictures.put_archive("cifar_python")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CorruptFileError, match=r"tar\.gz: not the cifar_python\.tar\.gz of CIFAR"):
        reading.read("cifar10", pictures.root)
    few = {"data_batch_1": pictures.files["cifar_python"]["data_batch_1"]}
    for data, said in (
        (archive(few), "holds no data_batch_2"),
        (archive(pictures.files["cifar_python"], "../../"), "holds no data_batch_1"),
        (gzip.compress(b"no archive"), "cannot be read as an archive"),
        (archive(few)[:500], "cannot be read as an archive"),
        (b"", "cannot be read as an archive"),
    ):
        pictures.archives["cifar_python.tar.gz"] = data
        pictures.put_archive("cifar_python")
        with pytest.raises(CorruptFileError, match=said):
            reading.read("cifar10", pictures.root)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pickle_is_refused_even_with_the_right_checksum(
    pictures, what, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    rehashed(pictures, "cifar_python", "data_batch_2", HOSTILE[what])
    with pytest.raises(CorruptFileError, match=r"data_batch_2: refused, .*nothing in it was run"):
        reading.read("cifar10", pictures.root)
    assert not list(tmp_path.rglob(CANARY))


IMAGES, LABELS = drawn(3, 20)
PYTHON = {
    "images of 3072": python_batch(IMAGES[:, :, :, :-1], LABELS),
    "20 images, but labels of (19,)": python_batch(IMAGES, LABELS[:-1]),
    "labels from 0 to 10, expected 0 to 9": python_batch(IMAGES, LABELS + (LABELS == 9)),
    "19 images, expected 20": python_batch(IMAGES[1:], LABELS[1:]),
    "train images of class 0, expected 4": python_batch(IMAGES, np.roll(LABELS, 1) // 2),
    "no dictionary with the keys data and labels": python_batch(IMAGES, LABELS, "fine_labels"),
}


@pytest.mark.parametrize("said", PYTHON)
def test_wrong_arrays_are_refused_even_with_the_right_checksum(pictures, said):
    rehashed(pictures, "cifar_python", "data_batch_1", PYTHON[said])
    with pytest.raises(CorruptFileError) as refused:
        reading.read("cifar10", pictures.root)
    expected = "expected uint8 with 3072 numbers each" if said == "images of 3072" else said
    assert expected in str(refused.value)


def test_wrong_records_are_refused(pictures):
    for data, said in (
        (binary_batch(IMAGES, LABELS)[:-1], "not a number of records of 3073"),
        (b"", "not a number of records of 3073"),
        (binary_batch(IMAGES, LABELS + 1), "labels from 1 to 10, expected 0 to 9"),
        (binary_batch(IMAGES[:5], LABELS[:5]), "5 images, expected 20"),
    ):
        rehashed(pictures, "cifar_binary", "data_batch_1.bin", data)
        with pytest.raises(CorruptFileError, match=r"data_batch_1\.bin: ") as refused:
            reading.read("cifar10", pictures.root)
        assert said in str(refused.value)


def test_a_file_without_published_checksum_is_held_to_its_size(pictures):
    path = pictures.put("cifar_binary", "cifar10") / "data_batch_1.bin"
    path.write_bytes(path.read_bytes()[:-3073])
    with pytest.raises(CorruptFileError) as refused:
        reading.read("cifar10", pictures.root)
    said = f"expected no published checksum, {20 * 3073} bytes\n  found    sha256 "
    assert said in str(refused.value)
    assert f", {19 * 3073} bytes" in str(refused.value)


def test_wrong_matlab_files_are_refused(pictures):
    dataset = pictures.manifest().files["svhn"]
    whole = mat(IMAGES, LABELS)
    objects = np.array([["a cell"], ["another"]], dtype=object)
    for data, said in (
        (whole[:300], "a.mat: "),
        (b"", "does not start with MATLAB 5.0 MAT-file"),
        (b"\x89HDF\r\n\x1a\n" + whole, "does not start with"),
        (whole[:124] + b"\x00\x02MI" + whole[128:], "a.mat: "),
        (mat(IMAGES, LABELS, X=IMAGES), "X has shape (20, 3, 32, 32)"),
        (mat(IMAGES, LABELS, X=np.zeros((32, 32, 3, 20))), "X is no array of bytes"),
        (mat(IMAGES, LABELS, y=objects), "y is no array of bytes"),
        (mat(IMAGES, LABELS, y=np.zeros((20, 1), np.uint8)), "labels from 0 to 0, not 1..10"),
        (mat(IMAGES, LABELS, y=np.full((20, 1), 11, np.uint8)), "labels from 11 to 11"),
        (mat(IMAGES, LABELS, y=np.ones((19, 1), np.uint8)), "20 images, but labels of (19,)"),
    ):
        with pytest.raises(CorruptFileError) as refused:
            svhn.parse(data, dataset, "a.mat")
        assert said in str(refused.value)


def test_missing_files_are_listed_with_forms_places_and_what_to_do(pictures):
    folder = pictures.put("cifar_python", "cifar10")
    (folder / "data_batch_2").unlink()
    with pytest.raises(MissingDataError) as refused:
        Cifar10().splits(pictures.root)
    text = str(refused.value)
    archived = pictures.manifest().files["cifar10"].forms[0].archive
    assert "cifar10 needs the files of CIFAR-10; one of:" in text
    assert f"  {archived.name}  {archived.bytes} bytes\n    sha256 {archived.sha256}" in text
    assert "or unpacked: data_batch_1, data_batch_2, test_batch" in text
    assert f"incomplete: {folder} lacks data_batch_2\n" in text
    assert f"looked in: {folder}, {pictures.root}/cifar_python" in text
    assert "package source: none known" in text
    assert "`python -m evoprune data verify cifar10`" in text


def test_files_without_published_checksum_are_held_to_their_first_use(pictures):
    folder = pictures.put("cifar_binary", "cifar_binary")
    reading.read("cifar10", pictures.root)
    record = pictures.root / "cifar10" / recorded.RECORD
    kept = record.read_bytes()
    reading.read("cifar10", pictures.root)
    assert record.read_bytes() == kept
    wrong = folder / "data_batch_1.bin"
    data = bytearray(wrong.read_bytes())
    data[1] ^= 1
    wrong.write_bytes(data)
    with pytest.raises(CorruptFileError) as refused:
        reading.read("cifar10", pictures.root)
    assert "data_batch_1.bin of cifar10 has changed since its first use" in str(refused.value)
    assert f"if the change is meant, delete {record}" in str(refused.value)
    record.unlink()
    reading.read("cifar10", pictures.root)
    assert record.read_bytes() != kept
    record.write_bytes(kept)
    with pytest.raises(CorruptFileError, match=r"RECORDED\.json: content does not match"):
        reading.read("cifar10", pictures.root)


def test_files_with_published_checksums_are_not_recorded(pictures):
    pictures.put("cifar_python", "cifar10")
    reading.read("cifar10", pictures.root)
    assert not (pictures.root / "cifar10" / recorded.RECORD).exists()


def test_a_root_that_cannot_be_written_to_is_said_and_read(pictures, capsys):
    pictures.put("cifar_binary", "cifar_binary")
    (pictures.root / "cifar10").write_text("a file in the way")
    official, _ = reading.read("cifar10", pictures.root)
    assert len(official.train.images) == TRAIN
    assert "later changes will go unnoticed" in capsys.readouterr().err


def test_the_manifest_is_sound():
    manifest = known.Manifest.model_validate(known._read(known.MANIFEST).model_dump())
    members = [m for entry in manifest.files.values() for form in entry.forms for m in form.members]
    archives = [form.archive for entry in manifest.files.values() for form in entry.forms]
    assert all(len(bytes.fromhex(member.md5)) in (0, 16) for member in members)
    sums = [m.sha256 for m in members if m.sha256] + [a.sha256 for a in archives if a]
    sums += [sum for member in members for sum in member.arrays_sha256]
    assert all(len(bytes.fromhex(sum)) == 32 for sum in sums)
    assert len(set(sums)) == len(sums) == 8
    for name, (train, test) in {"cifar10": (50_000, 10_000), "cifar100": (50_000, 10_000)}.items():
        entry = manifest.files[name]
        for form in entry.forms:
            rows = {"train": 0, "test": 0}
            for member in form.members:
                rows[member.split] += member.rows
            assert rows == {"train": train, "test": test}
            assert rows == {s: n * entry.classes for s, n in entry.per_class.items()}
            if form.format == "cifar_binary":
                size = 3073 if name == "cifar10" else 3074
                assert [m.bytes for m in form.members] == [size * m.rows for m in form.members]
    unchecked = {member.name for member in members if not member.published}
    assert {name.rpartition(".")[2] for name in unchecked} == {"bin"}
