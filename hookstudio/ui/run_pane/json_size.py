"""How large a JSON value is, without counting all of a large one."""

from __future__ import annotations

from hookstudio.model.json_value import JsonValue


def is_larger_than(limit: int, *values: JsonValue) -> bool:
    """Whether *values* together hold more than *limit* keys, items and scalars, or a text of more than 100 times that."""
    stack = list(values)
    room = limit
    text_room = limit * 100
    while stack:
        value = stack.pop()
        room -= 1
        if isinstance(value, dict | list):
            room -= len(value)
            if room < 0:
                return True
            stack.extend(value.values() if isinstance(value, dict) else value)
        elif isinstance(value, str):
            text_room -= len(value)
        if room < 0 or text_room < 0:
            return True
    return False
