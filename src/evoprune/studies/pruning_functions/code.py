"""Which code an arm's numbers depend on."""

from collections.abc import Iterable, Sequence

from evoprune.artifacts import sha256
from evoprune.data.images.code import modules as image_modules
from evoprune.data.images.known import fingerprint
from evoprune.evolution.expressions.operators import OPERATORS, SETS
from evoprune.evolution.expressions.tree import Tree
from evoprune.evolution.genetic_programming.searches import SEARCHES
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.provenance import code_digest
from evoprune.pruning.functions import HANDMADE, PUBLISHED, function
from evoprune.registry import module_of
from evoprune.settings import canonical_json
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
    f"{HERE}.jobs",
    f"{HERE}.settings",
)
"""Registries, of which an arm's own entries count alone, and what names, refuses or describes."""
KEEPING = (
    "evoprune.checkpoints",
    "evoprune.integrity",
    "evoprune.interruption",
    "evoprune.locks",
    "evoprune.progress",
    "evoprune.training.devices",
    f"{HERE}.paths",
)
"""What finds and keeps files and goes on with work, to the same bits whatever happens."""


def study_code(modules: Iterable[str]) -> str:
    """Digest of code of the study: a new entry of a registry changes none."""
    return code_digest(modules, without=(*BESIDE_THE_NUMBERS, *KEEPING))


def arm_modules(arm: Arm) -> list[str]:
    """Modules to start the digest of an arm's code from.

    Of hand-made functions evolution needs the expressions alone, which `arm_code` adds.
    """
    modules = [*CORE, module_of(SEARCHES, arm.search)]
    for task in arm.tasks.values():
        modules += _task_modules(task)
    return [*modules, *_operators([arm.switches.ops], arm.seed_functions)]


def arm_code(arm: Arm) -> str:
    """Digest of the code that an arm's numbers depend on."""
    images = [task.dataset.generator for task in arm.tasks.values()]
    drawn = [list(SETS[arm.switches.ops]), _trees(arm.seed_functions)]  # in the order of the draws
    return "".join([study_code(arm_modules(arm)), _digest(drawn), *map(fingerprint, images)])


def base_modules(base: Base) -> list[str]:
    """Modules to start the digest of what trains a whole network from."""
    own = [module_of(CONVOLUTIONAL, base.network), *image_modules(base.dataset.generator)]
    return [f"{HERE}.bases", *own]


def base_code(base: Base) -> str:
    """Digest of the code that trains a whole network."""
    return study_code(base_modules(base)) + fingerprint(base.dataset.generator)


def contenders_code(functions: Sequence[str]) -> str:
    """Digest of the code that gathers functions, and of the expressions of known ones."""
    return study_code([f"{HERE}.contenders"]) + _digest(_trees(functions))


def transfer_modules(
    task: Task, functions: Sequence[str], ops: Iterable[str], controls: Iterable[Tree] = ()
) -> list[str]:
    """Modules to start the digest of what tries functions on a task from.

    Args:
        task: the task.
        functions: known functions that are tried: closed forms show how exact expressions are.
        ops: sets of operators that other functions were found with.
        controls: expressions that a config adds.
    """
    modules = [f"{HERE}.transferring", f"{HERE}.parity", *_task_modules(task)]
    every = {**HANDMADE, **PUBLISHED}
    modules += [module_of(every, name) for name in functions]
    return [*modules, *_operators(ops, functions, controls)]


def transfer_code(
    task: Task, functions: Sequence[str], ops: Iterable[str], controls: Iterable[Tree] = ()
) -> str:
    """Digest of the code that tries functions on a task; see `transfer_modules`."""
    modules = transfer_modules(task, functions, ops, controls)
    return study_code(modules) + fingerprint(task.dataset.generator)


def collect_code() -> str:
    """Digest of the code that gathers everything: operators know how they are written."""
    return study_code([f"{HERE}.collect", *map(_module, OPERATORS.values())])


def _task_modules(task: Task) -> list[str]:
    return [module_of(CONVOLUTIONAL, task.network), *image_modules(task.dataset.generator)]


def _operators(
    ops: Iterable[str], functions: Sequence[str], more: Iterable[Tree] = ()
) -> list[str]:
    """Modules of the operators of some sets, and of some functions' and more expressions."""
    names = {name for one in ops for name in SETS[one]}
    trees = [*_trees(functions), *(tree.symbols for tree in more)]
    names |= {symbol for tree in trees for symbol in tree if symbol in OPERATORS}
    return list(dict.fromkeys(_module(OPERATORS[name]) for name in OPERATORS if name in names))


def _trees(names: Sequence[str]) -> list[list[str]]:
    return [list(function(name).TREE) for name in names]


def _digest(value: object) -> str:
    return sha256(canonical_json(value).encode())[:16]


def _module(entry: str) -> str:
    return entry.partition(":")[0]
