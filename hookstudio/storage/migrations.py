"""The formats of a workspace folder and the way from each to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.hook_type import find_type

FORMAT: Final = 1

Document = dict[str, Any]


class NewerFormat(StudioError):
    """The workspace was written by a newer Hook Studio."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"This workspace has format {found}; this version of Hook Studio reads formats up to {FORMAT}.",
            hint="Install a newer Hook Studio. Nothing was changed.",
        )


def _number_and_dashes(document: Document) -> Document:
    """Format 0, written by hand without a number: types may be spelled with underscores in the order."""
    order: dict[str, Any] = {}
    for key, slugs in document.get("order", {}).items():
        known = find_type(key)
        name = known.name if known else key
        there = order.get(name, [])
        order[name] = [*there, *slugs] if isinstance(there, list) and isinstance(slugs, list) else slugs
    return {"format": 1, **document, **({"order": order} if "order" in document else {})}


MIGRATIONS: Final[Mapping[int, Callable[[Document], Document]]] = {0: _number_and_dashes}
"""From format N to N + 1: each takes the document of hookstudio.toml and gives a new one."""


def format_of(document: Document) -> int:
    """The format that a document says it has; 0 without a number. Raises ValueError if that is no format."""
    number = document.get("format", 0)
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError("`format` is not a number")
    return number


def migrated(document: Document) -> Document:
    """*document* in the present format. Raises NewerFormat, or ValueError if its format is unreadable."""
    number = format_of(document)
    if number > FORMAT:
        raise NewerFormat(number)
    for step in range(number, FORMAT):
        document = MIGRATIONS[step](document)
    return document
