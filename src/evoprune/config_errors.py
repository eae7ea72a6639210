"""Turns what is wrong with a config into sentences: the key, its value, what is allowed."""

from typing import Any

from pydantic import BaseModel, ValidationError

from evoprune.config_sections import sections_of


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
    kind, value = detail["type"], detail["input"]
    keys, section = _walk(model, detail["loc"])
    key = ".".join(keys)
    if kind == "extra_forbidden":
        allowed = ", ".join(section.model_fields if section else ())
        return f"{key}: unknown key (value {value!r}); allowed keys here: {allowed}"
    if kind == "missing":
        return f"{key}: missing; it has no default"
    if kind == "literal_error":
        return f"{key}: {value!r} is not allowed; allowed: {detail['ctx']['expected']}"
    if kind == "union_tag_invalid":
        name, context = detail["ctx"]["discriminator"].strip("_()'"), detail["ctx"]
        return (
            f"{key}.{name}: {context['tag']!r} is not allowed; allowed: {context['expected_tags']}"
        )
    message = detail["msg"].removeprefix("Value error, ")
    shown = f" (value {value!r})" if not isinstance(value, dict) else ""
    return f"{key or 'config'}: {message[0].lower()}{message[1:]}{shown}"


def _walk(
    model: type[BaseModel], location: tuple[int | str, ...]
) -> tuple[list[str], type[BaseModel] | None]:
    """Keys that `location` leads along, and the last section on the way.

    pydantic puts more than keys into it: what chose between types of a section, and a mark where a
    key itself is wrong.
    """
    keys: list[str] = []
    choices: dict[str, type[BaseModel]] = {"": model}
    for part in location:
        section = choices.get("")
        if section is None and part in choices:
            choices = {"": choices[str(part)]}
        elif part != "[key]":
            keys.append(str(part))
            if section and part in section.model_fields:
                choices = sections_of(section.model_fields[str(part)].annotation)
    return keys, choices.get("")
