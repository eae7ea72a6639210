"""Registries are dicts from a name to `module:attribute`, so that listing them imports nothing.

Without an attribute the module itself is meant.
"""

import importlib
from collections.abc import Mapping
from typing import Any

from evoprune.errors import ConfigError


def load(family: str, registry: Mapping[str, str], name: str) -> Any:
    """The object registered as `name`.

    Args:
        family: what the registry holds, for the message, e.g. `operator`.
        registry: name to `module:attribute`.

    Raises:
        ConfigError: there is no such name.
    """
    if name not in registry:
        raise ConfigError(f"unknown {family} '{name}'; allowed: {', '.join(registry)}")
    module_name, _, attribute = registry[name].partition(":")
    module = importlib.import_module(module_name)
    return getattr(module, attribute) if attribute else module


def module_of(registry: Mapping[str, str], name: str) -> str:
    """Dotted name of the module that `name` is defined in."""
    return registry[name].partition(":")[0]


def summary(family: str, registry: Mapping[str, str], name: str) -> str:
    """First line of the docstring of `name`, for listings."""
    doc = load(family, registry, name).__doc__ or ""
    return doc.strip().splitlines()[0] if doc.strip() else ""
