"""Which code an arm's numbers depend on."""

from evoprune.networks import NETWORKS
from evoprune.provenance import code_digest
from evoprune.pruning.operators import OPERATORS
from evoprune.pruning.schedules import SCHEDULES
from evoprune.registry import module_of
from evoprune.studies.autoencoder.arm import NO_SCHEDULE, Arm
from evoprune.training.engines import ENGINES
from evoprune.training.modes import MODES

CORE = "evoprune.studies.autoencoder.metrics"
"""What every arm is trained and measured with, by its imports."""


def arm_modules(arm: Arm, engine: str) -> list[str]:
    """The modules to start from: the core, and what this arm is made of."""
    own = [
        module_of(NETWORKS, arm.environment),
        module_of(ENGINES, engine),
        module_of(MODES, arm.mode),
        module_of(OPERATORS, arm.operator),
    ]
    if arm.schedule != NO_SCHEDULE:
        own.append(module_of(SCHEDULES, arm.schedule))
    return [CORE, *own]


def arm_code(arm: Arm, engine: str) -> str:
    """Digest of the code that an arm's numbers depend on."""
    return code_digest(arm_modules(arm, engine))
