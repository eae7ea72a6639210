"""Estimates what a config costs, from a few training steps timed on this machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch

from evoprune.config import Config
from evoprune.errors import ConfigError
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.evolution.genetic_programming.searches.base import Search
from evoprune.registry import load
from evoprune.studies.filter_criteria.length import part_sizes
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.settings import PruningFunctionsStudy, Task
from evoprune.studies.pruning_functions.workflow import PruningFunctionsWorkflow
from evoprune.training.classifiers.settings import TrainingSettings
from evoprune.training.classifiers.timing import BATCH, timed
from evoprune.training.devices import chosen

SCORING = 1.1
"""What scoring and removal add to retraining and validation."""


class Plan(NamedTuple):
    """What a part of the study costs.

    Attributes:
        what: the part.
        jobs: how many there are.
        present: how many are there already.
        cpu_seconds: of all that are not.
        megabytes: of their files, about.
        device: what it was timed on: a core or a GPU.
    """

    what: str
    jobs: int
    present: int
    cpu_seconds: float
    megabytes: float
    device: str


class Costs(NamedTuple):
    """Seconds of a task: training of a whole network, a retraining, and its validation."""

    base: float
    retraining: float
    validation: float


def plan(config: Config, root: Path) -> list[Plan]:
    """The cost of what is still to be done: whole networks, evolution, transfer."""
    workflow = PruningFunctionsWorkflow(config)
    study = config.pruning_functions
    try:
        device = chosen(config.compute.device)
    except ConfigError:
        device = chosen("cpu")  # a plan for a machine with a GPU may be made on one without
    names = {path.record.parent.name for path in workflow.bases}
    costs = {name: _costs(study, study.tasks[name], device) for name in sorted(names)}
    bases = [(costs[b.record.parent.name].base, b.record, 1.0) for b in workflow.bases]
    runs = [
        (_run(arm, costs), workflow.paths.run(arm.name, seed).record, 0.2)
        for arm, seeds in workflow.arms
        for seed in seeds
    ]
    transfers = [
        (_transfer(study, name, costs[name], len(runs)), Path(path), 0.5)
        for path in workflow.transferred
        for name in [Path(path).parent.name]
    ]
    parts = {"whole networks": bases, "evolution": runs, "transfer": transfers}
    kind = "GPU" if device.type == "cuda" else "core"
    return [_added(what, jobs, kind) for what, jobs in parts.items() if jobs]


def _added(what: str, jobs: Sequence[tuple[float, Path, float]], kind: str) -> Plan:
    """Jobs of a part added up."""
    left = [seconds for seconds, path, _ in jobs if not path.is_file()]
    megabytes = sum(own for *_, own in jobs)
    return Plan(what, len(jobs), len(jobs) - len(left), sum(left), megabytes, kind)


def _costs(study: PruningFunctionsStudy, task: Task, device: torch.device) -> Costs:
    """What a task costs."""
    train, validation = part_sizes(task.dataset)
    whole = timed(task.network, None, task.dataset, device)
    retraining = 0.0
    for widths in task.widths:
        small = timed(task.network, widths, task.dataset, device)
        retraining += _images(task.retrain, train) / BATCH * small.step
    looked = min(validation, study.fitness.validation_images or validation)
    base = _images(task.base, train) / BATCH * whole.step
    return Costs(base, retraining, looked * small.image)


def _images(settings: TrainingSettings, rows: int) -> float:
    return settings.epochs * rows


def _run(arm: Arm, costs: dict[str, Costs]) -> float:
    """Seconds of a run: every evaluation on every task."""
    search: Search = load("search", SEARCHES, arm.search)()
    slots = search.slots(arm.evolution, len(arm.seed_functions))
    kept = 0 if arm.switches.reevaluate_elites or arm.search == "seeds" else arm.evolution.parents
    evaluations = slots.first + (arm.evolution.generations - 1) * (slots.later - kept)
    looks = arm.switches.looks if arm.switches.accuracy == "best" else 1
    one = sum(costs[n].retraining + looks * costs[n].validation for n in arm.tasks)
    return SCORING * evaluations * arm.replicates * one


def _transfer(study: PruningFunctionsStudy, name: str, cost: Costs, runs: int) -> float:
    """Seconds of all trials on a task with one of its whole networks, equal functions as unlike."""
    transfer = study.transfer
    known = len(transfer.functions) + 2  # chance, and the evolved function
    controls = len(transfer.inverted) + len(transfer.shuffled) + len(transfer.controls)
    short = (known + controls) * transfer.seeds + runs * transfer.champion_seeds
    long = known * transfer.long.seeds * transfer.long.factor if name in transfer.long.tasks else 0
    return SCORING * (short * (cost.retraining + cost.validation) + long * cost.retraining)
