"""Expressions that a config adds to transfer as controls."""

from collections.abc import Collection

from evoprune.errors import ConfigError
from evoprune.evolution.expressions.parsing import parsed
from evoprune.evolution.expressions.tree import Tree
from evoprune.studies.pruning_functions.settings import FUNCTIONS, Transfer
from evoprune.studies.pruning_functions.words import CHANGED, WORDS

KEY = "pruning_functions.transfer.controls"


def expressions(transfer: Transfer, arms: Collection[str] = ()) -> dict[str, Tree]:
    """Controls by name, in the order of the config; they may use every operator there is.

    Args:
        transfer: the settings.
        arms: names of the arms, which no control may have.

    Raises:
        ConfigError: an expression is no tree of allowed names, or its name means something else.
    """
    changed = (f"{name}-{kind}" for name in FUNCTIONS for kind in CHANGED)
    taken = {*WORDS, *FUNCTIONS, *changed, *arms}
    for name in transfer.controls:
        if name in taken:
            raise ConfigError(f"{KEY}.{name}: the name is taken")
    return {
        name: parsed(symbols, ops="paper", where=f"{KEY}.{name}")
        for name, symbols in transfer.controls.items()
    }
