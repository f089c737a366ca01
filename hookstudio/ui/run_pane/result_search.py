"""Finding text in the keys and values of a JSON value, in portions, in the order in which the tree shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

from hookstudio.model.json_value import JsonValue

Path: TypeAlias = tuple[str | int, ...]


def matches(value: JsonValue, text: str) -> Iterator[Path | None]:
    """The paths whose key or scalar value has *text* in it, upper and lower case being the same; None between them, for a pause."""
    needle = text.casefold()
    stack: list[Iterator[tuple[str | int, JsonValue]]] = [_items(value)]
    path: list[str | int] = []
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            if path:
                path.pop()
            continue
        key, part = found
        if (isinstance(key, str) and needle in key.casefold()) or _holds(part, needle):
            yield (*path, key)
        else:
            yield None
        if isinstance(part, dict | list):
            path.append(key)
            stack.append(_items(part))


def _items(value: JsonValue) -> Iterator[tuple[str | int, JsonValue]]:
    if isinstance(value, dict):
        return iter(list(value.items()))
    return iter(enumerate(value)) if isinstance(value, list) else iter(enumerate([value]))


def _holds(value: JsonValue, needle: str) -> bool:
    if isinstance(value, str):
        return needle in value.casefold()
    return not isinstance(value, dict | list) and needle in json.dumps(value)
