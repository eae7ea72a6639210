"""Fetching tiny data sets, and packages of them."""

import io
import tarfile

from evoprune import artifacts
from evoprune.data import fetching
from tests.unit.tiny_images import NAMES, install

IMAGES = NAMES["train_images"]


def without_clients(monkeypatch, folder):
    """Tiny data sets, no mirror, and a path without any client."""
    (folder / "bin").mkdir()
    monkeypatch.setenv("PATH", str(folder / "bin"))
    return install(monkeypatch, folder)


def fetch(tiny, name="mnist"):
    """Fetch a data set; returns the lines that were said."""
    lines = []
    fetching.fetch(name, tiny.root, lines.append)
    return lines


def written(tiny, name="mnist"):
    """Files of the data root by name, without checksums."""
    files = (path for path in (tiny.root / name).glob("*") if path.suffix != ".sha256")
    return {path.name: path.read_bytes() for path in files}


def source(tiny, name="mnist"):
    return artifacts.read_json(tiny.root / name / "SOURCE.json")


def archive(members, mode="w:gz"):
    """A tar archive of (name, content) pairs."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def package_of(tiny, name="mnist", folder="package/data/"):
    readme = [("package/readme.md", b"hello")]
    return archive([*readme, *((folder + f, data) for f, data in tiny.files[name].items())])


def script(tiny, name, lines):
    """A client on the path."""
    path = tiny.folder / "bin" / name
    path.write_text("#!/bin/sh\n" + lines + "\n")
    path.chmod(0o755)


def offer_npm(tiny, data):
    (tiny.folder / "package.tgz").write_bytes(data)
    script(
        tiny,
        "npm",
        f'echo "$@" > {tiny.folder}/asked\n/bin/cp {tiny.folder}/package.tgz "$5"/p.tgz',
    )
