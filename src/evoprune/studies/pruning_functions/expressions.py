"""Expressions that a config adds to transfer as controls."""

from collections.abc import Collection

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.parsing import parsed
from evoprune.evolution.expressions.tree import Tree
from evoprune.studies.pruning_functions.settings import FUNCTIONS, Transfer
from evoprune.studies.pruning_functions.words import WORDS

KEY = "pruning_functions.transfer.controls"


def expressions(transfer: Transfer, arms: Collection[str] = ()) -> dict[str, Tree]:
    """Controls by name, in the order of the config; they may use every operator there is.

    Args:
        transfer: the settings.
        arms: names of the arms, which no control may have.

    Raises:
        ConfigError: an expression is no tree of allowed names, or its name means something else.
    """
    known = {name for function in FUNCTIONS for name in _names(function)}
    for name in transfer.controls:
        if name in known or name in WORDS or name in arms:
            raise ConfigError(f"{KEY}.{name}: the name is taken")
    return {
        name: parsed(symbols, ops="paper", where=f"{KEY}.{name}")
        for name, symbols in transfer.controls.items()
    }


def _names(function: str) -> tuple[str, str, str]:
    """What a known function is called, and its own controls."""
    return function, f"{function}-inverted", f"{function}-shuffled"
