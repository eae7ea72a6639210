"""Catalogues of figures and tables: listing one imports nothing, drawing one imports its module."""

import importlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from evoprune.errors import ConfigError
from evoprune.names import checked


class Entry(NamedTuple):
    """Where a figure or table is made, and when there is one.

    Attributes:
        module: dotted name.
        scoped: whether there is one for each scope, that is mode and network.
        needs: content without which it would be empty; none is always there. `population` is a
            scope with several cells, everything else is what a study says it holds.
        reads: files that it is made from besides the runs: `trade_off`, `claims`.
    """

    module: str
    scoped: bool
    needs: str = ""
    reads: tuple[str, ...] = ()


def available(
    catalogue: Mapping[str, Entry], scopes: Sequence[str], contents: Collection[str] = ()
) -> list[str]:
    """Ids of all items: `NAME_SCOPE` for each scope, `NAME` for those that show all of them.

    Args:
        catalogue: entries by name.
        scopes: modes, or modes and networks, e.g. `lipi`, `lipi_small`.
        contents: what the study holds besides.
    """
    ids = []
    for name, entry in catalogue.items():
        if entry.needs not in ("", "population", *contents):
            continue
        alone = entry.needs == "population"
        of_entry = [scope for scope in scopes if not (alone and scope.startswith("canonical"))]
        ids += [f"{name}_{scope}" for scope in of_entry] if entry.scoped else [name]
    return ids


def resolve(family: str, catalogue: Mapping[str, Entry], item: str) -> tuple[Any, tuple[str, ...]]:
    """The module that makes `item`, and its scope as a tuple of one or, for all scopes, none.

    Raises:
        ConfigError: no entry of the catalogue has such an id.
    """
    name, scope = find(family, catalogue, item)
    return importlib.import_module(name), scope


def reads(family: str, catalogue: Mapping[str, Entry], item: str) -> tuple[str, ...]:
    """Files besides the runs that `item` is made from; imports nothing.

    Raises:
        ConfigError: no entry of the catalogue has such an id.
    """
    module, _ = find(family, catalogue, item)
    return next(entry.reads for entry in catalogue.values() if entry.module == module)


def find(family: str, catalogue: Mapping[str, Entry], item: str) -> tuple[str, tuple[str, ...]]:
    """Like `resolve`, but only the dotted name of the module; imports nothing.

    Raises:
        ConfigError: no entry of the catalogue has such an id.
    """
    checked(item, family)
    for name in sorted(catalogue, key=len, reverse=True):
        entry = catalogue[name]
        if entry.scoped and item.startswith(f"{name}_"):
            return entry.module, (checked(item.removeprefix(f"{name}_"), "scope"),)
        if not entry.scoped and item == name:
            return entry.module, ()
    names = ", ".join(f"{n}_MODE" if entry.scoped else n for n, entry in catalogue.items())
    raise ConfigError(f"unknown {family} '{item}'; expected one of: {names}")
