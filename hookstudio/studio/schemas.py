"""The JSON Schemas of hook contexts, each as one self-contained document: `$ref`s between the files are filled in."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TypeAlias

from hookstudio.model.hook import Dialect
from hookstudio.model.hook_type import hook_type
from hookstudio.model.json_value import pointer_parts
from hookstudio.resources import resource

Schema: TypeAlias = dict[str, Any]

_NESTED = ("properties", "items")  # where a sibling of `$ref` adds to what it refers to; elsewhere it takes its place


@cache
def context_schema(type_name: str, dialect: Dialect) -> Schema:
    """The schema of what hooks of a type and dialect are given, shared by all callers: not to be changed.

    Raises StudioError for an unknown type.
    """
    file = f"{Dialect(dialect).value}/{hook_type(type_name).name}.json"
    return _filled(_document(file), file)


@cache
def material() -> dict[str, Any]:
    """What generated values are made of: places, devices, ranges of numbers reserved for fiction."""
    loaded: dict[str, Any] = _document("material.json")
    return loaded


def user_names() -> tuple[str, ...]:
    """What a user in a context may have."""
    return tuple(_document("user.json")["properties"])


@cache
def _document(file: str) -> Schema:
    loaded: Schema = json.loads(resource("schemas", *file.split("/")).read_text("utf-8"))
    return loaded


def _filled(schema: Schema, file: str) -> Schema:
    """*schema*, which stands in *file*, without references."""
    own = {key: _filled_value(key, value, file) for key, value in schema.items() if key not in ("$ref", "$defs")}
    if "$ref" not in schema:
        return own
    path, _, fragment = str(schema["$ref"]).partition("#")
    other = _sibling(file, path) if path else file
    target: Schema = _document(other)
    for part in pointer_parts(fragment):
        target = target[part]
    return _merged(_filled(target, other), own)


def _filled_value(key: str, value: Any, file: str) -> Any:
    if key == "properties":
        return {name: _filled(part, file) for name, part in value.items()}
    if key == "items":
        return _filled(value, file)
    return value


def _sibling(file: str, path: str) -> str:
    folder = file.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            folder.pop()
        else:
            folder.append(part)
    return "/".join(folder)


def _merged(base: Schema, over: Schema) -> Schema:
    merged = {**base, **over}
    for key in _NESTED:
        if key in base and key in over:
            merged[key] = _merged_properties(base[key], over[key]) if key == "properties" else _merged(base[key], over[key])
    return merged


def _merged_properties(base: Schema, over: Schema) -> Schema:
    further = {name: part for name, part in over.items() if name not in base}
    return {**further, **{name: _merged(part, over[name]) if name in over else part for name, part in base.items()}}
