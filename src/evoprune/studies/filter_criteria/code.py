"""Which code an arm's numbers depend on."""

from collections.abc import Iterable

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

HERE = "evoprune.studies.filter_criteria"
CORE = (f"{HERE}.run", f"{HERE}.metrics")
"""What every arm is searched, trained and measured with, by their imports."""
BESIDE_THE_NUMBERS = (
    "evoprune.data.images",
    "evoprune.errors",
    "evoprune.evolution.searches",
    "evoprune.names",
    "evoprune.networks.convolutional",
    "evoprune.pruning.criteria",
    "evoprune.registry",
    f"{HERE}.arm",
)
"""Registries, of which an arm's own entries count alone, and what names, refuses or describes.

What an arm says stands in the identity of its runs.
"""


def study_code(modules: Iterable[str]) -> str:
    """Digest of code of the study: a new entry of a registry changes none."""
    return code_digest(modules, without=BESIDE_THE_NUMBERS)


def arm_code(arm: Arm) -> str:
    """Digest of the code that an arm's numbers depend on."""
    return study_code(arm_modules(arm)) + fingerprint(arm.dataset_settings["generator"])


def arm_modules(arm: Arm) -> list[str]:
    """Modules that it starts from: the core, and what the arm names."""
    own = [module_of(CONVOLUTIONAL, arm.network)]
    own += image_modules(arm.dataset_settings["generator"])
    if arm.searches:
        # What scores are worth is observed with the evolving criteria in every arm.
        named = ALPHABET if arm.criteria == MIXED else (arm.criteria, *ALPHABET)
        own += [module_of(CRITERIA, name) for name in dict.fromkeys(named)]
        own.append(module_of(SEARCHES, arm.search))
    return [*CORE, *own]
