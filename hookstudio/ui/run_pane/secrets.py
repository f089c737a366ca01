"""Which values are secrets by the names of their keys, so that a shared screen does not show them."""

from __future__ import annotations

import re
from typing import Final

from hookstudio.model.json_value import JsonValue, pointer_parts

DOTS: Final = '"••••••"'  # always six: not even the length is told
_SECRET: Final = re.compile(
    r"passw|pwd|passphrase|secret|token$|api_?-?key|private_?-?key|authorization|cookie|credential|^otp$|assertion$", re.IGNORECASE
)


def is_secret(key: str, value: JsonValue) -> bool:
    """Whether *value* under *key* is shown as dots. Objects and arrays never are: their own keys decide (claims of a token, say)."""
    return isinstance(value, str | int | float) and not isinstance(value, bool) and bool(_SECRET.search(key))


def is_secret_at(path: str, value: JsonValue) -> bool:
    """The same for the value at a JSON Pointer; an item of an array goes by the array's key."""
    names = [part for part in pointer_parts(path) if not part.isdigit()]
    return bool(names) and is_secret(names[-1], value)


def holds_secret(path: str, value: JsonValue) -> bool:
    """Whether *value* is or contains a secret."""
    if is_secret_at(path, value):
        return True
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            for key, inner in part.items():
                if is_secret(key, inner):
                    return True
                stack.append(inner)
        elif isinstance(part, list):
            stack.extend(part)
    return False
