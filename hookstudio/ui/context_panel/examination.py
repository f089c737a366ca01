"""What can be said about the text of a test context; off the window's thread, for it loads the schema's validator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue, pointer, pointer_parts
from hookstudio.ui.context_panel.json_mistake import JsonMistake, read_json_text
from hookstudio.ui.context_panel.json_tokens import Place, Places, places, tokens

REMARKS_LIMIT: Final = 100
LARGEST_EXACT: Final = 2**53
MARKED_UP_TO: Final = 1_000_000  # characters; in a longer text remarks have no places


@dataclass(frozen=True, slots=True)
class Remark:
    """`where` is the path as people write it, '' for the whole; `place` is what to underline. A mistake keeps the hook from running."""

    where: str
    message: str
    place: Place
    mistake: bool = False

    @property
    def text(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def examine(text: str, type_name: str, dialect: Dialect) -> tuple[Remark, ...]:
    """Remarks on *text*, in its order: one on why it is no JSON, or those on what hooks of that type are not given by PlusAuth."""
    try:
        value = read_json_text(text)
    except JsonMistake as mistake:
        return (Remark(f"Line {mistake.line}, column {mistake.column}", mistake.what, _visible_place(text, mistake.offset), mistake=True),)
    found = places(text) if len(text) <= MARKED_UP_TO else Places()
    remarks = [*_repeated(found), *_inexact(text), *_half_characters(value, found), *_differences(value, type_name, dialect, found)]
    return tuple(sorted(remarks[:REMARKS_LIMIT], key=lambda remark: remark.place))


def dotted(path: str) -> str:
    """A JSON Pointer as people write it: 'user.roles.0'."""
    return ".".join(part or '""' for part in pointer_parts(path))


def _differences(value: JsonValue, type_name: str, dialect: Dialect, found: Places) -> Iterator[Remark]:
    from hookstudio.studio.test_context import check

    for problem in check(type_name, dialect, value):
        begin, end = found.values.get(problem.path, (0, 0))
        yield Remark(dotted(problem.path), problem.message, (begin, min(end, begin + 1) if _is_container(value, problem.path) else end))


def _is_container(value: JsonValue, path: str) -> bool:
    """Whether an object or array stands at *path*: of those the opening bracket is marked only."""
    for part in pointer_parts(path):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
    return isinstance(value, dict | list)


def _repeated(found: Places) -> Iterator[Remark]:
    for path, place in found.repeated:
        yield Remark(dotted(path), "this key is here twice; the last one counts.", place)


def _inexact(text: str) -> Iterator[Remark]:
    for match in tokens(text[:MARKED_UP_TO]):
        digits = match[0]
        if len(digits) > 15 and digits.lstrip("-").isdigit() and abs(int(digits)) > LARGEST_EXACT:
            yield Remark("", f"{digits[:40]} is more than JavaScript counts exactly; a hook sees it rounded.", match.span())


def _half_characters(value: JsonValue, found: Places) -> Iterator[Remark]:
    for path, part in _texts(value):
        if any("\ud800" <= character <= "\udfff" for character in part):
            yield Remark(dotted(path), "this text has half of a character in it (a lone surrogate).", found.values.get(path, (0, 0)))


def _texts(value: JsonValue) -> Iterator[tuple[str, str]]:
    stack: list[tuple[str, JsonValue]] = [("", value)]
    while stack:
        path, part = stack.pop()
        if isinstance(part, str):
            if not part.isascii():
                yield path, part
        elif isinstance(part, dict):
            stack.extend((path + pointer(key), inner) for key, inner in part.items())
        elif isinstance(part, list):
            stack.extend((path + pointer(index), inner) for index, inner in enumerate(part))


def _visible_place(text: str, offset: int) -> Place:
    """Something to underline at *offset*: the token there, or the last character of the text."""
    for match in tokens(text[offset : offset + 200]):
        begin = offset + match.start()
        if "\n" not in text[offset:begin]:
            return begin, offset + match.end()
        break
    return max(0, offset - 1), max(1, offset)


def formatted(value: JsonValue) -> str:
    """*value* as the editor shows it; half characters are escaped, for they can't be drawn or typed."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if text.isascii():
        return text
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)
