"""`data ready` and `search` as they are typed: exit codes, and messages that name file and step."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from evoprune import artifacts
from evoprune.cli import main
from evoprune.data.places import data_root
from evoprune.data.sources import pypi
from evoprune.errors import MissingToolError
from evoprune.studies.filter_criteria.paths import StudyPaths
from tests import drawn_digits, small_search
from tests.hostile_names import CANARY
from tests.unit.test_config import BASE
from tests.unit.test_image_files import HOSTILE, rehashed
from tests.unit.tiny_images import NAMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder; returns the exit code and what was said."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out + captured.err

    return run


@pytest.fixture
def digits(tmp_path, monkeypatch):
    """A data root with digits in it."""
    monkeypatch.delenv("DATA_ROOT", raising=False)
    return drawn_digits.install(tmp_path / "images", monkeypatch.setattr)


# Images


def test_images_that_are_as_they_should_be_are_noted_without_their_place(command, digits, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    for root in (digits, tmp_path / "elsewhere"):
        if root != digits:
            (digits / "digits").rename(root / "digits")
        code, said = command("data", "ready", "digits", "--output", "out.json", "--data-root", root)
        assert (code, said) == (0, "out.json: digits, 1 files as they should be\n")
        note = artifacts.read_json(Path("out.json"))
        assert set(note) == {"name", "expected", "digests"}
        assert list(note["digests"]) == ["digits.csv.gz"]
        assert str(root) not in Path("out.json").read_text()


def ready(command, name, root):
    code, said = command("data", "ready", name, "--output", "out.json", "--data-root", root)
    assert Path("out.json").exists() == (code == 0)
    return code, said


def test_mnist_in_the_place_of_fashion_mnist_is_noticed(command, there):
    assert ready(command, "fashion_mnist", there.root)[0] == 0
    Path("out.json").unlink()
    (there.root / "mnist").rename(there.root / "x")
    (there.root / "fashion_mnist").rename(there.root / "mnist")
    (there.root / "x").rename(there.root / "fashion_mnist")
    for name in ("mnist", "fashion_mnist"):
        code, said = ready(command, name, there.root)
        assert code == 4
        assert f"{there.root}/{name}/train-images-idx3-ubyte" in said


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:10]),
        lambda path: path.write_bytes(b""),
        lambda path: (
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes())[:-9]),
            path.unlink(),
        ),
    ],
    ids=["a byte short", "cut off", "empty", "packed and cut off"],
)
@pytest.mark.parametrize("role", NAMES)
def test_a_damaged_file_is_named(command, there, damage, role):
    path = there.root / "fashion_mnist" / NAMES[role]
    damage(path)
    code, said = ready(command, "fashion_mnist", there.root)
    assert code == 4
    assert str(path) in said


def test_what_is_in_a_file_decides_not_how_it_is_called(command, there):
    folder = there.root / "fashion_mnist"
    (folder / NAMES["train_images"]).rename(folder / f"{NAMES['train_images']}.gz")
    packed = folder / NAMES["test_labels"]
    packed.write_bytes(gzip.compress(packed.read_bytes()))
    assert ready(command, "fashion_mnist", there.root)[0] == 0


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pickle_runs_nothing(command, pictures, what):
    rehashed(pictures, "cifar_python", "data_batch_2", HOSTILE[what])
    code, said = ready(command, "cifar10", pictures.root)
    assert code == 4
    assert "data_batch_2: refused" in said
    assert not list(pictures.root.parent.rglob(CANARY))


def test_without_files_and_a_way_to_fetch_them_the_next_step_is_told(
    command, pictures, monkeypatch
):
    code, said = ready(command, "cifar10", pictures.root)
    assert code == 3
    assert "cifar10 needs the files of CIFAR-10" in said
    assert "next: " in said
    assert f"{pictures.root}/cifar10" in said
    assert ready(command, "imagenet", pictures.root)[0] == 3

    def refuse(*_):
        raise MissingToolError("pip: no network")

    monkeypatch.setattr(pypi, "run", refuse)
    code, said = ready(command, "digits", pictures.root)
    assert code == 5
    assert "no network" in said


def test_unknown_names_end_with_2(command, pictures):
    code, said = ready(command, "cifar", pictures.root)
    assert code == 2
    assert "'cifar' is no data set with files; those are mnist" in said


# Searches


def search(command, arm, *words):
    spec = arm if isinstance(arm, str) else arm.json_text()
    given = {"--seeds": 1, "--results": "out", "--device": "cpu"}
    words = [*(word for pair in given.items() for word in pair), *words]
    code, said = command("search", "--spec", spec, *words)
    return code, "\n".join(line for line in said.splitlines() if ": step " not in line)


DENSE = small_search.arm({"criteria": ["none"]})


def test_a_run_is_done_once_and_kept(command, digits, monkeypatch):
    monkeypatch.setenv("DATA_ROOT", str(digits))
    small_search.look(digits, Path("out"))
    assert search(command, DENSE) == (0, "dense: 1 runs done, 0 were there")
    paths = StudyPaths(Path("out")).run("dense", 1)
    before = [path.read_bytes() for path in paths.all()]
    assert search(command, DENSE) == (0, "dense: 0 runs done, 1 were there")
    assert [path.read_bytes() for path in paths.all()] == before
    paths.model.unlink()  # a lost model is made again, with the same bytes
    assert search(command, DENSE) == (0, "dense: 1 runs done, 0 were there")
    assert paths.model.read_bytes() == before[2]
    paths.evaluations.write_bytes(b"{}\n")
    assert search(command, DENSE) == (0, "dense: 1 runs done, 0 were there")
    assert paths.evaluations.read_bytes() == before[1] == b""


def test_before_anybody_looked_at_the_images_the_next_step_is_told(command, digits, monkeypatch):
    monkeypatch.setenv("DATA_ROOT", str(digits))
    code, said = search(command, DENSE)
    assert code == 3
    assert "out/data/digits.json" in said


def test_images_that_went_away_or_changed_since_are_named(command, digits, monkeypatch):
    monkeypatch.setenv("DATA_ROOT", str(digits))
    small_search.look(digits, Path("out"))
    path = digits / "digits/digits.csv.gz"
    path.write_bytes(path.read_bytes()[:-5])
    code, said = search(command, DENSE)
    assert (code, str(path) in said) == (4, True)
    path.unlink()
    code, said = search(command, DENSE)
    assert code == 3
    assert "next: `python -m evoprune data fetch digits`" in said
    note = StudyPaths(Path("out")).images("digits")
    note.write_text("{}")
    code, said = search(command, DENSE)
    assert (code, str(note) in said) == (4, True)


def test_a_search_by_hand_looks_at_the_images_where_the_config_says(command, digits):
    Path("config").mkdir()
    section = small_search.STUDY | {"arms": [{"criteria": ["none"], "seeds": 2}]}
    Path("files").symlink_to(digits)
    values = BASE | {"filter_criteria": section, "data_root": "files", "results": "out"}
    Path("config/config.yaml").write_text(yaml.safe_dump(values))
    code, said = command("search", "--arm", "dense", "--device", "cpu")
    assert code == 0
    assert "dense: 2 runs done, 0 were there\n" in said
    assert StudyPaths(Path("out")).images("digits").is_file()
    code, said = command("search", "--arm", "sparse")
    assert code == 2
    assert "no arm 'sparse' in filter_criteria; its arms: dense" in said
    Path("files").unlink()
    Path("files").mkdir()
    artifacts.write_json(StudyPaths(Path("out")).images("digits"), {"digests": {"x": "changed"}})
    code, said = command("search", "--arm", "dense", "--device", "cpu")
    assert code == 3
    assert "next: " in said


def spec(**changes):
    return json.dumps({**small_search.arm().model_dump(), **changes})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "--spec"),
        ("{}", "--spec"),
        (spec(name="../x"), "name"),
        (spec(criteria="hrank"), "criteria\n  Input should be 'mixed', 'l1'"),
        (spec(network="resnet9"), "network\n  Input should be 'lenet5', 'convnet6'"),
        (spec(search="pso"), "search\n  Input should be 'nsga2', 'random', 'uniform' or 'none'"),
        (spec(variant="x/y"), "variant"),
        (spec(more=1), "more"),
    ],
)
def test_a_spec_that_describes_no_arm_ends_with_2(command, digits, monkeypatch, text, said):
    monkeypatch.setenv("DATA_ROOT", str(digits))
    small_search.look(digits, Path("out"))
    code, text = search(command, text)
    assert code == 2
    assert said in text


def test_what_has_to_be_said_with_a_spec(command):
    assert command("search", "--spec", DENSE.json_text())[0] == 2
    assert command("search")[0] == 2
    assert command("search", "--arm", "x", "--spec", "y")[0] == 2


@pytest.mark.parametrize("ratio", [0.0, 1.0])
@pytest.mark.parametrize("variant", ["faithful", "repaired"])
def test_a_search_whose_ratios_can_only_be_one_or_may_be_any(
    command, digits, monkeypatch, ratio, variant
):
    monkeypatch.setenv("DATA_ROOT", str(digits))
    small_search.look(digits, Path("out"))
    arm = small_search.arm(
        {"variants": [f"{variant}+bound"] if ratio else [variant]},
        variants={"bound": {"switches.lowest_ratio": 1.0}},
    )
    assert search(command, arm) == (0, f"{arm.name}: 1 runs done, 0 were there")
    record = artifacts.read_json(StudyPaths(Path("out")).run(arm.name, 1).record)
    assert record["status"] == "ok"
    if ratio:
        assert all(member["widths"] == [1, 1, 1] for member in record["front"])
    else:
        assert any(member["widths"] != [1, 1, 1] for member in record["front"])


def test_a_run_that_diverges_says_so_and_keeps_its_files(command, digits, monkeypatch):
    monkeypatch.setenv("DATA_ROOT", str(digits))
    small_search.look(digits, Path("out"))
    arm = small_search.arm(training=small_search.STUDY["training"] | {"learning_rate": 1e30})
    assert search(command, arm)[0] == 0
    paths = StudyPaths(Path("out")).run(arm.name, 1)
    record = artifacts.read_json(paths.record)
    assert record["status"] == "diverged"
    assert record["metrics"]["diverged_step"] > 0
    assert record["metrics"]["error_test"] is None
    assert all(artifacts.is_intact(path) for path in paths.all())
    assert search(command, arm)[1] == f"{arm.name}: 0 runs done, 1 were there"


@pytest.mark.slow
def test_the_program_itself_gives_the_same_bytes_as_this_process(tmp_path, command, monkeypatch):
    """With the real digits, where they are; another process has another hash seed."""
    root = (ROOT / data_root()).resolve()
    if not (root / "digits/digits.csv.gz").is_file():
        pytest.skip(f"no digits in {root}")
    monkeypatch.setenv("DATA_ROOT", str(root))
    arm = small_search.arm({"variants": ["repaired"]})
    small_search.look(root, Path("out"))
    assert search(command, arm)[0] == 0
    small_search.look(root, tmp_path / "other")
    words = ["search", "--spec", arm.json_text(), "--seeds", "1", "--results", tmp_path / "other"]
    done = subprocess.run(
        [sys.executable, "-m", "evoprune", *words, "--device", "cpu"],
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = (StudyPaths(p).run(arm.name, 1) for p in (Path("out"), tmp_path / "other"))
    assert ours.model.read_bytes() == theirs.model.read_bytes()
    assert ours.evaluations.read_bytes() == theirs.evaluations.read_bytes()
    records = [artifacts.read_json(paths.record) for paths in (ours, theirs)]
    for record in records:
        record.pop("timing")
    assert records[0] == records[1]
