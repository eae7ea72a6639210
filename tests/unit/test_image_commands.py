"""Labelled images on the command line: their state, their checksums, and fetching the digits."""

import io
import sys
import zipfile

import numpy as np
import pytest

from evoprune.cli import main
from evoprune.data.images import known, reading
from evoprune.data.images.known import fingerprint
from evoprune.data.sources import pypi
from evoprune.errors import MissingToolError
from tests.unit.tiny_pictures import md5, sha, table


@pytest.fixture
def command(pictures, capsys, monkeypatch):
    """Runs `evoprune data`; returns the exit code and what was said."""
    monkeypatch.chdir(pictures.root)

    def run(*words):
        code = main(["data", *words, "--data-root", str(pictures.root)])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def test_status_knows_images(command, pictures):
    assert command("status", "cifar10") == (
        3,
        "cifar10: missing; `python -m evoprune data verify cifar10` says which files go where\n",
    )
    assert command("status", "digits") == (
        3,
        "digits: missing; `python -m evoprune data fetch digits`\n",
    )
    folder = pictures.put("cifar_python", "cifar10")
    assert command("status", "cifar10") == (0, f"cifar10: ok, in {folder} from the user\n")
    (folder / "data_batch_1").write_bytes(b"?")
    code, text = command("status", "cifar10")
    assert code == 4
    assert text == f"cifar10: corrupt: {folder}/data_batch_1: not the data_batch_1 of CIFAR-10\n"


def test_verify_says_each_checksum(command, pictures):
    code, text = command("verify", "cifar10")
    assert code == 3
    assert "cifar10 needs the files of CIFAR-10; one of:" in text
    packed = pictures.put_archive("cifar_python")
    digest = sha(packed.read_bytes())
    assert command("verify", "cifar10") == (0, f"{packed}: ok, sha256 {digest}\n")
    assert command("status", "cifar10") == (0, f"cifar10: ok, in {pictures.root} from the user\n")
    folder = pictures.put("cifar_python", "cifar10")
    pictures.put("svhn", "svhn")
    pictures.put_folders()
    code, text = command("verify", "cifar10", "svhn", "imagenet")
    assert code == 0
    for name, data in pictures.files["cifar_python"].items():
        assert f"{folder}/{name}: ok, md5 {md5(data)}\n" in text
    for name, data in pictures.files["svhn"].items():
        assert f"{pictures.root}/svhn/{name}: ok, sha256 {sha(data)}\n" in text
    assert f"{pictures.root}/imagenet/val: ok, names and sizes, sha256 " in text
    (folder / "test_batch").write_bytes(b"?")
    assert command("verify", "cifar10")[0] == 4


def test_what_no_package_holds_is_not_fetched(command, pictures):
    code, text = command("fetch", "cifar10")
    assert code == 3
    assert "package source: none known" in text
    assert f"put the files into {pictures.root}/cifar10" in text
    assert command("fetch", "imagenet")[0] == 3
    folder = pictures.put("cifar_python", "cifar10")
    code, text = command("fetch", "cifar10")
    assert (code, text) == (0, f"cifar10: nothing to fetch, all files are in {folder}\n")


def test_unknown_names_end_with_2(command):
    for action in ("status", "verify", "fetch"):
        code, text = command(action, "cifar")
        assert code == 2
        assert "'cifar' is no data set with files; those are mnist, fashion_mnist, digits" in text


def wheel(data, member="sklearn/datasets/data/digits.csv.gz"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("sklearn/__init__.py", "raise SystemExit")
        archive.writestr(member, data)
    return stream.getvalue()


def offer(monkeypatch, data, refused=()):
    """Let pip give a wheel; returns the commands that it is asked with."""
    asked = []

    def run(command, folder, say):
        asked.append(list(command))
        if command[-1] in refused:
            raise MissingToolError(f"no {command[-1]}")
        (folder / "scikit_learn-1.9.1-cp311-cp311-any.whl").write_bytes(data)

    monkeypatch.setattr(pypi, "run", run)
    return asked


def test_digits_are_read_from_a_wheel_that_is_not_installed(command, pictures, monkeypatch):
    data = pictures.files["digits"]["digits.csv.gz"]
    asked = offer(monkeypatch, wheel(data))
    code, text = command("fetch", "digits")
    assert code == 0
    assert "digits: from pypi package scikit-learn (0.0 MB)\n" in text
    assert asked[0][:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:"} < set(asked[0])
    assert asked[0][-1] == "scikit-learn==1.9.1"
    folder = pictures.root / "digits"
    assert (folder / "digits.csv.gz").read_bytes() == data
    official, _ = reading.read("digits", pictures.root)
    np.testing.assert_array_equal(official.train.images, pictures.arrays["digits"]["train"][0])
    state = "digits: ok, in {} from pypi scikit-learn 1.9.1\n"
    assert command("status", "digits") == (0, state.format(folder))
    assert command("fetch", "digits")[1].startswith("digits: nothing to fetch")
    assert len(asked) == 1


def test_another_version_serves_if_its_digits_are_the_same(command, pictures, monkeypatch):
    again = table(*pictures.arrays["digits"]["train"])
    repacked = again[:4] + b"time" + again[8:]
    asked = offer(monkeypatch, wheel(repacked), refused=["scikit-learn==1.9.1"])
    assert command("fetch", "digits")[0] == 0
    assert [words[-1] for words in asked] == ["scikit-learn==1.9.1", "scikit-learn"]


def test_a_wheel_with_something_else_in_it_is_refused(command, pictures, monkeypatch):
    images, labels = pictures.arrays["digits"]["train"]
    other = images.copy()
    other[0, 0, 0, 0] ^= 1
    for data, said in (
        (wheel(table(other, labels)), "not digits; its decoded pixels and labels have"),
        (wheel(table(images[:9], labels[:9])), "9 images, expected 40"),
        (wheel(table(images[..., :-1], labels)), "57 columns, expected 65"),
        (wheel(table(images, labels)[:50]), "no compressed table of bytes"),
        (wheel(b"1,2,3"), "no compressed table of bytes"),
        (wheel(b"", "sklearn/other"), "holds no digits.csv.gz"),
        (wheel(b"x" * 9000)[:500], "cannot be read as an archive"),
        (b"", "cannot be read as an archive"),
    ):
        offer(monkeypatch, data)
        code, text = command("fetch", "digits")
        assert code == 4
        assert said in text
        assert list((pictures.root / "digits").iterdir()) == []


def test_without_pip_or_network_the_reason_is_told(command, monkeypatch):
    offer(monkeypatch, b"", refused=["scikit-learn==1.9.1", "scikit-learn"])
    code, text = command("fetch", "digits")
    assert code == 5
    assert "no scikit-learn" in text


def test_digits_of_an_installed_package_are_read_in_place_without_importing_it(
    pictures, monkeypatch
):
    place = pictures.put("digits", "site/sklearn/datasets/data")
    (pictures.root / "site/sklearn/__init__.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(str(pictures.root / "site"))
    manifest = pictures.manifest()
    form = manifest.files["digits"].forms[0]
    installed = form.model_copy(update={"installed": [["sklearn", "datasets/data"]]})
    digits = manifest.files["digits"].model_copy(update={"forms": [installed]})
    changed = manifest.model_copy(update={"files": {"digits": digits}})
    monkeypatch.setattr(known, "known", lambda: changed)
    _, digests = reading.read("digits", pictures.root)
    assert list(digests) == [str(place / "digits.csv.gz")]
    assert "sklearn" not in sys.modules


def test_fingerprints_are_those_of_the_manifest(pictures):
    before = fingerprint("cifar10")
    assert len(before) == 16
    pictures.files["cifar_python"]["data_batch_1"] += b"."
    assert fingerprint("cifar10") != before
    assert len(fingerprint("mnist")) == 16
    assert fingerprint("mnist") != fingerprint("fashion_mnist")
    assert fingerprint("binary_clusters") == ""
    assert len(fingerprint("imagenet")) == 16
