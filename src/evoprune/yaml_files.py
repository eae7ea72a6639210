"""YAML files that hold a mapping."""

import re
from pathlib import Path
from typing import Any

import yaml

from evoprune.errors import ConfigError

NUMBER = re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+")
"""Numbers to YAML 1.2 which PyYAML, that reads YAML 1.1, takes for text: 2e-05, 1.0e5."""


def numbers(value: Any) -> Any:
    """A value with such texts, however deep, as the numbers that they are.

    DVC writes them when it changes a config, and so do people.
    """
    if isinstance(value, dict):
        return {key: numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [numbers(inner) for inner in value]
    return float(value) if isinstance(value, str) and NUMBER.fullmatch(value) else value


def mapping(path: Path, what: str) -> dict[str, Any]:
    """The mapping in a file.

    Args:
        path: the file.
        what: what the mapping should be, for the message.

    Raises:
        ConfigError: it cannot be read, is no YAML or no mapping.
    """
    try:
        values = yaml.safe_load(path.read_text())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {error}") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: {what} is a mapping of keys to values")
    return values
