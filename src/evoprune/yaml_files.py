"""YAML files that hold a mapping."""

from pathlib import Path
from typing import Any

import yaml

from evoprune.errors import ConfigError


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
