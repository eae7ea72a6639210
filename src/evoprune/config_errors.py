"""Turns what is wrong with a config into sentences: the key, its value, what is allowed."""

from typing import Any

from pydantic import BaseModel, ValidationError


def explain(error: ValidationError, model: type[BaseModel], source: str) -> str:
    """One line for each thing that is wrong.

    Args:
        error: what pydantic found.
        model: the type of the whole config.
        source: where the config came from.
    """
    lines = [_line(detail, model) for detail in error.errors(include_url=False)]
    return "\n".join([f"{source} is not valid:", *(f"  {line}" for line in lines)])


def _line(detail: Any, model: type[BaseModel]) -> str:
    location, kind = detail["loc"], detail["type"]
    key = ".".join(str(part) for part in location if part != "[key]")
    value = detail["input"]
    if kind == "extra_forbidden":
        allowed = ", ".join(_fields_at(model, location[:-1]))
        return f"{key}: unknown key (value {value!r}); allowed keys here: {allowed}"
    if kind == "missing":
        return f"{key}: missing; it has no default"
    if kind == "literal_error":
        return f"{key}: {value!r} is not allowed; allowed: {detail['ctx']['expected']}"
    message = detail["msg"].removeprefix("Value error, ")
    shown = f" (value {value!r})" if not isinstance(value, dict) else ""
    return f"{key or 'config'}: {message[0].lower()}{message[1:]}{shown}"


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Names of the fields of the section that `location` leads to."""
    current: Any = model
    for part in location:
        if isinstance(part, int):
            continue
        annotation = current.model_fields[part].annotation
        inner = [kind for kind in getattr(annotation, "__args__", ()) if isinstance(kind, type)]
        current = inner[0] if inner else annotation
    return list(current.model_fields)
