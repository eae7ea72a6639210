"""Which code an arm's numbers depend on."""

from evoprune.data.images.code import modules as image_modules
from evoprune.data.images.known import fingerprint
from evoprune.evolution.codes import ALPHABET
from evoprune.evolution.genome import MIXED
from evoprune.evolution.searches import SEARCHES
from evoprune.networks.convolutional import CONVOLUTIONAL
from evoprune.provenance import code_digest
from evoprune.pruning.criteria import CRITERIA
from evoprune.registry import module_of
from evoprune.studies.filter_criteria.arm import Arm

CORE = "evoprune.studies.filter_criteria.train"


def arm_code(arm: Arm) -> str:
    """Digest of the code that an arm's numbers depend on."""
    return code_digest(arm_modules(arm)) + fingerprint(arm.dataset_settings["generator"])


def arm_modules(arm: Arm) -> list[str]:
    """Modules that it starts from: the core, and what the arm names."""
    own = [module_of(CONVOLUTIONAL, arm.network)]
    own += image_modules(arm.dataset_settings["generator"])
    if arm.searches:
        # What scores are worth is observed with the evolving criteria in every arm.
        named = ALPHABET if arm.criteria == MIXED else (arm.criteria, *ALPHABET)
        own += [module_of(CRITERIA, name) for name in dict.fromkeys(named)]
        own.append(module_of(SEARCHES, arm.search))
    return [CORE, *own]
