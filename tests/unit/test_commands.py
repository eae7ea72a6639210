"""The command line: help, exit codes, and that every message names what is wrong."""

import io
import json

import pytest
import yaml

from evoprune import artifacts
from evoprune.cli import main
from evoprune.commands import COMMANDS
from evoprune.commands.collect import format_runs, parse_runs
from evoprune.progress import Progress, duration
from evoprune.studies.autoencoder.paths import StudyPaths

SMALL = {
    "results": "here",
    "autoencoder": {
        "dataset": {"clusters": 2, "examples": 10, "dimensions": 12},
        "protocol": {"epochs": 2, "learning_rate": 1.0e-3},
        "arms": [{"modes": ["canonical"], "operators": ["none"], "seeds": 2}],
    },
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(yaml.safe_dump(SMALL))
    return tmp_path


@pytest.fixture
def trained(folder):
    assert main(["train", "--config", "small.yaml", "--arm", "canonical-none"]) == 0
    assert main(["collect", "--results", "here", "--runs", "canonical-none=1-2"]) == 0
    return folder


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_a_help_text(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "usage: evoprune " + command in capsys.readouterr().out


def test_help_lists_all_commands(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    words = capsys.readouterr().out.split()
    assert set(COMMANDS) <= set(words)


@pytest.mark.parametrize("arguments", [[], ["dance"], ["train"], ["data"]])
def test_wrong_usage_ends_with_2(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def said(capsys):
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_a_bad_config_ends_with_2(folder, capsys):
    values = SMALL | {"seeds": 3}
    (folder / "bad.yaml").write_text(yaml.safe_dump(values))
    assert main(["plan", "--config", "bad.yaml"]) == 2
    assert "seeds: unknown key (value 3); allowed keys here: results" in said(capsys)


def test_an_unknown_arm_ends_with_2(folder, capsys):
    assert main(["train", "--config", "small.yaml", "--arm", "lipi-none"]) == 2
    assert "no arm 'lipi-none' in the config; its arms: canonical-none" in said(capsys)


def test_training_by_hand_and_again(trained, capsys):
    said(capsys)
    assert main(["train", "--config", "small.yaml", "--arm", "canonical-none"]) == 0
    assert "canonical-none: 0 runs trained, 2 were there" in said(capsys)
    assert main(["train", "--config", "small.yaml", "--arm", "canonical-none", "--seeds", "7"]) == 0
    assert "epoch 2/2, done in" in said(capsys)


def test_missing_data_ends_with_3(folder, capsys):
    assert main(["data", "status", "--config", "small.yaml"]) == 3
    assert main(["data", "verify", "--config", "small.yaml"]) == 3
    assert "binary_clusters_2_10_12.safetensors: no such file" in said(capsys)


def test_data_made_by_hand_is_that_of_the_workflow(trained):
    spec = json.dumps(
        {"generator": "binary_clusters", "clusters": 2, "examples": 10, "dimensions": 12}
    )
    assert main(["data", "make", "--spec", spec, "--output", "again.safetensors"]) == 0
    there = StudyPaths(trained / "here").dataset("binary_clusters_2_10_12")
    assert (trained / "again.safetensors").read_bytes() == there.read_bytes()
    assert main(["data", "verify", "--config", "small.yaml"]) == 0


@pytest.mark.parametrize(
    "spec", ['{"generator": "noise"}', '{"generator": "binary_clusters", "bits": 3}', "{"]
)
def test_a_bad_data_spec_ends_with_2(folder, spec):
    assert main(["data", "make", "--spec", spec, "--output", "x.safetensors"]) == 2


def test_corrupt_results_end_with_4_and_are_named(trained, capsys):
    assert main(["verify", "here"]) == 0
    model = StudyPaths(trained / "here").run("canonical-none", 2).model
    model.write_bytes(model.read_bytes()[:-1])
    said(capsys)
    assert main(["verify", "here"]) == 4
    assert "models/canonical-none/2.safetensors: does not match its checksum" in said(capsys)
    assert model.exists()
    assert main(["verify", "here", "--repair"]) == 4
    assert not model.exists()
    assert main(["verify", "here"]) == 0
    record = StudyPaths(trained / "here").run("canonical-none", 1).record
    record.write_text("{}")
    assert main(["collect", "--results", "here", "--runs", "canonical-none=1"]) == 4


def test_comparing_a_folder_with_itself_finds_identical_runs(trained, capsys):
    said(capsys)
    assert main(["compare", "here", "here"]) == 0
    *_, row = said(capsys).splitlines()
    name, runs, first, second, difference, low, high, identical = row.split()
    assert (name, runs, identical) == ("canonical-none", "2", "2")
    assert first == second
    assert float(difference) == 0
    assert (low, high) == ("NaN", "NaN")  # two runs have no interval
    assert main(["compare", "here", "here", "--metric", "beauty"]) == 2
    assert main(["compare", "here", "nowhere"]) == 3


def test_figures_and_tables_by_hand(trained):
    assert main(["figure", "l1_curves_canonical", "--results", "here"]) == 0
    assert main(["table", "summary_canonical", "--results", "here"]) == 0
    paths = StudyPaths(trained / "here")
    assert artifacts.is_intact(paths.figure("l1_curves_canonical", "svg"))
    assert artifacts.is_intact(paths.table("summary_canonical", "tex"))
    assert main(["figure", "pie_chart", "--results", "here"]) == 2


def test_plan_counts_what_is_still_to_do(trained, capsys):
    said(capsys)
    assert main(["plan", "--config", "small.yaml"]) == 0
    text = said(capsys)
    assert "1 arms, 2 runs (2 there), 1 jobs, 0 s of one core" in text


def test_doctor_names_versions(capsys):
    assert main(["doctor"]) == 0
    text = said(capsys)
    assert "torch" in text
    assert "snakemake" in text


def test_list_and_schema(capsys):
    assert main(["list", "schedules"]) == 0
    text = said(capsys)
    assert "final_n" in text
    assert "persistent_mask" not in text
    assert main(["list"]) == 0
    text = said(capsys)
    assert "persistent_mask  " in text
    assert "autoencoder.modes.{mode}.population" in text
    assert main(["schema"]) == 0
    assert "autoencoder" in json.loads(said(capsys))["properties"]


def test_runs_are_listed_as_ranges(capsys):
    assert format_runs("a", (1, 2, 3, 7, 9, 10)) == "a=1-3,7,9-10"
    assert parse_runs("lipi-none-population=5=1-3") == ("lipi-none-population=5", [1, 2, 3])
    assert main(["collect", "--results", "here", "--runs", "a=x"]) == 2
    assert "'a=x' is not ARM=SEEDS" in said(capsys)


def test_progress_says_little_and_always_the_end():
    stream = io.StringIO()
    progress = Progress("lipi-none, seeds 1-3", 4, interval=1e9, stream=stream)
    for done in (1, 2, 3, 4):
        progress(done)
    assert stream.getvalue() == "lipi-none, seeds 1-3: epoch 4/4, done in 0 s\n"
    stream = io.StringIO()
    progress = Progress("x", 4, interval=0, stream=stream)
    progress(0)
    assert stream.getvalue() == ""
    progress(1)
    assert "x: epoch 1/4, " in stream.getvalue()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")],
)
def test_durations_read_like_speech(seconds, text):
    assert duration(seconds) == text
