"""Which code an arm's numbers depend on."""

from collections.abc import Iterable, Sequence

from evoprune.data.images.code import modules as image_modules
from evoprune.data.images.known import fingerprint
from evoprune.evolution.expressions.operators import OPERATORS
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.provenance import code_digest
from evoprune.pruning.functions import HANDMADE, PUBLISHED
from evoprune.registry import module_of
from evoprune.studies.pruning_functions.arm import Arm
from evoprune.studies.pruning_functions.jobs import Base
from evoprune.studies.pruning_functions.settings import Task

HERE = "evoprune.studies.pruning_functions"
CORE = (f"{HERE}.evolving", f"{HERE}.evaluating", f"{HERE}.metrics")
"""What every arm is evolved, evaluated and measured with, by their imports."""
BESIDE_THE_NUMBERS = (
    "evoprune.data.images",
    "evoprune.errors",
    "evoprune.evolution.expressions.operators",
    "evoprune.evolution.genetic_programming.searches",
    "evoprune.names",
    "evoprune.networks.convolutional",
    "evoprune.pruning.functions",
    "evoprune.registry",
    f"{HERE}.arm",
    f"{HERE}.settings",
)
"""Registries, of which an arm's own entries count alone, and what names, refuses or describes."""


def study_code(modules: Iterable[str]) -> str:
    """Digest of code of the study: a new entry of a registry changes none."""
    return code_digest(modules, without=BESIDE_THE_NUMBERS)


def arm_code(arm: Arm) -> str:
    """Digest of the code that an arm's numbers depend on."""
    images = [task.dataset.generator for task in arm.tasks.values()]
    modules = [*CORE, module_of(SEARCHES, arm.search), *_functions(arm.seed_functions)]
    for task in arm.tasks.values():
        modules += _task_modules(task)
    modules += list(dict.fromkeys(map(_module, OPERATORS.values())))
    return study_code(modules) + "".join(map(fingerprint, images))


def base_code(base: Base) -> str:
    """Digest of the code that trains a whole network."""
    modules = [module_of(CONVOLUTIONAL, base.network), *image_modules(base.dataset.generator)]
    return study_code([f"{HERE}.bases", *modules]) + fingerprint(base.dataset.generator)


def transfer_code(task: Task, functions: Sequence[str]) -> str:
    """Digest of the code that tries functions on a task."""
    modules = [f"{HERE}.transferring", *_task_modules(task), *_functions(functions)]
    modules += list(dict.fromkeys(map(_module, OPERATORS.values())))
    return study_code(modules) + fingerprint(task.dataset.generator)


def _task_modules(task: Task) -> list[str]:
    return [module_of(CONVOLUTIONAL, task.network), *image_modules(task.dataset.generator)]


def _functions(names: Sequence[str]) -> list[str]:
    every = {**HANDMADE, **PUBLISHED}
    return [module_of(every, name) for name in names]


def _module(entry: str) -> str:
    return entry.partition(":")[0]
