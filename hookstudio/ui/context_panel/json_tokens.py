"""The tokens of a JSON text with their places, and which value stands where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from hookstudio.model.json_value import pointer

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)

Place = tuple[int, int]


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Texts with their quotes, punctuation, and everything else that has no space in it; also of a text that is no JSON."""
    return _TOKEN.finditer(text)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the value of each JSON Pointer stands (first and last character, the end excluded), and the keys that come again."""

    values: dict[str, Place] = field(default_factory=dict)
    repeated: list[tuple[str, Place]] = field(default_factory=list)


def places(text: str) -> Places:
    """The places in *text*, which is valid JSON."""
    found = Places()
    path: list[str | int] = []
    begins: list[int] = []
    keys: list[set[str] | None] = []
    wants_key = False
    for match in tokens(text):
        token = match[0]
        if token in "{[":
            begins.append(match.start())
            keys.append(set() if token == "{" else None)
            wants_key = token == "{"
            path.append(0)
        elif token in "}]":
            path.pop()
            keys.pop()
            found.values[pointer(*path)] = (begins.pop(), match.end())
        elif token == ",":
            names = keys[-1]
            wants_key = names is not None
            if names is None:
                path[-1] = int(path[-1]) + 1
        elif token == ":":
            continue
        elif wants_key:
            key = json.loads(token)
            path[-1] = key
            names = keys[-1]
            if names is not None:
                if key in names:
                    found.repeated.append((pointer(*path), match.span()))
                names.add(key)
            wants_key = False
        else:
            found.values[pointer(*path)] = match.span()
    return found
