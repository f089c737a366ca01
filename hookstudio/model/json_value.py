"""What JSON can hold, as a type and as JSON Pointers (RFC 6901)."""

from __future__ import annotations

from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


def pointer(*parts: str | int) -> str:
    """The JSON Pointer of a path; no parts is the whole document, ''."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def pointer_parts(text: str) -> tuple[str, ...]:
    """The parts of a JSON Pointer, unescaped; '' has none. Raises ValueError if it does not start with '/'."""
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError(f"not a JSON Pointer: {text!r}")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))
