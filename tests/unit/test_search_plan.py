"""What a plan of study 2 says: as many steps as a run takes, without any image."""

import math
import re

import pytest
import torch
import yaml

from evoprune.cli import main
from evoprune.config import parse
from evoprune.data import places
from evoprune.errors import ConfigError
from evoprune.studies.filter_criteria import plan as planning
from evoprune.studies.filter_criteria.grid import arms
from evoprune.studies.filter_criteria.length import Length, length
from evoprune.studies.filter_criteria.material import Material
from evoprune.studies.filter_criteria.paths import StudyPaths
from evoprune.studies.filter_criteria.plan import Seconds, plan
from evoprune.studies.filter_criteria.run import Run
from evoprune.training.classifiers import timing

SHORT = {"batch_size": 8, "learning_rate": 0.05}
STUDY = {
    "dataset": {"generator": "digits", "validation_part": 4},
    "network": "resnet8",
    "search": {"population": 4, "offspring": 3, "generations": 3},
    "training": {**SHORT, "epochs": 7.0},
    "pretraining": {"epochs": 1.5},
    "scratch": {"epochs": 0.5},
    "final": {"seeds": 2, "training": {**SHORT, "epochs": 1.3}},
    "ranking": {"candidates": 5, "seeds": 2, "training": {**SHORT, "epochs": 0.7}},
    "arms": [
        {"criteria": ["none"], "seeds": 2},
        {"variants": ["faithful", "repaired"], "seeds": 3},
        {"searches": ["random", "uniform"], "variants": ["repaired"], "seeds": 1},
        {"weights": ["scratch"], "seeds": 1},
        {"starts": ["pretrained"], "variants": ["repaired"], "seeds": 1},
        {"criteria": ["l1"], "variants": ["repaired"], "ranking": True, "seeds": 1},
    ],
}


def config(**more):
    return parse({"results": "here", "filter_criteria": STUDY | more})


@pytest.mark.parametrize("rows", [None, 21])
def test_a_run_is_as_long_as_its_plan_says(pictures, monkeypatch, tmp_path, rows):
    """Every kind of arm, of all images and of some, against the program that runs it."""
    monkeypatch.setenv(places.DATA_ROOT, str(pictures.root))
    study = config(dataset={**STUDY["dataset"], "rows": rows, "extra_validation": 3})
    expected = {
        seeded.arm.name: length(seeded.arm).steps for seeded in arms(study.filter_criteria, 1)
    }
    pictures.put("digits", "digits")
    found = {}
    for arm, _ in arms(study.filter_criteria, 1):
        material = Material(arm, 1, arm.images.splits(pictures.root), torch.device("cpu"))
        found[arm.name] = Run(material, tmp_path / "log").steps
    assert len(found) == 8
    assert expected == found


def test_lengths_by_hand():
    """1,438 of the 1,797 digits train and validate: 1,078 and 360."""
    by_name = {a.arm.name: length(a.arm) for a in arms(config().filter_criteria, 1)}
    final = round(1.3 * math.ceil(1438 / 8))
    test = 359 + 2 * 360
    assert by_name["dense"] == Length(2 * final, 2 * final * 8, 0, 2 * test)
    step = math.floor(135 * 7 / 10)
    anew = by_name["repaired-mixed"]
    assert anew.steps == 10 * step + 4 * final
    assert anew.evaluated_images == 4 * test + (10 + 2 * 4) * 360 + 2 * 4 * 360
    assert by_name["repaired-mixed-random_search"].evaluated_images == (
        4 * test + 10 * 360 + 2 * 4 * 360
    )
    pretrained = by_name["repaired-mixed-pretrained"]
    assert pretrained.whole_images == round(1.5 * 135) * 8
    ranked = by_name["repaired-l1"]
    assert ranked.steps - anew.steps == 5 * 2 * round(0.7 * 135)


def test_times_add_up(monkeypatch, tmp_path):
    """A step of the whole network takes 2 s, of half of it 1 s, an image 0.01 s."""
    monkeypatch.setattr(
        planning,
        "_seconds",
        lambda arm, share, device: Seconds(2.0 if share == 1.0 else 1.0, 0.01),
    )
    (part,) = plan(config(), tmp_path)
    lengths = {a.arm.name: (length(a.arm), len(a.seeds)) for a in arms(config().filter_criteria, 1)}
    expected = sum(
        count
        * (
            long.whole_images / 128 * 2.0
            + long.pruned_images / 128 * 1.0
            + long.evaluated_images * 0.01
        )
        for long, count in lengths.values()
    )
    assert part.cpu_seconds == pytest.approx(expected, rel=1e-12)
    assert (part.arms, part.runs, part.present, part.device) == (8, 13, 0, "core")
    assert part.steps == max(long.steps for long, _ in lengths.values())
    record = StudyPaths(tmp_path).run("dense", 2).record
    record.parent.mkdir(parents=True)
    record.write_text("{}")
    (again,) = plan(config(), tmp_path)
    one = lengths["dense"][0]
    assert part.cpu_seconds - again.cpu_seconds == pytest.approx(
        one.whole_images / 128 * 2.0 + one.evaluated_images * 0.01
    )
    assert again.present == 1


def test_a_batch_that_is_too_large_to_be_timed_is_cut_and_scaled(monkeypatch):
    """Measured sizes, not times: half of the budget gives half of the images."""
    sizes = []
    noise = timing._noise

    def seen(shape, classes, size, device):
        sizes.append(size)
        return noise(shape, classes, size, device)

    monkeypatch.setattr(timing, "_noise", seen)
    arm = next(a.arm for a in arms(config().filter_criteria, 1) if a.arm.searches)
    for budget in (timing.OPERATIONS, 4e8, 2e8, 1.0):
        monkeypatch.setattr(timing, "OPERATIONS", budget)
        seconds = planning._seconds(arm, 0.5, torch.device("cpu"))
        assert seconds.step > 0
        assert seconds.image > 0
    assert sizes[0] == 128
    assert sizes[-1] == 4
    assert 4 < sizes[1] < 128
    assert sizes[1] // 2 == sizes[2]


def test_a_plan_for_a_gpu_is_made_without_one(monkeypatch, tmp_path):
    asked = []

    def chosen(name):
        asked.append(name)
        if name == "cuda":
            raise ConfigError("no GPU")
        return torch.device(name)

    monkeypatch.setattr(planning, "chosen", chosen)
    values = {"filter_criteria": STUDY, "compute": {"device": "cuda"}}
    (part,) = plan(parse(values), tmp_path)
    assert asked == ["cuda", "cpu"]
    assert part.device == "core"


def test_the_command_needs_no_images_and_names_both_studies(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(places.DATA_ROOT, str(tmp_path / "nowhere"))
    (tmp_path / "c.yaml").write_text(yaml.safe_dump({"filter_criteria": STUDY}))
    assert main(["plan", "--config", "c.yaml", "--cores", "2"]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(
        "filter criteria, resnet8, digits_v4: 8 arms, 13 runs (0 there), 13 jobs"
    )
    assert re.search(r"up to \d+ training steps a run\)$", first)
    assert re.fullmatch(r"together .+ on 2 cores, \d+ MB in results/", last)
