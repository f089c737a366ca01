"""JSON values as text: whole, and short enough for one cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Final

from hookstudio.model.json_value import JsonValue
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.run_pane.secrets import DOTS, is_secret

CELL_LIMIT: Final = 300  # characters of a value in a row
PREVIEW_ITEMS: Final = 12


def whole(value: JsonValue) -> str:
    """The JSON of *value*, indented by two spaces; half surrogate pairs are escaped, as no file could hold them."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text if text.isascii() or not _has_surrogates(text) else "".join(map(_escaped, text))


def preview(value: JsonValue) -> str:
    """A scalar as JSON; of an object or array what is in it, in words, without reading all of it."""
    if isinstance(value, dict):
        keys = ", ".join(one_line(key, 30) for key in islice(value, PREVIEW_ITEMS))
        more = ", …" if len(value) > PREVIEW_ITEMS else ""
        return f"{{ {keys}{more} }}" if value else "{}"
    if isinstance(value, list):
        return f"[ {len(value):,} item{'s' if len(value) != 1 else ''} ]" if value else "[]"
    return scalar(value)


def scalar(value: JsonValue) -> str:
    """A scalar as JSON on one line, cut at CELL_LIMIT."""
    if isinstance(value, str) and len(value) > CELL_LIMIT:
        return one_line(json.dumps(value[:CELL_LIMIT], ensure_ascii=False)[:-1], CELL_LIMIT) + f'…" {len(value):,} characters'
    return one_line(json.dumps(value, ensure_ascii=False), CELL_LIMIT * 2)


def compact(value: JsonValue, *, masked: bool = False, limit: int = CELL_LIMIT) -> str:
    """The JSON of *value* on one line, cut at *limit*; no more than that is written out. `masked` puts dots in place of secrets."""
    pieces: list[str] = []
    room = limit
    for piece in _pieces(value, masked):
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            break
    return one_line("".join(pieces), limit)


def _pieces(value: JsonValue, masked: bool) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for number, (key, part) in enumerate(value.items()):
            yield f"{', ' if number else ''}{json.dumps(key[:CELL_LIMIT], ensure_ascii=False)}: "
            if masked and is_secret(key, part):
                yield DOTS
            else:
                yield from _pieces(part, masked)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, part in enumerate(value):
            if number:
                yield ", "
            yield from _pieces(part, masked)
        yield "]"
    else:
        yield json.dumps(value[:CELL_LIMIT] + "…" if isinstance(value, str) and len(value) > CELL_LIMIT else value, ensure_ascii=False)


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if "\ud800" <= character <= "\udfff" else character
