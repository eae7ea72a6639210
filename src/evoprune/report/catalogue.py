"""Catalogues of figures and tables: listing one imports nothing, drawing one imports its module."""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from evoprune.errors import ConfigError


class Entry(NamedTuple):
    """Where a figure or table is made, and whether there is one for each mode."""

    module: str
    per_mode: bool


def available(catalogue: Mapping[str, Entry], modes: Sequence[str]) -> list[str]:
    """Ids of all items: `NAME_MODE` for each mode, `NAME` for those that show all modes."""
    ids = []
    for name, entry in catalogue.items():
        ids += [f"{name}_{mode}" for mode in modes] if entry.per_mode else [name]
    return ids


def resolve(family: str, catalogue: Mapping[str, Entry], item: str) -> tuple[Any, tuple[str, ...]]:
    """The module that makes `item`, and its mode as a tuple of one or, for all modes, none.

    Raises:
        ConfigError: no entry of the catalogue has such an id.
    """
    name, mode = find(family, catalogue, item)
    return importlib.import_module(name), mode


def find(family: str, catalogue: Mapping[str, Entry], item: str) -> tuple[str, tuple[str, ...]]:
    """Like `resolve`, but only the dotted name of the module; imports nothing.

    Raises:
        ConfigError: no entry of the catalogue has such an id.
    """
    for name in sorted(catalogue, key=len, reverse=True):
        module, per_mode = catalogue[name]
        if per_mode and item.startswith(f"{name}_"):
            return module, (item.removeprefix(f"{name}_"),)
        if not per_mode and item == name:
            return module, ()
    names = ", ".join(f"{n}_MODE" if entry.per_mode else n for n, entry in catalogue.items())
    raise ConfigError(f"unknown {family} '{item}'; expected one of: {names}")
