"""Base of everything that stands in a config: typed, frozen, no unknown keys."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """A node of the config. Unknown keys, wrong types and NaN are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )
