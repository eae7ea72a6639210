"""The studies: each composes data, networks, pruning and training into arms, runs and results."""

import importlib
from types import ModuleType

from evoprune.errors import ConfigError

STUDIES: dict[str, str] = {
    "autoencoder": "evoprune.studies.autoencoder",
    "filter_criteria": "evoprune.studies.filter_criteria",
    "pruning_functions": "evoprune.studies.pruning_functions",
}
"""Packages by the name of the study. All have `paths`, `collect`, `results`, `samples`, `headline`,
`figures` and `tables`."""


def part(study: str, name: str) -> ModuleType:
    """A module of a study's package, e.g. `collect`.

    Raises:
        ConfigError: there is no such study.
    """
    if study not in STUDIES:
        raise ConfigError(f"unknown study '{study}'; allowed: {', '.join(STUDIES)}")
    return importlib.import_module(f"{STUDIES[study]}.{name}")
