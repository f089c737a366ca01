"""Test contexts: generated from the schemas with a seed, checked against them, written as text.

The same seed gives the same bytes on every platform and Python, whatever the date: nothing here or in the samples asks for
the time, the locale, a hash or the order of a set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue, pointer, pointer_parts
from hookstudio.studio.schemas import Schema, context_schema
from hookstudio.studio.seed import SEED_LIMIT, parse_seed

if TYPE_CHECKING:
    from hookstudio.studio.test_context_samples import Samples

_CHANCE = 50


@dataclass(frozen=True, slots=True)
class ContextProblem:
    """Where a context does not fit its schema (`path` is a JSON Pointer, '' the whole), and how, in words."""

    path: str
    message: str


def schema(type_name: str, dialect: Dialect) -> Schema:
    """The JSON Schema of a type's context, self-contained. Shared: not to be changed. Raises StudioError for an unknown type."""
    return context_schema(type_name, dialect)


def generate(type_name: str, dialect: Dialect, seed: int) -> dict[str, JsonValue]:
    """The context that *seed* stands for. Raises StudioError for an unknown type or a seed out of range."""
    if not 0 <= seed <= SEED_LIMIT:
        parse_seed(str(seed))
    from hookstudio.studio.test_context_samples import Samples

    document: dict[str, JsonValue] = {}
    _fill(document, context_schema(type_name, dialect), (), Samples(seed, document))
    return document


def to_text(value: JsonValue) -> str:
    """*value* as JSON text with two spaces of indentation, without a line break at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def check(type_name: str, dialect: Dialect, value: JsonValue) -> tuple[ContextProblem, ...]:
    """Where *value* differs from what hooks of that type and dialect are given, in the order of the document."""
    from hookstudio.studio.test_context_check import problems

    return tuple(ContextProblem(path, message) for path, message in problems(context_schema(type_name, dialect), value))


def _fill(target: dict[str, JsonValue], part: Schema, path: tuple[str | int, ...], samples: Samples) -> None:
    """Give *target*, which stands at *path* in the document, the keys that its schema and the seed say."""
    required = part.get("required", ())
    for key, inner in part.get("properties", {}).items():
        place = (*path, key)
        if key in required or _is_there(inner, target, place, samples):
            target[key] = _value(inner, place, samples, target, key)


def _is_there(part: Schema, siblings: dict[str, JsonValue], place: tuple[str | int, ...], samples: Samples) -> bool:
    needed = part.get("x-needs")
    if needed is not None and not (_found(samples.document, needed) if needed.startswith("/") else needed in siblings):
        return False
    return samples.dice.chance("there:" + pointer(*place), part.get("x-chance", _CHANCE))


def _found(document: JsonValue, path: str) -> bool:
    for part in pointer_parts(path):
        if not isinstance(document, dict) or part not in document:
            return False
        document = document[part]
    return True


def _value(part: Schema, path: tuple[str | int, ...], samples: Samples, holder: dict[str, JsonValue], key: str) -> JsonValue:
    if "const" in part:
        constant: JsonValue = part["const"]
        return constant
    if "x-sample" in part:
        return samples.take(part["x-sample"], path)
    if part.get("type") == "array":
        size = samples.dice.between("size:" + pointer(*path), part["minItems"], part["maxItems"])
        return [_value(part["items"], (*path, index), samples, {}, "") for index in range(size)]
    inner: dict[str, JsonValue] = {}
    if key:
        holder[key] = inner  # seen by the samples while it is being filled
    _fill(inner, part, path, samples)
    return inner
