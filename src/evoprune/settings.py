"""Base of everything that stands in a config: typed, frozen, no unknown keys."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """A node of the config. Unknown keys, wrong types and NaN are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


def canonical_json(value: Any) -> str:
    """One-line JSON with sorted keys: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
