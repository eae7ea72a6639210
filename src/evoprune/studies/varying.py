"""Variants: named sets of settings with other values, which combine as `a+b`."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from evoprune.config_errors import explain
from evoprune.errors import ConfigError
from evoprune.settings import Settings

FAITHFUL = "faithful"
"""The variant that changes nothing."""
WORD = r"[a-z][a-z0-9_-]{0,63}"
Word = Annotated[str, StringConstraints(pattern=f"^{WORD}$")]
"""Name of a variant, or a value that is one."""
VariantNames = Annotated[str, StringConstraints(pattern=rf"^{WORD}(\+{WORD})*$", max_length=120)]
SettingName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}(\.[a-z_]{1,32}){0,3}$")]
"""Dotted name of a setting."""
CLOSED: Any = {"additionalProperties": False}
"""What JSON Schema has to be told: keys that match no pattern are refused."""
Changes = Annotated[dict[SettingName, bool | int | float | Word], Field(json_schema_extra=CLOSED)]


class Variant(NamedTuple):
    """A set of switches.

    Attributes:
        says: what is different, in words.
        changes: dotted names of settings of the study, and their values.
        quirk: what it corrects or controls for, by its number in the specification.
    """

    says: str
    changes: Mapping[str, Any]
    quirk: str = ""


Study = TypeVar("Study", bound=Settings)


def varied(study: Study, names: str, catalogue: Mapping[str, Variant], source: str) -> Study:
    """The study with the changes of a variant, or of several: `a+b`.

    Args:
        study: its settings, with a field `variants`.
        names: of variants, of the study's own or of the catalogue.
        catalogue: variants that are always there.
        source: where they are asked for, for messages.

    Raises:
        ConfigError: there is none of that name, or it changes what is not there, or nothing.
    """
    for name in names.split("+"):
        study = _changed(study, name, catalogue, source)
    return study


def _changed(study: Study, name: str, catalogue: Mapping[str, Variant], source: str) -> Study:
    values = study.model_dump()
    for key, value in _changes(study, name, catalogue, source).items():
        *path, last = key.split(".")
        inner = values
        for part in path:
            inner = inner.get(part, {}) if isinstance(inner, dict) else {}
        if not isinstance(inner, dict) or last not in inner:
            raise ConfigError(f"{source}: variant '{name}': there is no setting '{key}'")
        inner[last] = value
    try:
        changed = type(study).model_validate(values)
    except ValidationError as error:
        place = f"{source}: variant '{name}'"
        raise ConfigError(explain(error, type(study), place)) from None
    if changed == study and name != FAITHFUL:
        raise ConfigError(f"{source}: variant '{name}' changes nothing")
    return changed


def _changes(
    study: Any, name: str, catalogue: Mapping[str, Variant], source: str
) -> Mapping[str, Any]:
    if name in study.variants:
        return dict(study.variants[name])
    if name in catalogue:
        return catalogue[name].changes
    known = ", ".join([*catalogue, *study.variants])
    raise ConfigError(f"{source}: unknown variant '{name}'; allowed: {known}")
