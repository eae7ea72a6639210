"""The reference of the config in config/README.md, written from the types that check it."""

import json
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from evoprune.claims.cards import Cards
from evoprune.config import Config, alternatives
from evoprune.config_sections import sections_of
from evoprune.settings import Settings

BEGIN, END = "<!-- {}: written by `make docs` -->", "<!-- end of {} -->"


def tables(root: type[BaseModel], whole: str, choice_key: str, *, once: bool = False) -> str:
    """A table of keys for each section of a file.

    Args:
        root: type of the file.
        whole: title of the file itself.
        choice_key: key that chooses between types of a section.
        once: whether sections of the same type are listed once.
    """
    parts, seen = [], set[type[BaseModel]]()
    for section, choice, model in alternatives(root):
        if once and model in seen:
            continue
        seen.add(model)
        title = f"`{section}`" if section else whole
        title += f", {choice_key} `{choice}`" if choice else ""
        summary = (model.__doc__ or "").strip().splitlines()[:1]
        rows = [
            f"| `{f'{section}.{name}'.lstrip('.')}` | {_kind(field)} | {_default(field)} "
            f"| {_meaning(field)} |"
            for name, field in model.model_fields.items()
        ]
        head = ["| key | type | default | meaning |", "|---|---|---|---|"]
        parts.append("\n".join([f"### {title}", "", *summary, "", *head, *rows, ""]))
    return "\n".join(parts)


def write(path: Path) -> None:
    """Put the tables between the marks in `path`."""
    text = path.read_text()
    for name, content in reference().items():
        begin, end = BEGIN.format(name), END.format(name)
        before, rest = text.split(begin)
        text = f"{before}{begin}\n\n{content}\n{end}{rest.split(end)[1]}"
    path.write_text(text)


def reference() -> dict[str, str]:
    """Tables of keys of the config and of the claims."""
    return {
        "keys": tables(Config, "The whole config", "generator"),
        "claims": tables(Cards, "The whole file", "type", once=True),
    }


def _kind(field: FieldInfo) -> str:
    annotation: Any = field.annotation
    if sections_of(annotation):
        return "list[section]" if get_origin(annotation) is list else "section"
    return _words(annotation)


def _words(annotation: Any) -> str:
    """A type in words: limits are said elsewhere, and what a registry allows is a name."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation is type(None):
        return "None"
    if origin is Literal:
        return "name"
    if origin is Annotated:
        return _words(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(map(_words, inner))
    name = str(getattr(origin or annotation, "__name__", annotation))
    return f"{name}[{', '.join(map(_words, inner))}]" if inner else name


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "(required)"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, Settings):
        return ""
    return f"`{json.dumps(value)}`"


def _meaning(field: FieldInfo) -> str:
    text = " ".join((field.description or "").split())
    limits = [str(limit) for limit in field.metadata if "pattern" not in str(limit)]
    words = {"Ge(ge=": "at least ", "Gt(gt=": "above ", "Le(le=": "at most ", "Lt(lt=": "below "}
    said = [
        word + limit.removeprefix(mark).rstrip(")")
        for limit in limits
        for mark, word in words.items()
        if limit.startswith(mark)
    ]
    return f"{text} ({', '.join(said)})" if said else text
