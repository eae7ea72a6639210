"""Files: whole or absent, refused when altered."""

import subprocess

import numpy as np
import pytest

from evoprune import artifacts
from evoprune.errors import CorruptFileError, MissingDataError, WriteError
from evoprune.integrity import checked_files, move_corrupt_aside


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "deep" / "file.bin"
    artifacts.write_bytes(file, bytes(range(256)) * 8)
    return file


def test_the_checksum_is_that_of_sha256sum(path):
    done = subprocess.run(
        ["sha256sum", "--check", "file.bin.sha256"], cwd=path.parent, capture_output=True, text=True
    )
    assert done.stdout == "file.bin: OK\n"


@pytest.mark.parametrize("position", [0, 1000, 2047])
def test_a_flipped_bit_is_refused(path, position):
    data = bytearray(path.read_bytes())
    data[position] ^= 4
    path.write_bytes(data)
    with pytest.raises(CorruptFileError, match=r"file\.bin: content does not match"):
        artifacts.read_bytes(path)
    assert not artifacts.is_intact(path)


@pytest.mark.parametrize("size", [0, 1, 2047])
def test_a_truncated_file_is_refused(path, size):
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(CorruptFileError):
        artifacts.read_bytes(path)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_file_without_a_usable_checksum_is_not_trusted(path, content):
    artifacts.sidecar(path).unlink()
    if content is not None:
        artifacts.sidecar(path).write_bytes(content)
    with pytest.raises(
        MissingDataError, match=r"its checksum file\.bin\.sha256 is missing or empty"
    ):
        artifacts.read_bytes(path)


def test_a_failed_write_leaves_the_old_file_and_no_litter(path, monkeypatch):
    before = path.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(artifacts.os, "fsync", full)
    with pytest.raises(WriteError, match="No space"):
        artifacts.write_bytes(path, b"new")
    assert artifacts.read_bytes(path) == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["file.bin", "file.bin.sha256"]


def test_tensors_and_metadata_come_back(tmp_path):
    tensors = {"a": np.arange(6, dtype=np.float32).reshape(2, 3).T, "b": np.ones(3, np.uint8)}
    artifacts.write_tensors(tmp_path / "t.safetensors", tensors, {"arm": "x"})
    back, metadata = artifacts.read_tensors(tmp_path / "t.safetensors")
    assert metadata == {"arm": "x"}
    np.testing.assert_array_equal(back["a"], tensors["a"])
    np.testing.assert_array_equal(back["b"], tensors["b"])


def test_the_same_tensors_and_metadata_give_the_same_bytes(tmp_path):
    metadata = {name: name for name in "abcdefgh"}
    digests = {
        artifacts.write_tensors(tmp_path / f"{i}.safetensors", {"x": np.ones(3)}, metadata)
        for i in range(20)
    }
    assert len(digests) == 1


def test_json_is_sorted_and_refuses_nan(tmp_path):
    artifacts.write_json(tmp_path / "v.json", {"b": 1, "a": [2.5]})
    assert (tmp_path / "v.json").read_text().index('"a"') < 5
    with pytest.raises(ValueError, match="not JSON compliant"):
        artifacts.write_json(tmp_path / "v.json", float("nan"))


def test_only_altered_files_are_moved_aside(path, capsys):
    whole = path.with_name("whole.bin")
    artifacts.write_bytes(whole, b"whole")
    path.write_bytes(b"altered")
    assert move_corrupt_aside([path, whole, path.with_name("absent")]) == [path]
    assert not path.exists()
    assert path.with_name("file.bin.corrupt").read_bytes() == b"altered"
    assert artifacts.read_bytes(whole) == b"whole"
    assert (
        "file.bin does not match its checksum; moved to file.bin.corrupt" in capsys.readouterr().err
    )
    assert checked_files(path.parent) == [whole]


def test_a_touched_but_unaltered_file_stays(path):
    path.touch()
    assert move_corrupt_aside([path]) == []
    assert path.exists()
