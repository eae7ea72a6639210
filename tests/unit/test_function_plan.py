"""What a config of study 3 costs: every part by hand, with steps and images of known times."""

import math

import pytest
import torch

from evoprune.config import parse
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.registry import load
from evoprune.studies.pruning_functions import plan as planning
from evoprune.training.classifiers.timing import BATCH, Seconds

TASK = {
    "dataset": {"generator": "mnist", "validation_part": 6},
    "network": "lenet5",
    "widths": [[10, 20, 100], [5, 11, 40]],
    "base": {"epochs": 2.0},
    "retrain": {"epochs": 0.5},
}
STUDY = {
    "tasks": {"a": TASK, "b": TASK | {"network": "convnet6", "widths": [[5, 5, 10, 10, 19, 19]]}},
    "evolution": {"generations": 3, "copies": 1, "population": 5, "parents": 2},
    "fitness": {"validation_images": 4000},
    "transfer": {
        "tasks": ["b"],
        "functions": ["l1", "t"],
        "inverted": ["l1"],
        "controls": {"own": ["N"], "other": ["var", "X"]},
        "bases": 2,
        "seeds": 3,
        "champion_seeds": 1,
        "champions_of": "repaired-gp-a",
        "long": {"tasks": ["b"], "factor": 4.0, "seeds": 2},
    },
    "arms": [
        {"tasks": [["a"]], "variants": ["repaired"], "replicates": 2, "seeds": 2},
        {"tasks": [["a", "b"]], "searches": ["gp", "seeds"], "seeds": 1},
    ],
}
TRAIN = 50_000


@pytest.fixture
def parts(monkeypatch, tmp_path):
    """A batch of whole networks takes 2 s, of pruned ones 1 s, an image a millisecond."""

    def timed(name, widths, images, device):
        return Seconds(2.0 if widths is None else 1.0, 1e-3)

    monkeypatch.setattr(planning, "timed", timed)
    config = parse({"results": str(tmp_path), "pruning_functions": STUDY})
    return {part.what: part for part in planning.plan(config, tmp_path)}


def test_whole_networks(parts):
    # Task a with one base of the study, task b with two that transfer asks for.
    assert parts["whole networks"].jobs == 3
    assert parts["whole networks"].cpu_seconds == pytest.approx(3 * 2.0 * 2 * TRAIN / BATCH)


def test_evolution(parts):
    step, look = 0.5 * TRAIN / BATCH, 4.0
    a, b = 2 * step + look, step + look
    repaired = 2 * 2 * (7 + 2 * 5) * a  # two runs, two retrainings each, all are evaluated anew
    looks = 10  # as released the best of ten looks counts
    faithful = (7 + 2 * (5 - 2)) * (a + b + 2 * (looks - 1) * look)
    seeds = 7 * 3 * (a + b + 2 * (looks - 1) * look)
    total = planning.SCORING * (repaired + faithful + seeds)
    assert parts["evolution"].jobs == 4
    assert parts["evolution"].cpu_seconds == pytest.approx(total)


def test_transfer(parts):
    step = 0.5 * TRAIN / BATCH
    short = (2 + 2 + 1 + 2) * 3 + 4 * 1
    long = (2 + 2) * 2 * 4.0
    one = planning.SCORING * (short * (step + 4.0) + long * step)
    assert parts["transfer"].jobs == 2
    assert parts["transfer"].cpu_seconds == pytest.approx(2 * one)
    assert parts["transfer"].device == "core"


def test_what_is_there_costs_nothing(parts, monkeypatch, tmp_path):
    config = parse({"results": str(tmp_path), "pruning_functions": STUDY})
    before = parts["whole networks"].cpu_seconds
    record = planning.PruningFunctionsWorkflow(config).paths.base("b", 2).record
    record.parent.mkdir(parents=True)
    record.write_text("{}")
    again = planning.plan(config, tmp_path)[0]
    assert (again.jobs, again.present) == (3, 1)
    assert again.cpu_seconds == pytest.approx(before * 2 / 3)


def test_networks_are_timed_on_this_machine():
    found = planning.timed("lenet5", [5, 11, 40], parse_task(), torch.device("cpu"))
    assert 0 < found.step < 60
    assert math.isfinite(found.image)


def parse_task():
    config = parse({"results": "here", "pruning_functions": STUDY})
    return config.pruning_functions.tasks["a"].dataset


def test_every_search_says_how_many_candidates_it_has():
    evolution = parse({"results": "r", "pruning_functions": STUDY}).pruning_functions.evolution
    assert {
        name: tuple(load("search", SEARCHES, name)().slots(evolution, 7)) for name in SEARCHES
    } == {
        "gp": (7, 5),
        "random": (7, 5),
        "seeds": (7, 7),
    }
