"""Which sections of the config stand in a field of a given type."""

from typing import Any, get_args

from pydantic import BaseModel, Tag


def sections_of(annotation: Any, tag: str = "") -> dict[str, type[BaseModel]]:
    """Types of the sections that a field may hold, by the name that chooses between them.

    A field that holds sections of one type only, alone or in a list, has it under the empty name.

    Args:
        annotation: type of the field.
        tag: name that chooses this type.
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {tag: annotation}
    found: dict[str, type[BaseModel]] = {}
    tags = [mark.tag for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Tag)]
    for inner in get_args(annotation):
        found |= sections_of(inner, tags[0] if tags else tag)
    return found
