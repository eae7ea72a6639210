"""Real data sets in a config, in the workflow and on the command line."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from evoprune.cli import main
from evoprune.config import json_schema, parse
from evoprune.data import manifest
from evoprune.data.binary_clusters import BinaryClusters
from evoprune.data.fashion_mnist import FashionMnist
from evoprune.data.mnist import Mnist
from evoprune.errors import ConfigError
from evoprune.studies.autoencoder.grid import arms, datasets
from evoprune.workflow import Workflow
from tests.unit.tiny_images import NAMES, sha

ROOT = Path(__file__).resolve().parents[2]


BASE = yaml.safe_load((ROOT / "config/config.yaml").read_text())


def with_dataset(dataset, **more):
    arm = {"modes": ["canonical"], "operators": ["none"], "seeds": 1}
    return {"autoencoder": {"dataset": dataset, "arms": [arm | more]}}


def test_a_data_set_without_generator_is_binary_clusters():
    study = parse(with_dataset({"clusters": 2, "examples": 4, "dimensions": 8})).autoencoder
    assert study.dataset == BinaryClusters(clusters=2, examples=4, dimensions=8)
    assert parse({"autoencoder": {"arms": BASE["autoencoder"]["arms"]}}) is not None
    assert parse(with_dataset({})).autoencoder.dataset == BinaryClusters()


def test_data_sets_are_named_by_generator_in_the_study_and_in_a_block():
    values = with_dataset({"generator": "mnist"}, datasets=[{"generator": "fashion_mnist"}, {}])
    config = parse(values)
    assert config.autoencoder.dataset == Mnist()
    assert list(datasets(config)) == ["fashion_mnist_1000", "binary_clusters_10_100_1000"]
    (arm, _), _ = arms(config)
    assert (arm.name, arm.dimensions) == ("canonical-none-fashion_mnist_1000", 784)
    assert arm.dataset_of(1) == FashionMnist()


@pytest.mark.parametrize(
    ("dataset", "said"),
    [
        (
            {"generator": "cifar"},
            "autoencoder.dataset.generator: 'cifar' is not allowed; "
            "allowed: 'binary_clusters', 'mnist', 'fashion_mnist'",
        ),
        (
            {"generator": "mnist", "clusters": 3},
            "autoencoder.dataset.clusters: unknown key (value 3); "
            "allowed keys here: generator, rows, heldout, threshold, seed, per_seed",
        ),
        (
            {"rows": 3},
            "autoencoder.dataset.rows: unknown key (value 3); "
            "allowed keys here: generator, clusters, examples, dimensions",
        ),
        (
            {"generator": "mnist", "rows": 60_000},
            "autoencoder.dataset.rows: input should be less than or equal to 55000 (value 60000)",
        ),
        (
            {"generator": "mnist", "rows": "all"},
            "autoencoder.dataset.rows: input should be a valid",
        ),
        ({"generator": 3}, "autoencoder.dataset.generator: '3' is not allowed"),
        (7, "autoencoder.dataset: input should be a valid dictionary or instance"),
    ],
)
def test_what_is_wrong_with_a_data_set_is_said_without_jargon(dataset, said):
    for values, place in (
        (with_dataset(dataset), "autoencoder.dataset"),
        (with_dataset({}, datasets=[{}, dataset]), "autoencoder.arms.0.datasets.1"),
    ):
        with pytest.raises(ConfigError) as refused:
            parse(values)
        assert said.replace("autoencoder.dataset", place) in str(refused.value)


@pytest.mark.parametrize(
    ("dataset", "valid"),
    [
        ({}, True),
        ({"seed": 1}, True),
        ({"generator": "binary_clusters"}, True),
        ({"generator": "mnist", "seed": 1}, True),
        ({"rows": 10}, False),
        ({"generator": "mnist", "clusters": 2}, False),
        ({"generator": "cifar"}, False),
    ],
)
def test_the_schema_allows_what_the_config_allows(dataset, valid):
    values = with_dataset(dataset, datasets=[dataset])
    assert jsonschema.Draft202012Validator(json_schema()).is_valid(values) == valid
    if valid:
        parse(values)
    else:
        with pytest.raises(ConfigError):
            parse(values)


def test_variants_reach_settings_of_real_data_and_no_others(tmp_path):
    own = arms(parse(with_dataset({"generator": "mnist"}, variants=["data_per_seed"])))
    assert own[0].arm.dataset == "mnist_1000_per_seed"
    with pytest.raises(
        ConfigError, match=r"dataset\.centroids: there is no such setting; here are"
    ):
        arms(parse(with_dataset({"generator": "mnist"}, variants=["corrected_data"])))


def test_the_reference_has_a_table_for_every_kind_of_data_set():
    text = (ROOT / "config/README.md").read_text()
    for name in ("mnist", "fashion_mnist"):
        assert f"### `autoencoder.dataset`, generator `{name}`" in text
    assert "`autoencoder.dataset.threshold`" in text
    assert "`autoencoder.dataset.clusters`" in text


def test_the_workflow_knows_root_and_files_of_real_data(monkeypatch):
    monkeypatch.delenv("DATA_ROOT", raising=False)
    values = with_dataset({"generator": "mnist"}, datasets=[{"generator": "fashion_mnist"}, {}])
    workflow = Workflow(values | {"data_root": "/somewhere"})
    assert workflow.data_root == "/somewhere"
    codes = [workflow.data_code(name) for name in workflow.datasets]
    assert [len(code) for code in codes] == [32, 16]
    assert codes[0].endswith(manifest.fingerprint("fashion_mnist"))
    monkeypatch.setenv("DATA_ROOT", "/elsewhere")
    assert workflow.data_root == "/elsewhere"


def said(capsys):
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_making_a_real_data_set_by_hand(there, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = json.dumps({"generator": "mnist", "rows": 40, "heldout": 16})
    command = ["data", "make", "--spec", spec, "--output", "out.safetensors"]
    assert main(command) == 3
    assert "next: `python -m evoprune data fetch mnist`" in said(capsys)
    assert not Path("out.safetensors").exists()
    assert main([*command, "--data-root", str(there.root)]) == 0
    first = Path("out.safetensors").read_bytes()
    assert "out.safetensors: 40 training rows" in said(capsys)
    monkeypatch.setenv("DATA_ROOT", str(there.root))
    assert main(command) == 0
    assert Path("out.safetensors").read_bytes() == first
    (there.root / "mnist" / NAMES["test_images"]).write_bytes(b"no image")
    assert main(command) == 4


def test_status_and_verify_take_names(there, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    root = ["--data-root", str(there.root)]
    assert main(["data", "status", "mnist", "fashion_mnist", *root]) == 0
    assert f"\nfashion_mnist: ok, in {there.root}/fashion_mnist from the user\n" in said(capsys)
    assert main(["data", "verify", "mnist", *root]) == 0
    text = said(capsys)
    for file, data in there.files["mnist"].items():
        assert f"{there.root}/mnist/{file}: ok, sha256 {sha(data)}" in text
    (there.root / "mnist" / NAMES["test_images"]).unlink()
    assert main(["data", "status", "fashion_mnist", "mnist", *root]) == 3
    text = said(capsys)
    assert "fashion_mnist: ok" in text
    assert "\nmnist: missing; `python -m evoprune data fetch mnist`\n" in text
    assert main(["data", "verify", "mnist", *root]) == 3
    assert "mnist needs 4 files; missing:\n  t10k-images-idx3-ubyte" in said(capsys)
    (there.root / "mnist" / NAMES["train_labels"]).write_bytes(b"?")
    assert main(["data", "status", "fashion_mnist", "mnist", *root]) == 4
    labels = there.root / "mnist" / NAMES["train_labels"]
    assert f"\nmnist: corrupt: {labels}: not the {labels.name} of MNIST\n" in said(capsys)
    assert main(["data", "verify", "mnist", *root]) == 4


def test_the_root_of_the_config_is_used_and_bad_names_end_with_2(there, capsys, monkeypatch):
    monkeypatch.chdir(there.folder)
    (there.folder / "mine.yaml").write_text(
        yaml.safe_dump(with_dataset({}) | {"data_root": "root"})
    )
    assert main(["data", "status", "mnist"]) == 3  # without a config the root is ./data
    assert main(["data", "status", "mnist", "--config", "mine.yaml"]) == 0
    assert main(["data", "status", "mnist", "--config", "absent.yaml"]) == 2
    for action in ("status", "verify", "fetch"):
        said(capsys)
        assert main(["data", action, "binary_clusters"]) == 2
        assert "those are mnist, fashion_mnist" in said(capsys)
