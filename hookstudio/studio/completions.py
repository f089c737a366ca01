"""The keys of a hook context as a tree, for completing `data.…` in the editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hookstudio.model.hook import Dialect
from hookstudio.studio.schemas import Schema, context_schema


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """One key: what it is, its JSON type ('string', 'array', or 'string | array'), whether it is always there, and the keys below it.

    The children of a list are those of its entries.
    """

    description: str
    type: str
    always: bool
    children: Mapping[str, KeyInfo] = field(default_factory=dict)


@cache
def context_keys(type_name: str, dialect: Dialect) -> Mapping[str, KeyInfo]:
    """The keys of `data` for hooks of a type and dialect, in the order of the schema. Raises StudioError for an unknown type."""
    return _keys(context_schema(type_name, dialect))


def keys_below(type_name: str, dialect: Dialect, path: Sequence[str]) -> Mapping[str, KeyInfo]:
    """The keys of `data.PATH`; none where the path is not in the schema. `()` gives those of `data` itself."""
    keys = context_keys(type_name, dialect)
    for part in path:
        if part not in keys:
            return {}
        keys = keys[part].children
    return keys


def _keys(part: Schema) -> Mapping[str, KeyInfo]:
    holder: Schema = part.get("items", part) if part.get("type") == "array" else part
    required = holder.get("required", ())
    return {name: _info(inner, name in required) for name, inner in holder.get("properties", {}).items()}


def _info(part: Schema, always: bool) -> KeyInfo:
    kinds = part.get("type", "")
    return KeyInfo(part.get("description", ""), kinds if isinstance(kinds, str) else " | ".join(kinds), always, _keys(part))
