"""Which code an arm's numbers depend on."""

from evoprune.networks import NETWORKS
from evoprune.provenance import code_digest
from evoprune.registry import module_of
from evoprune.studies.autoencoder.arm import Arm
from evoprune.training.engines import ENGINES

CORE = "evoprune.studies.autoencoder.metrics"
"""What every arm is trained and measured with, by its imports."""


def arm_modules(arm: Arm, engine: str) -> list[str]:
    """The modules to start from: the core, and what this arm is made of."""
    return [
        CORE,
        module_of(NETWORKS, arm.environment),
        module_of(ENGINES, engine),
        *arm.modules(),
    ]


def arm_code(arm: Arm, engine: str) -> str:
    """Digest of the code that an arm's numbers depend on."""
    return code_digest(arm_modules(arm, engine))
