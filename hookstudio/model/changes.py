"""What a hook changed: the difference of two JSON values as RFC 6902 operations (add, remove, replace only)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from hookstudio.model.json_value import JsonValue, pointer

Keys: TypeAlias = tuple[str | int, ...]


class Operation(StrEnum):
    """The operations of RFC 6902 that a hook's changes are told in; the others (move, copy, test) never appear."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Change:
    """One operation. `path` is a JSON Pointer into the document as the operations before it left it; `before` is for display.

    `keys` is the same path as `changes` found it: a key is a str, a place in a list an int, which a pointer does not tell apart.
    """

    op: Operation
    path: str
    value: JsonValue = None
    before: JsonValue = None
    keys: Keys = field(default=(), compare=False, repr=False)

    def to_document(self) -> dict[str, JsonValue]:
        if self.op is Operation.REMOVE:
            return {"op": self.op.value, "path": self.path}
        return {"op": self.op.value, "path": self.path, "value": self.value}


def same(left: JsonValue, right: JsonValue) -> bool:
    """Equality as JSON sees it: true is not 1, 1 is 1.0, the order of keys does not count."""
    stack = [(left, right)]
    while stack:
        a, b = stack.pop()
        if isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                return False
            stack.extend((a[key], b[key]) for key in a)
        elif isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                return False
            stack.extend(zip(a, b, strict=True))
        elif isinstance(a, bool) is not isinstance(b, bool) or a != b:
            return False
    return True


_LIST_LIMIT = 400  # longer lists are compared place by place: matching costs the square of the length
_DEPTH_LIMIT = 200
_TOKEN_DEPTH = 20


def changes(before: JsonValue, after: JsonValue) -> tuple[Change, ...]:
    """The operations that turn *before* into *after*, in the order in which they are to be applied."""
    return tuple(_differences(before, after, ()))


def _differences(before: JsonValue, after: JsonValue, path: Keys) -> Iterator[Change]:
    if len(path) < _DEPTH_LIMIT:
        if isinstance(before, dict) and isinstance(after, dict):
            for key in before:
                if key not in after:
                    yield _change(Operation.REMOVE, (*path, key), before=before[key])
            for key, value in after.items():
                if key not in before:
                    yield _change(Operation.ADD, (*path, key), value)
                else:
                    yield from _differences(before[key], value, (*path, key))
            return
        if isinstance(before, list) and isinstance(after, list):
            yield from _list_differences(before, after, path)
            return
    if not same(before, after):
        yield _change(Operation.REPLACE, path, after, before)


def _change(op: Operation, keys: Keys, value: JsonValue = None, before: JsonValue = None) -> Change:
    return Change(op, pointer(*keys), value, before, keys)


def _list_differences(before: list[JsonValue], after: list[JsonValue], path: Keys) -> Iterator[Change]:
    shift = 0
    for _tag, i1, i2, j1, j2 in _blocks(before, after):
        shared = min(i2 - i1, j2 - j1)
        for step in range(shared):
            yield from _differences(before[i1 + step], after[j1 + step], (*path, i1 + step + shift))
        place = i1 + shared + shift
        for gone in before[i1 + shared : i2]:
            yield _change(Operation.REMOVE, (*path, place), before=gone)
        for step, new in enumerate(after[j1 + shared : j2]):
            yield _change(Operation.ADD, (*path, place + step), new)
        shift += (j2 - j1) - (i2 - i1)


def _blocks(before: list[JsonValue], after: list[JsonValue]) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(before), len(after)) > _LIST_LIMIT:
        return [("replace", 0, len(before), 0, len(after))]
    from difflib import SequenceMatcher

    return SequenceMatcher(None, [_token(v) for v in before], [_token(v) for v in after], autojunk=False).get_opcodes()


def _token(value: JsonValue, depth: int = 0) -> str:
    """The same for values that are the same; below some depth it is coarse, which only makes the match less apt."""
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float):
        return repr(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, str):
        return "s" + value
    if depth > _TOKEN_DEPTH:
        return f"{type(value).__name__}{len(value)}"
    if isinstance(value, list):
        return "[" + "\0".join([_token(item, depth + 1) for item in value]) + "]"
    return "{" + "\0".join([f"{key}\1{_token(value[key], depth + 1)}" for key in sorted(value)]) + "}"
