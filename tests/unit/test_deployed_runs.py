"""Networks of runs as files and measurements: `evoprune deploy`."""

import numpy as np
import onnx
import pandas as pd
import pytest
import torch

from evoprune import artifacts
from evoprune.cli import main
from evoprune.deployment.runtimes import onnx_runner, some_images, torch_runner
from evoprune.evolution.evaluation import bits
from evoprune.pruning.filters.flops import reference_flops
from evoprune.pruning.filters.inheritance import down
from evoprune.pruning.filters.loading import read_network
from evoprune.pruning.filters.saving import write_network
from evoprune.studies.filter_criteria import LABELS
from evoprune.studies.filter_criteria.deploying import COLUMNS, deploy
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.results import read_table
from tests.unit.convolutional import masks, shared

pytestmark = pytest.mark.slow
ARMS = ("dense", "repaired-mixed", "faithful-l1")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A dense run, one that was pruned, and one that diverged; deployed by the command."""
    root = tmp_path_factory.mktemp("results")
    whole = shared("resnet8")
    keep_masks = masks(whole)
    empty = whole.resized(whole.architecture.widths)
    write(root, "dense", whole)
    write(root, "repaired-mixed", down(whole, keep_masks), pick=keep_masks)
    write(root, "faithful-l1", empty, status="diverged")
    before = torch.get_num_threads()
    table = deploy(root, [(arm, [1]) for arm in ARMS], rounds=1)
    torch.set_num_threads(before)
    return root, table, keep_masks


def write(root, arm, network, status="ok", pick=None):
    paths = StudyPaths(root).run(arm, 1)
    write_network(paths.model, network)
    labels = dict.fromkeys(LABELS, "x") | {"arm": arm, "seed": 1}
    record = {"labels": labels, "status": status}
    if pick is not None:
        record["pick"] = {"keep_masks": [bits(mask) for mask in pick]}
    artifacts.write_json(paths.record, record)


def test_a_row_a_form_runtime_and_batch_size(runs):
    _, table, _ = runs
    assert tuple(table.columns) == (*LABELS, *COLUMNS)
    assert table.groupby("arm").size().to_dict() == {"dense": 6, "repaired-mixed": 18}
    assert set(table.loc[table["arm"] == "dense", "form"]) == {"dense"}
    keys = table[["arm", "form", "runtime", "batch_size"]]
    assert not keys.duplicated().any()
    assert (table[["microseconds", "microseconds_q1", "microseconds_q3"]] > 0).all(axis=None)
    assert (table["onnx_difference"] <= np.maximum(1e-5, 4 * table["onnx_rounding"])).all()


def test_speed_up_is_against_the_dense_form_and_one_for_it(runs):
    _, table, _ = runs
    by = ["arm", "runtime", "batch_size"]
    of_dense = table[table["form"] == "dense"].set_index(by)["microseconds"]
    expected = [of_dense[tuple(row[name] for name in by)] for _, row in table.iterrows()]
    np.testing.assert_allclose(table["speed_up"], expected / table["microseconds"])


def test_masking_saves_no_operations_and_compacting_does(runs):
    root, table, _ = runs
    network, _ = read_network(StudyPaths(root).run("repaired-mixed", 1).model)
    pruned = table[table["arm"] == "repaired-mixed"].drop_duplicates("form").set_index("form")
    whole = reference_flops(shared("resnet8"))
    assert pruned["flops"].to_dict() == {
        "dense": whole,
        "masked": whole,
        "compacted": reference_flops(network),
    }
    assert pruned["flops_share"].to_dict() == {
        "dense": 1.0,
        "masked": 1.0,
        "compacted": reference_flops(network) / whole,
    }


@pytest.mark.parametrize("arm", ["dense", "repaired-mixed"])
def test_files_hold_the_networks_of_the_models(runs, arm):
    root, table, _ = runs
    paths = StudyPaths(root)
    model = artifacts.read_bytes(paths.onnx(arm, 1))
    network, _ = read_network(paths.run(arm, 1).model)
    images = some_images(network, 5, seed=3)
    ours, theirs = torch_runner(network)(images), onnx_runner(model)(images)
    np.testing.assert_allclose(theirs, ours, rtol=1e-5, atol=1e-5)
    form = "dense" if arm == "dense" else "compacted"
    row = table[(table["arm"] == arm) & (table["form"] == form)].iloc[0]
    assert row["onnx_bytes"] == len(model)


def test_a_run_that_diverged_has_a_file_and_no_times(runs):
    root, table, _ = runs
    model = artifacts.read_bytes(StudyPaths(root).onnx("faithful-l1", 1))
    onnx.checker.check_model(onnx.load_from_string(model))
    assert "faithful-l1" not in set(table["arm"])


def test_the_command_writes_what_results_read(runs, capsys):
    root, _, _ = runs
    assert main(["deploy", "--results", str(root), "--runs", "dense=1"]) == 0
    path = StudyPaths(root).deployed
    assert capsys.readouterr().out == f"{path}: 1 networks measured\n"
    read = read_table(path)
    assert tuple(read.columns) == (*LABELS, *COLUMNS)
    assert read["speed_up"].tolist() == [1.0] * 6
    assert read["speed_up_low"].tolist() == [1.0] * 6


def test_a_run_that_is_not_there_is_named(runs, capsys):
    root, _, _ = runs
    assert main(["deploy", "--results", str(root), "--runs", "dense=2"]) == 3
    assert "runs/dense/2.json: no such file" in capsys.readouterr().err


def test_without_runs_there_is_a_table_of_no_rows(tmp_path):
    table = deploy(tmp_path, [])
    assert isinstance(table, pd.DataFrame)
    assert table.empty
    assert tuple(table.columns) == (*LABELS, *COLUMNS)
