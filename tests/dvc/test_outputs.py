"""What DVC keeps is what the workflow makes: nothing is left out of `dvc.yaml`."""

import configparser
import json
from pathlib import Path

import pytest
import yaml

from evoprune.artifacts import sidecar
from evoprune.claims import files
from evoprune.config import read
from evoprune.workflow import Workflow
from tests.workflow.checkout import ROOT

pytestmark = pytest.mark.dvc

DVC = yaml.safe_load((ROOT / "dvc.yaml").read_text())
STAGE = DVC["stages"]["study"]
OUTPUTS = {
    path: settings
    for output in STAGE["outs"] + STAGE["metrics"]
    for path, settings in output.items()
}


def study(config):
    """A workflow whose results are those that DVC keeps."""
    paths = [ROOT / "config/config.yaml", ROOT / f"config/{config}.yaml"]
    values = read(paths).model_dump(mode="json")
    return Workflow(values | {"claims": str(ROOT / values["claims"])})


def kept(path):
    return any(Path(path).is_relative_to(output) for output in OUTPUTS)


@pytest.mark.parametrize("config", ["config", "paper", "variants", "filter_criteria"])
def test_every_file_of_the_study_lies_under_an_output(config):
    workflow = study(config)
    files = workflow.everything()
    assert len(files) > 400
    assert [file for file in files if not kept(file)] == []
    assert [file for file in files if not kept(sidecar(Path(file)))] == []
    assert kept(workflow.kernels)
    assert not kept(workflow.paths.log("train", "x"))


def test_snakemakes_records_are_kept():
    # Without them a changed parameter goes unseen after a pull.
    assert ".snakemake/metadata" in OUTPUTS


def test_dvc_deletes_no_output_before_a_run():
    assert all(settings == {"persist": True} for settings in OUTPUTS.values())


def test_what_the_stage_depends_on_is_there_and_is_what_the_workflow_reads():
    assert all((ROOT / path).exists() for path in STAGE["deps"])
    claims = ROOT / read([ROOT / "config/config.yaml"]).claims
    read_files = [path for filed in files.every(claims) for path in (filed.path, filed.register)]
    deps = [ROOT / path for path in STAGE["deps"]]
    assert all(any(path.is_relative_to(dep) for dep in deps) for path in read_files)
    assert {"Snakefile", "workflow", "src"} <= set(STAGE["deps"])
    assert STAGE["params"] == [{"config/config.yaml": None}]
    assert STAGE["cmd"] == "snakemake --cores all"


def test_plots_have_files_that_the_workflow_makes_and_templates():
    made = {str(path) for path in study("config").plot_files}
    drawn = [plot for entry in DVC["plots"] for plot in entry.values()]
    assert {file for plot in drawn for file in plot["y"]} == made
    for plot in drawn:
        template = json.loads((ROOT / f".dvc/plots/{plot['template']}.json").read_text())
        assert template["data"]["values"] == "<DVC_METRIC_DATA>"


def test_nothing_is_sent_and_the_remote_is_a_folder_beside_the_checkout():
    config = configparser.ConfigParser()
    config.read(ROOT / ".dvc/config")
    assert config["core"]["analytics"] == config["core"]["check_update"] == "false"
    remote = config[f"'remote \"{config['core']['remote']}\"'"]
    # From the folder of the file.
    assert remote["url"] == "../../evoprune-storage"
