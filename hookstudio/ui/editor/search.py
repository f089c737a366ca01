"""Finding and replacing in a text: what is asked for, where it stands, what takes its place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRegularExpression, QRegularExpressionMatch

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor.buffer import Span

_LONGEST_S: Final = 1.0  # a search that works longer is given up: the window waits for it
_FIRST_HALVES: Final = tuple(bytes([byte]) for byte in range(0xD8, 0xDC))  # the upper byte of a 16-bit unit that needs another one
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "$": "$"}
_WORDS: Final = {
    "missing closing parenthesis": "a “(” is not closed",
    "missing terminating ] for character class": "a “[” is not closed",
    "unmatched closing parenthesis": "a “)” has no “(”",
    "quantifier does not follow a repeatable item": "there is nothing before it to repeat",
    "numbers out of order in {} quantifier": "the numbers in “{}” are in the wrong order",
    "range out of order in character class": "the range in “[]” is in the wrong order",
    "\\ at end of pattern": "nothing follows the last “\\”",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. `expression`: the pattern is a regular expression, otherwise it is text as it stands."""

    pattern: str = ""
    match_case: bool = False
    whole_words: bool = False
    expression: bool = False


@dataclass(frozen=True, slots=True)
class Replacement:
    """A place in the text (bytes of UTF-8) and what takes its place."""

    span: Span
    data: bytes


def find_all(query: Query, text: bytes) -> list[Span]:
    """Every place in *text*, from the top. Raises StudioError if the expression is wrong or takes too long."""
    return [span for span, _ in _matches(query, text)]


def replacements(query: Query, text: bytes, template: str) -> list[Replacement]:
    """Every place in *text* and what *template* makes of it: in an expression, $1, $<name>, $& and \\n have their meaning.

    Raises StudioError as `find_all` does.
    """
    if not query.expression:
        data = template.encode("utf-8", "replace")
        return [Replacement(span, data) for span, _ in _matches(query, text)]
    return [Replacement(span, _filled(template, match).encode("utf-8", "replace")) for span, match in _matches(query, text)]


def _matches(query: Query, text: bytes) -> Iterator[tuple[Span, QRegularExpressionMatch]]:
    if not query.pattern:
        return
    expression = _compiled(query)
    characters = text.decode("utf-8", "replace")
    units = b"" if characters.isascii() else characters.encode("utf-16-le")
    until = time.thread_time() + _LONGEST_S
    unit = byte = end = 0
    found = expression.globalMatch(characters)
    while found.hasNext():
        match = found.next()
        start, end = match.capturedStart(), match.capturedEnd()
        if units:  # Qt counts 16-bit units, the editor bytes
            first = byte + len(units[2 * unit : 2 * start].decode("utf-16-le", "replace").encode())
            last = first + len(units[2 * start : 2 * end].decode("utf-16-le", "replace").encode())
            unit, byte = end, last
        else:
            first, last = start, end
        yield Span(first, last), match
        if time.thread_time() > until:
            raise _too_long()
    if not found.isValid() and _gave_up(expression, characters, units, end):
        raise _too_long()


def _gave_up(expression: QRegularExpression, characters: str, units: bytes, end: int) -> bool:
    """Whether the search stopped behind its last match, at *end*, for want of time.

    Qt says of a search that it is not valid also when a match of nothing was the last thing in the text, so it is tried again from there.
    """
    length = len(units) // 2 if units else len(characters)
    pair = units[2 * end + 1 : 2 * end + 2] in _FIRST_HALVES
    return any(not expression.match(characters, place).isValid() for place in (end, end + (2 if pair else 1)) if place < length)


def _compiled(query: Query) -> QRegularExpression:
    pattern = query.pattern if query.expression else QRegularExpression.escape(query.pattern)
    options = QRegularExpression.PatternOption.MultilineOption | QRegularExpression.PatternOption.UseUnicodePropertiesOption
    if not query.match_case:
        options |= QRegularExpression.PatternOption.CaseInsensitiveOption
    bare = QRegularExpression(pattern, options)
    if not bare.isValid():
        reason = bare.errorString()
        place = min(bare.patternErrorOffset(), len(pattern))
        raise StudioError(f"Not a regular expression: {_WORDS.get(reason, reason)}, at character {max(1, place)}.")
    return QRegularExpression(rf"(?<!\w)(?:{pattern})(?!\w)", options) if query.whole_words else bare


def _too_long() -> StudioError:
    return StudioError("This expression takes too long in this text.", hint="Make it simpler: avoid one repetition inside another.")


def _filled(template: str, match: QRegularExpressionMatch) -> str:
    """The template with what was matched; a sign that means nothing stands for itself."""
    parts = []
    rest = template
    while rest:
        head, rest = rest[0], rest[1:]
        if head == "\\" and rest[:1] in _ESCAPES and rest:
            parts.append(_ESCAPES[rest[0]])
            rest = rest[1:]
        elif head == "$" and rest[:1] == "$":
            parts.append("$")
            rest = rest[1:]
        elif head == "$" and rest[:1] == "&":
            parts.append(match.captured())
            rest = rest[1:]
        elif head == "$" and rest[:1] == "<" and ">" in rest:
            name, _, rest = rest[1:].partition(">")
            parts.append(match.captured(name))
        elif head == "$" and rest[:1].isdecimal() and int(rest[0]) <= match.regularExpression().captureCount():
            parts.append(match.captured(int(rest[0])))
            rest = rest[1:]
        else:
            parts.append(head)
    return "".join(parts)
